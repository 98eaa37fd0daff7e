import { Agent, OutgoingHttpHeaders, request as overHttp, RequestOptions } from "node:http";
import { request as overHttps } from "node:https";
import { Duplex, PassThrough } from "node:stream";
import type * as k8s from "@kubernetes/client-node";
import { foreign } from "../domain/foreign";
import { nodePath, PodPort, proxyUrl } from "./rules/nodeUrl";
import { answerIn, bounded } from "./answer";
import { RestCredentials } from "./credentials";
import { AnswerFault, ApiServerError, NodeRefusal, reason, statusIn } from "./errors";

/** How long an answer is waited for. */
export const timeoutMilliseconds = 5000;

/** How many nodes are asked at the same time, and so the connections to the API server. */
export const nodesAtATime = 10;

/** Gets what is at a path of a node's REST API, e.g. `version`; throws a NodeRefusal, an ApiServerError, or whatever broke the connection. */
export type Get = (path: string) => Promise<unknown>;

/** Sends to a path of a node's REST API what may change something: an object as JSON, or a form. Undefined: the answer has no content. */
export type Send = (method: string, path: string, body?: object) => Promise<unknown>;

/** Where a node answers. */
export interface RestPlace {
    /** Path of the REST API, e.g. `engine-rest`. */
    readonly restPath: string;
    readonly port: number;
}

/** A way to the REST API of every node. */
export interface NodeRest {
    /** What asks one node. */
    of(pod: k8s.V1Pod, place: RestPlace): Get;
    /** What sends to one node, and is never sent twice. */
    to(pod: k8s.V1Pod, place: RestPlace): Send;
    /** Closes the connections that are kept for the next question. */
    close(): void;
}

/**
 * Asks nodes through the pod proxy of the API server; with credentials through a forwarded port instead, because the API server takes
 * the `Authorization` header for itself and removes it (k8s.io/apiserver, pkg/endpoints/filters/authentication.go).
 */
export async function nodeRest(config: k8s.KubeConfig, credentials?: RestCredentials): Promise<NodeRest> {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options as Parameters<k8s.KubeConfig["applyToHTTPSOptions"]>[0]);
    const agent = Object.assign(options.agent as Agent, { keepAlive: true, maxSockets: nodesAtATime });
    const server = config.getCurrentCluster()?.server ?? "";
    const to = (pod: k8s.V1Pod, { restPath, port }: RestPlace): Send => {
        const { name = "", namespace = "" } = pod.metadata ?? {};
        const node = { name, namespace, port };
        return async (method, path, body) => {
            const sent = { method, ...(body && (await written(body))) };
            const url = proxyUrl(server, node, restPath, path);
            const asked = { namespace, node: name, path };
            return credentials
                ? credentials.use(async (auth) =>
                      content(await throughForward(forwarding(config, options), node, nodePath(restPath, path), auth, sent), asked),
                  )
                : content(await throughProxy(url, options, sent), asked);
        };
    };
    return {
        of: (pod, place) => {
            const send = to(pod, place);
            return (path) => send("GET", path);
        },
        to,
        close: () => agent.destroy(),
    };
}

/** What is sent. */
interface Sent {
    readonly method: string;
    readonly headers?: Record<string, string>;
    readonly content?: Buffer;
}

async function written(body: object): Promise<Omit<Sent, "method">> {
    // Node's own fetch knows how a form is written.
    const message = body instanceof FormData ? new Response(body) : Response.json(body);
    return {
        headers: { "Content-Type": message.headers.get("Content-Type") ?? "" },
        content: Buffer.from(await message.arrayBuffer()),
    };
}

interface Answer {
    readonly status: number;
    readonly body: string;
}

function content({ status, body }: Answer, asked: NodeRefusal["asked"]): unknown {
    if (status < 200 || status > 299) {
        throw new NodeRefusal(status, messageIn(body), asked);
    }
    return body === "" ? undefined : answerIn(body);
}

/** What the REST API says of a request that it refuses: an object with type and message; empty: something else has answered. */
function messageIn(body: string): string {
    try {
        const { message } = JSON.parse(body) as { message?: unknown };
        return typeof message === "string" ? foreign(message.split("\n", 1)[0]) : "";
    } catch {
        return "";
    }
}

async function throughProxy(url: URL, options: RequestOptions, sent: Sent): Promise<Answer> {
    const answer = await ask(url, options, sent).catch((error: unknown) => {
        const { syscall } = error as NodeJS.ErrnoException;
        const unreachable = syscall === "connect" || syscall === "getaddrinfo" || error instanceof AggregateError;
        throw unreachable ? new ApiServerError(reason(error)) : error;
    });
    // A node that refuses answers in words of its own, the API server with an object.
    const status = answer.status === 401 || answer.status === 403 ? statusIn(answer.body) : undefined;
    if (status) {
        throw new ApiServerError(status);
    }
    return answer;
}

async function throughForward(config: k8s.KubeConfig, node: PodPort, path: string, auth: string, sent: Sent): Promise<Answer> {
    const connection = await forward(config, node);
    try {
        return await ask("http://localhost", { path, auth, createConnection: () => connection }, sent);
    } finally {
        connection.destroy();
    }
}

/** The access to the API server as it is, with a time-out for the connection: client-node sets none, but hands its options on to ws. */
const forwarding = (config: k8s.KubeConfig, options: RequestOptions): k8s.KubeConfig =>
    Object.assign(Object.create(config) as k8s.KubeConfig, {
        applyToHTTPSOptions: (target: object) => {
            Object.assign(target, options, { handshakeTimeout: timeoutMilliseconds });
            return Promise.resolve();
        },
    });

/** A connection to a port of a pod, as `kubectl port-forward` has it, but without a port on this machine that others could use, too. */
async function forward(config: k8s.KubeConfig, { name, namespace, port }: PodPort): Promise<Duplex> {
    const { PortForward } = await import("@kubernetes/client-node");
    const [toNode, fromNode] = [new PassThrough(), new PassThrough()];
    let socket: { onclose: unknown; close(): void };
    try {
        socket = (await new PortForward(config).portForward(namespace, name, [port], fromNode, null, toNode)) as typeof socket;
    } catch (error) {
        // What ws says of the API server's own refusal, whose body it does not hand on.
        const [, status] = /^Unexpected server response: (401|403)$/.exec((error as Error).message) ?? [];
        throw status
            ? new ApiServerError(`the API server does not let a port of ${name} be forwarded (${status}; pods/portforward)`)
            : error;
    }
    const connection = Duplex.from({ writable: toNode, readable: fromNode });
    socket.onclose = () => fromNode.end();
    connection.once("close", () => socket.close());
    return connection;
}

function ask(url: string | URL, options: RequestOptions, { method, headers, content: body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
        let answered = false;
        const request = String(url).startsWith("https:") ? overHttps : overHttp;
        request(
            url,
            {
                ...options,
                method,
                headers: { ...(options.headers as OutgoingHttpHeaders), ...headers },
                signal: AbortSignal.timeout(timeoutMilliseconds),
            },
            (response) => {
                answered = true;
                bounded(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
            },
        )
            .on("error", reject)
            // A node that switches to another protocol, or goes away without a word: neither is an error to Node, and nobody would be told.
            .on("upgrade", (_, socket) => socket.destroy())
            .on("close", () => answered || reject(new AnswerFault("it has ended the connection without an answer")))
            .end(body);
    });
}

/** What sends to a node, by its name; undefined: it has gone. */
export type Nodes = (name: string) => Send | undefined;
