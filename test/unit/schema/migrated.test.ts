import { expect } from "chai";
import { installationHolds, Installations, schemaHolds } from "../../../components/schema/rules/migrated";
import { parseRecord } from "../../../components/domain/facts/migration";

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
        expect(hold.message).to.contain("Job orders-schema-7-23-0 ").and.to.contain("namespace camunda");
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

describe("installationHolds", () => {
    const [one, two] = ["1ec4c2ba-7e5f-11f0", "9d3bb0fe-7e5f-11f0"];
    const told = (installation?: string) => ({ outcome: "unchanged", from: "7.22.0", to: "7.22.0", installation });
    const of = (...installations: string[]) => installations.map((installation, i) => ({ node: `orders-${i + 1}`, installation }));
    const asked: Installations = { wanted, record: told(one), nodes: of(one), recorded: one, usedBefore: true };

    const cases: [name: string, change: Partial<Installations>, says: string][] = [
        ["all on one installation", {}, ""],
        ["nodes on another one", { nodes: of(two) }, `belongs to installation ${one}, and node orders-1 works on installation ${two}`],
        ["nodes that are taken over on another one", { nodes: of(one, two) }, `node orders-2 works on installation ${two}`],
        ["another one than on record, and nobody runs", { nodes: [], recorded: two }, `completed its last version on installation ${two}`],
        ["nothing on record", { recorded: undefined }, ""],
        ["nobody runs, or reports it", { nodes: [] }, ""],
        ["a script that does not report it", { record: told(), nodes: of(two), recorded: two }, ""],
        ["no record", { record: undefined, nodes: of(two) }, ""],
        [
            "a database that no engine has used, and nodes that work on another one",
            { record: told("") },
            "belongs to no installation yet, and node orders-1",
        ],
        ["the same, and nobody runs", { record: told(""), nodes: [] }, "belongs to no installation yet, and the stack"],
        ["nodes that were started after a first migration", { record: told(""), recorded: undefined, usedBefore: false }, ""],
        ["the first version with installations", { wanted: { ...wanted, version: "7.14.0" }, record: told("") }, ""],
        ["the one after it", { wanted: { ...wanted, version: "7.15.0" }, record: told("") }, "belongs to no installation yet"],
        [
            "another product's numbers",
            { wanted: { ...wanted, product: "operaton", version: "1.0.0" }, record: told("") },
            "no installation yet",
        ],
        ["a second id by another product", { record: told(`${one} ${two}`), nodes: of(two), recorded: one }, ""],
        ["both ids on record", { record: told(`${one} ${two}`), recorded: `${two} ${one}` }, ""],
    ];
    for (const [name, change, says] of cases) {
        it(`${name}: ${says ? "databaseUnexpected" : "goes on"}`, () => {
            const found = installationHolds({ ...asked, ...change });
            expect(found.map(({ id, final, overridable }) => [id, final, overridable])).to.deep.equal(
                says ? [["databaseUnexpected", true, true]] : [],
            );
            expect(found[0]?.message ?? "").to.contain(says);
        });
    }

    it("names where the database is, if that is known", () => {
        const [{ message }] = installationHolds({ ...asked, nodes: of(two), location: "jdbc:postgresql://db/other" });
        expect(message).to.contain("(jdbc:postgresql://db/other)");
    });
});
