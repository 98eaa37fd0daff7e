import { expect } from "chai";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileFacts } from "../../cli/fileFacts";
import { Facts } from "../../components/domain/facts/facts";
import { judge } from "../../components/gate/rules/judge";

const root = join(__dirname, "..", "..");

/** As `check --config-file` judges them. That they are previewed without a word from the policies is for test/engine/policies.test.ts. */
describe("the settings of this project's environments", () => {
    const files = readdirSync(root).filter((name) => /^Pulumi\.\w+\.yaml$/.test(name));

    it("are those of dev, staging and production", () =>
        expect(files).to.have.members(["Pulumi.dev.yaml", "Pulumi.staging.yaml", "Pulumi.production.yaml"]));

    for (const file of files) {
        it(`${file} passes check`, () => {
            const found = fileFacts(join(root, file));
            expect(found, JSON.stringify(found)).to.have.property("wanted");
            const { kind, holds, lifted } = judge(found as Facts);
            expect({ kind, holds, lifted }).to.deep.equal({ kind: "fresh", holds: [], lifted: [] });
        });
    }
});
