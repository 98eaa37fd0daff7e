import { expect } from "chai";
import { PodSample, Sample } from "../../local/demo/records";
import { blindSeconds, excuses, judge, TrialRecord } from "../crash/judge";
import { Fault, faults, Moment } from "../crash/matrix";
import { settingIn, settingsIn } from "../crash/settings";

const start = Date.parse("2026-01-01T00:00:00Z");
const at = (seconds: number) => start + seconds * 1000;
const failure = (seconds: number) => ({ at: new Date(at(seconds)).toISOString(), request: "GET /", cause: "refused" });
const pod = (uid: string, ready = true): PodSample => ({ name: uid, uid, batch: "batch-1", image: "", created: 0, ready, endpoint: ready });
const sample = (seconds: number, ...pods: PodSample[]): Sample => ({ at: at(seconds), pods, generations: {} });
/** One sample every two seconds for two minutes; within the span the given pods. */
const samples = (from = 0, to = -1, ...pods: PodSample[]) =>
    Array.from({ length: 61 }, (_, i) => (i * 2 >= from && i * 2 <= to ? sample(i * 2, ...pods) : sample(i * 2, pod("a"), pod("b"))));

const instances = {
    started: 45,
    finished: 45,
    tasksCompleted: 15,
    timersFired: 30,
    dueDuringRoll: 20,
    asyncTasksDone: 15,
    longestWait: 0.5,
    lost: [],
};

const moment: Moment = { at: "in", step: "batch-1", batch: "batch-1" };

/** A trial that kept all it promised: the fault took from second 20 to second 30. */
const good = (fault: Fault): TrialRecord => ({
    trial: { fault, moments: [moment] },
    strikes: [{ moment, from: at(20), to: at(30) }],
    runs: [
        { from: at(0), to: at(20), code: null, reason: "killed" },
        { from: at(21), to: at(90), code: 0, reason: "" },
    ],
    completedVersion: "7.23.0",
    nodes: ["a", "b"].map((node) => ({ node, batch: "batch-1", version: "7.23.0" })),
    schema: { log: 1, changeSets: 1, locks: 0 },
    instances,
    records: { samples: samples(), jobs: [], missed: 0 },
    sent: 1000,
    failures: [],
});
const wanted = { version: "7.23.0", nodes: 2 };
const broken = (record: TrialRecord) => judge(record, wanted).broken;
/** With the namespace everything is gone, and only what is said is judged. */
const judged = faults.filter((fault) => fault !== "hand-delete-namespace");

describe("the verdict on a crash", () => {
    for (const fault of judged) {
        it(`${fault}: nothing is broken where all was kept`, () => expect(broken(good(fault))).to.deep.equal([]));
    }

    it("tells what happened, how long it took, and how few nodes were in service", () => {
        const record = { ...good("pulumi"), records: { samples: samples(40, 50, pod("a"), pod("b", false)), jobs: [], missed: 0 } };
        expect(judge(record, wanted)).to.deep.include({
            happened: "killed, completed",
            seconds: 90,
            runs: 2,
            failed: 0,
            fewestInService: 1,
        });
        const runs = [{ from: 0, to: 1, code: 255, reason: "nodeNotReady: a" }];
        expect(judge({ ...good("pulumi"), runs }, wanted).happened).to.equal("failed (nodeNotReady: a)");
    });

    const bad: [promise: string, record: Partial<TrialRecord>, verdict: string][] = [
        ["the fault was tried", { strikes: [] }, "in batch-1: never seen, so nothing was tried"],
        ["it completes", { runs: [{ from: 0, to: 1, code: 255, reason: "x" }] }, "not completed after 1 runs"],
        ["its last run ends", { runs: [{ from: 0, to: 1, code: null, reason: "killed" }] }, "not completed after 1 runs"],
        ["the stack knows", { completedVersion: "7.22.0" }, "completedVersion is 7.22.0, not 7.23.0"],
        ["all nodes are there", { nodes: [{ node: "a", batch: "batch-1", version: "7.23.0" }] }, "1 nodes are ready, not 2"],
        [
            "every node is wanted",
            { nodes: ["7.22.0", "7.23.0"].map((version) => ({ node: "a", batch: "", version })) },
            "a is 7.22.0, not 7.23.0",
        ],
        ["the schema was applied", { schema: { log: 0, changeSets: 1, locks: 0 } }, "0 rows for 7.23.0 in the schema log, not 1"],
        ["the schema was applied once", { schema: { log: 2, changeSets: 1, locks: 0 } }, "2 rows for 7.23.0 in the schema log, not 1"],
        ["Liquibase recorded it once", { schema: { log: 1, changeSets: 2, locks: 0 } }, "2 records of the change set to 7.23.0, not 1"],
        ["no lock is left", { schema: { log: 1, changeSets: 1, locks: 1 } }, "Liquibase's lock is still held"],
        ["the database can be asked", { schema: undefined }, "the database could not be asked for its schema"],
        ["no instance is lost", { instances: { ...instances, lost: ["timer 1: ACTIVE"] } }, "timer 1: ACTIVE"],
        ["no job is done twice", { instances: { ...instances, lost: ["timer 1: wait done 2 times"] } }, "timer 1: wait done 2 times"],
        ["there was something to lose", { instances: { ...instances, started: 0 } }, "no process instance was started"],
        ["there were requests", { sent: 0 }, "no request was sent"],
        ["a node is in service", { records: { samples: samples(40, 40, pod("a", false)), jobs: [], missed: 0 } }, "no node was in service"],
        ["somebody watched", { records: { samples: [], jobs: [], missed: 9 } }, "nobody watched the nodes"],
        [
            "somebody watched all the time",
            {
                records: {
                    samples: [sample(0, pod("a")), sample(blindSeconds, pod("a")), sample(2 * blindSeconds + 1, pod("a"))],
                    jobs: [],
                    missed: 9,
                },
            },
            "nobody watched the nodes for 11 s",
        ],
    ];
    for (const [promise, record, verdict] of bad) {
        it(`broken: ${promise}`, () => expect(broken({ ...good("pulumi"), ...record })).to.deep.equal([verdict]));
    }

    it("excuses failed requests of a fault that takes them, while it does, and of no other", () => {
        for (const fault of judged) {
            const { requests, afterSeconds } = excuses[fault];
            const during = broken({ ...good(fault), failures: [failure(20), failure(30 + afterSeconds)] });
            expect(during.length, fault).to.equal(requests ? 0 : 1);
            expect(broken({ ...good(fault), failures: [failure(12)] }).length, `${fault}: sent before`).to.equal(requests ? 0 : 1);
            expect(broken({ ...good(fault), failures: [failure(9), failure(31 + afterSeconds)] })[0], fault).to.contain(
                "2 requests failed",
            );
        }
    });

    it("excuses that no node is in service only where all lose their database, or the Service was narrowed to one batch", () => {
        const none = { samples: samples(22, 24, pod("a", false)), jobs: [], missed: 0 };
        const excused = judged.filter((fault) => broken({ ...good(fault), records: none }).length === 0);
        expect(excused).to.deep.equal(["postgresql", "network", "hand-edit-service"]);
        const later = { samples: samples(110, 110, pod("a", false)), jobs: [], missed: 0 };
        expect(broken({ ...good("postgresql"), records: later })).to.deep.equal(["no node was in service"]);
    });

    it("excuses that nobody could watch only while the API server was away", () => {
        const records = (from: number, to: number) => ({
            samples: samples().filter((one) => one.at < at(from) || one.at > at(to)),
            jobs: [],
            missed: 9,
        });
        expect(judged.filter((fault) => broken({ ...good(fault), records: records(21, 35) }).length === 0)).to.deep.equal(["api-server"]);
        expect(broken({ ...good("api-server"), records: records(61, 75) })).to.deep.equal(["nobody watched the nodes for 16 s"]);
    });

    const deleted = (code: number, reason: string, completedVersion = "7.22.0") =>
        broken({
            ...good("hand-delete-namespace"),
            completedVersion,
            runs: [{ from: 0, to: 1, code, reason }],
            nodes: [],
            schema: undefined,
        });
    const unexpected = "databaseUnexpected: the database is empty";

    it("of a namespace that was deleted: nothing is completed, and somebody says that the database is not the expected one", () => {
        expect(deleted(255, unexpected)).to.deep.equal([]);
        expect(deleted(0, unexpected)).to.deep.equal(["completed on an empty database"]);
        expect(deleted(255, unexpected, "7.23.0")).to.deep.equal(["completed on an empty database"]);
        expect(deleted(255, "nodeNotReady: a")).to.deep.equal(["nobody said that the database is not the expected one"]);
        expect(
            broken({
                ...good("hand-delete-namespace"),
                strikes: [],
                runs: [{ from: 0, to: 1, code: 255, reason: unexpected }],
                completedVersion: "",
            }),
        ).to.deep.equal(["in batch-1: never seen, so nothing was tried"]);
    });

    it("tells which runs have read first what there is", () => {
        const runs = [
            { from: 0, to: 1, code: 255, reason: "changedByHand: a" },
            { from: 1, to: 2, code: 0, reason: "", refresh: true },
        ];
        expect(judge({ ...good("hand-undo"), runs }, wanted).happened).to.equal("failed (changedByHand: a), completed with --refresh");
    });

    it("excuses what each of several takes, and nothing between them; tells which was not tried", () => {
        const later: Moment = { at: "before", step: "completed" };
        const trial = { fault: "jvm-old", moments: [moment, later] } as const;
        const one = { ...good("jvm-old"), trial, failures: [failure(21), failure(70)] };
        const both = { ...one, strikes: [...one.strikes, { moment: later, from: at(70), to: at(75) }] };
        expect(broken(both)).to.deep.equal([]);
        expect(broken({ ...both, failures: [failure(50)] })[0]).to.contain("1 requests failed");
        const [missed, failed] = broken(one);
        expect(missed).to.equal("before completed: never seen, or over when what was taken before was back, so nothing was tried");
        expect(failed).to.contain("1 requests failed");
    });

    it("excuses nothing where the moment was never seen", () => {
        expect(broken({ ...good("network"), strikes: [], failures: [failure(20)] })).to.have.length(2);
    });
});

describe("settings of a crash", () => {
    it("takes one by its path, and nothing that is a file", () => {
        expect(settingIn("nodes.count=6")).to.deep.equal(["nodes.count", "6"]);
        expect(settingIn("nodes.env.JAVA_OPTS=-Da=b")).to.deep.equal(["nodes.env.JAVA_OPTS", "-Da=b"]);
        expect(settingIn('nodes.env["a.b"]=c')).to.deep.equal(['nodes.env["a.b"]', "c"]);
        expect(settingIn("Pulumi.production.yaml")).to.equal(undefined);
    });

    it("takes of a file how nodes are rolled, migrated and verified, and says what it leaves out", () => {
        const { taken, left } = settingsIn(`
            config:
                camunda-rolling-update:protect: "true"
                camunda-rolling-update:engine: { version: "7.24.0" }
                camunda-rolling-update:nodes:
                    count: 6
                    surge: true
                    memoryLimit: 4Gi
                    arguments: ["--rest"]
                    env: { JAVA_OPTS: "-Xmx1g", a.b: c }
                    tolerations: [{ key: dedicated }]
                camunda-rolling-update:migration: { image: "liquibase:4", lockTimeout: 5s }
                camunda-rolling-update:verification: { soakSeconds: 5, pauseAfter: [schema] }
                kubernetes:context: production
        `);
        expect(taken).to.deep.equal({
            "nodes.count": "6",
            "nodes.surge": "true",
            "nodes.arguments[0]": "--rest",
            "nodes.env.JAVA_OPTS": "-Xmx1g",
            'nodes.env["a.b"]': "c",
            "migration.lockTimeout": "5s",
            "verification.soakSeconds": "5",
        });
        expect(left).to.deep.equal([
            ...[
                "protect",
                "engine.version",
                "nodes.memoryLimit",
                "nodes.tolerations[0].key",
                "migration.image",
                "verification.pauseAfter[0]",
            ],
            "kubernetes:context",
        ]);
        expect(settingsIn("")).to.deep.equal({ taken: {}, left: [] });
    });
});
