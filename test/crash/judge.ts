import type { CarriedInstances } from "../../local/demo/instances";
import type { FailedRequest } from "../../local/demo/load";
import type { NodeVersion } from "../../local/demo/observer";
import { inService, Records } from "../../local/demo/records";
import { describeMoment, Fault, Moment, Trial } from "./matrix";

/** From one moment to another, in milliseconds since the epoch. */
export interface Span {
    readonly from: number;
    readonly to: number;
}

/** A fault at a moment: from when it was done to when what it took is back. */
export interface Strike extends Span {
    readonly moment: Moment;
}

/** One `pulumi up` of a trial. */
export interface UpdateRun extends Span {
    /** Exit code; null: it was killed, by the fault or because it did not end. */
    readonly code: number | null;
    /** Why it failed, in one line. */
    readonly reason: string;
    /** Whether it read first what there is (`--refresh`), as the message of the run before says. */
    readonly refresh?: boolean;
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

/** All that was seen in a trial. */
export interface TrialRecord {
    readonly trial: Trial;
    /** A moment that is not among them was never seen, or had passed when what the fault before took was back. */
    readonly strikes: readonly Strike[];
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

/** What a trial has to come to. */
export interface Wanted {
    readonly version: string;
    readonly nodes: number;
}

/** What a trial came to. */
export interface Outcome {
    readonly trial: Trial;
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
    // Nodes that leave meanwhile stay in the Service: whoever drains counts on the API server to pass that on. And for a while after: kube-proxy asks an API
    // server that refuses connections again after ever longer pauses, 30 s at most, which begin anew after two minutes (client-go 0.36, reflector.go).
    "api-server": { ...nothing, requests: true, sight: true, afterSeconds: 30 },
    // Open requests die with the JVM, and new ones are sent to it until the kubelet has noticed.
    "jvm-upgraded": { ...nothing, requests: true, afterSeconds: 5 },
    "jvm-old": { ...nothing, requests: true, afterSeconds: 5 },
    // The kubelet gives a pod that it evicts for its disk no time to drain.
    "full-disk": { ...nothing, requests: true, afterSeconds: 5 },
    // Pools notice dead connections one by one.
    postgresql: { ...nothing, requests: true, service: true, afterSeconds: 30 },
    // TCP sends again after ever longer pauses: the last one is as long as the cut.
    network: { ...nothing, requests: true, service: true, afterSeconds: 60 },
    // Nodes that a hand replaces or stops drain as all do: a request that fails is not its doing.
    "hand-set-image": nothing,
    "hand-undo": nothing,
    "hand-scale": nothing,
    "hand-delete-job": nothing,
    // All requests go to one batch, and to nobody while that is replaced. kube-proxy passes on within a second or two that they go to all again.
    "hand-edit-service": { ...nothing, requests: true, service: true, afterSeconds: 5 },
    // Everything is gone; what is judged is what the update says, see `said`.
    "hand-delete-namespace": { ...nothing, requests: true, service: true, sight: true },
};

/** Longest time between two samples: who has not looked for longer cannot say that a node was in service. */
export const blindSeconds = 10;

/** Judges a trial by what was seen in it. */
export function judge(record: TrialRecord, wanted: Wanted): Outcome {
    const { trial, strikes, runs, failures, records } = record;
    const excuse = excuses[trial.fault];
    const excused = strikes.map(({ from, to }) => ({ from: from - openSeconds * 1000, to: to + excuse.afterSeconds * 1000 }));
    const within = (at: number) => excused.some(({ from, to }) => at >= from && at <= to);
    const inexcusable = excuse.requests ? failures.filter(({ at }) => !within(Date.parse(at))) : failures;
    const watched = excuse.service ? records.samples.filter(({ at }) => !within(at)) : records.samples;
    const fewest = watched.length ? Math.min(...watched.map(({ pods }) => pods.filter(inService).length)) : undefined;
    return {
        trial,
        broken:
            trial.fault === "hand-delete-namespace"
                ? [...missed(record), ...said(record, wanted)]
                : [
                      ...missed(record),
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
            .map(({ code, reason, refresh }) => {
                const how = refresh ? " with --refresh" : "";
                return code === 0 ? `completed${how}` : code === null ? reason || "killed" : `failed${how} (${reason})`;
            })
            .join(", "),
        seconds: runs.length ? (runs[runs.length - 1].to - runs[0].from) / 1000 : 0,
        runs: runs.length,
        failed: failures.length,
        fewestInService: fewest,
    };
}

function missed({ trial, strikes }: TrialRecord): string[] {
    const never = trial.moments.filter((moment) => !strikes.some((strike) => strike.moment === moment)).map(describeMoment);
    if (never.length === 0) return [];
    return [
        `${never.join(", ")}: never seen${trial.moments.length > 1 ? ", or over when what was taken before was back" : ""}, so nothing was tried`,
    ];
}

/** The data are gone: nothing may call that completed, and somebody has to say which database is missing. */
function said({ runs, completedVersion }: TrialRecord, wanted: Wanted): string[] {
    return [
        ...(runs.some(({ code }) => code === 0) || completedVersion === wanted.version ? ["completed on an empty database"] : []),
        ...(runs.some(({ reason }) => reason.startsWith("databaseUnexpected:"))
            ? []
            : ["nobody said that the database is not the expected one"]),
    ];
}

function converged({ runs, completedVersion, nodes }: TrialRecord, wanted: Wanted): string[] {
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
function blind({ records: { samples } }: TrialRecord, excused: (at: number) => boolean): string[] {
    const gap = samples
        .slice(1)
        .map(({ at }, i) => ({ from: samples[i].at, to: at }))
        .find(({ from, to }) => to - from > blindSeconds * 1000 && !(excused(from) && excused(to)));
    return gap ? [`nobody watched the nodes for ${Math.round((gap.to - gap.from) / 1000)} s`] : [];
}
