import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, exitHelp, numbersOf } from "../../../cli/exitCodes";
import { command, pages } from "../../../local/reference/write";

const root = join(__dirname, "..", "..", "..");

/** That the commands end with these codes is proved by the tests of each. */
describe("the pages about commands and policies", () => {
    let generated: Record<string, string>;
    before(async () => (generated = await pages()));

    for (const page of ["docs/reference/command-line.md", "docs/reference/policies.md"]) {
        it(`${page} is as the definitions have it; ${command} writes it`, () =>
            expect(readFileSync(join(root, page), "utf8")).to.equal(generated[page]));
    }

    it("has each command of cli/commands, and its exit codes", () =>
        expect(Object.keys(exitCodes)).to.have.members(readdirSync(join(root, "cli", "commands")).map((file) => file.replace(".ts", ""))));

    it("has exit codes of which none means two things", () => {
        for (const codes of Object.values(exitCodes)) {
            const numbers = Object.values(codes).map(({ code }) => code);
            expect(new Set(numbers).size).to.equal(numbers.length);
            expect(numbers).to.include.members([0, 1, 2]);
        }
        expect(numbersOf(exitCodes.check)).to.deep.equal({ allowed: 0, wrongUsage: 1, refused: 2, byOverride: 3, cannotTell: 4 });
        expect(exitHelp(exitCodes.plan)).to.equal("\nExit codes:\n  0  there is a path\n  1  called wrongly\n  2  there is no path");
    });
});
