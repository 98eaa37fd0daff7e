import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Asks the containerd of the cluster's only machine. */
export async function ctr(...args: string[]): Promise<string> {
    const socket = join(process.env.CLUSTER_DIR ?? "", "run/containerd/containerd.sock");
    const { stdout } = await promisify(execFile)("ctr", ["--address", socket, "--namespace", "k8s.io", ...args]);
    return stdout;
}

/** Gives an image another name, which the image that had it loses. */
export const tagImage = (image: string, name: string): Promise<string> => ctr("images", "tag", "--force", image, name);
