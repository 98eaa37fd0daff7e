import { planBatches } from "../../domain/batches";
import { Amounts, CapacityFacts, Demand, LiveBatch, MachineFacts, QuotaFacts, sumOf } from "../../domain/facts/capacity";
import { Target } from "../../domain/facts/facts";
import { count } from "../../domain/text";
import { Toleration } from "../../domain/facts/placement";

/** A moment of a rollout: what is there at the same time. */
export interface Moment {
    /** e.g. `the migration` or `batch-2`. */
    readonly what: string;
    /** What all pods of the rollout ask for then. */
    readonly asks: Amounts;
    /** How that is made up, e.g. `3 nodes + 1 for the migration`. */
    readonly sum: string;
}

/** A batch before and after it is replaced. */
interface Replaced {
    readonly id: string;
    readonly before: number;
    readonly after: number;
    readonly beforeAsks: Amounts;
}

const times = (amounts: Amounts, factor: number): Amounts =>
    Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, amount * factor]));

/** The batches as they are and as they will be, in the order in which they are replaced; those of an earlier layout stay to the end. */
function replaced(wanted: Target, { node, autoscaled }: Demand, live: readonly LiveBatch[]): Replaced[] {
    const of = (id: string) => live.find((batch) => batch.id === id);
    const planned = planBatches(wanted.nodes, wanted.batchSize);
    const order = wanted.rollback ? [...planned].reverse() : planned;
    const gone = live.filter(({ id }) => !planned.some((batch) => batch.id === id));
    return [
        ...order.map(({ id, nodes }) => {
            const before = of(id);
            const after = autoscaled ? (before?.nodes ?? nodes) : nodes;
            return { id, before: before?.nodes ?? 0, after, beforeAsks: before?.asks ?? node };
        }),
        ...gone.map(({ id, nodes, asks }) => ({ id, before: nodes, after: nodes, beforeAsks: asks })),
    ];
}

/** What a rollout asks for at each of its moments: a batch's old nodes are gone before its new ones count, unless these come first (surge). */
export function momentsOf(wanted: Target, demand: Demand, live: readonly LiveBatch[], migrates: boolean): Moment[] {
    const batches = replaced(wanted, demand, live);
    const moment = (what: string, states: readonly { nodes: number; asks: Amounts }[], more = 0): Moment => {
        const nodes = states.reduce((sum, state) => sum + state.nodes, 0);
        return {
            what,
            asks: sumOf(...states.map((state) => times(state.asks, state.nodes)), times(demand.migration, more)),
            sum: `${count(nodes, "node")}${more > 0 ? " + 1 pod of the migration" : ""}`,
        };
    };
    const old = ({ before, beforeAsks }: Replaced) => ({ nodes: before, asks: beforeAsks });
    const fresh = ({ after }: Replaced) => ({ nodes: after, asks: demand.node });
    const planned = planBatches(wanted.nodes, wanted.batchSize).length;
    return [
        ...(migrates ? [moment("the migration", batches.map(old), 1)] : []),
        ...batches.slice(0, planned).map((batch, i) => {
            const states = batches.map((other, j) => (j <= i ? fresh(other) : old(other)));
            return moment(batch.id, wanted.surge ? [...states, old(batch)] : states);
        }),
    ];
}

/** What a quota has too little of, and when. */
export interface Shortage {
    readonly quota: string;
    readonly resource: string;
    readonly hard: number;
    /** What is asked for besides the rollout. */
    readonly others: number;
    readonly moment: Moment;
}

/** Where quotas are too small: what others use now, and what the rollout asks for at its widest moment. */
export function quotaShortages(wanted: Target, demand: Demand, capacity: CapacityFacts, migrates: boolean): Shortage[] {
    const { quotas = [], placed, batches } = capacity;
    if (!placed || !batches) {
        return [];
    }
    const own = sumOf(...placed.map(({ asks }) => asks));
    const moments = momentsOf(wanted, demand, batches, migrates);
    return quotas.flatMap((quota) =>
        Object.keys(quota.hard).flatMap((resource) => shortageOf(quota, resource, own[resource] ?? 0, moments)),
    );
}

function shortageOf(quota: QuotaFacts, resource: string, own: number, moments: readonly Moment[]): Shortage[] {
    const others = Math.max(0, Number(((quota.used[resource] ?? 0) - own).toPrecision(12)));
    const hard = quota.hard[resource];
    const asked = ({ asks }: Moment) => asks[resource] ?? 0;
    const widest = moments.reduce<Moment | undefined>((most, moment) => (most && asked(most) >= asked(moment) ? most : moment), undefined);
    return widest && Number((others + asked(widest)).toPrecision(12)) > hard
        ? [{ quota: quota.name, resource, hard, others, moment: widest }]
        : [];
}

/** A batch that finds too few places. */
export interface MachineShortage {
    readonly batch: string;
    readonly needs: number;
    readonly places: number;
    /** Machines that its nodes may run on. */
    readonly machines: number;
    /** Whether a machine says that more of them come by themselves. */
    readonly grows: boolean;
}

/** The first batch that finds too few places on the machines as they are; nodes of one batch are all alike, so that places can be counted. */
export function machineShortage(wanted: Target, demand: Demand, capacity: CapacityFacts): MachineShortage | undefined {
    const { machines, placed, batches: live } = capacity;
    if (!machines || !placed || !live) {
        return undefined;
    }
    const suitable = machines.filter((machine) => machine.open && takes(machine, demand));
    const free = new Map(suitable.map(({ name, free }) => [name, free]));
    for (const { id, after } of replaced(wanted, demand, live).slice(0, planBatches(wanted.nodes, wanted.batchSize).length)) {
        const leave = () => {
            for (const { machine, asks } of placed.filter(({ batch }) => batch === id)) {
                const room = free.get(machine);
                if (room) free.set(machine, sumOf(room, asks));
            }
        };
        if (!wanted.surge) {
            leave();
        }
        const places = [...free.values()].reduce((sum, room) => sum + placesIn(room, demand.node), 0);
        if (places < after) {
            const grows = suitable.some(({ labels }) => "karpenter.sh/nodepool" in labels);
            return { batch: id, needs: after, places, machines: suitable.length, grows };
        }
        // As a scheduler does by its default: where the most is left.
        for (let left = after; left > 0; left--) {
            const [name, room] = [...free].sort(([, a], [, b]) => placesIn(b, demand.node) - placesIn(a, demand.node))[0];
            free.set(name, sumOf(room, times(demand.node, -1)));
        }
        if (wanted.surge) {
            leave();
        }
    }
    return undefined;
}

/** What a scheduler looks at: limits may be overcommitted. */
const scheduled = ["pods", "requests.cpu", "requests.memory"];

const placesIn = (room: Amounts, node: Amounts): number =>
    Math.max(
        0,
        Math.floor(
            Math.min(...scheduled.filter((resource) => node[resource] > 0).map((resource) => (room[resource] ?? 0) / node[resource])),
        ),
    );

const takes = ({ labels, taints }: MachineFacts, { nodeSelector = {}, tolerations = [] }: Demand): boolean =>
    Object.entries(nodeSelector).every(([key, value]) => labels[key] === value) &&
    taints.every(
        (taint) => taint.effect === "PreferNoSchedule" || tolerations.some((toleration: Toleration) => tolerates(toleration, taint)),
    );

const tolerates = ({ key, operator, value = "", effect }: Toleration, taint: { key: string; value: string; effect: string }): boolean =>
    key === taint.key && (operator === "Exists" || value === taint.value) && (effect === undefined || effect === taint.effect);

/** The most nodes that are out of service at once. */
export function mostOut(wanted: Target, demand: Demand | undefined, live: readonly LiveBatch[] = []): number {
    if (wanted.surge || wanted.stableNames) {
        return wanted.surge ? 0 : 1;
    }
    const planned = planBatches(wanted.nodes, wanted.batchSize);
    return demand?.autoscaled && live.length > 0
        ? Math.max(...live.map(({ nodes }) => nodes))
        : Math.max(...planned.map(({ nodes }) => nodes));
}
