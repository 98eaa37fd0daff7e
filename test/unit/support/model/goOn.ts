import { planBatches } from "../../../../components/domain/batches";
import { Hold } from "../../../../components/domain/hold";
import { byHand, World } from "./actions";
import { cluster as name, isBroken, officialImage } from "./cluster";
import { setPath } from "./configuration";
import { Broken } from "./promises";
import { Held, Ran } from "./registry";
import { ModelStack } from "./stack";

/** How many updates it may take at most until one is completed: each hold costs one. */
const atMost = 25;

/** What a run has come to, and what was done for it. */
export interface WentOn {
    readonly ran: Ran;
    /** Ids of the holds that were met, with the commands that were given for them. */
    readonly met: readonly string[];
}

/** Somebody who does what the message says, and nothing else, until an update is completed. */
export function goOn({ stack, promises }: World): WentOn {
    // What is put right on the way is not judged here; that what is completed is at the target is.
    promises.surprised = true;
    const met: string[] = [];
    let refresh = false;
    for (let updates = 0; updates < atMost; updates++) {
        try {
            stack.cluster.settle();
            promises.lifted = stack.config.overrides.length > 0;
            return { ran: stack.run({ refresh }), met };
        } catch (error) {
            if (!(error instanceof Held)) throw error;
            const [hold] = error.holds;
            met.push(`${hold.id}: ${hold.message} | ${hold.next}`);
            refresh = follow(stack, hold);
        }
    }
    throw new Broken(`does not end:\n${met.slice(-8).join("\n")}`);
}

/** Does what a hold says is next; whether the update that follows is to refresh. */
function follow(stack: ModelStack, hold: Hold): boolean {
    const commands = hold.next.split("   #")[0].split(" && ");
    if (commands.every((command) => understood.test(command))) {
        if (hold.next.includes("with no other setting changed")) {
            stack.settingsOfGate();
        }
        return commands.map((command) => execute(stack, command)).some(Boolean);
    }
    const act = byWords[hold.id];
    if (!act) {
        throw new Broken(`nobody knows what to do: ${hold.id}: ${hold.message} | ${hold.next}`);
    }
    return act(stack, hold) === true;
}

/** What is only looked at changes nothing. */
const understood = /^(pulumi (config|up|refresh)|kubectl .*(delete pod|set image)|kubectl get namespace camunda$) ?/;

function execute(stack: ModelStack, command: string): boolean {
    const elsewhere = command.includes("--stack staging");
    const [, path, value] = /^pulumi config (?:set|rm) --path (\S+)(?: (.*?))?(?: --stack staging)?$/.exec(command) ?? [];
    const [, nodes] = /delete pod (.+)$/.exec(command) ?? [];
    const [, workload, image] = /set image deployment\/(\S+) engine=(\S+)$/.exec(command) ?? [];
    if (elsewhere) {
        const { history, version } = stack.outputs;
        const from = stack.config.rollback ? "" : (history.at(-1)?.to ?? "").split(" ")[1] || version!;
        stack.staging.reachable = true;
        stack.staging.complete(from, stack.config.version, stack.now());
    } else if (path && !setPath(stack.config, path, value)) {
        throw new Broken(`there is no setting ${path}: ${command}`);
    } else if (nodes) {
        nodes.split(" ").forEach((node) => stack.cluster.deleteNode(node));
    } else if (workload) {
        byHand(stack.cluster, { hand: "set image", batch: Number(workload.split("-").at(-1)) - 1, image });
    } else if (command === "pulumi refresh") {
        stack.refresh();
    }
    return command.startsWith("pulumi up") && command.includes("--refresh");
}

/** Brings nodes into service again: all that there have to be, of an image that starts. */
function bringBack({ cluster, attempt }: ModelStack): void {
    const planned = planBatches(attempt!.nodes, attempt!.batchSize);
    for (const workload of cluster.workloads.values()) {
        const kept = planned.find(({ id }) => id === workload.batch);
        const working = workload.revisions.filter((one) => !isBroken(one)).at(-1);
        const template = isBroken(workload.template) ? (working ?? workload.template) : workload.template;
        cluster.write(workload.batch, kept?.nodes ?? workload.replicas, template, workload.surge, "hand", workload.returned);
    }
    cluster.settle();
}

/** What is said in words only, as somebody would do it. */
const byWords: Readonly<Record<string, (stack: ModelStack, hold: Hold) => boolean | void>> = {
    truthUnknown: (stack) => {
        // What does not start is mended before the step, by an update to the version that is recorded.
        if ([...stack.cluster.workloads.values()].some(({ template }) => isBroken(template))) {
            stack.settingsOfGate();
            stack.config.image = officialImage;
        } else {
            bringBack(stack);
        }
    },
    noNodeLeft: bringBack,
    capacityLost: (stack, { message }) => {
        const missing = [...message.matchAll(/(batch-\d+) has/g)].map(([, batch]) => `${name}-${batch}`);
        if (missing.every((workload) => stack.cluster.workloads.has(workload))) {
            return bringBack(stack);
        }
        // A Deployment that is gone comes back when its turn is; the nodes that serve have to do until then.
        stack.config.overrides.push({ hold: "capacityLost", reason: "the others are enough" });
    },
    nodeNotReady: (stack) => {
        // An image that does not start is mended where it is set.
        if (stack.config.image.includes("broken")) {
            stack.config.image = officialImage;
        } else {
            bringBack(stack);
        }
    },
    nodeWrongVersion: (stack, hold) => byWords.nodeNotReady(stack, hold),
    nodeNotGone: ({ cluster }, { message }) => {
        const node = cluster.nodes.find(({ name }) => name === message.split(":")[0]);
        if (node?.workload) {
            cluster.deleteWorkload(node.workload);
        } else {
            cluster.nodes = cluster.nodes.filter((one) => one !== node);
        }
    },
    adoptedNodesRemain: ({ cluster, config }) => {
        cluster.nodes = cluster.nodes.filter(({ workload }) => workload !== undefined);
        config.adopt = undefined;
    },
    // The shell's words for an object that is not there.
    clusterUnreachable: () => true,
};
