import { expect } from "chai";
import { parseRecord, schemaHolds } from "../../components/rules/migrated";

const wanted = { namespace: "camunda", job: "orders-schema-7-23-0", product: "camunda", version: "7.23.4", run: "uid" };
const record = (to: string) => `migrate 7.22.0 → 7.23.0\n{"outcome":"migrated","from":"7.22.0","to":"${to}","applied":[],"seconds":7}\n`;

describe("schemaHolds", () => {
    const cases: [name: string, succeeded: boolean, message: string, holds: string[]][] = [
        ["completed, at the target", true, record("7.23.0"), []],
        ["completed, a minor ahead", true, record("7.24.0"), []],
        ["completed, further ahead", true, record("7.25.0"), ["schemaIncomplete"]],
        ["completed, elsewhere", true, record("7.22.0"), ["schemaIncomplete"]],
        ["completed without a record", true, "", ["schemaIncomplete"]],
        ["not completed", false, "", ["migrationFailed"]],
        ["failed, and says why", false, "schemaBehind: 7.20.0 → 7.23.0", ["migrationFailed"]],
    ];
    for (const [name, succeeded, message, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes on"}`, () => {
            expect(schemaHolds(wanted, { succeeded, message }).map((hold) => hold.id)).to.deep.equal(holds);
        });
    }
    it("holds for good where the Job was deleted, and names it", () => {
        const [hold, ...others] = schemaHolds(wanted, { succeeded: false, message: "", gone: true });
        expect(others).to.deep.equal([]);
        expect(hold).to.include({ id: "objectGone", final: true, overridable: false });
        expect(hold.message).to.equal("Job orders-schema-7-23-0 is not in namespace camunda, but in Pulumi's state");
        expect(hold.next).to.contain("pulumi up --refresh");
    });
    it("passes on what the migration said", () => {
        expect(schemaHolds(wanted, { succeeded: false, message: "schemaBehind: 7.20.0 → 7.23.0\n…" })[0].message).to.contain(
            "schemaBehind: 7.20.0",
        );
    });
});

describe("parseRecord", () => {
    for (const text of ["", "null", "{", "[]", "1", '{"to":"7.23.0"}']) {
        it(`finds no record in ${JSON.stringify(text)}`, () => expect(parseRecord(text)).to.equal(undefined));
    }
});
