import { Resource } from "./resource";
import { changesSomething, components, isBatch, isCheckpoint, isCompletion, isGate, isMigration } from "./types";

/** A batch and the checkpoint after it. */
export interface Batch {
    readonly nodes: Resource;
    /** Undefined: nothing looks whether the batch is integrated. */
    readonly checkpoint?: Resource;
}

/** One rolling update, taken apart. */
export interface Rollout {
    readonly name: string;
    readonly urn: string;
    readonly gate?: Resource;
    /** More than one where `--target` has left an earlier one alone. */
    readonly migrations: readonly Resource[];
    readonly schemaCheckpoint?: Resource;
    /** In the order in which they are replaced. */
    readonly batches: readonly Batch[];
    readonly completion?: Resource;
    /** Everything in it that changes something, the gate too. */
    readonly members: readonly Resource[];
}

/** All resources of a stack, with what waits for what. */
export class Graph {
    private readonly byUrn: ReadonlyMap<string, Resource>;
    private readonly reached = new Map<string, ReadonlySet<string>>();

    constructor(readonly stack: readonly Resource[]) {
        this.byUrn = new Map(stack.map((resource) => [resource.urn, resource]));
    }

    /** Everything that a resource waits for, by one step or by many. */
    before({ urn }: Resource): ReadonlySet<string> {
        const known = this.reached.get(urn);
        if (known) {
            return known;
        }
        const found = new Set<string>();
        const open = [urn];
        for (let next = open.pop(); next !== undefined; next = open.pop()) {
            for (const dependency of this.byUrn.get(next)?.dependencies ?? []) {
                if (!found.has(dependency)) {
                    found.add(dependency);
                    open.push(dependency);
                }
            }
        }
        this.reached.set(urn, found);
        return found;
    }

    /** Whether a resource waits for another. */
    waits(resource: Resource, other: Resource): boolean {
        return this.before(resource).has(other.urn);
    }

    /** URN of the rollout that a resource belongs to, by the components around it. */
    private rolloutOf(resource: Resource): string | undefined {
        for (let parent = this.byUrn.get(resource.parent); parent; parent = this.byUrn.get(parent.parent)) {
            if (parent.type === components.rollout) {
                return parent.urn;
            }
        }
        return undefined;
    }

    /** Every rolling update of the stack. */
    rollouts(): Rollout[] {
        return this.stack
            .filter(({ type }) => type === components.rollout)
            .map(({ urn, name }) => {
                const members = this.stack.filter((resource) => changesSomething(resource) && this.rolloutOf(resource) === urn);
                const checkpoints = members.filter(isCheckpoint);
                const nodes = members.filter(isBatch);
                const batches = nodes.map((batch) => ({
                    nodes: batch,
                    // The two are components of the same name, side by side (rollingUpdate.ts).
                    checkpoint: checkpoints.find((checkpoint) => checkpoint.name === batch.name),
                }));
                return {
                    name,
                    urn,
                    gate: members.find(isGate),
                    migrations: members.filter(isMigration),
                    schemaCheckpoint: checkpoints.find((checkpoint) => checkpoint.name === `${name}-schema`),
                    batches: this.inOrder(batches),
                    completion: members.find(isCompletion),
                    members,
                };
            });
    }

    /** Forwards, or backwards where nodes are taken back: the one that waits for the most checkpoints comes last. */
    private inOrder(batches: readonly Batch[]): Batch[] {
        const rank = ({ nodes }: Batch) => batches.filter(({ checkpoint }) => checkpoint && this.waits(nodes, checkpoint)).length;
        return [...batches].sort((a, b) => rank(a) - rank(b) || a.nodes.name.localeCompare(b.nodes.name, undefined, { numeric: true }));
    }
}

/** The rolling updates of a stack, with the graph that they are in. */
export function rolloutsOf(stack: readonly Resource[]): { graph: Graph; rollouts: Rollout[] } {
    const graph = new Graph(stack);
    return { graph, rollouts: graph.rollouts() };
}
