import type * as k8s from "@kubernetes/client-node";
import { BatchState, IntegratedBatch, NodeAnswer, NodeState } from "../rules/integrated";
import { MigratedSchema, MigrationState } from "../rules/migrated";

/** How a cluster is reached; empty: as kubectl would. */
export interface ClusterAccess {
    /** Content of a kubeconfig, or the path of one. */
    readonly kubeconfig?: string;
    /** Context in it. */
    readonly context?: string;
}

/** Asks the cluster, and through its API server the nodes themselves, for the truth. Reads only. */
export class Cluster {
    private constructor(
        private readonly core: k8s.CoreV1Api,
        private readonly apps: k8s.AppsV1Api,
        private readonly batch: k8s.BatchV1Api,
    ) {}

    /** Loads the client (0.6 s, and only where something has to be asked) and the access data. */
    static async connect(access: ClusterAccess): Promise<Cluster> {
        const { KubeConfig, CoreV1Api, AppsV1Api, BatchV1Api } = await import("@kubernetes/client-node");
        const config = new KubeConfig();
        if (!access.kubeconfig) {
            config.loadFromDefault();
        } else if (access.kubeconfig.includes("\n") || access.kubeconfig.startsWith("{")) {
            config.loadFromString(access.kubeconfig);
        } else {
            config.loadFromFile(access.kubeconfig);
        }
        if (access.context) {
            config.setCurrentContext(access.context);
        }
        return new Cluster(config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api), config.makeApiClient(BatchV1Api));
    }

    /** The Deployment of a batch, its pods, and what each ready node answers. */
    async batchState({ namespace, deployment, restPath, port }: IntegratedBatch): Promise<BatchState> {
        const { status, spec } = await this.apps.readNamespacedDeployment({ namespace, name: deployment });
        const labelSelector = Object.entries(spec?.selector.matchLabels ?? {})
            .map(([key, value]) => `${key}=${value}`)
            .join(",");
        const pods = await this.core.listNamespacedPod({ namespace, labelSelector });
        return {
            observedGeneration: status?.observedGeneration ?? 0,
            replicas: status?.replicas ?? 0,
            updatedReplicas: status?.updatedReplicas ?? 0,
            availableReplicas: status?.availableReplicas ?? 0,
            nodes: await Promise.all(pods.items.map((pod) => this.nodeState(pod, restPath, port))),
        };
    }

    /** A migration Job, and the last words of the pod that ran it. */
    async migrationState({ namespace, job }: MigratedSchema): Promise<MigrationState> {
        const { status } = await this.batch.readNamespacedJob({ namespace, name: job });
        const pods = await this.core.listNamespacedPod({ namespace, labelSelector: `batch.kubernetes.io/job-name=${job}` });
        const ended = pods.items
            .flatMap((pod) => pod.status?.containerStatuses ?? [])
            .flatMap(({ state }) => (state?.terminated ? [state.terminated] : []))
            .sort((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0));
        return { succeeded: (status?.succeeded ?? 0) > 0, message: ended.at(-1)?.message ?? "" };
    }

    private async nodeState(pod: k8s.V1Pod, restPath: string, port: number): Promise<NodeState> {
        const container = pod.status?.containerStatuses?.[0];
        const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
        const ready = pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false;
        const leaving = pod.metadata?.deletionTimestamp !== undefined;
        return {
            name: pod.metadata?.name ?? "",
            image: pod.spec?.containers[0].image ?? "",
            ready,
            leaving,
            problem:
                container?.state?.waiting?.reason ??
                (scheduled?.status === "False" ? (scheduled.message ?? "not scheduled") : container?.state?.running ? "starting" : ""),
            answer: ready && !leaving ? await this.ask(pod, restPath, port) : undefined,
        };
    }

    /** What a node says of itself; undefined if it does not answer (yet). */
    private async ask(pod: k8s.V1Pod, restPath: string, port: number): Promise<NodeAnswer | undefined> {
        const get = async (path: string): Promise<unknown> => {
            const answer: unknown = await this.core.connectGetNamespacedPodProxyWithPath({
                namespace: pod.metadata?.namespace ?? "",
                name: `${pod.metadata?.name}:${port}`,
                path: `${restPath}/${path}`,
            });
            return typeof answer === "string" ? JSON.parse(answer) : answer;
        };
        try {
            const { version } = (await get("version")) as { version: string };
            return { version, schema: newestVersion(await get("schema/log")), authenticationRequired: false };
        } catch (error) {
            const status = (error as { code?: number }).code;
            return status === 401 || status === 403 ? { version: "", schema: "", authenticationRequired: true } : undefined;
        }
    }
}

/** The newest entry of a schema log: its ids are text, and `900` would come after `1300` if they were sorted as such. */
export function newestVersion(log: unknown): string {
    const rows = log as { id: string; version: string }[];
    return [...rows].sort((a, b) => Number(b.id) - Number(a.id))[0]?.version ?? "";
}
