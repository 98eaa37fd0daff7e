import { expect } from "chai";
import { pages } from "../../local/reference/write";

const mostWords = 25;

/** That they are what is committed, generated.test.ts compares; that they are true of the code is for the tests of each page's source. */
describe("generated pages", () => {
    let generated: Record<string, string>;
    before(async () => (generated = await pages()));

    it("are those of local/reference", () => expect(Object.keys(generated)).to.include("docs/reference/holds.md"));

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
