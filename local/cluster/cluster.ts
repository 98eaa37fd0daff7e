import { mkdtemp, rm } from "node:fs/promises";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layOut, type Image } from "../images/archive";
import { images } from "../images/images";
import { cache, run, type Report, type Step } from "../step";
import { folder, tools } from "../tools";

const network = process.env.CLUSTER_NET ?? "10.244";
const state = process.env.CLUSTER_DIR ?? join(cache, `cluster-${network}`);

/** What the scripts of the cluster, and `kubectl`, find in their environment. */
export const clusterEnvironment = { CLUSTER_NET: network, CLUSTER_DIR: state, KUBECONFIG: join(state, "admin.kubeconfig") };

/** Folders of the cluster's executables. */
export const clusterFolders = () => [tools.kubernetes, tools.etcd, tools.coredns].map(folder);

const env = () => ({ ...clusterEnvironment, PATH: [...clusterFolders(), process.env.PATH, "/usr/sbin:/sbin"].join(":") });

/** Whether the API server answers. */
export async function clusterAnswers(): Promise<boolean> {
    if (!existsSync(clusterEnvironment.KUBECONFIG)) return false;
    return run("kubectl", ["get", "--raw", "/readyz", "--request-timeout=5s"], { env: env() }).then(
        () => true,
        () => false,
    );
}

/** The step that starts the cluster, and starts it afresh if it has ended. */
export const clusterStep: Step = {
    title: "single-node Kubernetes",
    usualSeconds: 10,
    done: clusterAnswers,
    run: (report, signal) => run(join(__dirname, "up"), [], { env: env(), line: report, signal }),
};

async function importImages(images: Image[], report: Report, signal?: AbortSignal): Promise<void> {
    const layout = await mkdtemp(join(tmpdir(), "images-"));
    try {
        report("reading the layers");
        const files = await layOut(images, layout);
        const socket = join(state, "run/containerd/containerd.sock");
        let unpacked = 0;
        const line = (text: string) => report(text, text.startsWith("unpacking") ? unpacked++ / images.length : undefined);
        const pipe = 'tar -C "$1" -chf - $2 | ctr --address "$3" --namespace k8s.io images import -';
        await run("bash", ["-o", "pipefail", "-c", pipe, "bash", layout, files.join(" "), socket], { line, signal });
    } finally {
        await rm(layout, { recursive: true, force: true });
    }
}

/** A step that hands images to the node's containerd; `name` is that of the file which tells that it has them. */
export function importing(images: Image[], name: string, usualSeconds: number): Step {
    const imported = join(state, name);
    const wanted = JSON.stringify(images);
    return {
        title: `${name} in the cluster`,
        usualSeconds,
        done: () => Promise.resolve(existsSync(imported) && readFileSync(imported, "utf8") === wanted),
        run: async (report, signal) => {
            await importImages(images, report, signal);
            writeFileSync(imported, wanted);
        },
    };
}

/** The step that hands the images of the local stack to the node's containerd. */
export const importStep: Step = importing(images, "images", 25);

/** Ends the cluster and removes its state. */
export async function clusterDown(): Promise<void> {
    await run(join(__dirname, "down"), [], { env: env() });
}
