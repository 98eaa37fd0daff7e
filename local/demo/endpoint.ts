import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type * as k8s from "@kubernetes/client-node";

/** A way from this machine to the Service of the engine nodes. */
export interface Endpoint {
    /** Base of the REST API. */
    rest: string;
    close(): void;
}

/** The Service that spans all batches. */
export interface EngineService {
    namespace: string;
    name: string;
    port: number;
}

/** By its ClusterIP: the embedded cluster's are routed from its host. */
export async function throughClusterIp({ namespace, name, port }: EngineService): Promise<Endpoint> {
    const { KubeConfig, CoreV1Api } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromDefault();
    const service: k8s.V1Service = await config.makeApiClient(CoreV1Api).readNamespacedService({ namespace, name });
    return { rest: `http://${service.spec?.clusterIP ?? ""}:${port}/engine-rest`, close: () => undefined };
}

/** Through the API server, for a cluster whose addresses are not reached from here. */
export async function throughKubectlProxy({ namespace, name, port }: EngineService): Promise<Endpoint> {
    const proxy = spawn("kubectl", ["proxy", "--port=0"], { stdio: ["ignore", "pipe", "inherit"] });
    const address = await new Promise<string>((resolve, reject) => {
        proxy.once("error", reject).once("exit", (code) => reject(new Error(`kubectl proxy ended with code ${code ?? "none"}`)));
        createInterface({ input: proxy.stdout }).on("line", (line) => {
            const found = /^Starting to serve on (\S+)$/.exec(line);
            if (found) resolve(found[1]);
        });
    });
    const rest = `http://${address}/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy/engine-rest`;
    return { rest, close: () => void proxy.kill() };
}

/** Waits until requests are answered: an address of a Service lags behind the readiness of its pods by up to a second. */
export async function untilServed({ rest }: Endpoint, signal?: AbortSignal): Promise<void> {
    const end = Date.now() + 30_000;
    for (let answered = 0; answered < 5;) {
        const served = await fetch(`${rest}/engine`, { signal: AbortSignal.timeout(5_000) }).then(
            ({ ok }) => ok,
            () => false,
        );
        answered = served ? answered + 1 : 0;
        signal?.throwIfAborted();
        if (Date.now() > end) {
            throw new Error(`${rest}/engine is not answered, though the nodes are ready`);
        }
        await sleep(200);
    }
}
