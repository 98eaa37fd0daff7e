import { once } from "node:events";
import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import { engineImageOf } from "../../../components/cluster/pods";
import { parseRecord } from "../../../components/domain/facts/migration";

/** Version of the engine at each address; two pods have the same one after the other. */
const engines = new Map<string, { pod: string; version: string }>();
let schema = { id: 0, version: "" };

/** What an engine without processes answers, as far as checkpoints and gate ask. */
function answer(path: string, version: string): unknown {
    switch (path) {
        case "version":
            return { version };
        case "schema/log":
            return [{ id: String(schema.id), version: schema.version, timestamp: "2026-01-01T00:00:00.000+0000" }];
        case "telemetry/data":
            return { product: { internals: { database: { vendor: "PostgreSQL", version: "15.18" } } } };
        default:
            return path.endsWith("/count") ? { count: 0 } : [];
    }
}

function seen({ metadata, spec, status }: V1Pod): void {
    const name = metadata?.name ?? "";
    const [image] = engineImageOf({ spec });
    if (image && status?.podIP) {
        engines.set(status.podIP, { pod: name, version: /run-([\d.]+)$/.exec(image)?.[1] ?? "" });
    }
    const message = status?.containerStatuses?.[0].state?.terminated?.message;
    const record = message && parseRecord(message);
    if (record && record.to !== schema.version) {
        schema = { id: schema.id + 100, version: record.to };
    }
}

function gone({ metadata, status }: V1Pod): void {
    if (engines.get(status?.podIP ?? "")?.pod === metadata?.name) {
        engines.delete(status?.podIP ?? "");
    }
}

/** A pod is asked as soon as the API server calls it ready, which may be a moment before it is known here. */
async function engineAt(address: string) {
    for (let tries = 0; tries < 100 && !engines.has(address); tries++) {
        await sleep(20);
    }
    return engines.get(address);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const engine = await engineAt(request.socket.localAddress ?? "");
    const path = new URL(request.url ?? "", "http://engine").pathname.replace("/engine-rest/", "");
    response.writeHead(engine ? 200 : 503, { "Content-Type": "application/json" });
    response.end(JSON.stringify(engine ? answer(path, engine.version) : {}));
}

/**
 * Answers in place of all simulated engines: every address of theirs is this process's, and which pod is meant is told by the address that was
 * called. Runs in the network of the cluster's node, and watches pods with the rights of its scheduler.
 */
async function main(namespace: string, port: number): Promise<void> {
    const { KubeConfig, CoreV1Api, makeInformer } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromDefault();
    const api = config.makeApiClient(CoreV1Api);
    const pods = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => api.listNamespacedPod({ namespace }));
    pods.on("add", seen);
    pods.on("update", seen);
    pods.on("delete", gone);
    pods.on("error", () => setTimeout(() => void pods.start(), 200));
    await pods.start();

    const server = createServer((request, response) => void serve(request, response));
    server.listen(port, "0.0.0.0");
    await once(server, "listening");
    console.log("listening");
}

main(process.argv[2], Number(process.argv[3])).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
