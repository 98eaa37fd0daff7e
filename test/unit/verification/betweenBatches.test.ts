import { expect } from "chai";
import fc from "fast-check";
import { betweenHolds, Comparison, mixedWarning, notCompared, rollbackWarnings } from "../../../components/verification/rules/comparison";
import { applyOverrides, describeHolds } from "../../../components/domain/hold";
import { suspectsAfter } from "../../../components/verification/rules/lockedJobs";
import { soakHold } from "../../../components/verification/rules/soak";
import { ModelDeployment, Opening, Standing, StandingNode } from "../../../components/domain/facts/standing";
import { settleVerification, VerificationSettings } from "../../../components/settings/verification";

const at = "2026-11-21T12:00:00.000Z";
const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const batches = ["batch-1", "batch-2", "batch-3"];
const node = (batch: string, change: Partial<StandingNode> = {}): StandingNode => ({
    name: `orders-${batch}-a`,
    batch,
    version: "7.22.0",
    inService: true,
    ...change,
});
const made = (id: string, time: string, by = ""): ModelDeployment => ({ id, name: `model ${id}`, time, by });
const facts = { incidents: 1, failedJobs: 2, deployments: 2, newest: [made("b", at), made("a", at)], processDefinitions: 5 };
const opening = (change: Partial<Opening> = {}): Opening => ({
    at,
    nodes: batches.map((batch) => node(batch)),
    ...facts,
    problem: "",
    ...change,
});

/** Ten minutes later, with the first of three batches integrated. */
const comparison = (
    now: Partial<Standing> = {},
    settings: Partial<VerificationSettings> = {},
    change: Partial<Comparison> = {},
): Comparison => ({
    batch: "batch-1",
    batches: batches.map((id) => ({ id, nodes: 1, done: id === "batch-1" })),
    window: { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" },
    version: "7.23.0",
    opening: opening(),
    now: {
        at: later(10),
        nodes: [node("batch-1", { name: "orders-batch-1-b", version: "7.23.0" }), node("batch-2"), node("batch-3")],
        ...facts,
        ...now,
    },
    settings: settleVerification(settings),
    namespace: "camunda",
    cluster: "orders",
    restPath: "engine-rest",
    ...change,
});

const without = (batch: string, change?: Partial<StandingNode>) => [
    ...comparison().now.nodes.filter((each) => each.batch !== batch),
    ...(change ? [node(batch, change)] : []),
];
const third = made("c", "2026-11-21T12:05:00.000+0000", "demo");
const suspects = { since: Date.parse(later(9)), ids: ["j1", "j2", "j3", "j4"], locked: true };
const last = batches.map((id) => ({ id, nodes: 1, done: true }));
const back = { from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "slow" };
const task = { id: "t", worker: "orders-batch-1-a4f", until: Date.parse(later(20)) };

const cases: Record<string, [name: string, comparison: Comparison, message?: RegExp][]> = {
    capacityLost: [
        ["all nodes in service", comparison()],
        ["a node of a later batch went away", comparison({ nodes: without("batch-3") }), /^2 nodes in service, fewer.*batch-3 has 0 of 1/],
        ["it is there, and not ready", comparison({ nodes: without("batch-2", { inService: false }) }), /batch-2 has 0 of 1/],
        ["the batch itself has lost its node again", comparison({ nodes: without("batch-1") }), /batch-1 has 0 of 1/],
        [
            "it was away before the first batch",
            comparison({ nodes: without("batch-3") }, {}, { opening: opening({ nodes: [node("batch-1"), node("batch-2")] }) }),
        ],
        [
            "it is one that was begun and failed: the update is about to mend it",
            comparison({ nodes: without("batch-2", { version: "7.23.0", inService: false }) }),
        ],
        [
            "nodes are taken back, and a batch that is done has lost its node",
            comparison({ nodes: without("batch-1") }, {}, { window: back }),
            /batch-1 has 0 of 1/,
        ],
        ["nodes are taken back from what broke them", comparison({ nodes: without("batch-2") }, {}, { window: back })],
        [
            "no other version: only what is done counts",
            comparison({ nodes: without("batch-2") }, {}, { opening: undefined, window: undefined }),
        ],
        ["another layout before", comparison({}, {}, { batches: [...last.slice(0, 1), { id: "batch-2", nodes: 2, done: false }] })],
        [
            "after the last batch, an earlier one",
            comparison({ nodes: without("batch-1") }, {}, { batch: "batch-3", batches: last }),
            /batch-1 has 0 of 1/,
        ],
    ],
    failedJobsRising: [
        ["as many as before", comparison()],
        ["fewer than before", comparison({ failedJobs: 0, incidents: 0 })],
        [
            "one more job, with an example",
            comparison({ failedJobs: 3, examples: ["job 4711 of instance 12"] }),
            /^jobs without retries: 3 \(2 before the first batch\); 0 more are allowed \(job 4711 of instance 12\)$/,
        ],
        ["one more incident", comparison({ incidents: 2 }), /^open incidents: 2 \(1 before/],
        ["both", comparison({ incidents: 2, failedJobs: 3 }), /jobs without retries: 3.*; open incidents: 2/],
        ["as many more as are allowed", comparison({ failedJobs: 7, incidents: 6 }, { failedJobsAllowed: 5 })],
        ["one more than that", comparison({ failedJobs: 8 }, { failedJobsAllowed: 5 }), /5 more are allowed$/],
        ["the nodes did not tell before", comparison({ failedJobs: 9 }, {}, { opening: opening({ failedJobs: undefined }) })],
        ["versions are not mixed", comparison({ failedJobs: 9 }, {}, { opening: undefined, window: undefined })],
    ],
    deployedWhileMixed: [
        ["no deployment", comparison()],
        [
            "one, with who made it",
            comparison({ deployments: 3, newest: [third, ...facts.newest] }),
            /"model c" \(c\) at 2026-11-21T12:05:00.000\+0000 by demo; 2 deployments before, 3 now$/,
        ],
        ["one, and an older one was deleted", comparison({ newest: [third, made("b", at)] }), /2 deployments before, 2 now/],
        ["one that is not listed", comparison({ deployments: 3 }), /models that are not listed; 2 deployments before, 3 now/],
        [
            "one was deleted, and an older one is listed in its place",
            comparison({ deployments: 1, newest: [made("z", "2026-11-21T09:00:00.000+0000")] }),
        ],
        [
            "the first one of all",
            comparison({ deployments: 1, newest: [third] }, {}, { opening: opening({ deployments: 0, newest: [] }) }),
            /"model c"/,
        ],
        ["versions are not mixed", comparison({ deployments: 3 }, {}, { opening: undefined, window: undefined })],
        [
            "one at the very time of the newest one before",
            comparison({ deployments: 3, newest: [made("c", at), ...facts.newest] }),
            /"model c"/,
        ],
        ["the user may not see deployments any more", comparison({ deployments: undefined })],
        ["the user may not see deployments", comparison({ deployments: undefined, newest: undefined })],
    ],
    jobsLocked: [
        ["nobody was asked", comparison()],
        ["none was locked", comparison({}, {}, { suspects: { ...suspects, ids: [] } })],
        [
            "some still are",
            comparison({}, {}, { suspects }),
            /^4 jobs locked since the last old node of batch-1 was gone \(j1, j2, j3, and 1 more\);.* waits for 240 s more/,
        ],
        [
            "some are due, where the engine does not tell",
            comparison({}, {}, { suspects: { ...suspects, locked: false } }),
            /^4 jobs due since .*, perhaps locked/,
        ],
        [
            "one is, and an external task of a node that is gone",
            comparison({ lockedTasks: [task] }, {}, { suspects: { ...suspects, ids: ["j1"] } }),
            /^1 job locked .*the external task t is locked/,
        ],
        [
            "three are named, and no others are counted",
            comparison({}, {}, { suspects: { ...suspects, ids: ["j1", "j2", "j3"] } }),
            /\(j1, j2, j3\)/,
        ],
        [
            "an external task, by a worker in a node that is still there",
            comparison({ lockedTasks: [{ ...task, worker: "orders-batch-2-a" }] }, {}, { suspects: { ...suspects, ids: [] } }),
        ],
        [
            "an external task whose lock ends now",
            comparison({ lockedTasks: [{ ...task, until: Date.parse(later(10)) }] }, {}, { suspects: { ...suspects, ids: [] } }),
        ],
        [
            "an external task, one of two nodes gone",
            comparison(
                { nodes: without("batch-2"), lockedTasks: [task] },
                {},
                {
                    suspects: { ...suspects, ids: [] },
                    batches: batches.map((id) => ({ id, nodes: id === "batch-1" ? 1 : 0, done: id === "batch-1" })),
                },
            ),
            /^the external task t is locked/,
        ],
        ["the lock time is over", comparison({}, { lockSeconds: 60 }, { suspects })],
        ["nobody waits for them", comparison({}, { lockSeconds: 0 }, { suspects })],
        [
            "an external task, by a worker in the node that is gone",
            comparison({ lockedTasks: [task] }, {}, { suspects: { ...suspects, ids: [] } }),
            /^the external task t is locked by orders-batch-1-a4f, whose node is gone/,
        ],
        [
            "one by a worker elsewhere",
            comparison({ lockedTasks: [{ ...task, worker: "worker-1" }] }, {}, { suspects: { ...suspects, ids: [] } }),
        ],
        ["one whose lock has ended", comparison({ lockedTasks: [{ ...task, until: 0 }] }, {}, { suspects: { ...suspects, ids: [] } })],
    ],
    mixedTooLong: [
        ["without a limit", comparison({ at: later(100000) })],
        ["within it", comparison({}, { mixedMinutes: 10 })],
        [
            "beyond it",
            comparison({ at: later(11) }, { mixedMinutes: 10 }),
            /^versions have been mixed for 11 minutes, since .*; 10 are allowed/,
        ],
        ["beyond it, when the last batch has come", comparison({ at: later(11) }, { mixedMinutes: 10 }, { batches: last })],
        ["versions are not mixed", comparison({ at: later(11) }, { mixedMinutes: 10 }, { opening: undefined })],
    ],
};

describe("betweenHolds", () => {
    for (const [id, rows] of Object.entries(cases)) {
        describe(id, () => {
            for (const [name, given, message] of rows) {
                it(`${name}: ${message ? "holds" : "goes on"}`, () => {
                    const holds = betweenHolds(given);
                    expect(holds.map((hold) => hold.id)).to.deep.equal(message ? [id] : []);
                    if (message) {
                        expect(holds[0].message).to.match(message);
                        expect(describeHolds(holds)).to.contain(`'overrides[0].hold' ${id}`);
                        expect(applyOverrides(holds, [{ hold: id, reason: "known" }])).to.deep.equal({
                            open: [],
                            lifted: [{ hold: holds[0], reason: "known" }],
                        });
                    }
                });
            }
        });
    }

    it("says that no waiting helps where none does", () => {
        const all = betweenHolds(
            comparison({ at: later(11), deployments: 3, failedJobs: 3, nodes: [] }, { mixedMinutes: 10 }, { suspects }),
        );
        expect(
            all.map(({ id }) => id),
            "a table for each",
        ).to.deep.equal(Object.keys(cases));
        expect(all.filter(({ final }) => final).map(({ id }) => id)).to.deep.equal(["deployedWhileMixed", "mixedTooLong"]);
    });

    it("says how a batch comes back that was deleted, and only where one has no node", () => {
        const next = (nodes: StandingNode[]) => betweenHolds(comparison({ nodes })).find(({ id }) => id === "capacityLost")?.next;
        expect(next(without("batch-3"))).to.match(/if batch-3 was deleted: the override below and pulumi up --refresh/);
        const two = batches.map((id) => ({ id, nodes: 2, done: id === "batch-1" }));
        const [hold] = betweenHolds(comparison({}, {}, { batches: two }));
        expect([hold.id, hold.next.includes("deleted")]).to.deep.equal(["capacityLost", false]);
    });

    it("blocks a rollback only with what the next batch would make worse; the rest is a warning then, and none on the way forward", () => {
        const bad = { at: later(11), deployments: 3, failedJobs: 3, nodes: [] };
        const forward = comparison(bad, { mixedMinutes: 10 }, { suspects });
        const rollback = { ...forward, window: back };
        const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);
        expect(ids(betweenHolds(rollback))).to.deep.equal(["capacityLost", "jobsLocked"]);
        expect(ids(rollbackWarnings(rollback))).to.deep.equal(["failedJobsRising", "deployedWhileMixed", "mixedTooLong"]);
        expect(rollbackWarnings(rollback)[0].text).to.match(
            /^failedJobsRising does not block a rollback: jobs without retries: 3 \(2 before/,
        );
        expect(rollbackWarnings(forward)).to.deep.equal([]);
        expect(rollbackWarnings(comparison({}, {}, { window: back }))).to.deep.equal([]);
        expect(applyOverrides(betweenHolds(rollback), [{ hold: "jobsLocked", reason: "r" }]).open.map(({ id }) => id)).to.deep.equal([
            "capacityLost",
        ]);
    });

    it("never holds what stands as it stood, and holds whatever more there is than allowed", () =>
        fc.assert(
            fc.property(fc.nat(50), fc.nat(50), fc.nat(20), fc.nat(20), (before, more, allowed, deployments) => {
                const same = { incidents: before, failedJobs: before, deployments };
                const now = { ...same, failedJobs: before + more };
                const ids = betweenHolds(comparison(now, { failedJobsAllowed: allowed }, { opening: opening(same) })).map(({ id }) => id);
                expect(ids).to.deep.equal(more > allowed ? ["failedJobsRising"] : []);
            }),
        ));
});

describe("what is worth a warning", () => {
    it("is that versions are mixed for long", () => {
        expect(mixedWarning(comparison({ at: later(121) })))
            .to.contain("mixed for 121 minutes")
            .and.to.contain("mixedWarningMinutes, 120");
        expect(mixedWarning(comparison({ at: later(120) }))).to.equal(undefined);
        expect(mixedWarning(comparison({ at: later(121) }, { mixedWarningMinutes: 0 }))).to.equal(undefined);
        expect(mixedWarning(comparison({ at: later(121) }, {}, { batches: last }))).to.equal(undefined);
    });

    it("is what cannot be compared, and why", () => {
        expect(notCompared(comparison())).to.equal(undefined);
        expect(notCompared(comparison({ failedJobs: undefined })))
            .to.contain("failedJobs")
            .and.to.contain("nodes.restSecret");
        const problem = "none of them answered";
        const unknown = { at, nodes: [], problem };
        expect(notCompared(comparison({}, {}, { opening: unknown })))
            .to.contain("incidents, failedJobs, deployments")
            .and.to.contain(problem);
        expect(notCompared(comparison({}, {}, { opening: undefined }))).to.equal(undefined);
    });
});

describe("suspectsAfter", () => {
    const seen = (ids: string[], all = true) => ({ ids, all, locked: true });
    it("are the first ones, and only become fewer", () => {
        const first = suspectsAfter(undefined, seen(["a", "b"]), 1);
        expect(first).to.deep.equal({ since: 1, ids: ["a", "b"], locked: true });
        expect(suspectsAfter(first, seen(["b", "c"]), 2)).to.deep.equal({ since: 1, ids: ["b"], locked: true });
        expect(suspectsAfter(first, seen(["c"], false), 2), "a list that was cut off").to.deep.equal(first);
    });

    it("never name one that was not there when the nodes had gone", () =>
        fc.assert(
            fc.property(fc.array(fc.uniqueArray(fc.nat(9), { maxLength: 9 }), { minLength: 1 }), (looks) => {
                const lists = looks.map((ids) => ids.map(String));
                const all = lists
                    .map((ids) => seen(ids))
                    .reduce((before, jobs, i) => suspectsAfter(i ? before : undefined, jobs, i), suspectsAfter(undefined, seen([]), 0));
                expect(all.ids).to.deep.equal(lists[0].filter((id) => lists.every((ids) => ids.includes(id))));
            }),
        ));
});

describe("soakHold", () => {
    it("holds until nothing has held for long enough, and tells how long yet", () => {
        expect(soakHold("batch-1", 0, 0, 0)).to.equal(undefined);
        expect(soakHold("batch-1", 1000, 26_000, 60)?.message).to.contain("for 25 of 60 s");
        expect(soakHold("batch-1", 1000, 61_000, 60)).to.equal(undefined);
    });
});
