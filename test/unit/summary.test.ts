import { expect } from "chai";
import { Findings, renderSummary, summarize } from "../../local/demo/summary";

const pod = { name: "a", uid: "a", batch: "batch-1", image: "engine", created: 0, ready: true, endpoint: true };

const findings: Findings = {
    from: "7.22.0",
    to: "7.23.0",
    progress: {
        steps: [
            { id: "gate", title: "gate", state: "done", startedAt: 0, endedAt: 400 },
            { id: "schema", title: "schema", state: "done", startedAt: 400, endedAt: 5400 },
            { id: "batch-1", title: "batch 1", state: "done", startedAt: 5400, endedAt: 25_400 },
        ],
        errors: [],
    },
    rollSeconds: 61.25,
    load: {
        sent: 3050,
        failed: 0,
        notSent: 0,
        seconds: 61,
        rate: 50,
        p50: 4.6,
        p99: 80,
        max: 210,
        slow: 0,
        polls: 0,
        tasks: 0,
        failures: [],
    },
    records: {
        samples: [
            { at: 0, pods: [pod, { ...pod, uid: "b" }], generations: {} },
            { at: 200, pods: [pod, { ...pod, uid: "b", ready: false }], generations: {} },
        ],
        jobs: [
            { name: "camunda-schema-7-22-0" },
            {
                name: "camunda-schema-7-23-0",
                outcome: { outcome: "migrated", from: "7.22.0", to: "7.23.0", applied: ["7.22-to-7.23"], seconds: 2.25 },
            },
        ],
        missed: 0,
    },
    schemaBefore: [{ id: "0", timestamp: "", version: "7.22.0" }],
    schemaAfter: [
        { id: "0", timestamp: "", version: "7.22.0" },
        { id: "1200", timestamp: "", version: "7.23.0" },
    ],
    nodes: [{ node: "camunda-batch-1-x", batch: "batch-1", version: "7.23.0" }],
    instances: {
        started: 60,
        finished: 60,
        tasksCompleted: 20,
        timersFired: 40,
        dueDuringRoll: 38,
        asyncTasksDone: 20,
        longestWait: 0.4,
        lost: [],
    },
};

describe("summary of a demo", () => {
    it("has no problems when nothing failed, was lost, or is at another version", () => {
        expect(summarize(findings).problems).to.deep.equal([]);
    });

    it("takes the migration of the version that was wanted", () => {
        expect(summarize(findings).migration?.outcome?.outcome).to.equal("migrated");
    });

    it("says how few nodes were in service, and of how many", () => {
        expect(summarize(findings).fewestInService).to.deep.equal({ nodes: 1, of: 2 });
    });

    const faults: [string, Partial<Findings>, string][] = [
        ["a failed request", { load: { ...findings.load, failed: 2 } }, "2 of 3050 requests failed"],
        ["no request at all", { load: { ...findings.load, sent: 0 } }, "no request was sent"],
        [
            "a lost instance",
            { instances: { ...findings.instances, lost: ["timer 1: wait done 2 times"] } },
            "lost: timer 1: wait done 2 times",
        ],
        ["a node of another version", { nodes: [{ node: "x", batch: "batch-1", version: "7.22.0" }] }, "x is 7.22.0, not 7.23.0"],
        ["no node", { nodes: [] }, "no node is ready"],
    ];
    for (const [fault, change, problem] of faults) {
        it(`names ${fault}`, () => {
            const summary = summarize({ ...findings, ...change });
            expect(summary.problems).to.deep.equal([problem]);
            expect(renderSummary(summary)).to.contain(`failed\n  ${problem}\n`);
        });
    }

    it("prints one fact per line, in columns", () => {
        expect(renderSummary(summarize(findings)).split("\n").slice(0, 4)).to.deep.equal([
            "7.22.0 → 7.23.0 in 61.3 s",
            "  gate          0.4 s",
            "  schema        5.0 s   migrated  in 2.3 s: 7.22-to-7.23",
            "  batch 1       20.0 s",
        ]);
    });

    it("shows the first failures with their time and cause", () => {
        const failures = [{ at: "2026-01-01T00:00:00.000Z", request: "GET /engine-rest/task/count", cause: "connection refused" }];
        expect(renderSummary(summarize({ ...findings, load: { ...findings.load, failed: 1, failures } }))).to.match(
            /00:00:00\.000 +connection refused +GET \/engine-rest\/task\/count/,
        );
    });
});
