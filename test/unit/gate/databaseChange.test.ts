import { expect } from "chai";
import { databaseTarget } from "../../../components/settings/database";
import { DatabaseTarget, Facts } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { facts, ids, live } from "../support/facts";

const rds = (change: Record<string, unknown> = {}) =>
    databaseTarget({ rds: { engineVersion: "16.8", instanceClass: "db.m7g.large", storageGiB: 100, ...change } });
const at = (jdbcUrl: string, secret = "db") => databaseTarget({ jdbcUrl, secret });
const a = at("jdbc:postgresql://a:5432/camunda");
const b = at("jdbc:postgresql://b:5432/camunda");

const step = (before: DatabaseTarget | undefined, after: DatabaseTarget | undefined, change: object = {}): Facts =>
    facts("7.22.0", "7.23.0", { database: after, ...change }, { database: before });
const same = (before: DatabaseTarget | undefined, after: DatabaseTarget | undefined, change: object = {}): Facts =>
    facts("7.23.0", "7.23.0", { database: after, ...change }, { database: before });
const stopped = (given: Facts): Facts => ({ ...given, live: live({ nodes: [] }) });
const back = { rollback: { from: "7.23.0", reason: "restored" } };
const restoring = facts("7.23.0", "7.22.0", { database: b, ...back }, { database: a });

describe("the rules about a change of the database", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["the engine alone", step(rds(), rds()), []],
        ["the database alone: its class", same(rds(), rds({ instanceClass: "db.m7g.xlarge" })), []],
        ["both: class", step(rds(), rds({ instanceClass: "db.m7g.xlarge" })), ["databaseChangedToo"]],
        ["both: version", step(rds(), rds({ engineVersion: "16.9" })), ["databaseChangedToo"]],
        ["both: storage", step(rds(), rds({ storageGiB: 200 })), ["databaseChangedToo"]],
        ["both: standby", step(rds(), rds({ multiAz: false })), ["databaseChangedToo"]],
        ["both: login", step(rds(), rds({ login: 2 })), ["databaseChangedToo"]],
        ["both: what is not judged", step(rds(), rds({ backupDays: 30, keepSnapshots: 9 })), []],
        ["both: Secret of an existing one", step(a, at("jdbc:postgresql://a:5432/camunda", "other")), ["databaseChangedToo"]],
        ["both: options of the URL", step(a, at("jdbc:postgresql://a:5432/camunda?sslmode=require")), []],
        ["both, where it is", step(a, b), ["databaseChangedToo", "databaseMoved"]],
        ["a state of before it was told", step(undefined, rds()), []],
        ["a login of the next number alone", same(rds(), rds({ login: 2 })), []],
        ["another place, nobody was asked", same(a, b), ["databaseMoved"]],
        ["another place, nodes run", { ...same(a, b), live: live() }, ["nodesNotAsRecorded", "databaseMoved"].sort()],
        [
            "another place, only nodes that are taken over run",
            { ...same(a, b), live: live({ nodes: [{ name: "old-1", version: "7.23.0", problem: "", adopted: true }] }) },
            [],
        ],
        ["another place, nodes are stopped", stopped(same(a, b)), []],
        ["another place, overridden", same(a, b, { overrides: [{ hold: "databaseMoved", reason: "the same one by another name" }] }), []],
        ["no node at all, and no other place", stopped(step(a, a)), ["truthUnknown"]],
        ["a restore, nodes are stopped", stopped(restoring), []],
        ["a restore, nobody was asked", restoring, ["databaseMoved"]],
        ["storage that shrinks", same(rds({ storageGiB: 200 }), rds({ storageGiB: 100 })), ["databaseStorage"]],
        ["storage that grows too little", same(rds({ storageGiB: 100 }), rds({ storageGiB: 105 })), ["databaseStorage"]],
        ["storage that grows", same(rds({ storageGiB: 100 }), rds({ storageGiB: 110 })), []],
        ["a lower minor version", same(rds({ engineVersion: "16.9" }), rds()), ["databaseDowngrade"]],
        ["another major version", same(rds({ engineVersion: "15.10" }), rds()), ["databaseMajorChange"]],
        ["another major version that is meant", same(rds({ engineVersion: "15.10" }), rds({ allowMajorUpgrade: true })), []],
        ["another kind of server", same(rds(), rds({ engine: "aurora-postgresql" })), ["databaseEngineChanged"]],
        [
            "a server that the engine does not support",
            same(rds(), rds({ engine: "mysql", engineVersion: "8.0.40" })),
            ["databaseUnsupported", "databaseEngineChanged"],
        ],
        [
            "a version that the engine does not support",
            facts(undefined, "7.18.0", { database: rds({ engineVersion: "17.2" }) }),
            ["databaseUnsupported"],
        ],
        ["another database is not compared", stopped(same(rds({ storageGiB: 200 }), rds({ restoreFrom: "s" }))), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given).sort()).to.deep.equal([...holds].sort()));
    }

    it("names both values of all that has changed", () => {
        const [hold] = judge(step(rds(), rds({ engineVersion: "16.9", storageGiB: 200 }))).holds;
        expect(hold.message).to.equal("7.22.0 → 7.23.0 also changes the database: engineVersion 16.8 → 16.9, storageGiB 100 → 200");
    });

    it("shows no credentials of a URL's options", () =>
        expect(at("jdbc:postgresql://a:5432/camunda?user=u&password=secret").location).to.equal("jdbc:postgresql://a:5432/camunda"));
});
