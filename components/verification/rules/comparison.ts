import { Transition } from "../../domain/facts/facts";
import { Found, Hold, hold } from "../../domain/hold";
import { HoldId } from "../../domain/holds/registry";
import { Suspects } from "./lockedJobs";
import { ModelDeployment, Opening, Standing } from "../../domain/facts/standing";
import { VerificationSettings } from "../../settings/verification";
import { count } from "../../domain/text";

/** A batch of the plan. */
export interface PlannedBatch {
    readonly id: string;
    readonly nodes: number;
    /** Whether its checkpoint has let it pass, or is the one that looks. */
    readonly done: boolean;
}

/** What a checkpoint compares once its batch is integrated. */
export interface Comparison {
    /** The batch, e.g. `batch-1`. */
    readonly batch: string;
    /** All of them, in the order in which they are upgraded. */
    readonly batches: readonly PlannedBatch[];
    /** The transition under way; undefined: versions are not mixed. */
    readonly window?: Transition;
    /** The version that the nodes are brought to. */
    readonly version: string;
    /** How things stood before the first batch; undefined: versions are not mixed. */
    readonly opening?: Opening;
    readonly now: Standing;
    readonly suspects?: Suspects;
    readonly settings: VerificationSettings;
    readonly namespace: string;
    readonly cluster: string;
    readonly restPath: string;
}

interface BetweenRule {
    readonly id: HoldId;
    /** Whether it blocks a rollback, too: what stops there leaves versions mixed, so only what the next batch would make worse does. */
    readonly blocksRollback?: boolean;
    readonly finds: (comparison: Comparison) => Found | undefined;
}

/** What blocks the next batch though this one is integrated. An override with a reason lifts each of them. */
const betweenRules: readonly BetweenRule[] = [
    {
        id: "capacityLost",
        blocksRollback: true,
        finds: (comparison) => {
            const { batches, now, namespace, cluster } = comparison;
            const missing = batches
                .map((batch) => ({ id: batch.id, promised: promisedOf(batch, comparison), there: inService(now, batch.id) }))
                .filter(({ promised, there }) => there < promised);
            const texts = missing.map(({ id, promised, there }) => `${id} has ${there} of ${promised}`);
            const empty = missing.find(({ there }) => there === 0);
            return missing.length > 0
                ? {
                      message: `${count(inService(now), "node")} in service, fewer than there should be: ${texts.join(", ")}`,
                      short: texts[0],
                      // What was deleted comes back in its turn only, and until then its nodes are missing: nothing but the override leads on.
                      next: `kubectl -n ${namespace} get deployments,statefulsets,pods -l app.kubernetes.io/instance=${cluster},app.kubernetes.io/component=engine -o wide   # bring them back; pulumi up goes on here${empty ? `; if ${empty.id} was deleted: the override below and pulumi up --refresh, which creates it again in its turn` : ""}`,
                  }
                : undefined;
        },
    },
    {
        id: "failedJobsRising",
        finds: ({ opening, now, settings, restPath }) => {
            const pairs: [what: string, before: number | undefined, after: number | undefined][] = [
                ["jobs without retries", opening?.failedJobs, now.failedJobs],
                ["open incidents", opening?.incidents, now.incidents],
            ];
            const more = pairs.flatMap(([what, before, after]) =>
                before !== undefined && after !== undefined && after - before > settings.failedJobsAllowed
                    ? [`${what}: ${after} (${before} before the first batch)`]
                    : [],
            );
            const examples = list(now.examples ?? []);
            return more.length > 0
                ? {
                      message: `${more.join("; ")}; ${settings.failedJobsAllowed} more are allowed${examples && ` (${examples})`}`,
                      next: `GET ${restPath}/incident, GET ${restPath}/job?noRetriesLeft=true   # find the cause; Cockpit or PUT ${restPath}/job/ID/retries tries again`,
                  }
                : undefined;
        },
    },
    {
        id: "deployedWhileMixed",
        finds: ({ opening, now, version, restPath, window }) => {
            const { before, made, after } = deployedSince(opening, now);
            return opening && window && (made.length > 0 || after > before)
                ? {
                      message:
                          `deployed since ${opening.at}, while ${window.from} and ${window.to} run side by side: ` +
                          `${list(made.map(described)) || "models that are not listed"}; ${before} deployments before, ${after} now`,
                      next: `GET ${restPath}/deployment/${made[0]?.id ?? "ID"}/resources   # check whether it uses a feature of ${version}; DELETE ${restPath}/deployment/${made[0]?.id ?? "ID"} removes it while no instance runs on it`,
                  }
                : undefined;
        },
    },
    {
        id: "jobsLocked",
        blocksRollback: true,
        finds: (comparison) => {
            const { suspects, settings, now, batch, restPath } = comparison;
            const left = Math.ceil(settings.lockSeconds - (Date.parse(now.at) - (suspects?.since ?? 0)) / 1000);
            const tasks = lockedByGone(comparison);
            const jobs = suspects?.ids.length ?? 0;
            if (!suspects || left <= 0 || jobs + tasks.length === 0) {
                return undefined;
            }
            const still = `since the last old node of ${batch} was gone (${list(suspects.ids)})`;
            const parts = [
                ...(jobs > 0
                    ? [
                          suspects.locked
                              ? `${count(jobs, "job")} locked ${still}`
                              : `${count(jobs, "job")} due ${still}, perhaps locked: only 7.24 and later report it`,
                      ]
                    : []),
                ...tasks.map(({ id, worker }) => `the external task ${id} is locked by ${worker}, whose node is gone`),
            ];
            return {
                message: `${list(parts)}; the checkpoint waits for ${left} s more at most (verification.lockSeconds)`,
                short: `${batch} ${jobs + tasks.length} locked`,
                next: `wait: the update continues by itself; after an interruption: pulumi up   # GET ${restPath}/job?executable=true shows such jobs; verification.lockSeconds is your engine's lock time, 300 s by default`,
            };
        },
    },
    {
        id: "mixedTooLong",
        finds: (comparison) => {
            const { settings, opening } = comparison;
            const minutes = mixedMinutes(comparison);
            return opening && settings.mixedMinutes > 0 && minutes > settings.mixedMinutes
                ? {
                      message: `versions have been mixed for ${minutes} minutes, since ${opening.at}; ${settings.mixedMinutes} are allowed (verification.mixedMinutes)`,
                      next: `pulumi config set --path verification.mixedMinutes ${minutes + 60} && pulumi up   # goes on; or roll back the nodes: docs/guides/roll-back-and-restore.md`,
                  }
                : undefined;
        },
    },
];

/** What blocks the next batch, none when it may begin. While the nodes are rolled back, some findings are warnings only. */
export const betweenHolds = (comparison: Comparison): Hold[] =>
    betweenRules
        .filter(({ blocksRollback }) => blocksRollback || !isRollback(comparison))
        .flatMap(({ id, finds }) => {
            const finding = finds(comparison);
            return finding ? [hold(id, finding)] : [];
        });

/** What would block the next batch on the way forward, by id, and is a warning while the nodes are rolled back. */
export const rollbackWarnings = (comparison: Comparison): { id: string; text: string }[] =>
    betweenRules
        .filter(({ blocksRollback }) => !blocksRollback && isRollback(comparison))
        .flatMap(({ id, finds }) => {
            const finding = finds(comparison);
            return finding ? [{ id, text: `${id} does not block a rollback: ${finding.message}\n  next: ${finding.next}` }] : [];
        });

const isRollback = ({ window }: Comparison): boolean => window !== undefined && window.rollback !== "";

/** That versions have been mixed for long; undefined: they have not, or are not any more. */
export function mixedWarning(comparison: Comparison): string | undefined {
    const { settings, opening } = comparison;
    const minutes = mixedMinutes(comparison);
    return opening && settings.mixedWarningMinutes > 0 && minutes > settings.mixedWarningMinutes
        ? `versions have been mixed for ${minutes} minutes, since ${opening.at}, longer than verification.mixedWarningMinutes, ${settings.mixedWarningMinutes}`
        : undefined;
}

/** What cannot be compared, since nobody tells; undefined: all of it can. */
export function notCompared({ opening, now }: Comparison): string | undefined {
    if (!opening) {
        return undefined;
    }
    const missing = (["incidents", "failedJobs", "deployments"] as const).filter(
        (key) => opening[key] === undefined || now[key] === undefined,
    );
    const why = opening.problem || "older versions do not, nor does every user see them (nodes.restSecret)";
    return missing.length > 0 ? `not compared, since the nodes did not report their ${missing.join(", ")}: ${why}` : undefined;
}

/** Minutes since the first batch began, 0 when the last one has ended. */
function mixedMinutes({ opening, now, batches }: Comparison): number {
    return opening && batches.some(({ done }) => !done) ? Math.floor((Date.parse(now.at) - Date.parse(opening.at)) / 60000) : 0;
}

const inService = ({ nodes }: Standing, batch?: string): number =>
    nodes.filter((node) => node.inService && (batch === undefined || node.batch === batch)).length;

/**
 * Nodes of a batch that have to be in service: all of one that is done; of one that is still to come, those that there were. One that was begun and
 * failed is what the update is about to mend, and what takes the nodes back must not wait for what made them go back.
 */
function promisedOf({ id, nodes, done }: PlannedBatch, { opening, now, window, version }: Comparison): number {
    if (done) {
        return nodes;
    }
    const begun = now.nodes.some((node) => node.batch === id && node.version === version);
    return !opening || window?.rollback || begun ? 0 : Math.min(nodes, inService(opening, id));
}

/** Deployments that were made since the window opened. Their times are those of the nodes' clocks, so the newest is found by its id first. */
function deployedSince(opening: Opening | undefined, now: Standing): { before: number; made: readonly ModelDeployment[]; after: number } {
    const { deployments: before, newest: known = [] } = opening ?? {};
    const { deployments: after, newest = [] } = now;
    if (before === undefined || after === undefined) {
        return { before: 0, made: [], after: 0 };
    }
    const ids = new Set(known.map(({ id }) => id));
    const last = known.at(0)?.time ?? "";
    // What is beyond the end of the first list, and not in it, was there before.
    const made = newest.filter(({ id, time }) => !ids.has(id) && (last === "" || Date.parse(time) >= Date.parse(last)));
    return { before, made, after };
}

/** External tasks whose worker names, in its id, a node that was there and is not any more. Other ids tell nothing, nor do names that nodes keep. */
function lockedByGone({ opening, now }: Comparison) {
    const there = new Set(now.nodes.map(({ name }) => name));
    const gone = (opening?.nodes ?? []).map(({ name }) => name).filter((name) => !there.has(name));
    return (now.lockedTasks ?? []).filter(({ worker, until }) => until > Date.parse(now.at) && gone.some((name) => worker.includes(name)));
}

const described = ({ id, name, time, by }: ModelDeployment): string => `"${name}" (${id}) at ${time}${by && ` by ${by}`}`;

/** The first ones, and how many more there are. */
const list = (items: readonly string[]): string =>
    [...items.slice(0, 3), ...(items.length > 3 ? [`and ${items.length - 3} more`] : [])].join(", ");
