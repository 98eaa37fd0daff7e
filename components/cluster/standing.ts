import type * as k8s from "@kubernetes/client-node";
import { batchLabel, versionLabel } from "../domain/labels";
import { compareReleases, parseRelease, Release } from "../domain/release";
import { EngineFacts, JobsSeen, LockedTask, ModelDeployment, Opening, Standing, StandingNode } from "../domain/facts/standing";
import { foreign } from "../domain/foreign";
import { idIn, Row, rowsIn as rows, textIn as text } from "./answer";
import { answered, ApiServerError, NoNodeError } from "./errors";
import { LiveTruthArgs } from "./liveTruth";
import { Get } from "./nodeRest";
import { countIn, isLeaving, isReady } from "./pods";

/** Whose standing is asked for. */
export interface StandingArgs extends LiveTruthArgs {
    /** Product and version of the nodes that are asked first: what can be asked depends on it. */
    readonly product: string;
    readonly version: string;
    /** What it is compared with; undefined: nothing yet. */
    readonly opening?: Opening;
    /** Whether jobs and tasks that may be locked are asked for. */
    readonly locks: boolean;
}

/** How many of each are looked at: what a lock holds up is bounded by time, whatever their number. */
const most = 200;

/** A pod as a node of a batch. */
export const standingNode = (pod: k8s.V1Pod): StandingNode => ({
    name: pod.metadata?.name ?? "",
    batch: pod.metadata?.labels?.[batchLabel] ?? "",
    version: pod.metadata?.labels?.[versionLabel] ?? "",
    image: pod.spec?.containers[0].image ?? "",
    inService: isReady(pod) && !isLeaving(pod),
});

/**
 * Those that can answer, in the order in which one is asked for all: nodes of the version first, and of these the oldest, which have answered it before;
 * a JVM that has just started takes a second longer.
 */
export function inOrderToAsk(pods: readonly k8s.V1Pod[], version: string): k8s.V1Pod[] {
    const rank = (pod: k8s.V1Pod) => Number(standingNode(pod).version !== version);
    const age = ({ metadata }: k8s.V1Pod) => metadata?.creationTimestamp?.getTime() ?? 0;
    return pods.filter((pod) => standingNode(pod).inService).sort((a, b) => rank(a) - rank(b) || age(a) - age(b));
}

/** What the first node that answers tells of what all of them share. Throws if none does: no answer is not the answer that nothing has changed. */
export async function sharedStanding(nodes: readonly Get[], args: StandingArgs): Promise<Omit<Standing, "at" | "nodes">> {
    let last: unknown = new NoNodeError();
    for (const get of nodes) {
        try {
            return await standingBy(get, args);
        } catch (error) {
            if (error instanceof ApiServerError) {
                throw error;
            }
            last = error;
        }
    }
    throw last;
}

async function standingBy(get: Get, { opening, locks, product, version }: StandingArgs): Promise<Omit<Standing, "at" | "nodes">> {
    const [incidents, failedJobs, deployments, processDefinitions, newest] = await Promise.all([
        answered(get("incident/count"), countIn),
        answered(get("job/count?noRetriesLeft=true"), countIn),
        answered(get("deployment/count"), countIn),
        answered(get("process-definition/count"), countIn),
        answered(get("deployment?sortBy=deploymentTime&sortOrder=desc&maxResults=10"), (list) => rows(list).slice(0, 10).map(deploymentIn)),
    ]);
    const facts: EngineFacts = { incidents, failedJobs, deployments, processDefinitions, newest };
    return {
        ...facts,
        ...(opening && rises(opening, facts) ? { examples: await examples(get) } : {}),
        ...(opening && newest ? { newest: await withWho(get, newest, opening) } : {}),
        ...(locks ? await lockedBy(get, parseRelease(version, product)) : {}),
    };
}

const rises = (before: EngineFacts, { incidents = 0, failedJobs = 0 }: EngineFacts): boolean =>
    incidents > (before.incidents ?? incidents) || failedJobs > (before.failedJobs ?? failedJobs);

/** Of incidents the newest; jobs cannot be sorted by the time of their failure. */
async function examples(get: Get): Promise<string[]> {
    const [incidents, jobs] = await Promise.all([
        answered(get("incident?sortBy=incidentTimestamp&sortOrder=desc&maxResults=3"), rows),
        answered(get("job?noRetriesLeft=true&maxResults=3"), rows),
    ]);
    return [
        ...(incidents ?? []).map(
            (row) => `incident ${short(row.id)}: ${short(row.incidentType)} of ${short(row.configuration)} at ${short(row.activityId)}`,
        ),
        ...(jobs ?? []).map((row) => `job ${short(row.id)} of instance ${short(row.processInstanceId)}`),
    ].slice(0, 3);
}

/** Who made those that are new: the engine logs it of users that are logged in, a process application is named as the source. */
const withWho = (get: Get, newest: readonly ModelDeployment[], { newest: known = [] }: Opening): Promise<ModelDeployment[]> =>
    Promise.all(
        newest.map(async (deployment, i) => {
            if (i >= 3 || known.some(({ id }) => id === deployment.id)) {
                return deployment;
            }
            const query = `history/user-operation?deploymentId=${encodeURIComponent(deployment.id)}&operationType=Create&maxResults=1`;
            const user = await answered(get(query), (log) => short(rows(log)[0]?.userId));
            return { ...deployment, by: [user ?? "", deployment.by].filter(Boolean).join(", ") };
        }),
    );

/**
 * Jobs that may be locked. From 7.24 on the engine tells which are (JobQueryDto, `acquired`); an older one ignores the parameter and would answer
 * with all of them, so it is asked for those that are due: a job that is locked by a node that is gone is one of these.
 */
async function lockedBy(get: Get, release: Release | undefined): Promise<{ jobs?: JobsSeen; lockedTasks?: LockedTask[] }> {
    const since = parseRelease("7.24.0");
    const locked = release?.product.id === "camunda" && since !== undefined && compareReleases(release, since) >= 0;
    const which = locked ? "acquired=true" : "executable=true";
    const [jobs, lockedTasks] = await Promise.all([
        answered(get(`job?${which}&active=true&withRetriesLeft=true&maxResults=${most}`), (list): JobsSeen => {
            const ids = rows(list)
                .slice(0, most)
                .map(({ id }) => idIn(id, "a job"));
            return { ids, all: ids.length < most, locked };
        }),
        answered(get(`external-task?locked=true&maxResults=${most}`), (list) =>
            rows(list)
                .slice(0, most)
                .map(({ id, workerId, lockExpirationTime }): LockedTask => ({
                    id: idIn(id, "an external task"),
                    worker: short(workerId),
                    until: Date.parse(text(lockExpirationTime)) || 0,
                })),
        ),
    ]);
    return { jobs, lockedTasks };
}

const deploymentIn = ({ id, name, deploymentTime, source }: Row): ModelDeployment => ({
    id: idIn(id, "a deployment"),
    name: short(name),
    time: foreign(text(deploymentTime), 40),
    by: short(source),
});

/** As much of a text as a message has room for. */
const short = (value: unknown): string => foreign(text(value), 100);
