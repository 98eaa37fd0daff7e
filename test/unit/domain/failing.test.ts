import { expect } from "chai";
import { NodeFault, NodeRefusal } from "../../../components/cluster/errors";
import { waitUntilFree } from "../../../components/checkpoint/wait";
import { schemaDeviations } from "../../../components/checkpoint/rules/completion";
import { lostTable } from "../../../components/domain/engineFault";
import { FailingNode, failingHold } from "../../../components/domain/failing";
import { Facts } from "../../../components/domain/facts/facts";
import { facts, history, ids, live, nodes } from "../support/facts";

const failing: FailingNode = {
    namespace: "camunda",
    node: "orders-batch-1-x",
    path: "job/count?noRetriesLeft=true",
    status: 500,
    said: "An exception occurred in the persistence layer.",
};
const lost = { ...failing, lost: 'relation "act_ru_job" does not exist' };
const seen = (given: Facts, failing: FailingNode): Facts => ({
    ...given,
    live: live({ nodes: nodes("7.22.0", "7.22.0", "7.22.0"), failing }),
});
const step = facts("7.22.0", "7.23.0");
const begun: Facts = { ...facts("7.23.0", "7.23.0"), completed: { version: "7.22.0", history: history("7.22.0") } };

/** By answers and log lines that engines of 7.22 and 7.23 gave on PostgreSQL 15; MySQL's and H2's are those of their manuals. */
describe("nodes in service that answer with errors", () => {
    it("are named, with what they say, and not taken for a cluster that does not answer", () => {
        const { id, message, next } = failingHold(failing);
        expect(id).to.equal("nodeFailing");
        expect(message).to.equal(
            "orders-batch-1-x: in service, but it answers job/count with HTTP status 500 (An exception occurred in the persistence layer.)",
        );
        expect(next).to.match(/^kubectl -n camunda logs orders-batch-1-x --tail=100 /);
    });

    it("whose log says that tables are gone, for good", () => {
        const { id, message, next, final, overridable } = failingHold(lost);
        expect([id, final, overridable]).to.deep.equal(["databaseUnexpected", true, false]);
        expect(message).to.contain(`and its log says: ${lost.lost}`);
        expect(next).to.contain("docs/guides/roll-back-and-restore.md");
    });

    const cases: [name: string, given: Facts, holds: string[]][] = [
        ["before an update", seen(step, failing), ["nodeFailing"]],
        [
            "before an update, known",
            seen(facts("7.22.0", "7.23.0", { overrides: [{ hold: "nodeFailing", reason: "known" }] }), failing),
            [],
        ],
        ["where only more room is asked for, which may mend it", seen(facts("7.22.0", "7.22.0"), failing), ["nodeFailing"]],
        ["while it goes on: its checkpoints wait", seen(begun, failing), []],
        ["tables that are gone, before an update", seen(step, lost), ["databaseUnexpected"]],
        ["tables that are gone, while it goes on", seen(begun, lost), ["databaseUnexpected"]],
        ["any database is fine", seen(facts("7.22.0", "7.23.0", { overrides: [{ hold: "databaseUnexpected", reason: "new" }] }), lost), []],
        ["no node fails", { ...step, live: live() }, []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => {
            const found = ids(given).filter((id) => id === "nodeFailing" || id === "databaseUnexpected");
            expect(found).to.deep.equal(holds);
        });
    }

    it("are waited for after a checkpoint, and not where tables are gone", () => {
        const reached = { product: "camunda", version: "7.23.0", image: "engine:7.23.0", namespace: "camunda", autoscaled: false };
        const of = (failing: FailingNode) => schemaDeviations(reached, live({ failing }));
        expect(of(failing).missing.map(({ id }) => id)).to.deep.equal(["nodeFailing"]);
        expect(of(failing).changed).to.deep.equal([]);
        expect(of(lost).changed.map(({ id }) => id)).to.deep.equal(["databaseUnexpected"]);
    });

    it("are what a checkpoint waits for, in its progress and at its end", async () => {
        const reports: string[] = [];
        const look = () => Promise.reject(new NodeFault(failing));
        const { signal } = new AbortController();
        const wait = waitUntilFree({ look, budgetSeconds: 0.3, report: (text) => reports.push(text), signal });
        expect(await wait.catch((error: Error) => error.message)).to.contain("nodeFailing: orders-batch-1-x: in service");
        expect(reports[0]).to.contain("HTTP 500 by a node (nodeFailing)");
        const gone = waitUntilFree({ look: () => Promise.reject(new NodeFault(lost)), budgetSeconds: 60, report: () => {}, signal });
        expect(await gone.catch((error: Error) => error.message)).to.match(/^Waiting cannot resolve this.*\ndatabaseUnexpected: /);
    });

    it("a node that refuses does not fail", () => {
        const asked = { namespace: "camunda", node: "orders-1", path: "schema/log" };
        const refusal = (status: number) => new NodeRefusal(status, "why", asked).failing;
        expect([400, 401, 403, 404].map(refusal)).to.deep.equal([undefined, undefined, undefined, undefined]);
        expect(refusal(503)).to.deep.equal({ ...asked, status: 503, said: "why" });
        expect(new NodeRefusal(500).failing).to.equal(undefined);
    });

    const logs: [log: string, lost: string | undefined][] = [
        [
            '### Cause: org.postgresql.util.PSQLException: ERROR: relation "act_ru_job" does not exist\n  Position: 63',
            'relation "act_ru_job" does not exist',
        ],
        ['relation "act_a" does not exist\nrelation "act_ge_property" does not exist', 'relation "act_ge_property" does not exist'],
        ["Table 'engine.ACT_RU_JOB' doesn't exist", "Table 'engine.ACT_RU_JOB' doesn't exist"],
        ['Table "ACT_RU_JOB" not found (this database is empty)', 'Table "ACT_RU_JOB" not found'],
        ['ERROR: relation "orders" does not exist', undefined],
        ["Table '\u001b[31mengine.ACT_RU_JOB' doesn't exist", undefined],
        ["HikariPool-1 - Connection is not available, request timed out after 30000ms.", undefined],
        ["", undefined],
    ];
    for (const [log, table] of logs) {
        it(`${table ?? "no table of the engine"}: ${log.split("\n")[0].slice(0, 60)}`, () => expect(lostTable(log)).to.equal(table));
    }
});
