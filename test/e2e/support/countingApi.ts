import { execFileSync } from "node:child_process";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { request } from "node:https";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Config {
    readonly clusters: readonly { readonly cluster: { readonly server: string; readonly "certificate-authority-data"?: string } }[];
    readonly users: readonly { readonly user: { readonly token?: string } }[];
}

/** The cluster's API server behind a server that keeps the paths of all requests. */
export class CountingApi {
    /** Paths, in their order. */
    readonly paths: string[] = [];
    /** A kubeconfig that leads here. */
    readonly kubeconfig: string;

    private constructor(
        private readonly server: Server,
        private readonly folder: string,
    ) {
        const { port } = server.address() as AddressInfo;
        this.kubeconfig = join(folder, "kubeconfig");
        writeFileSync(
            this.kubeconfig,
            JSON.stringify({
                apiVersion: "v1",
                kind: "Config",
                clusters: [{ name: "counting", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
                contexts: [{ name: "counting", context: { cluster: "counting", user: "counting" } }],
                users: [{ name: "counting", user: {} }],
                "current-context": "counting",
            }),
        );
    }

    static async start(): Promise<CountingApi> {
        const view = execFileSync("kubectl", ["config", "view", "--raw", "--minify", "--flatten", "-o", "json"], { encoding: "utf8" });
        const { clusters, users } = JSON.parse(view) as Config;
        const [{ cluster }, { user }] = [clusters[0], users[0]];
        const ca = Buffer.from(cluster["certificate-authority-data"] ?? "", "base64");
        const server = createServer();
        await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
        const counting = new CountingApi(server, mkdtempSync(join(tmpdir(), "counting-")));
        server.on("request", (incoming: IncomingMessage, response: ServerResponse) => {
            counting.paths.push(incoming.url ?? "");
            const url = new URL(incoming.url ?? "/", cluster.server);
            // Clients send no token over a connection that is not encrypted (client-go, clientcmd/client_config.go), so it is added here.
            const headers = { ...incoming.headers, host: url.host, authorization: `Bearer ${user.token}` };
            const onward = request(url, { method: incoming.method, headers, ca }, (answer) => {
                response.writeHead(answer.statusCode ?? 502, answer.headers);
                answer.pipe(response);
            });
            onward.once("error", () => response.destroy());
            incoming.pipe(onward);
        });
        return counting;
    }

    /** How often each node was asked for a path of its REST API. */
    asked(path: string): Record<string, number> {
        const nodes = this.paths.flatMap((one) => {
            const [, node, what] = /\/pods\/([^/:]+):8080\/proxy\/engine-rest\/([^?]+)/.exec(one) ?? [];
            return what === path ? [node] : [];
        });
        return Object.fromEntries([...new Set(nodes)].map((node) => [node, nodes.filter((one) => one === node).length]));
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((closed) => this.server.close(closed));
        rmSync(this.folder, { recursive: true });
    }
}
