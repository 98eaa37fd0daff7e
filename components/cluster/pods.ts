import type * as k8s from "@kubernetes/client-node";
import { foreign } from "../domain/foreign";
import { digestIn } from "../domain/image";
import { rowsIn, textIn, versionIn } from "./answer";
import { ApiServerError, NodeRefusal } from "./errors";
import { Get, nodesAtATime } from "./nodeRest";
import { NodeAnswer, NodeState } from "../domain/facts/batch";

/** Whether a pod is ready. */
export const isReady = ({ status }: k8s.V1Pod): boolean =>
    status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false;

/** Whether a pod was asked to go, and is still there. */
export const isLeaving = ({ metadata }: k8s.V1Pod): boolean => metadata?.deletionTimestamp !== undefined;

/** Whether nothing runs in a pod any more: one that was evicted stays listed until somebody removes it. */
export const hasEnded = ({ status }: k8s.V1Pod): boolean => status?.phase === "Succeeded" || status?.phase === "Failed";

/** Why a pod is not ready, in the cluster's words, e.g. `ImagePullBackOff`; empty: the cluster gives no reason. */
export function trouble({ status }: k8s.V1Pod): string {
    const containers = status?.containerStatuses ?? [];
    const scheduled = status?.conditions?.find((condition) => condition.type === "PodScheduled");
    return foreign(
        containers.find(({ state }) => state?.waiting)?.state?.waiting?.reason ??
            (scheduled?.status === "False"
                ? (scheduled.message ?? "not scheduled")
                : containers.some(({ state }) => state?.running)
                  ? "starting"
                  : ""),
        300,
    );
}

/**
 * Digests of the image that a pod runs, none before it has started: what the runtime calls it, and what it was asked for by. The first is that of
 * the repository, or, of an image that was imported and not pulled, that of its configuration (containerd#8408).
 */
export function digestsOf({ spec, status }: k8s.V1Pod): string[] {
    const container = spec?.containers[0];
    const imageId = status?.containerStatuses?.find(({ name }) => name === container?.name)?.imageID;
    return imageId ? [...new Set([imageId, container?.image ?? ""].map(digestIn).filter(Boolean))] : [];
}

/** The image that a pod has for its engine; none where it has no such container. */
export const engineImageOf = ({ spec }: k8s.V1Pod): string[] =>
    spec?.containers.flatMap(({ name, image }) => (name === "engine" && image ? [image] : [])) ?? [];

function leavesOf({ metadata, spec }: k8s.V1Pod): Pick<NodeState, "leaves"> {
    const { name = "", deletionTimestamp, deletionGracePeriodSeconds: graceSeconds } = metadata ?? {};
    const ownSeconds = spec?.terminationGracePeriodSeconds;
    return deletionTimestamp && graceSeconds !== undefined && ownSeconds !== undefined
        ? { leaves: { name, killedAt: deletionTimestamp.toISOString(), graceSeconds, ownSeconds } }
        : {};
}

/** A pod of a batch, and what it answers if it is ready and stays; it is not asked for what is known. */
export async function nodeState(pod: k8s.V1Pod, get: Get, known?: NodeAnswer): Promise<NodeState> {
    const [ready, leaving] = [isReady(pod), isLeaving(pod)];
    return {
        name: pod.metadata?.name ?? "",
        image: pod.spec?.containers[0].image ?? "",
        digests: digestsOf(pod),
        ready,
        leaving,
        ...leavesOf(pod),
        problem: trouble(pod),
        answer: ready && !leaving ? (known ?? (await answer(get))) : undefined,
    };
}

/** What a node says of itself; undefined if it does not answer (yet). */
async function answer(get: Get): Promise<NodeAnswer | undefined> {
    try {
        // At once: a JVM that has just started takes long for either.
        const [version, schema] = await Promise.all([
            get("version").then(versionIn),
            // Before 7.11 there is no such path, and a user who is no administrator may not see it.
            get("schema/log").then(newestVersion, (error: unknown) => (error instanceof NodeRefusal ? "" : fail(error))),
        ]);
        return { version, schema, authenticationRequired: false };
    } catch (error) {
        if (error instanceof ApiServerError) {
            throw error;
        }
        const authenticationRequired = error instanceof NodeRefusal && error.wantsAuthentication;
        return authenticationRequired ? { version: "", schema: "", authenticationRequired } : undefined;
    }
}

/** The newest entry of a schema log: its ids are text, and `900` would come after `1300` if they were sorted as such. */
export function newestEntry(log: unknown): SchemaLogEntry | undefined {
    return rowsIn(log)
        .map(({ id, version, timestamp }) => ({ id: textIn(id), version: foreign(textIn(version), 40), timestamp: textIn(timestamp) }))
        .sort((a, b) => Number(b.id) - Number(a.id))[0];
}

/** The version in it; empty: there is none. */
export const newestVersion = (log: unknown): string => newestEntry(log)?.version ?? "";

/** A row of the schema log, as a node tells it. */
export interface SchemaLogEntry {
    readonly id: string;
    readonly version: string;
    /** e.g. `2026-11-21T10:00:00.000+0000` */
    readonly timestamp?: string;
}

/** Does something with each of the items, a few of them at the same time, and returns the results in the items' order. */
export async function eachOf<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    // The workers share one generator; the first one that fails closes it, so that the others do not go on with what nobody waits for.
    const left = (function* () {
        yield* items.entries();
    })();
    const worker = async () => {
        for (const [index, item] of left) {
            results[index] = await act(item);
        }
    };
    await Promise.all(Array.from({ length: nodesAtATime }, worker));
    return results;
}

function fail(error: unknown): never {
    throw error;
}

/** The number in an answer of a `count`; undefined: there is none. */
export const countIn = (content: unknown): number | undefined => {
    const { count } = (content ?? {}) as { count?: unknown };
    return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined;
};
