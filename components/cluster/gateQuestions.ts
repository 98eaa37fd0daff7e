import { LiveTruth, LiveWorkload } from "../domain/facts/facts";
import { foreign } from "../domain/foreign";
import { batchLabel, engineLabels, selectorOf, versionLabel } from "../domain/labels";
import { workloadKind } from "../domain/workloadKind";
import { Client } from "./client";
import { reason } from "./errors";
import { LiveTruthArgs, NodeToAsk, truthOf } from "./liveTruth";
import { isLeaving } from "./pods";
import { listWorkloads, templateOf, Workload } from "./workloads";

/** What runs: what every node of a cluster says of itself, and of the database that they share. */
export async function liveTruth(client: Client, args: LiveTruthArgs): Promise<LiveTruth> {
    const { namespace, restSecret } = args;
    try {
        const [nodes, workloads] = await Promise.all([nodesToAsk(client, args), listedBatches(client, args)]);
        const truth = await client.asking(namespace, nodes.length > 0 ? restSecret : undefined, (rest) =>
            truthOf(
                nodes.map((node) => ({ ...node, get: rest.of(node.pod, node.place) })),
                args,
            ),
        );
        const failing = truth.failing && (await client.logs.withLostTable(truth.failing));
        return { ...truth, ...(failing ? { failing } : {}), ...workloads };
    } catch (error) {
        const address = client.config.getCurrentCluster()?.server;
        return { nodes: [], problem: reason(error), context: client.config.getCurrentContext(), address };
    }
}

/** The batches of a cluster; or why this user may not list them. */
async function listedBatches(
    client: Client,
    { namespace, cluster, stableNames }: LiveTruthArgs,
): Promise<Pick<LiveTruth, "workloads" | "workloadsUnread">> {
    const selector = `${selectorOf(engineLabels(cluster))},${batchLabel}`;
    try {
        const found = await listWorkloads(client.apps, stableNames, namespace, selector);
        return { workloads: found.map(liveWorkload) };
    } catch (error) {
        if ((error as { code?: unknown }).code !== 403) {
            throw error;
        }
        return { workloadsUnread: `${workloadKind(stableNames)}s: ${reason(error)}` };
    }
}

/** The nodes of a cluster, those that are taken over last; a pod that several selectors find is the first one's. */
export async function nodesToAsk(
    client: Client,
    { namespace, cluster, restPath, port, adopt, adoptedBefore }: LiveTruthArgs,
): Promise<NodeToAsk[]> {
    const found = async (selector?: string) => (selector ? client.pods(namespace, selector) : []);
    const selectors = [selectorOf(engineLabels(cluster)), adopt?.selector, adoptedBefore];
    const [own, adopted, forgotten] = await Promise.all(selectors.map(found));
    const place = { restPath, port };
    const adopting = { place: { restPath: adopt?.restPath ?? restPath, port: adopt?.port ?? port }, adopted: true };
    const all = [
        ...own.map((pod) => ({ pod, place, adopted: false })),
        ...adopted.map((pod) => ({ pod, ...adopting })),
        ...forgotten.map((pod) => ({ pod, ...adopting, forgotten: true })),
    ];
    const names = all.map(({ pod }) => pod.metadata?.name);
    return all.filter(({ pod }, i) => names.indexOf(pod.metadata?.name) === i && !isLeaving(pod));
}

const liveWorkload = (workload: Workload): LiveWorkload => ({
    name: workload.metadata?.name ?? "",
    batch: workload.metadata?.labels?.[batchLabel] ?? "",
    replicas: workload.spec?.replicas ?? 1,
    image: foreign(templateOf(workload)?.spec?.containers[0].image ?? "", 500),
    version: templateOf(workload)?.metadata?.labels?.[versionLabel] ?? "",
});
