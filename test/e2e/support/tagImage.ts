import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Gives an image of the cluster's only machine another name; what had that name before loses it. */
export async function tagImage(image: string, name: string): Promise<void> {
    const socket = join(process.env.CLUSTER_DIR ?? "", "run/containerd/containerd.sock");
    await promisify(execFile)("ctr", ["--address", socket, "--namespace", "k8s.io", "images", "tag", "--force", image, name]);
}
