import type { CarriedInstances } from "../../local/demo/instances";
import type { FailedRequest } from "../../local/demo/load";
import type { NodeVersion } from "../../local/demo/observer";
import { inService, Records } from "../../local/demo/records";
import { Cell, Fault } from "./matrix";

/** From one moment to another, in milliseconds since the epoch. */
export interface Span {
    readonly from: number;
    readonly to: number;
}

/** One `pulumi up` of a cell. */
export interface UpdateRun extends Span {
    /** Exit code; null: it was killed, by the fault or because it did not end. */
    readonly code: number | null;
    /** Why it failed, in one line. */
    readonly reason: string;
}

/** What the database tells of the schema, as counts of rows. */
export interface SchemaRows {
    /** Rows of ACT_GE_SCHEMA_LOG for the wanted version. */
    readonly log: number;
    /** Records of Liquibase for the change set that leads there. */
    readonly changeSets: number;
    /** Locks of Liquibase that are still held. */
    readonly locks: number;
}

/** All that was seen in a cell. */
export interface CellRecord {
    readonly cell: Cell;
    /** From the fault to when what it took is back; undefined: its moment was never seen. */
    readonly fault?: Span;
    readonly runs: readonly UpdateRun[];
    readonly completedVersion: string;
    readonly nodes: readonly NodeVersion[];
    /** undefined: the database could not be asked. */
    readonly schema?: SchemaRows;
    readonly instances: CarriedInstances;
    readonly records: Records;
    readonly sent: number;
    /** All requests that failed, those of the load and those that started instances meanwhile. */
    readonly failures: readonly FailedRequest[];
}

/** What a cell has to come to. */
export interface Wanted {
    readonly version: string;
    readonly nodes: number;
}

/** What a cell came to. */
export interface Outcome {
    readonly cell: Cell;
    /** What was promised and not kept; none: all was. */
    readonly broken: readonly string[];
    /** What the runs of the update came to, one after the other. */
    readonly happened: string;
    /** From the begin of the first run to the end of the last. */
    readonly seconds: number;
    readonly runs: number;
    readonly failed: number;
    readonly fewestInService?: number;
}

/** What a fault takes by itself, from its moment until what it took is back, and for some time after. */
export interface Excuse {
    /** Requests may fail. */
    readonly requests: boolean;
    /** No node may be in service. */
    readonly service: boolean;
    /** The cluster cannot be watched. */
    readonly sight: boolean;
    /** How long after it, in seconds. */
    readonly afterSeconds: number;
}

const nothing: Excuse = { requests: false, service: false, sight: false, afterSeconds: 0 };

/** A request that was sent before a fault may still be waiting for its answer: as long as local/demo/load.mjs waits. */
const openSeconds = 10;

/** What each fault excuses, and why. */
export const excuses: Readonly<Record<Fault, Excuse>> = {
    pulumi: nothing,
    // Nodes that leave meanwhile stay in the Service: whoever drains counts on the API server to pass that on.
    "api-server": { ...nothing, requests: true, sight: true, afterSeconds: 10 },
    // Open requests die with the JVM, and new ones are sent to it until the kubelet has noticed.
    "jvm-upgraded": { ...nothing, requests: true, afterSeconds: 5 },
    "jvm-old": { ...nothing, requests: true, afterSeconds: 5 },
    // The kubelet gives a pod that it evicts for its disk no time to drain.
    "full-disk": { ...nothing, requests: true, afterSeconds: 5 },
    // Pools notice dead connections one by one.
    postgresql: { ...nothing, requests: true, service: true, afterSeconds: 30 },
    // TCP sends again after ever longer pauses: the last one is as long as the cut.
    network: { ...nothing, requests: true, service: true, afterSeconds: 60 },
};

/** Longest time between two samples: who has not looked for longer cannot say that a node was in service. */
export const blindSeconds = 10;

/** Judges a cell by what was seen in it. */
export function judge(record: CellRecord, wanted: Wanted): Outcome {
    const { cell, fault, runs, failures, records } = record;
    const excuse = excuses[cell.fault];
    const excused: Span | undefined = fault && { from: fault.from - openSeconds * 1000, to: fault.to + excuse.afterSeconds * 1000 };
    const within = (at: number) => excused !== undefined && at >= excused.from && at <= excused.to;
    const inexcusable = excuse.requests ? failures.filter(({ at }) => !within(Date.parse(at))) : failures;
    const watched = excuse.service ? records.samples.filter(({ at }) => !within(at)) : records.samples;
    const fewest = watched.length ? Math.min(...watched.map(({ pods }) => pods.filter(inService).length)) : undefined;
    return {
        cell,
        broken: [
            ...(fault ? [] : ["its moment was never seen, so nothing was tried"]),
            ...converged(record, wanted),
            ...schemaFaults(record.schema, wanted.version),
            ...record.instances.lost,
            ...(record.instances.started === 0 ? ["no process instance was started"] : []),
            ...(fewest === 0 ? ["no node was in service"] : []),
            ...(watched.length === 0 ? ["nobody watched the nodes"] : []),
            ...blind(record, excuse.sight ? within : () => false),
            ...(record.sent === 0 ? ["no request was sent"] : []),
            ...(inexcusable.length
                ? [
                      `${inexcusable.length} requests failed that the fault does not excuse, the first at ${inexcusable[0].at}: ${inexcusable[0].cause}`,
                  ]
                : []),
        ],
        happened: runs
            .map(({ code, reason }) => (code === 0 ? "completed" : code === null ? reason || "killed" : `failed (${reason})`))
            .join(", "),
        seconds: runs.length ? (runs[runs.length - 1].to - runs[0].from) / 1000 : 0,
        runs: runs.length,
        failed: failures.length,
        fewestInService: fewest,
    };
}

function converged({ runs, completedVersion, nodes }: CellRecord, wanted: Wanted): string[] {
    return [
        ...(runs.at(-1)?.code === 0 ? [] : [`not completed after ${runs.length} runs`]),
        ...(completedVersion === wanted.version ? [] : [`completedVersion is ${completedVersion || "nothing"}, not ${wanted.version}`]),
        ...(nodes.length === wanted.nodes ? [] : [`${nodes.length} nodes are ready, not ${wanted.nodes}`]),
        ...nodes
            .filter(({ version }) => version !== wanted.version)
            .map(({ node, version }) => `${node} is ${version}, not ${wanted.version}`),
    ];
}

function schemaFaults(schema: SchemaRows | undefined, version: string): string[] {
    if (!schema) return ["the database could not be asked for its schema"];
    const { log, changeSets, locks } = schema;
    return [
        ...(log === 1 ? [] : [`${log} rows for ${version} in the schema log, not 1`]),
        ...(changeSets === 1 ? [] : [`${changeSets} records of the change set to ${version}, not 1`]),
        ...(locks === 0 ? [] : ["Liquibase's lock is still held"]),
    ];
}

/** The first time for which nobody looked, though it was to be seen. */
function blind({ records: { samples } }: CellRecord, excused: (at: number) => boolean): string[] {
    const gap = samples
        .slice(1)
        .map(({ at }, i) => ({ from: samples[i].at, to: at }))
        .find(({ from, to }) => to - from > blindSeconds * 1000 && !(excused(from) && excused(to)));
    return gap ? [`nobody watched the nodes for ${Math.round((gap.to - gap.from) / 1000)} s`] : [];
}
