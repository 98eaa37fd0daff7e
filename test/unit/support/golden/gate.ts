import { databaseTarget } from "../../../../components/settings/database";
import { CapacityFacts, Demand } from "../../../../components/domain/facts/capacity";
import { Evidence, Facts, LiveTruth, Target } from "../../../../components/domain/facts/facts";
import { Hold } from "../../../../components/domain/hold";
import { HoldId } from "../../../../components/domain/holds/registry";
import { judge } from "../../../../components/gate/rules/judge";
import { batches, facts, history, live, nodes, official, workloads } from "../facts";

const minor = (change: Partial<Target> = {}, before: Partial<Target> = {}) => facts("7.22.0", "7.23.0", change, before);
const seen = (given: Facts, change: Partial<LiveTruth> = {}): Facts => ({ ...given, live: live(change) });
/** The update from 7.22.0 to 7.23.0 is in progress, and this is what is wanted now. */
const inProgress = (wanted: string, change: Partial<Target> = {}, before: Partial<Target> = {}): Facts => ({
    ...facts("7.23.0", wanted, change, before),
    completed: { version: "7.22.0", history: history("7.22.0") },
});
const adopted = (...versions: string[]) => nodes(...versions).map((node) => ({ ...node, adopted: true }));
const back = (from: string, reason = "slow") => ({ rollback: { from, reason } });
const other = { hold: "applicationChanged", reason: "ticket 4711" };
const operaton = [{ product: "operaton" }, { product: "camunda" }] as const;

const update: [HoldId, Facts][] = [
    ["overrideUnused", minor({ overrides: [other] })],
    ["overrideUnused", minor({ overrides: [other] }, { overrides: [other] })],
    ["overrideWithdrawn", inProgress("7.23.0", {}, { overrides: [other] })],
    ["versionUnsupported", minor({ product: "activiti" }, { product: "camunda" })],
    ["versionUnsupported", facts("7.22.0", "7.25.0")],
    ["versionUnsupported", facts("7.22.0", "v7.23.0")],
    ["versionUnsupported", facts("7.22.0", "7.23")],
    ["previousUnsupported", facts("7.4.0", "7.5.0")],
    ["minorSkipped", facts("7.21.0", "7.24.0")],
    ["latestPatchFirst", facts("7.22.0", "7.23.0", { edition: "enterprise" })],
    ["rolloutInFlight", inProgress("7.24.0")],
    ["rolloutInFlight", { ...facts("7.22.0", "7.21.0", {}, back("7.23.0")), completed: { version: "7.23.0", history: history("7.23.0") } }],
    ["downgrade", facts("7.22.0", "7.20.0")],
    ["downgrade", { ...facts("7.23.0", "7.22.0"), completed: { version: "7.23.0", history: history("7.22.0", "7.23.0") } }],
    ["rollbackRefused", facts("7.23.0", "7.22.0", back("7.22.0"))],
    [
        "rollbackRefused",
        { ...facts("7.23.0", "7.21.0", back("7.23.0")), completed: { version: "7.23.0", history: history("7.22.0", "7.23.0") } },
    ],
    [
        "rollbackRefused",
        {
            ...facts("7.23.0", "7.22.0", back("7.23.0")),
            completed: {
                version: "7.22.0",
                history: [{ from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "slow" }],
            },
        },
    ],
    ["rollbackUnused", minor(back("7.22.0"))],
    ["productSwitchUnsupported", facts("7.23.0", "1.0.0", ...operaton)],
    ["productSwitchUnsupported", facts("1.0.0", "7.24.0", { product: "camunda" }, { product: "operaton" })],
    ["productSwitchNotRolling", facts("7.24.0", "1.0.0", ...operaton)],
    ["productSwitchNotRolling", facts("7.23.0", "2.0.0", { product: "cibseven" }, { product: "camunda" })],
    ["floatingTag", minor({ image: "orders:latest" })],
    ["imageDiffers", minor({ image: official("7.22.0") })],
    ["imageDiffers", minor({ image: "operaton/operaton:1.0.3" })],
    ["imageUnchanged", minor({ image: "orders:1.4" }, { image: "orders:1.4" })],
    ["patchNotPublic", facts("7.20.0", "7.20.4")],
    ["patchNotPublic", facts("7.20.2", "7.20.4")],
    ["applicationChanged", minor({ application: "orders 2" })],
    ["applicationChanged", inProgress("7.23.0", { image: "orders:2-{version}" }, { image: "orders:1-{version}" })],
];

const evidence: Evidence = {
    from: "camunda 7.22.0",
    to: "camunda 7.23.0",
    at: "2026-11-20T12:00:00Z",
    image: official("7.23.0"),
    digests: [`sha256:${"a".repeat(64)}`],
    scripts: `sha256:${"c".repeat(64)}`,
};
const promoted = (found: readonly Evidence[], change: { now?: string; problem?: string } = {}): Facts => ({
    ...minor(),
    promotion: { stack: "staging", maxAgeDays: 14, now: "2026-11-21T12:00:00Z", problem: "", evidence: found, ...change },
});
const promotion: [HoldId, Facts][] = [
    ["promotionMissing", promoted([])],
    ["promotionMissing", promoted([{ ...evidence, from: "", to: "camunda 7.22.0" }])],
    ["promotionMissing", promoted([], { problem: 'unknown stack "organization/camunda/staging"' })],
    ["promotionMissing", promoted([evidence, { ...evidence, from: "camunda 7.23.0", to: "camunda 7.22.0" }])],
    ["promotionMissing", promoted([evidence], { now: "2026-12-20T12:00:00Z" })],
    ["promotionMissing", promoted([{ ...evidence, image: "orders:23" }])],
];

const Mi = 1024 ** 2;
const asks = { pods: 1, "requests.cpu": 1, "requests.memory": 1024 * Mi, "limits.memory": 2048 * Mi };
const demand: Demand = { node: asks, migration: { pods: 1, "requests.cpu": 0.1 }, autoscaled: false, nodeSelector: {}, tolerations: [] };
const three: CapacityFacts = {
    batches: [1, 2, 3].map((i) => ({ id: `batch-${i}`, nodes: 1, asks })),
    placed: [1, 2, 3].map((i) => ({ name: `orders-${i}`, batch: `batch-${i}`, machine: `machine-${i}`, asks })),
    unread: [],
};
const oneByOne = (surge = false) => minor({ batchSize: "1", surge }, { batchSize: "1", surge });
const within = (given: Facts, capacity: Partial<CapacityFacts>, more: Partial<Demand> = {}): Facts => ({
    ...seen(given, { capacity: { ...three, ...capacity } }),
    demand: { ...demand, ...more },
});
const full = [1, 2, 3].map((i) => ({
    name: `machine-${i}`,
    zone: "",
    labels: {},
    taints: [],
    open: true,
    free: { pods: 50, "requests.cpu": 0.5, "requests.memory": 1024 * Mi },
}));
const capacity: [HoldId, Facts][] = [
    ["layoutChanged", minor({ nodes: 4 })],
    ["layoutChanged", inProgress("7.23.0", { batchSize: "50%" })],
    ["noSpareNode", minor({ nodes: 1 }, { nodes: 1 })],
    ["noSpareNode", minor({ nodes: 1, stableNames: true }, { nodes: 1, stableNames: true })],
    ["noNodeLeft", seen(minor(), { nodes: batches("7.22.0", "", ""), workloads: workloads("7.22.0", "7.22.0", "7.22.0") })],
    ["stableNamesChanged", seen(minor({ stableNames: true }))],
    ["stableNamesChanged", minor({ stableNames: true })],
    ["capacityShort", within(oneByOne(true), { quotas: [{ name: "team", hard: { "requests.cpu": 5 }, used: { "requests.cpu": 4.5 } }] })],
    ["machinesFull", within(oneByOne(true), { machines: full })],
    ["minimumShort", within(oneByOne(), { budgets: [{ name: "sla", expected: 3, desired: 3 }] })],
    ["minimumShort", within(oneByOne(), { batches: [{ id: "batch-1", nodes: 6, asks }] }, { autoscaled: true })],
    ["replicasContested", within(oneByOne(), { autoscalers: [{ name: "web", batch: "batch-1", min: 2, max: 9 }] })],
    ["guardWithdrawn", minor({}, { guard: true })],
    ["guardWithdrawn", inProgress("7.23.0", {}, { guard: true })],
];

const truth: [HoldId, Facts][] = [
    ["truthUnknown", seen(minor(), { nodes: [], problem: "connect ECONNREFUSED 10.0.0.1:6443" })],
    ["truthUnknown", seen(minor(), { nodes: nodes("7.22.0", "", "7.22.0") })],
    ["truthUnknown", seen(minor(), { nodes: [] })],
    ["nodesDiffer", seen(minor(), { nodes: batches("7.22.0", "7.23.0", "7.22.0"), workloads: workloads("7.22.0", "7.23.0", "7.22.0") })],
    ["nodesNotAsRecorded", seen(minor(), { nodes: nodes("7.21.0", "7.21.0", "7.21.0", "7.21.0") })],
    ["nodesNotAsRecorded", seen(facts(undefined, "7.22.0"))],
    [
        "changedByHand",
        {
            ...seen(inProgress("7.23.0"), {
                nodes: batches("7.22.0", "7.22.0", "7.22.0"),
                workloads: workloads("7.22.0", "7.22.0", "7.22.0"),
            }),
            rollout: { vouched: { "batch-1": "7.23.0" } } as never,
        },
    ],
    ["schemaNotAsRecorded", seen(minor(), { schema: "7.23.0" })],
    ["incidentsPresent", seen(minor(), { incidents: 2, failedJobs: 3 })],
    ["adoptionMovesVersion", seen(facts(undefined, "7.23.0", { adopt: "app=camunda" }), { nodes: adopted("7.22.0", "7.22.0") })],
    ["adoptedNodesRemain", seen(minor({ adopt: "app=camunda" }), { nodes: [...nodes("7.22.0"), ...adopted("7.22.0")] })],
    [
        "adoptedNodesForgotten",
        seen(facts("7.22.0", "7.22.0", {}, { adopt: "app=camunda" }), {
            nodes: adopted("7.22.0").map((node) => ({ ...node, forgotten: true })),
        }),
    ],
];

const rds = (change: Record<string, unknown> = {}) =>
    databaseTarget({ rds: { engineVersion: "16.8", instanceClass: "db.m7g.large", storageGiB: 100, ...change } });
const at = (host: string) => databaseTarget({ jdbcUrl: `jdbc:postgresql://${host}:5432/camunda`, secret: "db" });
const changed = (change: Record<string, unknown>, before: Record<string, unknown> = {}) =>
    facts("7.23.0", "7.23.0", { database: rds(change) }, { database: rds(before) });
const failing = { namespace: "camunda", node: "orders-batch-1-x", path: "schema/log", status: 500, said: "persistence layer" };
const now = "2026-11-21T12:00:00Z";
const named = (backup: { at: string; reference: string }): Facts => ({
    ...minor({ backup }),
    now,
    completed: { version: "7.22.0", history: history("7.22.0"), evidence: [{ ...evidence, to: "camunda 7.22.0" }] },
});

const database: [HoldId, Facts][] = [
    ["databaseUnsupported", { ...facts("7.21.0", "7.22.0"), database: { kind: "postgresql", version: "13" } }],
    ["databaseUnsupported", { ...minor(), database: { kind: "mysql", version: "8" } }],
    ["databaseUnsupported", { ...minor(), database: { kind: "oracle", version: "19" } }],
    ["knownBadPair", { ...facts("7.16.0", "7.17.0"), database: { kind: "h2", version: "1.4" } }],
    ["databaseChangedToo", minor({ database: rds({ engineVersion: "16.9", storageGiB: 200 }) }, { database: rds() })],
    ["databaseMoved", seen(facts("7.22.0", "7.22.0", { database: at("b") }, { database: at("a") }))],
    ["databaseMoved", facts("7.22.0", "7.22.0", { database: at("b") }, { database: at("a") })],
    ["databaseStorage", changed({ storageGiB: 50 })],
    ["databaseStorage", changed({ storageGiB: 105 })],
    ["databaseEngineChanged", changed({ engine: "aurora-postgresql" })],
    ["databaseDowngrade", changed({}, { engineVersion: "16.9" })],
    ["databaseMajorChange", changed({}, { engineVersion: "15.10" })],
    ["databaseMajorChange", changed({ engine: "mysql", engineVersion: "8.4.3" }, { engine: "mysql", engineVersion: "5.7.44" })],
    ["backupMissing", named({ at: "", reference: "" })],
    ["backupMissing", named({ at: "2026-11-20T10:00:00Z", reference: "barman 4711" })],
    ["backupMissing", named({ at: "2026-11-22T10:00:00Z", reference: "barman 4711" })],
    ["databaseUnexpected", seen(minor(), { failing: { ...failing, lost: 'relation "act_ru_job" does not exist' } })],
    ["schemaBehind", seen(minor(), { schema: "7.21.0" })],
    ["schemaAhead", seen(facts("7.22.0", "7.22.0"), { schema: "7.24.0" })],
    ["schemaAheadOfNodes", seen(minor(), { schema: "7.24.0" })],
    ["schemaForeign", seen(minor(), { schema: "2.1.0" })],
    ["schemaPatchFirst", seen(facts("1.1.1", "2.0.0", { product: "cibseven" }), { schema: "7.22.0" })],
    ["schemaStepByHand", facts("2.0.0", "2.1.0", { product: "cibseven" })],
    ["schemaStepByHand", facts(undefined, "7.10.0")],
    ["nodeFailing", seen(minor(), { failing })],
];

/** What the gate says of each rule, in cases that differ in their words; where a case does not hold, there is nothing of it. */
export const gateHolds = (): Hold[] =>
    [...update, ...promotion, ...capacity, ...truth, ...database].flatMap(([id, given]) =>
        judge(given).holds.filter((one) => one.id === id),
    );
