import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { clusterAnswers } from "../../local/cluster/cluster";
import { environment } from "../../local/stack";

/** Namespaces that Kubernetes itself has: everything else on the cluster of the tests is theirs. */
const own = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** What tests make outside of namespaces, by its kind. */
const clusterWide = ["validatingadmissionpolicybindings", "validatingadmissionpolicies"];

/**
 * Removes what a piece has left on the cluster of the tests: one that failed or was ended does not come to its own removal, and the next piece has the same
 * namespace. Nothing of it has to end in order, so that pods are not drained. Where no cluster answers there is nothing to remove.
 */
export async function cleanCluster(signal: AbortSignal): Promise<string[]> {
    if (!(await clusterAnswers())) {
        return [];
    }
    const env = { ...process.env, ...environment() };
    const kubectl = async (...args: string[]) => (await promisify(execFile)("kubectl", args, { env, signal, timeout: 300_000 })).stdout;
    const names = async (kind: string) => (await kubectl("get", kind, "-o", "name")).split("\n").filter(Boolean);
    const namespaces = (await names("namespaces")).map((name) => name.split("/")[1]).filter((name) => !own.has(name));
    // First the guard: it would refuse what follows.
    for (const kind of clusterWide) {
        await kubectl("delete", kind, "--all", "--ignore-not-found");
    }
    for (const namespace of namespaces) {
        await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
        // After the namespace, which takes no new pods from then on.
        await kubectl("delete", "pods", "--namespace", namespace, "--all", "--grace-period=0", "--force");
    }
    if (namespaces.length > 0) {
        await kubectl("wait", "--for=delete", ...namespaces.map((name) => `namespace/${name}`), "--timeout=240s");
    }
    return namespaces;
}
