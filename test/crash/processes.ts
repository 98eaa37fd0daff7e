import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { clusterEnvironment } from "../../local/cluster/cluster";

/** A process of this machine, whatever namespace it is in. */
export interface Process {
    readonly pid: number;
    readonly parent: number;
    /** Its name, as the kernel keeps it. */
    readonly name: string;
}

/** PID 1 of the local cluster's node, as this machine sees it. */
export const nodeInit = (): number => Number(readFileSync(join(clusterEnvironment.CLUSTER_DIR, "init"), "utf8"));

/** All processes; one that ends meanwhile is left out. */
export function processes(): Process[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
            // The name stands in brackets, and may have any character in it.
            const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(read(`/proc/${pid}/stat`)) ?? [];
            return name === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), name }];
        });
}

/** A process, and all that it has started, directly or not. */
export function withDescendants(pid: number): number[] {
    const all = processes();
    const below = (parent: number): number[] => [parent, ...all.filter((one) => one.parent === parent).flatMap((one) => below(one.pid))];
    return below(pid);
}

/** The parts of the cluster of that name, e.g. `kube-apiserver`; another cluster on this machine has its own. */
export function ofNode(name: string): number[] {
    const node = namespaceOf(nodeInit());
    return processes()
        .filter((one) => one.name === name && namespaceOf(one.pid) === node)
        .map(({ pid }) => pid);
}

/** The processes of that name in a pod: the kubelet names its control group after the pod. */
export function ofPod(uid: string, name: string): Process[] {
    return processes().filter((one) => one.name === name && read(`/proc/${one.pid}/cgroup`).includes(`/pod${uid}/`));
}

/** Ends processes by force; one that has ended already is what was wanted. */
export function kill(...pids: readonly number[]): void {
    for (const pid of pids) {
        try {
            process.kill(pid, "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}

const namespaceOf = (pid: number): string => attempt(() => readlinkSync(`/proc/${pid}/ns/pid`)) ?? `of ${pid}, which has ended`;

const read = (path: string): string => attempt(() => readFileSync(path, "utf8")) ?? "";

function attempt<T>(action: () => T): T | undefined {
    try {
        return action();
    } catch {
        return undefined;
    }
}
