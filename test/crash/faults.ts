import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterEnvironment } from "../../local/cluster/cluster";
import { inService, PodSample, Sample } from "../../local/demo/records";
import { kubectl, sql, until } from "../e2e/support/kubectl";
import { hands } from "./hands";
import { Cell, Fault, Moment } from "./matrix";
import { kill, nodeInit, ofNode, ofPod, withDescendants } from "./processes";

/** What a fault is given. */
export interface Target extends Cell {
    /** The CLI that runs the update. */
    readonly pulumi: number;
    /** The engine nodes, as they were when the moment had come. */
    readonly now: Sample;
    /** How long a network is cut, in seconds. */
    readonly cutSeconds: number;
    /** How long a hand leaves what it has changed, in seconds. */
    readonly handSeconds: number;
    /** The versions that the update leads from and to. */
    readonly previous: string;
    readonly wanted: string;
}

/** A fault that has begun. */
export interface Begun {
    /** Resolves when what it took is back; rejects when it does not come back. */
    readonly back: Promise<void>;
}

/** The pod of the stack's database. */
const database = "camunda-database-0";

/** Does it. */
export function inject(target: Target): Promise<Begun> {
    return injections[target.fault](target);
}

const injections: Readonly<Record<Fault, (target: Target) => Promise<Begun>>> = {
    pulumi: ({ pulumi }) => {
        // The CLI first, so that it has no time to write down what has become of the others.
        kill(...withDescendants(pulumi));
        return Promise.resolve({ back: Promise.resolve() });
    },

    "api-server": () => {
        const processes = ofNode("kube-apiserver");
        if (processes.length !== 1) throw new Error(`there are ${processes.length} API servers, not 1`);
        writeFileSync(join(clusterEnvironment.CLUSTER_DIR, "restart", "apiserver"), "");
        kill(...processes);
        const answers = async () => (await kubectl("get", "--raw", "/readyz", "--request-timeout=5s")) === "ok";
        return Promise.resolve({ back: until("the API server is back", answers) });
    },

    "jvm-upgraded": ({ moment, now }) => killJvm(newest(now.pods.filter(({ batch }) => batch === moment.batch))),

    "jvm-old": ({ moment, now }) => killJvm(another(now, moment)),

    postgresql: async () => {
        const before = await containers(database);
        const uid = await kubectl("get", "pod", database, "-o", "jsonpath={.metadata.uid}");
        const servers = ofPod(uid, "postgres");
        // Its backends have the same name, and are its children.
        const postmaster = servers.find(({ parent }) => !servers.some(({ pid }) => pid === parent));
        if (!postmaster) throw new Error("there is no postmaster");
        kill(postmaster.pid);
        const answers = async () => (await containers(database)) > before && (await sql("select 1")) === "1";
        return { back: until("PostgreSQL is back", answers) };
    },

    "full-disk": async ({ moment, now }) => {
        const { name, batch } = another(now, moment);
        // More than disks.yaml allows. The kubelet may be quicker than the command.
        await kubectl("exec", name, "--", "sh", "-c", "fallocate -l 640M /tmp/full").catch(() => undefined);
        // Gone: its batch was upgraded before the kubelet had looked.
        const evicted = async () => {
            const found = await kubectl("get", "pod", name, "--ignore-not-found", "-o", "jsonpath={.metadata.name} {.status.reason}");
            const [there, why] = found.split(" ");
            return !there || why === "Evicted";
        };
        const ready = async () => {
            const [wanted, there] = (
                await kubectl("get", "deployment", `camunda-${batch}`, "-o", "jsonpath={.spec.replicas} {.status.readyReplicas}")
            ).split(" ");
            return wanted === there;
        };
        return { back: until("the pod is evicted, or gone", evicted).then(() => until("another node is in its place", ready, 240)) };
    },

    network: async ({ cutSeconds }) => {
        const address = await kubectl("get", "pod", database, "-o", "jsonpath={.status.podIP}");
        const cut = spawn("nsenter", [`--target=${nodeInit()}`, "--net", "--mount", join(__dirname, "cut"), address, String(cutSeconds)], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const ended = once(cut, "exit").then(([code]) => {
            if (code !== 0) throw new Error(`the network could not be cut and healed: exit code ${code}`);
        });
        await Promise.race([once(cut.stdout, "data"), ended]);
        return { back: ended };
    },

    ...hands,
};

/** The node of a batch that the procedure is about to replace, or has just started. */
function newest(pods: readonly PodSample[]): PodSample {
    const [pod] = [...pods].sort((a, b) => Number(a.deleted !== undefined) - Number(b.deleted !== undefined) || b.created - a.created);
    if (!pod) throw new Error("the batch has no node");
    return pod;
}

/** A node in service that is not of the batch under way: of the last batch if it can be. */
function another({ pods }: Sample, moment: Moment): PodSample {
    const [pod] = pods
        .filter((one) => inService(one) && one.batch !== moment.batch)
        .sort((a, b) => b.batch.localeCompare(a.batch, "en", { numeric: true }));
    if (!pod) throw new Error("no other node is in service");
    return pod;
}

async function killJvm({ name, uid }: PodSample): Promise<Begun> {
    const before = await containers(name);
    // A node that is just starting has no JVM yet.
    await until(`${name} has a JVM`, () => Promise.resolve(ofPod(uid, "java").length > 0), 30);
    kill(...ofPod(uid, "java").map(({ pid }) => pid));
    const back = async () => {
        const [there, ready] = await state(name, uid);
        return !there || (ready && (await containers(name)) > before);
    };
    return { back: until(`${name} is back, or gone`, back, 240) };
}

/** Whether a pod is there, and whether it is ready. */
async function state(name: string, uid: string): Promise<[there: boolean, ready: boolean]> {
    const path = 'jsonpath={.metadata.uid} {.status.conditions[?(@.type=="Ready")].status}';
    const [found, ready] = (await kubectl("get", "pod", name, "--ignore-not-found", "-o", path)).split(" ");
    return [found === uid, ready === "True"];
}

/** How often the kubelet has started the pod's container again. */
const containers = async (name: string): Promise<number> =>
    Number(await kubectl("get", "pod", name, "--ignore-not-found", "-o", "jsonpath={.status.containerStatuses[0].restartCount}"));
