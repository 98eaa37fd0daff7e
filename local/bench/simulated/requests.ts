import { closeSync, createReadStream, fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { clusterEnvironment } from "../../cluster/cluster";

interface AuditEvent {
    verb: string;
    userAgent?: string;
    objectRef?: { resource?: string; subresource?: string };
}

/** Requests to the API server, by who sent them and by what they were, e.g. `get pods/proxy`. */
export interface Requests {
    program: Map<string, number>;
    provider: Map<string, number>;
}

const log = join(clusterEnvironment.CLUSTER_DIR, "log", "audit.log");

function size(): number {
    const file = openSync(log, "r");
    try {
        return fstatSync(file).size;
    } finally {
        closeSync(file);
    }
}

/** The provider names itself, as kubectl and kwok do; the program does not. */
function senderOf(userAgent = ""): keyof Requests | undefined {
    if (userAgent.startsWith("pulumi-kubernetes/")) return "provider";
    return /^(kubectl|kwok)/.test(userAgent) ? undefined : "program";
}

/** Does something, and tells what was asked of the API server meanwhile. */
export async function withRequests(act: () => Promise<unknown>): Promise<Requests> {
    const requests: Requests = { program: new Map(), provider: new Map() };
    const start = size();
    await act();
    for await (const line of createInterface(createReadStream(log, { start }))) {
        const { verb, userAgent, objectRef } = JSON.parse(line) as AuditEvent;
        const counts = senderOf(userAgent);
        const what = [verb, [objectRef?.resource, objectRef?.subresource].filter(Boolean).join("/")].filter(Boolean).join(" ");
        if (counts) requests[counts].set(what, (requests[counts].get(what) ?? 0) + 1);
    }
    return requests;
}
