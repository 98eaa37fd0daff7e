import { machineShortage, mostOut, quotaShortages } from "./roomArithmetic";
import { Facts } from "../../domain/facts/facts";
import { imageOf } from "../../domain/image";
import { shownAmount } from "../../domain/quantity";
import { Rule } from "./rule";
import { count } from "../../domain/text";
import { inFlight, roomChanges, versionChanges } from "../../domain/transition";

/** Whether nodes are started, as far as the gate can tell. */
export function restarts(facts: Facts): boolean {
    const { previous, wanted } = facts;
    const layout = ({ nodes, batchSize, surge, stableNames, image, version }: Facts["wanted"]) =>
        [nodes, batchSize, surge, stableNames, imageOf(image, version)].join();
    return !previous || versionChanges(facts) || inFlight(facts) || roomChanges(facts) || layout(previous) !== layout(wanted);
}

const migrates = (facts: Facts): boolean => !facts.previous || versionChanges(facts) || inFlight(facts);

/** Rules about room: a batch that finds none would be held, out of service, until its budget ends. */
export const capacityRules: readonly Rule[] = [
    {
        id: "capacityShort",
        live: true,
        entry: true,
        finds: (facts) => {
            const { wanted, live, demand } = facts;
            const short = restarts(facts) && live?.capacity && demand ? quotaShortages(wanted, demand, live.capacity, migrates(facts)) : [];
            if (short.length === 0) {
                return undefined;
            }
            const lines = short.map(({ quota, resource, hard, others, moment }) => {
                const show = (amount: number) => shownAmount(resource, amount);
                const asked = moment.asks[resource];
                return `ResourceQuota ${quota} allows ${show(hard)} of ${resource}, but ${moment.what} needs ${show(others + asked)}: ${show(asked)} (${moment.sum}) + ${show(others)} of others`;
            });
            const surge = wanted.surge ? "pulumi config set --path nodes.surge false   # or: " : "";
            return { message: lines.join("; "), next: `${surge}kubectl edit resourcequota ${short[0].quota}` };
        },
    },
    {
        id: "machinesFull",
        live: true,
        entry: true,
        finds: (facts) => {
            const { wanted, live, demand } = facts;
            const short = restarts(facts) && live?.capacity && demand ? machineShortage(wanted, demand, live.capacity) : undefined;
            if (!short || short.grows || !demand) {
                return undefined;
            }
            const { batch, needs, places, machines } = short;
            const [cpu, memory] = ["requests.cpu", "requests.memory"].map((resource) => shownAmount(resource, demand.node[resource]));
            return {
                message: `${batch} needs capacity for ${count(needs, "node")} of ${cpu} CPU and ${memory} memory${wanted.surge ? " before its old nodes leave" : ""}, but ${count(machines, "suitable machine")} ${machines === 1 ? "has" : "have"} capacity for ${places}`,
                next: `kubectl describe nodes   # add capacity for ${needs - places} more, ${wanted.surge ? "or: pulumi config set --path nodes.surge false" : "or a smaller nodes.cpuRequest, nodes.memoryRequest or nodes.batchSize"}`,
            };
        },
    },
    {
        id: "minimumShort",
        live: true,
        entry: true,
        finds: (facts) => {
            const { wanted, live, demand, previous } = facts;
            const { budgets = [], batches } = live?.capacity ?? {};
            if (!previous || !restarts(facts)) {
                return undefined;
            }
            const out = mostOut(wanted, demand, batches);
            const short = budgets.find(({ expected, desired }) => expected - Math.min(out, expected) < desired);
            if (short) {
                return {
                    message: `while ${wanted.stableNames ? "a node" : `a batch of ${out}`} is out of service, ${short.expected} - ${out} = ${count(short.expected - out, "node")} would serve, but PodDisruptionBudget ${short.name} requires ${short.desired}`,
                    next: wanted.stableNames
                        ? `kubectl edit poddisruptionbudget ${short.name}   # one node has to be able to leave; or more nodes, in an update of its own`
                        : "pulumi config set --path nodes.surge true   # in an update of its own; or a smaller nodes.batchSize, or another budget",
                };
            }
            const total = batches?.reduce((sum, { nodes }) => sum + nodes, 0) ?? 0;
            return demand?.autoscaled && total > 1 && out >= total
                ? {
                      message: `all ${total} nodes are in one batch as they are scaled now: no node would serve while it is replaced`,
                      next: "pulumi config set --path nodes.surge true   # in an update of its own; or scale another batch to one node at least",
                  }
                : undefined;
        },
    },
    {
        id: "replicasContested",
        live: true,
        entry: true,
        finds: (facts) => {
            const { live, demand, wanted } = facts;
            const contested = demand?.autoscaled === false && restarts(facts) ? (live?.capacity?.autoscalers ?? []) : [];
            return contested.length > 0
                ? {
                      message: `${contested.map(({ name, batch, min, max }) => `HorizontalPodAutoscaler ${name} scales ${batch} (${min} to ${max})`).join(", ")}, but this stack sets ${wanted.nodes} nodes in total`,
                      next: "pulumi config set --path nodes.autoscaled true && pulumi up",
                  }
                : undefined;
        },
    },
];
