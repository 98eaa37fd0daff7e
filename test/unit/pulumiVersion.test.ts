import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (file: string) => readFileSync(join(__dirname, "..", "..", file), "utf8");

/** One minimum, wherever it is told. */
describe("the version of Pulumi that is needed", () => {
    const [, minimum] = /^requiredPulumiVersion: ">=(\d+\.\d+)\.0"$/m.exec(read("Pulumi.yaml")) ?? [];
    for (const [file, words] of [
        ["README.md", `(${minimum} or later)`],
        ["local/README.md", `(${minimum} or later)`],
        ["local/tools.ts", `semver.gte(version, "${minimum}.0")`],
        ["components/verification/baseline.ts", `older than ${minimum},`],
    ]) {
        it(`is told by ${file}`, () => expect(read(file)).to.contain(words));
    }
});
