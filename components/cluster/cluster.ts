import type * as k8s from "@kubernetes/client-node";
import { batchLabel, engineLabels, returnedAnnotation, selectorOf, versionLabel } from "../domain/labels";
import { LiveTruth, LiveWorkload } from "../domain/facts/facts";
import { foreign } from "../domain/foreign";
import { Standing, StandingNode } from "../domain/facts/standing";
import { capacityOf } from "./capacity";
import { RestCredentials } from "./credentials";
import { failingIn, NodeFault, reason, unlessGone } from "./errors";
import { installationOf, LiveTruthArgs, NodeToAsk, truthOf } from "./liveTruth";
import { Get, NodeRest, nodeRest, Nodes, timeoutMilliseconds } from "./nodeRest";
import { NodeLogs } from "./nodeLogs";
import { eachOf, engineImageOf, hasEnded, isLeaving, nodeState } from "./pods";
import { lastWords } from "./jobs";
import { BatchPlace, Returned, returnedAt, writeBack } from "./takeBack";
import { inOrderToAsk, sharedStanding, StandingArgs, standingNode } from "./standing";
import { listWorkloads, readWorkload } from "./workloads";
import { BatchState, goneBatch, IntegratedBatch, NodeAnswer, NodeState } from "../domain/facts/batch";
import { MigratedSchema, MigrationRecord, MigrationState, NodeInstallation, parseRecord } from "../domain/facts/migration";

/** How a cluster is reached; empty: as kubectl would. */
export interface ClusterAccess {
    /** Content of a kubeconfig, or the path of one. */
    readonly kubeconfig?: string;
    /** Context in it. */
    readonly context?: string;
}

/**
 * How long an answer of a node counts: whoever looks several times a second must not ask each node of a large batch as often, and what a node says of its
 * version and schema log stays so as long as it runs. A pod that is not ready is not asked at all.
 */
const answerMilliseconds = 5000;

/** Asks the cluster, and through its API server the nodes themselves, for the truth. Reads only, but for what `withNodes` sends and `writeBack` writes. */
export class Cluster {
    private tried?: RestCredentials;
    private readonly logs = new NodeLogs((...pod) => this.logOf(...pod));
    private readonly answers = new Map<string, { readonly at: number; readonly answer: NodeAnswer }>();

    private constructor(
        private readonly config: k8s.KubeConfig,
        readonly core: k8s.CoreV1Api,
        readonly apps: k8s.AppsV1Api,
        private readonly batch: k8s.BatchV1Api,
        readonly autoscaling: k8s.AutoscalingV2Api,
        readonly policy: k8s.PolicyV1Api,
    ) {}

    /** Loads the client (0.6 s, and only where something has to be asked) and the access data. */
    static async connect(access: ClusterAccess): Promise<Cluster> {
        const api = await import("@kubernetes/client-node");
        const { KubeConfig, createConfiguration, ServerConfiguration } = api;
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
        const cluster = config.getCurrentCluster();
        if (!cluster) {
            throw new Error(`the kubeconfig has no cluster for the context ${JSON.stringify(config.getCurrentContext())}`);
        }
        // What config.makeApiClient would make, with a time-out: it has none, and an API server that keeps silent would be waited for ever.
        const client = createConfiguration({
            baseServer: new ServerConfiguration(cluster.server, {}),
            authMethods: { default: config },
            promiseMiddleware: [
                {
                    pre: (request) => {
                        request.setSignal(AbortSignal.timeout(timeoutMilliseconds));
                        return Promise.resolve(request);
                    },
                    post: (response) => Promise.resolve(response),
                },
            ],
        });
        return new Cluster(
            config,
            new api.CoreV1Api(client),
            new api.AppsV1Api(client),
            new api.BatchV1Api(client),
            new api.AutoscalingV2Api(client),
            new api.PolicyV1Api(client),
        );
    }

    /** What runs, or why it cannot be asked: who cannot ask says so, and does not fail for it. */
    static async truth(access: ClusterAccess, args: LiveTruthArgs): Promise<LiveTruth> {
        try {
            return await (await Cluster.connect(access)).liveTruth(args);
        } catch (error) {
            return { nodes: [], problem: reason(error), context: access.context ?? "" };
        }
    }

    /** What runs, and what there is room for; the latter only where the former could be asked. */
    static async truthAndRoom(access: ClusterAccess, args: LiveTruthArgs): Promise<LiveTruth> {
        try {
            const cluster = await Cluster.connect(access);
            const [live, capacity] = await Promise.all([cluster.liveTruth(args), capacityOf(cluster, args)]);
            return live.problem ? live : { ...live, capacity };
        } catch (error) {
            return { nodes: [], problem: reason(error), context: access.context ?? "" };
        }
    }

    /** What runs: what every node of a cluster says of itself, and of the database that they share. */
    async liveTruth(args: LiveTruthArgs): Promise<LiveTruth> {
        const { namespace, restSecret } = args;
        try {
            const [nodes, workloads] = await Promise.all([this.nodesToAsk(args), this.workloads(args)]);
            const truth = await this.asking(namespace, nodes.length > 0 ? restSecret : undefined, (rest) =>
                truthOf(
                    nodes.map((node) => ({ ...node, get: rest.of(node.pod, node.place) })),
                    args,
                ),
            );
            const failing = truth.failing && (await this.logs.withLostTable(truth.failing));
            return { ...truth, ...(failing ? { failing } : {}), ...(workloads ? { workloads } : {}) };
        } catch (error) {
            const address = this.config.getCurrentCluster()?.server;
            return { nodes: [], problem: reason(error), context: this.config.getCurrentContext(), address };
        }
    }

    /** The batches of a cluster; undefined: this user may not see them. */
    private async workloads({ namespace, cluster, stableNames }: LiveTruthArgs): Promise<LiveWorkload[] | undefined> {
        const selector = `${selectorOf(engineLabels(cluster))},${batchLabel}`;
        const found = await listWorkloads(this.apps, stableNames, namespace, selector).catch(() => undefined);
        return found?.map(({ metadata, spec }) => ({
            name: metadata?.name ?? "",
            batch: metadata?.labels?.[batchLabel] ?? "",
            replicas: spec?.replicas ?? 1,
            image: foreign(spec?.template?.spec?.containers[0].image ?? "", 500),
            version: spec?.template?.metadata?.labels?.[versionLabel] ?? "",
        }));
    }

    /** The Deployment or StatefulSet of a batch, its pods, and what each ready node answers, or has answered a moment ago. */
    async batchState({ namespace, deployment, stableNames, image, restPath, port, restSecret }: IntegratedBatch): Promise<BatchState> {
        const workload = await unlessGone(readWorkload(this.apps, stableNames, namespace, deployment));
        if (!workload) {
            return goneBatch;
        }
        const { metadata, status, spec } = workload;
        const returned = metadata?.annotations?.[returnedAnnotation];
        const asked = spec?.template?.spec?.containers[0].image;
        const pods = await this.pods(namespace, selectorOf(spec?.selector.matchLabels ?? {}));
        return {
            observedGeneration: status?.observedGeneration ?? 0,
            replicas: status?.replicas ?? 0,
            updatedReplicas: status?.updatedReplicas ?? 0,
            availableReplicas: status?.availableReplicas ?? 0,
            wantedReplicas: spec?.replicas ?? 1,
            ...(returned && asked !== image ? { returned } : {}),
            // Whatever the generation: the provider waits for the nodes itself, and hands on what it reads afterwards, which may be somebody else's by then.
            ...(asked === undefined ? {} : { asks: { image: asked, version: spec?.template?.metadata?.labels?.[versionLabel] ?? "" } }),
            nodes: await this.asking(namespace, restSecret, (rest) =>
                eachOf(pods, (pod) => this.nodeState(pod, rest.of(pod, { restPath, port }))),
            ),
        };
    }

    private async nodeState(pod: k8s.V1Pod, get: Get): Promise<NodeState> {
        const key = `${pod.metadata?.name} ${pod.metadata?.uid}`;
        const known = this.answers.get(key);
        const fresh = known && Date.now() - known.at < answerMilliseconds ? known.answer : undefined;
        const state = await nodeState(pod, get, fresh);
        if (state.answer && !fresh) {
            this.answers.set(key, { at: Date.now(), answer: state.answer });
        }
        const fault = state.ready || state.leaving ? undefined : await this.logs.faultOf(pod);
        return fault ? { ...state, fault } : state;
    }

    /** What is compared between batches: which nodes are in service, and what one of them, a new one first, tells of what they share. */
    async standing(args: StandingArgs): Promise<Standing> {
        const { namespace, cluster, restSecret } = args;
        const pods = await this.pods(namespace, selectorOf(engineLabels(cluster)));
        const able = inOrderToAsk(pods, args.version);
        const facts = await this.asking(namespace, able.length > 0 ? restSecret : undefined, (rest) =>
            sharedStanding(
                able.map((pod) => rest.of(pod, args)),
                args,
            ),
        ).catch(async (error: unknown) => {
            const failing = failingIn(error);
            throw failing ? new NodeFault(await this.logs.withLostTable(failing)) : error;
        });
        return { at: new Date().toISOString(), nodes: pods.map(standingNode), ...facts };
    }

    /** Does something over the REST API of the nodes, each by its name. */
    async withNodes<T>(args: LiveTruthArgs, act: (found: readonly StandingNode[], nodes: Nodes) => Promise<T>): Promise<T> {
        const { namespace, cluster, restSecret } = args;
        const pods = await this.pods(namespace, selectorOf(engineLabels(cluster)));
        return this.asking(namespace, pods.length > 0 ? restSecret : undefined, (rest) =>
            act(pods.map(standingNode), (name) => {
                const pod = pods.find(({ metadata }) => metadata?.name === name);
                return pod && rest.to(pod, args);
            }),
        );
    }

    /** A migration Job, and the last words of the pod that ran it. */
    async migrationState({ namespace, job }: MigratedSchema): Promise<MigrationState> {
        const found = await unlessGone(this.batch.readNamespacedJob({ namespace, name: job }));
        if (!found) {
            return { succeeded: false, message: "", gone: true };
        }
        return { succeeded: (found.status?.succeeded ?? 0) > 0, message: await lastWords(this.core, namespace, job) };
    }

    /** Makes a batch again what it was for a version. */
    async writeBack(place: BatchPlace, version: string, at: string): Promise<Returned> {
        return writeBack(this.apps, place, version, at);
    }

    /** When a batch was taken back last (ISO 8601); undefined: never. */
    static async returnedAt(access: ClusterAccess, place: BatchPlace): Promise<string | undefined> {
        return returnedAt((await Cluster.connect(access)).apps, place);
    }

    /** The last lines of what a node has written, or of what it had before its container was started again. */
    async logOf(namespace: string, name: string, lines: number, previous = false): Promise<string> {
        return this.core.readNamespacedPodLog({ namespace, name, container: "engine", tailLines: lines, previous, limitBytes: 32_768 });
    }

    /** Images that the nodes of this module run, each once; none where they cannot be asked for. */
    static async runningImages(access: ClusterAccess, namespace: string, cluster: string): Promise<string[]> {
        try {
            const selector = `${selectorOf(engineLabels(cluster))},${batchLabel}`;
            const pods = await (await Cluster.connect(access)).pods(namespace, selector);
            return [...new Set(pods.flatMap(engineImageOf))].sort();
        } catch {
            return [];
        }
    }

    /** What a migration Job has recorded, while its pod is there. */
    async migrationRecord(namespace: string, job: string): Promise<MigrationRecord | undefined> {
        return parseRecord(await lastWords(this.core, namespace, job));
    }

    /** The installations that the nodes work on: as one of this cluster's reports it, then as one of those that are taken over does. */
    async installations(args: LiveTruthArgs): Promise<NodeInstallation[]> {
        const nodes = await this.nodesToAsk(args);
        return this.asking(args.namespace, nodes.length > 0 ? args.restSecret : undefined, async (rest) => {
            const asked = nodes.map((node) => ({ ...node, get: rest.of(node.pod, node.place) }));
            const kinds = [false, true].map((adopted) => installationOf(asked.filter((node) => node.adopted === adopted)));
            return (await Promise.all(kinds)).filter((told) => told !== undefined);
        });
    }

    /** The nodes of a cluster, those that are taken over last; a pod that several selectors find is the first one's. */
    private async nodesToAsk({ namespace, cluster, restPath, port, adopt, adoptedBefore }: LiveTruthArgs): Promise<NodeToAsk[]> {
        const found = async (selector?: string) => (selector ? this.pods(namespace, selector) : []);
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

    private async pods(namespace: string, labelSelector: string): Promise<k8s.V1Pod[]> {
        const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
        return items.filter((pod) => !hasEnded(pod));
    }

    private async asking<T>(namespace: string, restSecret: string | undefined, ask: (rest: NodeRest) => Promise<T>): Promise<T> {
        const rest = await nodeRest(this.config, restSecret ? await this.credentials(namespace, restSecret) : undefined);
        try {
            return await ask(rest);
        } finally {
            rest.close();
        }
    }

    /** Read each time: they are nowhere else than in the cluster, and may change there. */
    private async credentials(namespace: string, name: string): Promise<RestCredentials> {
        const { data } = await this.core.readNamespacedSecret({ namespace, name });
        const [username, password] = ["username", "password"].map((key) => Buffer.from(data?.[key] ?? "", "base64").toString());
        if (!username || !password) {
            throw new Error(`the Secret ${name} in the namespace ${namespace} has to have a username and a password`);
        }
        const read = new RestCredentials(username, password);
        this.tried = this.tried?.equals(read) ? this.tried : read;
        return this.tried;
    }
}
