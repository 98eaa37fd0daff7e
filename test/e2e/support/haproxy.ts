import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { install } from "../../../local/packages";
import { untilServed, type Endpoint } from "../../../local/demo/endpoint";
import { freePort } from "./postgres";

const program = "/usr/sbin/haproxy";

// It keeps its connections to the nodes and uses them again (http-reuse), as it does unless told otherwise, and sends nothing twice that may have arrived.
const settings = (port: number, server: string) => `
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
backend nodes
    server service ${server}
`;

/** A way to the REST API that ends with the process it leads through. */
export interface Proxy {
    rest: string;
    close(): Promise<void>;
}

/** Through HAProxy, outside the cluster, before a Service. */
export async function throughHaproxy({ rest }: Endpoint): Promise<Proxy> {
    if (!existsSync(program)) await install(["haproxy"]);
    const folder = await mkdtemp(path.join(tmpdir(), "haproxy-"));
    const file = path.join(folder, "haproxy.cfg");
    const port = await freePort();
    const { host, pathname } = new URL(rest);
    await writeFile(file, settings(port, host));
    // Never for longer than the test, however that ends.
    const haproxy = spawn("setpriv", ["--pdeathsig=KILL", program, "-db", "-f", file], { stdio: ["ignore", "ignore", "inherit"] });
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
