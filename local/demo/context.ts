import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileBackend } from "../fileBackend";
import { cache } from "../step";

/** Where the demo keeps what belongs to one cluster: the settings of its stack, and for a context its state. */
export const demoFolder = (context = "embedded"): string => join(cache, "demo", context.replace(/[^\w.-]/g, "_"));

/**
 * What is different for a cluster of the user's own. The context is written into a kubeconfig of its own, as its current one, so that pulumi, its
 * provider, the checkpoints and kubectl all mean the same cluster, whatever is switched elsewhere in the meantime; and the stack has a backend of
 * its own, beside the one of the embedded cluster.
 */
export async function contextEnvironment(context: string): Promise<Record<string, string>> {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromDefault();
    if (!config.getContextObject(context)) {
        const names = config.getContexts().map(({ name }) => name);
        throw new Error(`no context ${context} in the kubeconfig; there are: ${names.join(", ") || "none"}`);
    }
    config.setCurrentContext(context);
    const state = join(demoFolder(context), "state");
    await mkdir(state, { recursive: true, mode: 0o700 });
    const kubeconfig = join(demoFolder(context), "kubeconfig");
    await writeFile(kubeconfig, config.exportConfig(), { mode: 0o600 });
    return { KUBECONFIG: kubeconfig, PULUMI_BACKEND_URL: fileBackend(state) };
}
