import { expect } from "chai";
import { Facts } from "../../../components/domain/facts/facts";
import { settle } from "../../../components/settings/settle";
import { judge } from "../../../components/gate/rules/judge";
import { facts, ids, live, nodes } from "../support/facts";

const now = "2026-11-21T12:00:00Z";
const none = { backup: { at: "", reference: "" } };
const of = (at: string) => ({ backup: { at, reference: "barman 4711" } });

/** A step whose last rollout was completed on the 20th. */
const step = (backup: object, from = "7.22.0", to = "7.23.0", change: object = {}): Facts => {
    const given = facts(from, to, { ...backup, ...change });
    const rollout = { from: "", to: `camunda ${from}`, at: "2026-11-20T09:00:00.000Z", image: "", digests: [], scripts: "" };
    return { ...given, now, completed: { ...given.completed, evidence: [rollout] } };
};
const seen = (given: Facts, schemaChangedAt: string, schema = "7.22.0"): Facts => ({ ...given, live: live({ schema, schemaChangedAt }) });

describe("backupMissing", () => {
    const cases: [title: string, facts: Facts, holds: string[]][] = [
        ["none is named", step(none), ["backupMissing"]],
        ["none has to be", step({}), []],
        ["one that is newer than everything", step(of("2026-11-21T10:00:00Z")), []],
        ["one from before the last rollout", step(of("2026-11-20T08:59:59Z")), ["backupMissing"]],
        ["the same moment, in another time zone", step(of("2026-11-20T10:00:01+01:00")), []],
        ["one of a time to come", step(of("2026-11-21T12:00:01Z")), ["backupMissing"]],
        ["one from before the schema was changed", seen(step(of("2026-11-21T10:00:00Z")), "2026-11-21T10:30:00.000Z"), ["backupMissing"]],
        ["one from behind it", seen(step(of("2026-11-21T10:00:00Z")), "2026-11-20T10:30:00.000Z"), []],
        [
            "nothing was completed before, as in a cluster that was taken over",
            { ...facts("7.22.0", "7.23.0", of("2020-01-01T00:00Z")), now },
            [],
        ],
        ["a step without DDL", step(none, "7.23.0", "7.24.0"), []],
        ["a patch without a script", step(none, "7.22.0", "7.22.3", { edition: "enterprise" }), []],
        ["a patch with one", step(none, "7.12.0", "7.12.21", { edition: "enterprise" }), ["backupMissing"]],
        ["a first installation", { ...facts(undefined, "7.23.0", none), now }, []],
        ["nothing changes", step(none, "7.23.0", "7.23.0"), []],
        ["only the nodes go back", step(none, "7.23.0", "7.22.0", { rollback: { from: "7.23.0", reason: "slow" } }), ["rollbackRefused"]],
        ["the schema is there already", seen(step(none), now, "7.23.0"), []],
    ];
    for (const [title, given, holds] of cases) {
        it(`${title}: ${holds.join(", ") || "goes ahead"}`, () =>
            expect(ids(given).filter((id) => id === "backupMissing")).to.deep.equal(holds.filter((id) => id === "backupMissing")));
    }

    it("says what would be changed, both times, and what to type", () => {
        const [hold] = judge(step(of("2026-11-19T10:00:00Z"))).holds;
        expect(hold.message).to.equal(
            '7.22.0 → 7.23.0 changes the data (postgres_engine_7.22_to_7.23.sql), but the backup "barman 4711" of 2026-11-19T10:00:00Z is older than the database: the last update was completed on 2026-11-20T09:00:00.000Z',
        );
        expect(hold.next).to.match(/^pulumi config set --path backup\.at .* && pulumi config set --path backup\.reference … && pulumi up/);
        expect(hold.why).to.contain("docs.camunda.org");
    });

    it("an override with a reason lifts it", () => {
        const given = step({ ...none, overrides: [{ hold: "backupMissing", reason: "storage snapshot" }] });
        expect(judge(given).holds).to.deep.equal([]);
        expect(judge(given).lifted.map(({ hold }) => hold.id)).to.deep.equal(["backupMissing"]);
    });

    it("is not asked in the middle of a rollout, whose migration has written the schema log", () => {
        const inFlight = {
            ...step(of("2026-11-21T10:00:00Z"), "7.23.0", "7.23.0"),
            live: live({ nodes: nodes("7.23.0", "7.22.0"), schemaChangedAt: now }),
        };
        expect(ids({ ...inFlight, completed: { version: "7.22.0", history: [] } })).not.to.include("backupMissing");
    });

    const settled: [title: string, backup: object | undefined, databaseSettings: object, named: object | undefined][] = [
        ["nothing is said", undefined, {}, undefined],
        ["one is required", { required: true }, {}, { at: "", reference: "" }],
        ["one is named, which says that it counts", { at: now, reference: "x" }, {}, { at: now, reference: "x" }],
        ["one is named, and does not count", { required: false, at: now, reference: "x" }, {}, undefined],
        ["the stack takes a snapshot of RDS", { required: true }, { rds: {} }, undefined],
    ];
    for (const [title, backup, databaseSettings, named] of settled) {
        it(`${title}: ${named ? "the gate looks at it" : "the gate does not ask"}`, () =>
            expect(settle({ engine: { version: "7.23.0" }, backup, databaseSettings }).target.backup).to.deep.equal(named));
    }
});
