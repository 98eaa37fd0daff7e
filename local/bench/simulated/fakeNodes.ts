import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { clusterEnvironment } from "../../cluster/cluster";
import { run } from "../../step";
import { folder, Tool } from "../../tools";

/** kwok, which plays the kubelets of machines that are not there. */
export const kwok: Tool = { name: "kwok", packages: ["sigs.k8s.io/kwok/cmd/kwok"], usualSeconds: 150 };

/** Kept for simulated pods, and on nothing else: what asks for it by its selector is simulated. */
export const machineLabel = { key: "kwok.x-k8s.io/node", value: "simulated" };

const podsPerMachine = 110;
const { CLUSTER_DIR, CLUSTER_NET } = clusterEnvironment;
// Beside the real pods' addresses and those of services (local/cluster/node).
const addresses = `${CLUSTER_NET}.64.0/18`;
const project = join(__dirname, "../../..");

const machine = (number: number) => {
    const resources = { cpu: "64", memory: "256Gi", pods: String(podsPerMachine) };
    const { key, value } = machineLabel;
    const labels = { [key]: value, "kubernetes.io/hostname": `simulated-${number}`, "topology.kubernetes.io/zone": `zone-${number % 3}` };
    return {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: `simulated-${number}`, labels, annotations: { [key]: value } },
        spec: { taints: [{ key, value, effect: "NoSchedule" }] },
        status: { allocatable: resources, capacity: resources },
    };
};

/** Machines and engines that are simulated: what asks the cluster finds them ready, and what asks an engine is answered. */
export class FakeNodes {
    private constructor(private readonly processes: readonly ChildProcess[]) {}

    /** Machines for so many engines, all three parts of which end with `stop`: kwok, the stand-in for the engines, and nothing else. */
    static async start(engines: number, namespace: string): Promise<FakeNodes> {
        const items = Array.from({ length: Math.ceil((engines * 1.2) / podsPerMachine) + 1 }, (_, i) => machine(i + 1));
        const manifest = join(CLUSTER_DIR, "simulated.json");
        writeFileSync(manifest, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
        await run("kubectl", ["apply", "--filename", manifest]);

        // All these addresses are the node's own: what its API server sends to a simulated pod goes to the stand-in.
        const init = readFileSync(join(CLUSTER_DIR, "init"), "utf8").trim();
        const inNode = [`--net=/proc/${init}/ns/net`, "--"];
        await run("nsenter", [...inNode, "ip", "route", "replace", "local", addresses, "dev", "lo"]);
        const { key, value } = machineLabel;
        const kwokArguments = [
            ...["--kubeconfig", clusterEnvironment.KUBECONFIG, "--config", join(__dirname, "stages.yaml")],
            ...[`--manage-nodes-with-annotation-selector=${key}=${value}`, "--cidr", addresses, "--node-ip", `${CLUSTER_NET}.1.1`],
            ...["--node-lease-duration-seconds", "40"],
        ];
        const standIn = [...inNode, process.execPath, "--import=tsx", join(__dirname, "standIn.ts"), namespace, "8080"];
        const scheduler = { KUBECONFIG: join(CLUSTER_DIR, "scheduler.kubeconfig") };
        const nodes = new FakeNodes([
            start("kwok", join(folder(kwok), "kwok"), kwokArguments, {}),
            start("standIn", "nsenter", standIn, scheduler),
        ]);
        try {
            await nodes.listening();
            await run("kubectl", ["wait", "--for=condition=Ready", "node", "--selector", key, "--timeout=60s"]);
        } catch (error) {
            await nodes.stop();
            throw error;
        }
        return nodes;
    }

    async stop(): Promise<void> {
        await Promise.all(
            this.processes.map(async (process) => {
                if (process.exitCode === null && process.signalCode === null && process.kill()) await once(process, "exit");
            }),
        );
    }

    private async listening(): Promise<void> {
        const [, standIn] = this.processes;
        for await (const line of createInterface(standIn.stdout!)) {
            if (line === "listening") return;
        }
        throw new Error(`the stand-in has ended; see ${join(CLUSTER_DIR, "log", "standIn.log")}`);
    }
}

function start(name: string, command: string, args: readonly string[], env: Record<string, string>): ChildProcess {
    const log = openSync(join(CLUSTER_DIR, "log", `${name}.log`), "a");
    return spawn(command, args, { cwd: project, env: { ...process.env, ...env }, stdio: ["ignore", name === "kwok" ? log : "pipe", log] });
}
