import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { NodeRefusal } from "../../../components/cluster/errors";
import { Send } from "../../../components/cluster/nodeRest";

/** What a path is answered with: an object with status 200, a text as it is, a status alone, or nothing ever. */
export type FakeAnswer = object | string | number | undefined;

/** A pod, as far as anybody asks for it. */
export interface FakePod {
    name: string;
    labels: Record<string, string>;
    /** Status of the pod. @default ready */
    status?: object;
    /** Whether it was asked to go. */
    leaving?: boolean | { killedAt: string; graceSeconds: number; ownSeconds: number };
    /** Image of its container. */
    image?: string;
    /** What the container runtime calls that image. */
    imageId?: string;
    /** What its container has written, by whether that of the container before it is asked for. @default nothing */
    logs?: { now?: string; previous?: string };
    /** What it answers, by port and path, e.g. `8080/engine-rest/version`. */
    answers: Record<string, FakeAnswer>;
    /** What answers everything else that is asked at its REST API, whatever the port; it may refuse as a node does. */
    engine?: Send;
    /** What answers everything at its port, byte by byte; false: nothing of it, the rest does. */
    raw?: (path: string, response: ServerResponse) => boolean;
}

/** An object that was written by PATCH. */
export interface Written {
    /** Kind and name, e.g. `deployments/orders-batch-1`. */
    readonly object: string;
    /** Who owns its fields from then on. */
    readonly fieldManager: string | null;
    readonly contentType: string;
    readonly body: Record<string, unknown>;
}

/** Plays the API server of Kubernetes over real HTTP: lists of pods, Secrets, Deployments, Jobs, and the pod proxy. */
export class FakeApiServer {
    pods: FakePod[] = [];
    secrets: Record<string, Record<string, string>> = {};
    /** Deployments and Jobs that are there, by their kind and name, e.g. `jobs/orders-schema-7-23-0`. */
    objects: Record<string, object> = {};
    /** Other lists, by their path, e.g. `/api/v1/nodes`. */
    lists: Record<string, object[]> = {};
    /** Paths that are forbidden. */
    forbidden = /^$/;
    /** What they are answered with. */
    refusal = 403;
    /** Paths that are never answered. */
    silent = /^$/;
    /** How many proxied requests have to be waiting before the first is answered. */
    together = 1;
    /** What is done when an object is written, which is answered with what it is then. */
    written: (what: Written) => void = () => undefined;
    /** Everything that was asked, with all headers. */
    readonly requests: string[] = [];
    /** Most proxied requests at the same time. */
    mostAtATime = 0;
    /** Connections that were opened. */
    connections = 0;
    private atATime = 0;
    private released = () => {};
    private readonly enough = new Promise<void>((resolve) => (this.released = resolve));

    private constructor(private readonly server: Server) {}

    static async start(): Promise<FakeApiServer> {
        const server = createServer();
        const fake = new FakeApiServer(server);
        server.on("connection", () => fake.connections++);
        server.on("request", (request, response) => void fake.answer(request, response));
        await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
        return fake;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((closed) => this.server.close(closed));
    }

    get kubeconfig(): string {
        const { port } = this.server.address() as AddressInfo;
        return JSON.stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name: "fake", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
            users: [{ name: "fake", user: { token: "token-of-the-api-server" } }],
            contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
            "current-context": "fake",
        });
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        this.requests.push(`${request.url} ${JSON.stringify(request.headers)}`);
        const url = new URL(request.url ?? "", "http://fake");
        const [, resource, name = "", rest = ""] =
            /^\/(?:api|apis\/apps|apis\/batch)\/v1\/namespaces\/camunda\/(\w+)\/?([^/]*)(.*)$/.exec(url.pathname) ?? [];
        if (this.silent.test(url.pathname)) {
            return;
        }
        if (this.forbidden.test(url.pathname)) {
            return send(
                response,
                this.refusal,
                status(this.refusal, `${resource} is forbidden: User "nobody" cannot get it\nand this is the second line`),
            );
        }
        if (url.pathname in this.lists) {
            return send(response, 200, { kind: "List", apiVersion: "v1", metadata: {}, items: this.lists[url.pathname] });
        }
        if (resource === "pods" && rest.startsWith("/proxy/")) {
            return this.proxy(request, response, name, `${rest.slice("/proxy/".length)}${url.search}`);
        }
        if (resource === "pods" && rest === "/log") {
            const log = this.pods.find((pod) => pod.name === name)?.logs?.[
                url.searchParams.get("previous") === "true" ? "previous" : "now"
            ];
            return log === undefined ? send(response, 404, status(404, "no log")) : void response.writeHead(200, text).end(log);
        }
        if (resource === "pods" && name === "") {
            const wanted = (url.searchParams.get("labelSelector") ?? "").split(",").map((part) => part.split("="));
            const items = this.pods.filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value)).map(podObject);
            return send(response, 200, { kind: "PodList", apiVersion: "v1", metadata: {}, items });
        }
        if (request.method === "PATCH") {
            const contentType = request.headers["content-type"] ?? "";
            const body = JSON.parse((await buffer(request)).toString()) as Written["body"];
            this.written({ object: `${resource}/${name}`, fieldManager: url.searchParams.get("fieldManager"), contentType, body });
        }
        if (`${resource}/${name}` in this.objects) {
            return send(response, 200, this.objects[`${resource}/${name}`]);
        }
        if (["deployments", "statefulsets"].includes(resource) && name === "") {
            return send(response, 200, { kind: "List", apiVersion: "v1", metadata: {}, items: [] });
        }
        if (resource === "deployments") {
            const matchLabels = { "camunda.org/batch": name };
            return send(response, 200, { spec: { selector: { matchLabels } }, status: { observedGeneration: 2, replicas: 1 } });
        }
        if (resource === "secrets" && name in this.secrets) {
            const data = Object.entries(this.secrets[name]).map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
            return send(response, 200, { kind: "Secret", apiVersion: "v1", data: Object.fromEntries(data) as object });
        }
        send(response, 404, status(404, `${resource} "${name}" not found`));
    }

    private async proxy(request: IncomingMessage, response: ServerResponse, name: string, path: string): Promise<void> {
        const content = await buffer(request);
        this.mostAtATime = Math.max(this.mostAtATime, ++this.atATime);
        if (this.atATime >= this.together) {
            this.released();
        }
        await this.enough;
        // Whoever asks further meanwhile is counted before this one is answered.
        await setImmediate();
        const [pod, port] = name.split(":");
        const { answers = {}, engine, raw } = this.pods.find((each) => each.name === pod) ?? {};
        const answer = `${port}/${path}` in answers ? answers[`${port}/${path}`] : 404;
        this.atATime--;
        if (raw?.(path, response)) {
            return;
        }
        if (answer === 404 && engine) {
            const sent = content.length > 0 ? await bodyOf(request, content) : undefined;
            return engine(request.method ?? "", path.replace(/^engine-rest\//, ""), sent).then(
                (said) => void (said === undefined ? response.writeHead(204).end() : send(response, 200, said as object)),
                ({ status: refused = 500, said }: Partial<NodeRefusal>) =>
                    send(response, refused, { type: "RestException", message: said }),
            );
        }
        if (typeof answer === "number") {
            send(response, answer, { type: "RestException", message: "no" });
        } else if (answer !== undefined) {
            send(response, 200, answer);
        }
    }
}

const text = { "Content-Type": "text/plain" };

/** An object, or a form. */
async function bodyOf({ headers }: IncomingMessage, content: Buffer): Promise<object> {
    const type = headers["content-type"] ?? "";
    const body = new Response(new Uint8Array(content), { headers: { "Content-Type": type } });
    return type.startsWith("multipart/form-data") ? body.formData() : ((await body.json()) as object);
}

const status = (code: number, message: string) => ({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, code });

const leavingFields = (leaving: FakePod["leaving"]) =>
    typeof leaving === "object"
        ? { deletionTimestamp: leaving.killedAt, deletionGracePeriodSeconds: leaving.graceSeconds }
        : leaving
          ? { deletionTimestamp: "2026-01-01T00:00:00Z" }
          : {};

const podObject = ({ name, labels, status, leaving, image = "engine", imageId = "" }: FakePod) => ({
    metadata: { name, namespace: "camunda", labels, ...leavingFields(leaving) },
    spec: {
        ...(typeof leaving === "object" ? { terminationGracePeriodSeconds: leaving.ownSeconds } : {}),
        containers: [{ name: "engine", image }],
    },
    status: status ?? {
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [{ name: "engine", imageID: imageId, state: { running: {} } }],
    },
});

function send(response: ServerResponse, code: number, body: object | string): void {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(code, { "Content-Type": "application/json" }).end(text);
}
