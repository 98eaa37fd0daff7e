import type * as k8s from "@kubernetes/client-node";
import { RestCredentials } from "./credentials";
import { NodeLogs } from "./nodeLogs";
import { NodeRest, nodeRest, timeoutMilliseconds } from "./nodeRest";
import { hasEnded } from "./pods";

/** How a cluster is reached; empty: as kubectl would. */
export interface ClusterAccess {
    /** Content of a kubeconfig, or the path of one. */
    readonly kubeconfig?: string;
    /** Context in it. */
    readonly context?: string;
}

/** The client of an API server, and the way through it to the nodes. */
export class Client {
    /** What nodes that fail have written. */
    readonly logs = new NodeLogs((...pod) => this.logOf(...pod));
    private tried?: RestCredentials;

    private constructor(
        readonly config: k8s.KubeConfig,
        readonly core: k8s.CoreV1Api,
        readonly apps: k8s.AppsV1Api,
        readonly batch: k8s.BatchV1Api,
        readonly autoscaling: k8s.AutoscalingV2Api,
        readonly policy: k8s.PolicyV1Api,
    ) {}

    /** Loads the client (0.6 s, and only where something has to be asked) and the access data. */
    static async connect(access: ClusterAccess): Promise<Client> {
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
        return new Client(
            config,
            new api.CoreV1Api(client),
            new api.AppsV1Api(client),
            new api.BatchV1Api(client),
            new api.AutoscalingV2Api(client),
            new api.PolicyV1Api(client),
        );
    }

    /** Pods that have not ended. */
    async pods(namespace: string, labelSelector: string): Promise<k8s.V1Pod[]> {
        const { items } = await this.core.listNamespacedPod({ namespace, labelSelector });
        return items.filter((pod) => !hasEnded(pod));
    }

    /** The last lines of what a node has written, or of what it had before its container was started again. */
    async logOf(namespace: string, name: string, lines: number, previous = false): Promise<string> {
        return this.core.readNamespacedPodLog({ namespace, name, container: "engine", tailLines: lines, previous, limitBytes: 32_768 });
    }

    /** Does something with the REST API of nodes; with credentials where there is a Secret with them. */
    async asking<T>(namespace: string, restSecret: string | undefined, ask: (rest: NodeRest) => Promise<T>): Promise<T> {
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
