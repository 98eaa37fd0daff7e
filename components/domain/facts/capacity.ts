import { Placement } from "./placement";

/** Amounts by what they are of: `pods`, `requests.cpu` (processors), `requests.memory` and `limits.memory` (bytes). */
export type Amounts = Readonly<Record<string, number>>;

/** A ResourceQuota of the namespace. */
export interface QuotaFacts {
    readonly name: string;
    readonly hard: Amounts;
    readonly used: Amounts;
}

/** A machine, with what its pods leave. */
export interface MachineFacts {
    readonly name: string;
    /** Empty: it has none. */
    readonly zone: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Taints that keep pods away which do not tolerate them. */
    readonly taints: readonly TaintFacts[];
    /** Whether it takes pods: ready, and not being emptied. */
    readonly open: boolean;
    readonly free: Amounts;
}

/** A taint of a machine. */
export interface TaintFacts {
    readonly key: string;
    /** Empty: it has none. */
    readonly value: string;
    readonly effect: string;
}

/** A pod of the nodes, as the API server counts it. */
export interface PlacedNode {
    readonly name: string;
    /** e.g. `batch-1`. */
    readonly batch: string;
    /** Empty: it has none yet. */
    readonly machine: string;
    readonly asks: Amounts;
}

/** A batch that there is. */
export interface LiveBatch {
    /** e.g. `batch-1`. */
    readonly id: string;
    /** Nodes that its Deployment or StatefulSet asks for. */
    readonly nodes: number;
    /** What one of them asks for. */
    readonly asks: Amounts;
}

/** A HorizontalPodAutoscaler of one of the batches. */
export interface AutoscalerFacts {
    readonly name: string;
    /** Batch that it scales. */
    readonly batch: string;
    readonly min: number;
    readonly max: number;
}

/** A PodDisruptionBudget of somebody else's that selects nodes. */
export interface BudgetFacts {
    readonly name: string;
    /** Pods that it counts. */
    readonly expected: number;
    /** Of these, how many are to be in service. */
    readonly desired: number;
}

/** What there is room for. A list is undefined where it could not be read. */
export interface CapacityFacts {
    readonly batches?: readonly LiveBatch[];
    readonly placed?: readonly PlacedNode[];
    readonly quotas?: readonly QuotaFacts[];
    readonly machines?: readonly MachineFacts[];
    readonly autoscalers?: readonly AutoscalerFacts[];
    readonly budgets?: readonly BudgetFacts[];
    /** What could not be read or is not counted, and why. */
    readonly unread: readonly string[];
}

/** What the nodes of a rollout ask for. */
export interface Demand extends Placement {
    /** What one node asks for. */
    readonly node: Amounts;
    /** What the migration's pod asks for. */
    readonly migration: Amounts;
    /** Whether something else decides how many nodes a batch has. */
    readonly autoscaled: boolean;
}

/** The sum of amounts; what rounding leaves behind would be more than a quota that is just enough. */
export function sumOf(...all: readonly Amounts[]): Amounts {
    const resources = [...new Set(all.flatMap((amounts) => Object.keys(amounts)))];
    const sum = (resource: string) => Number(all.reduce((total, amounts) => total + (amounts[resource] ?? 0), 0).toPrecision(12));
    return Object.fromEntries(resources.map((resource) => [resource, sum(resource)]));
}
