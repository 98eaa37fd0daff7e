import { setTimeout as sleep } from "node:timers/promises";
import type * as k8s from "@kubernetes/client-node";
import { JobRecord, MigrationOutcome, PodSample, Records, Sample } from "./records";

/** Where the observer looks. */
export interface ObserverOptions {
    /** @default as kubectl would find it */
    kubeconfig?: string;
    /** Context in it. */
    context?: string;
    /** @default "camunda" */
    namespace?: string;
    /** Name of the RollingUpdate. @default "camunda" */
    cluster?: string;
    /** Time between the begins of two samples. @default 200 */
    intervalMilliseconds?: number;
}

/** One row of the engine's schema log. */
export interface SchemaLogRow {
    id: string;
    timestamp: string;
    version: string;
}

/** What a node answers when it is asked for its version. */
export interface NodeVersion {
    node: string;
    batch: string;
    version: string;
}

/** Watches the engine nodes of a cluster through its API server, and keeps what it saw. */
export class Observer {
    private readonly samples: Sample[] = [];
    private missed = 0;
    private watching?: { ended: Promise<void>; stop: AbortController };

    private constructor(
        private readonly core: k8s.CoreV1Api,
        private readonly apps: k8s.AppsV1Api,
        private readonly batch: k8s.BatchV1Api,
        private readonly discovery: k8s.DiscoveryV1Api,
        private readonly namespace: string,
        private readonly cluster: string,
        private readonly interval: number,
    ) {}

    /** An observer that has not begun to watch yet. */
    static async connect({
        kubeconfig,
        context,
        namespace = "camunda",
        cluster = "camunda",
        intervalMilliseconds = 200,
    }: ObserverOptions = {}) {
        const { KubeConfig, CoreV1Api, AppsV1Api, BatchV1Api, DiscoveryV1Api } = await import("@kubernetes/client-node");
        const config = new KubeConfig();
        if (kubeconfig) config.loadFromFile(kubeconfig);
        else config.loadFromDefault();
        if (context) config.setCurrentContext(context);
        return new Observer(
            config.makeApiClient(CoreV1Api),
            config.makeApiClient(AppsV1Api),
            config.makeApiClient(BatchV1Api),
            config.makeApiClient(DiscoveryV1Api),
            namespace,
            cluster,
            intervalMilliseconds,
        );
    }

    /** Begins to watch; resolves after the first sample, which tells old pods from new ones. */
    async start(): Promise<void> {
        this.samples.push(await this.sample());
        const stop = new AbortController();
        this.watching = { stop, ended: this.watch(stop.signal) };
    }

    /** Ends watching, and returns all that was seen. */
    async stop(): Promise<Records> {
        this.watching?.stop.abort();
        await this.watching?.ended;
        this.samples.push(await this.sample());
        return { samples: this.samples, jobs: await this.jobs(), missed: this.missed };
    }

    /** The newest sample; undefined before it has begun to watch. */
    latest(): Sample | undefined {
        return this.samples.at(-1);
    }

    /** Whether the namespace is there: it is not on a cluster that was made anew. */
    async namespaceExists(): Promise<boolean> {
        const { items } = await this.core.listNamespace({ fieldSelector: `metadata.name=${this.namespace}` });
        return items.length > 0;
    }

    /** What each ready node answers; one that is asked for its deletion is left out. */
    async nodeVersions(): Promise<NodeVersion[]> {
        const { pods } = await this.sample();
        return Promise.all(
            pods
                .filter(({ ready, deleted }) => ready && deleted === undefined)
                .map(async ({ name, batch }) => ({
                    node: name,
                    batch,
                    version: (await this.ask<{ version: string }>(name, "version")).version,
                })),
        );
    }

    /** The schema log of the database, as one of the ready nodes reads it; oldest row first. */
    async schemaLog(): Promise<SchemaLogRow[]> {
        const { pods } = await this.sample();
        const node = pods.find(({ ready, deleted }) => ready && deleted === undefined);
        if (!node) {
            throw new Error("no engine node is ready to be asked for the schema log");
        }
        // The ids are numbers kept as text: "900" would come after "1300".
        return (await this.ask<SchemaLogRow[]>(node.name, "schema/log")).sort((a, b) => Number(a.id) - Number(b.id));
    }

    private async watch(signal: AbortSignal): Promise<void> {
        for (let next = Date.now(); !signal.aborted; next = Math.max(next + this.interval, Date.now())) {
            await sleep(Math.max(0, next - Date.now()), undefined, { signal }).catch(() => undefined);
            await this.sample().then(
                (sample) => this.samples.push(sample),
                () => this.missed++,
            );
        }
    }

    private async sample(): Promise<Sample> {
        const engine = {
            namespace: this.namespace,
            labelSelector: `app.kubernetes.io/instance=${this.cluster},app.kubernetes.io/component=engine`,
        };
        const [pods, slices, deployments, statefulSets] = await Promise.all([
            this.core.listNamespacedPod(engine),
            this.discovery.listNamespacedEndpointSlice({
                namespace: this.namespace,
                labelSelector: `kubernetes.io/service-name=${this.cluster}-engine`,
            }),
            this.apps.listNamespacedDeployment(engine),
            this.apps.listNamespacedStatefulSet(engine),
        ]);
        const endpoints = new Set(
            slices.items
                .flatMap((slice) => (slice.endpoints as k8s.V1Endpoint[] | undefined) ?? [])
                .filter(({ conditions }) => conditions?.ready && !conditions.terminating)
                .map(({ targetRef }) => targetRef?.uid),
        );
        return {
            at: Date.now(),
            pods: pods.items.map((pod) => podSample(pod, endpoints)),
            generations: Object.fromEntries(
                [...deployments.items, ...statefulSets.items].map(({ metadata }) => [metadata?.name ?? "", metadata?.generation ?? 0]),
            ),
        };
    }

    private async jobs(): Promise<JobRecord[]> {
        const { items } = await this.batch.listNamespacedJob({ namespace: this.namespace });
        return Promise.all(
            items.map(async ({ metadata, status }) => ({
                name: metadata?.name ?? "",
                started: status?.startTime?.getTime(),
                completed: status?.completionTime?.getTime(),
                outcome: await this.outcome(metadata?.name ?? ""),
            })),
        );
    }

    private async outcome(job: string): Promise<MigrationOutcome | undefined> {
        const pods = await this.core.listNamespacedPod({
            namespace: this.namespace,
            labelSelector: `batch.kubernetes.io/job-name=${job}`,
        });
        const messages = pods.items.flatMap(({ status }) => status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.message);
        const line = messages
            .flatMap((message) => message?.trim().split("\n").at(-1) ?? [])
            .filter((last) => last.startsWith("{"))
            .at(-1);
        return line ? (JSON.parse(line) as MigrationOutcome) : undefined;
    }

    private async ask<Answer>(pod: string, path: string): Promise<Answer> {
        const answer: unknown = await this.core.connectGetNamespacedPodProxyWithPath({
            namespace: this.namespace,
            name: `${pod}:8080`,
            path: `engine-rest/${path}`,
        });
        return (typeof answer === "string" ? JSON.parse(answer) : answer) as Answer;
    }
}

function podSample(pod: k8s.V1Pod, endpoints: ReadonlySet<string | undefined>): PodSample {
    const { metadata, spec, status } = pod;
    const deletion = metadata?.deletionTimestamp;
    return {
        name: metadata?.name ?? "",
        uid: metadata?.uid ?? "",
        batch: metadata?.labels?.["camunda.org/batch"] ?? "",
        image: spec?.containers[0].image ?? "",
        created: metadata?.creationTimestamp?.getTime() ?? 0,
        ready: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
        // The record says when the pod has to be gone at the latest: the grace period after it was asked for.
        deleted: deletion && deletion.getTime() - (metadata.deletionGracePeriodSeconds ?? 0) * 1000,
        endpoint: endpoints.has(metadata?.uid),
    };
}
