import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generated } from "../../local/reference/write";

describe("what is generated", () => {
    for (const [file, text] of Object.entries(generated)) {
        it(`${file} is what npm run docs:reference writes`, () => {
            const isCurrent = readFileSync(join(__dirname, "..", "..", file), "utf8") === text();
            expect(isCurrent, `${file} differs from its source; write it anew: npm run docs:reference`).to.equal(true);
        });
    }
});
