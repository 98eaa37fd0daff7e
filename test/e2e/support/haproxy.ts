import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { install } from "../../../local/packages";
import { untilServed, type Endpoint } from "../../../local/demo/endpoint";
import { kubectl } from "./kubectl";
import { freePort } from "./postgres";

const program = "/usr/sbin/haproxy";

// It keeps its connections to the nodes and uses them again (http-reuse), as it does unless told otherwise, and sends nothing twice that may have arrived.
const settings = (port: number, backend: string) => `
global
    maxconn 1000
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    http-reuse safe
frontend outside
    bind 127.0.0.1:${port}
    default_backend nodes
${backend}
`;

const ofService = (host: string) => `
backend nodes
    server service ${host}`;

// As an Ingress with affinity does: who has no cookie, or one of a node that is not in service any more, gets another node. A name leads to a node that is
// ready and to no other, so that one that leaves is out of it within a second. Each answer says who has given it.
const ofNodes = (nodes: readonly string[], port: number, nameserver: string) => `
resolvers cluster
    nameserver dns ${nameserver}:53
    resolve_retries 1
    timeout resolve 300ms
    timeout retry 300ms
    hold valid 300ms
    hold nx 0s
    hold obsolete 0s
backend nodes
    balance roundrobin
    cookie camunda-node insert indirect nocache
    option redispatch 1
    option httpchk GET /engine-rest/engine
    http-response set-header x-node %s
    default-server check inter 500ms fall 1 rise 1 resolvers cluster resolve-prefer ipv4 init-addr none
${nodes.map((node) => `    server ${node} ${node}.camunda-nodes.camunda.svc.cluster.local:${port} cookie ${node}`).join("\n")}`;

/** A way to the REST API that ends with the process it leads through. */
export interface Proxy {
    rest: string;
    close(): Promise<void>;
}

/** Through HAProxy, outside the cluster, before a Service. */
export function throughHaproxy({ rest }: Endpoint): Promise<Proxy> {
    const { host, pathname } = new URL(rest);
    return through(ofService(host), pathname);
}

/** Through HAProxy, outside the cluster, which finds each node by its name and leads a client to the same one again, by a cookie. */
export async function throughHaproxyByCookie({ rest }: Endpoint, nodes: readonly string[]): Promise<Proxy> {
    const { port, pathname } = new URL(rest);
    // The local cluster's machine is its name server.
    const nameserver = await kubectl("get", "nodes", "-o", 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}');
    // It says each time that a name leads nowhere, as it does while a node is away.
    return through(ofNodes(nodes, Number(port), nameserver), pathname, "ignore");
}

async function through(backend: string, pathname: string, stderr: "inherit" | "ignore" = "inherit"): Promise<Proxy> {
    if (!existsSync(program)) await install(["haproxy"]);
    const folder = await mkdtemp(path.join(tmpdir(), "haproxy-"));
    const file = path.join(folder, "haproxy.cfg");
    const port = await freePort();
    await writeFile(file, settings(port, backend));
    // Never for longer than the test, however that ends.
    const haproxy = spawn("setpriv", ["--pdeathsig=KILL", program, "-db", "-f", file], { stdio: ["ignore", "ignore", stderr] });
    const ended = once(haproxy, "exit");
    const endpoint = { rest: `http://127.0.0.1:${port}${pathname}` };
    const close = async () => {
        haproxy.kill();
        await ended;
        await rm(folder, { recursive: true });
    };
    await untilServed({ ...endpoint, close: () => undefined });
    return { ...endpoint, close };
}
