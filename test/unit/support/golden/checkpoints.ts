import { BatchState, goneBatch, IntegratedBatch, NodeState } from "../../../../components/domain/facts/batch";
import { LiveNode } from "../../../../components/domain/facts/facts";
import { Opening, Standing, StandingNode } from "../../../../components/domain/facts/standing";
import { failingHold } from "../../../../components/domain/failing";
import { Hold } from "../../../../components/domain/hold";
import { changedMeanwhile, completionHolds, Reached, unreachable } from "../../../../components/checkpoint/rules/completion";
import { batchHolds } from "../../../../components/checkpoint/rules/integrated";
import { installationHolds, schemaHolds } from "../../../../components/schema/rules/migrated";
import { snapshotGone } from "../../../../components/schema/rules/snapshots";
import { settleVerification } from "../../../../components/settings/verification";
import { canaryHold, CanaryState, crossingsOf, notPrepared } from "../../../../components/verification/rules/canary";
import { betweenHolds, Comparison, rollbackWarnings } from "../../../../components/verification/rules/comparison";
import { pauseHold, PausePlace } from "../../../../components/verification/rules/pause";
import { soakHold } from "../../../../components/verification/rules/soak";
import { new1, place, process } from "../crossing";
import { official } from "../facts";

const job = { namespace: "camunda", job: "orders-schema-7-23-0", product: "camunda", version: "7.23.0", run: "uid" };
const record = (to: string, installation?: string) => ({ outcome: "migrated", from: "7.22.0", to, installation });
const migrated = (to: string) => ({ succeeded: true, message: `migrated\n${JSON.stringify(record(to))}` });
const installations = {
    wanted: job,
    record: record("7.23.0", "1ec4c2ba"),
    location: "jdbc:postgresql://db:5432/camunda",
    usedBefore: true,
};

const schema = (): Hold[] => [
    ...schemaHolds(job, { succeeded: false, message: "schemaBehind: the schema is at 7.20.0, target is 7.23.0\n  why:  …" }),
    ...schemaHolds(job, { succeeded: false, message: "", gone: true }),
    ...schemaHolds(job, { succeeded: true, message: "" }),
    ...schemaHolds(job, migrated("7.22.0")),
    ...installationHolds({ ...installations, nodes: [{ node: "orders-batch-1-x", installation: "9d3bb0fe" }] }),
    ...installationHolds({ ...installations, nodes: [], recorded: "9d3bb0fe" }),
];

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const wanted: IntegratedBatch = {
    namespace: "camunda",
    deployment: "orders-batch-1",
    generation: 2,
    nodes: 1,
    product: "camunda",
    version: "7.23.0",
    image: official("7.23.0"),
    restPath: "engine-rest",
    port: 8080,
};
const answer = { version: "7.23.0", schema: "7.23.0", authenticationRequired: false };
const node: NodeState = {
    name: "orders-batch-1-x",
    image: wanted.image,
    digests: [digest("a")],
    ready: true,
    leaving: false,
    problem: "",
    answer,
};
const withNode = (change: Partial<NodeState>): BatchState => ({ ...complete, nodes: [{ ...node, ...change }] });
const complete: BatchState = {
    observedGeneration: 2,
    replicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
    wantedReplicas: 1,
    nodes: [node],
};
const failing = { namespace: "camunda", node: "orders-batch-1-x", path: "schema/log", status: 500, said: "persistence layer" };

const batch = (): Hold[] => [
    ...batchHolds(wanted, goneBatch),
    ...batchHolds(wanted, { ...complete, observedGeneration: 1 }),
    ...batchHolds(wanted, { ...complete, availableReplicas: 0 }),
    ...batchHolds(wanted, withNode({ ready: false, problem: "ImagePullBackOff" })),
    ...batchHolds({ ...wanted, stableNames: true }, withNode({ ready: false, problem: "starting" })),
    ...batchHolds(wanted, withNode({ ready: false, fault: "ENGINE-03057 There are no Camunda tables in the database." })),
    ...batchHolds(wanted, withNode({ answer: undefined })),
    ...batchHolds({ ...wanted, restSecret: "orders-rest" }, withNode({ answer: { ...answer, authenticationRequired: true } })),
    ...batchHolds(wanted, withNode({ leaving: true })).filter(({ id }) => id === "nodeNotGone"),
    ...batchHolds(wanted, withNode({ answer: { ...answer, version: "7.22.0" } })),
    ...batchHolds(wanted, withNode({ image: official("7.22.0"), answer: { ...answer, version: "7.22.0" } })),
    ...batchHolds(wanted, withNode({ answer: { ...answer, schema: "7.22.0" } })),
    ...batchHolds(wanted, { ...complete, returned: "2026-11-30T06:00:00.000Z" }),
    ...batchHolds(wanted, { ...complete, asks: { version: "7.22.0", image: official("7.22.0") } }),
    ...batchHolds({ ...wanted, digests: [digest("b")] }, complete),
    ...batchHolds({ ...wanted, digests: [digest("b")] }, withNode({ digests: [] })),
    failingHold(failing),
    failingHold({ ...failing, lost: 'relation "act_ru_job" does not exist' }),
    unreachable("connect ECONNREFUSED 10.0.0.1:6443"),
];

const at = "2026-11-21T12:00:00.000Z";
const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const standing = (id: string, version: string): StandingNode => ({ name: `orders-${id}-${version}`, batch: id, version, inService: true });
const before: Standing = {
    at,
    nodes: ["batch-1", "batch-2", "batch-3"].map((id) => standing(id, "7.22.0")),
    incidents: 1,
    failedJobs: 2,
    deployments: 2,
    newest: [],
    processDefinitions: 5,
};
const worse: Comparison = {
    batch: "batch-1",
    batches: ["batch-1", "batch-2", "batch-3"].map((id) => ({ id, nodes: 1, done: id === "batch-1" })),
    window: { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" },
    version: "7.23.0",
    opening: { ...before, problem: "" } as Opening,
    now: {
        ...before,
        at: later(90),
        nodes: [standing("batch-1", "7.23.0"), standing("batch-2", "7.22.0")],
        incidents: 4,
        failedJobs: 9,
        deployments: 3,
        newest: [{ id: "c", name: "orders", time: later(5), by: "demo" }],
        examples: ["job 4711: timeout"],
    },
    suspects: { since: Date.parse(later(89)), ids: ["j1", "j2", "j3", "j4"], locked: true },
    settings: settleVerification({ mixedMinutes: 60 }),
    namespace: "camunda",
    cluster: "orders",
    restPath: "engine-rest",
};
const [crossing] = crossingsOf(place);
const canary: CanaryState = {
    progress: [{ crossing, instances: ["4711"], done: false, standsAt: ["due"], incidents: ["Unknown property"], said: "" }],
    process,
    own: false,
    elapsedSeconds: 60,
    seconds: 60,
    restPath: "engine-rest",
};
const pause: PausePlace = {
    step: "schema",
    steps: ["schema", "batch-1", "batch-2"],
    version: "7.23.0",
    window: worse.window,
    attempt: 1,
    settings: settleVerification({ pauseAfter: ["schema", "batch-2"] }),
    namespace: "camunda",
    cluster: "orders",
};
const some = (hold: Hold | undefined): Hold[] => (hold ? [hold] : []);

const between = (): Hold[] => [
    ...betweenHolds(worse),
    ...betweenHolds({ ...worse, suspects: { since: Date.parse(later(89)), ids: ["j1"], locked: false } }).filter(
        ({ id }) => id === "jobsLocked",
    ),
    ...some(canaryHold(canary)),
    ...some(canaryHold({ ...canary, elapsedSeconds: 20, progress: [{ ...canary.progress[0], instances: [], said: "HTTP status 403" }] })),
    ...some(canaryHold({ ...canary, process: "mine", own: true, progress: [{ ...canary.progress[0], incidents: [] }] })),
    notPrepared("the built-in process cannot be deployed on orders-1: HTTP status 403", process, "engine-rest"),
    ...some(soakHold("batch-1", 0, 30_000, 120)),
    ...some(pauseHold(pause)),
    ...some(pauseHold({ ...pause, step: "batch-2", attempt: 2, settings: { ...pause.settings, goAhead: "7.23.0 batch-2" } })),
    ...changedMeanwhile([{ ...new1, image: official("7.22.0"), version: "7.22.0" }], ["batch-1"], wanted, "camunda"),
];

const reached: Reached = { product: "camunda", version: "7.23.0", image: official("7.23.0"), namespace: "camunda", autoscaled: false };
const passed = [{ id: "batch-1", workload: "orders-batch-1", nodes: 1 }];
const live: LiveNode = { name: "orders-batch-1-x", version: "7.23.0", problem: "", batch: "batch-1", image: reached.image };
const workload = { name: "orders-batch-1", batch: "batch-1", replicas: 1, image: reached.image, version: "7.23.0" };
const asked = (nodes: readonly LiveNode[], change: object = {}) =>
    completionHolds(passed, reached, { nodes, workloads: [workload], problem: "", schema: "7.23.0", ...change });

const completion = (): Hold[] => [
    ...asked([{ ...live, version: "7.22.0" }]),
    ...asked([{ ...live, version: "7.22.0" }], { workloads: undefined }),
    ...asked([live], { workloads: [{ ...workload, image: official("7.22.0"), version: "7.22.0" }] }),
    ...asked([], { workloads: [] }),
    ...asked([{ ...live, version: "", problem: "not ready" }]),
    ...asked([]),
    ...asked([live, { ...live, name: "orders-old", batch: undefined, version: "7.22.0" }]),
    ...asked([live], { schema: "7.22.0" }),
    ...completionHolds([{ ...passed[0], nodes: 2 }], reached, {
        nodes: ["a", "b"].map((letter) => ({ ...live, name: `orders-batch-1-${letter}`, digests: [digest(letter)] })),
        workloads: [workload],
        problem: "",
    }),
];

/** What checkpoints say, in cases that differ in their words. */
export const checkpointHolds = (): Hold[] => [...schema(), ...batch(), ...between(), ...completion()];

/** What a program with a database of RDS says. */
export const rdsHolds = (): Hold[] => [snapshotGone("production-orders-backup-7-22-0-to-7-23-0")];

/** What blocks an update and is a warning while the nodes are rolled back. */
export const warnings = (): string[] => {
    const back = { ...worse.window, from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "slow" };
    return rollbackWarnings({ ...worse, window: back }).map(({ text }) => text);
};
