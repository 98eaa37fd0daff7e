import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command, pages } from "../../local/reference/write";

const root = join(__dirname, "..", "..");
const mostWords = 25;

/** That what is written is true of the code is for the tests of each page's source. */
describe("generated pages", () => {
    let generated: Record<string, string>;
    before(async () => (generated = await pages()));

    it("are those of local/reference", () => expect(Object.keys(generated)).to.include("docs/reference/holds.md"));

    it("are what would be generated", () => {
        for (const [path, text] of Object.entries(generated)) {
            expect(readFileSync(join(root, path), "utf8") === text, `${path} is another one: ${command}`).to.equal(true);
        }
    });

    it("have short lines and short cells", () => {
        for (const [path, text] of Object.entries(generated)) {
            const lines = text.split("\n");
            expect(
                lines.filter((line) => line.length > 160 && !line.startsWith("|")),
                path,
            ).to.deep.equal([]);
            const cells = lines.filter((line) => line.startsWith("|")).flatMap((line) => line.split(/(?<!\\)\|/));
            expect(
                cells.filter((cell) => cell.trim().split(/\s+/).length > mostWords),
                path,
            ).to.deep.equal([]);
        }
    });
});
