/** One group of engine nodes that is isolated, upgraded and integrated together. */
export interface Batch {
    /** `batch-1`, `batch-2`, …: part of the name of everything that belongs to it. */
    readonly id: string;
    /** Nodes in it. */
    readonly nodes: number;
}

/** Nodes in a batch, from a number (`1`) or a share (`33%`, rounded down, but never less than one). */
export function nodesPerBatch(count: number, batchSize: string): number {
    const share = /^(\d+)%$/.exec(batchSize);
    return Math.max(1, share ? Math.floor((count * Number(share[1])) / 100) : Number(batchSize));
}

/**
 * Cuts the nodes into batches. At least one node stays outside each batch, so that one always serves
 * (Rolling Update, "at least one node is available at any time"); a single node is a batch of its own.
 */
export function planBatches(count: number, batchSize: string): Batch[] {
    const size = Math.min(nodesPerBatch(count, batchSize), Math.max(1, count - 1));
    const batches: Batch[] = [];
    for (let left = count; left > 0; left -= size) {
        batches.push({ id: `batch-${batches.length + 1}`, nodes: Math.min(size, left) });
    }
    return batches;
}

/** What a rollout goes through, in its order, and may pause after. */
export const pauseSteps = (batches: readonly Batch[]): string[] => ["schema", ...batches.map(({ id }) => id)];
