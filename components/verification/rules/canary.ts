import { Transition } from "../../domain/facts/facts";
import { Hold, hold } from "../../domain/hold";
import { StandingNode } from "../../domain/facts/standing";
import { CanarySettings } from "../../settings/verification";

/** Key of the built-in process and name of its deployment: nobody else's. */
export const canaryProcess = "camunda-rolling-update-canary";

/** What the business keys of a cluster's canaries begin with, whatever their process. */
export const canaryPrefix = (cluster: string): string => `${canaryProcess}/${cluster}/`;

/** An instance that is begun on one node and ended on another one. */
export interface Crossing {
    /** By which a run that goes on finds what the one before has started: cluster, rollout, batch and direction. */
    readonly businessKey: string;
    /** Where it is started; undefined: it was, before the first batch. */
    readonly from?: StandingNode;
    /** Where it is finished; for a process of the user's own, where it is looked for: its engine decides where it goes on. */
    readonly to: StandingNode;
}

/** What crossings depend on. */
export interface CrossingPlace {
    readonly cluster: string;
    readonly window: Transition;
    /** The batch that is integrated. */
    readonly batch: string;
    /** The version that the rollout leads to. */
    readonly version: string;
    readonly nodes: readonly StandingNode[];
    readonly settings: CanarySettings;
}

/** Business key of the instance that is started before the first batch, and finished after the last one. */
export const carriedKey = (cluster: string, window: Transition): string => keyOf(cluster, window, "carried");

const keyOf = (cluster: string, { from, to }: Transition, name: string) => `${canaryPrefix(cluster)}${from} to ${to}/${name}`;

/** The nodes of the previous version, and those of the wanted one, that are in service. */
export function sides(nodes: readonly StandingNode[], version: string): { old: readonly StandingNode[]; new: readonly StandingNode[] } {
    const able = nodes.filter(({ inService }) => inService);
    return { old: able.filter((node) => node.version !== version), new: able.filter((node) => node.version === version) };
}

/**
 * What has to cross at a batch's checkpoint. While versions are mixed, both ways; once they are not, what was started before the first batch is
 * finished: nothing else of the old version is left to cross from.
 */
export function crossingsOf({ cluster, window, batch, version, nodes, settings }: CrossingPlace): Crossing[] {
    const { old, new: wanted } = sides(nodes, version);
    // A node of this batch, if one is there: those of earlier ones have crossed.
    const to = wanted.find((node) => node.batch === batch) ?? wanted.at(0);
    if (!to) {
        return [];
    }
    const from = old.at(0);
    const own = settings.processDefinitionKey !== "";
    if (!from) {
        return own
            ? [{ businessKey: keyOf(cluster, window, `${batch} on new`), from: to, to }]
            : [{ businessKey: carriedKey(cluster, window), to }];
    }
    return [
        { businessKey: keyOf(cluster, window, `${batch} old to new`), from, to },
        { businessKey: keyOf(cluster, window, `${batch} new to old`), from: to, to: from },
    ];
}

/** How far an instance has come. */
export interface Progress {
    readonly crossing: Crossing;
    /** Ids of the instances that are under way; none: it was not started, or is done. */
    readonly instances: readonly string[];
    readonly done: boolean;
    /** Activities that it stands at. */
    readonly standsAt: readonly string[];
    /** Messages of its open incidents. */
    readonly incidents: readonly string[];
    /** What went wrong on the way, in the words of the node; empty: nothing. */
    readonly said: string;
}

/** What a canary's hold is made of. */
export interface CanaryState {
    readonly progress: readonly Progress[];
    readonly process: string;
    readonly own: boolean;
    /** Since it was begun. */
    readonly elapsedSeconds: number;
    readonly seconds: number;
    readonly restPath: string;
}

/** That instances have not crossed; undefined: they have. It is waited for first, however slow the engine is, and then it holds for good. */
export function canaryHold({ progress, process, own, elapsedSeconds, seconds, restPath }: CanaryState): Hold | undefined {
    const left = progress.filter(({ done }) => !done);
    if (left.length === 0) {
        return undefined;
    }
    const over = elapsedSeconds >= seconds;
    const instance = left.flatMap(({ instances }) => instances)[0];
    return hold("canaryNotFinished", {
        message: `${left.map((one) => described(one, process, own)).join("; ")}; after ${Math.floor(elapsedSeconds)} of ${seconds} s (verification.canary.seconds)`,
        short: "canary not finished",
        next: instance
            ? `GET ${restPath}/process-instance/${instance}/activity-instances, GET ${restPath}/incident?processInstanceId=${instance}   # pulumi up looks at the same instance again; DELETE ${restPath}/process-instance/${instance} makes it start another one`
            : `POST ${restPath}/process-definition/key/${process}/start   # as the user of this stack (nodes.restSecret); pulumi up tries again`,
        overridable: over,
        final: over,
        ...(over ? {} : { liftedBy: "The checkpoint waits for it. It can be overridden once that time is over." }),
    });
}

function described({ crossing, instances, standsAt, incidents, said }: Progress, process: string, own: boolean): string {
    const { from, to } = crossing;
    const begun = from ? `started on ${node(from)}` : "started before the first batch";
    const ended = own ? "" : `, to be finished on ${node(to)},`;
    const parts = [
        standsAt.length > 0 ? `is at activity ${standsAt.join(", ")}` : instances.length > 0 ? "has not ended" : "",
        ...incidents.map((message) => `incident: ${message}`),
        said,
    ].filter(Boolean);
    return instances.length > 0
        ? `${process} ${instances.join(", ")}, ${begun}${ended || ","} ${parts.join("; ")}`
        : `${process}, to be ${begun}${ended || ","} ${said || "is not found"}`;
}

const node = ({ name, version }: StandingNode): string => `${name} (${version})`;

/** That the canary cannot run, since its process cannot be deployed, found or started; before the first batch, when nothing is mixed yet. */
export const notPrepared = (problem: string, process: string, restPath: string): Hold =>
    hold("canaryNotFinished", {
        message: problem,
        next: `GET ${restPath}/process-definition/key/${process}   # required permissions: docs/guides/verification.md#canaries; or: pulumi config set --path verification.canary.enabled false`,
    });

/** Whether the built-in process may be deployed now: what is deployed while versions are mixed is what `deployedWhileMixed` is for. */
export function mayDeploy(nodes: readonly StandingNode[], version: string): boolean {
    const { old, new: wanted } = sides(nodes, version);
    return old.length > 0 && wanted.length === 0 && !nodes.some((node) => node.version === version);
}
