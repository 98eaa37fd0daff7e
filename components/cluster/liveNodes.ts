import * as pulumi from "@pulumi/pulumi";
import { Cluster, ClusterAccess } from "./cluster";
import { LiveTruthArgs } from "./liveTruth";
import { certain, known } from "../checkpoint/namedHook";
import { Demand } from "../domain/facts/capacity";
import { batchDeviations, Deviations, PassedBatch, Reached, schemaDeviations, unreachable } from "../checkpoint/rules/completion";
import { LiveTruth } from "../domain/facts/facts";

/** How long an answer counts for whoever asks right after the gate: the checkpoints that have passed follow it within moments. */
const recently = 10_000;

/** How often nodes are asked while something is waited for, in milliseconds. */
export const whileWaiting = 2000;

/** What is asked besides. */
export interface Question {
    /** Tables whose rows are counted, with the path that tells. */
    readonly count?: Readonly<Record<string, string>>;
    /** What the nodes ask for: then the room there is, too. */
    readonly demand?: Demand;
    /** Selector of nodes that an earlier update has taken over, where this one names others or none. */
    readonly adopted?: string;
}

/** The nodes of a cluster, queried at most once for all that want to know at the same time. */
export class LiveNodes {
    private last?: { readonly at: number; readonly answer: Promise<LiveTruth> };

    constructor(
        private readonly access: pulumi.Input<ClusterAccess>,
        private readonly nodes: pulumi.Input<LiveTruthArgs>,
    ) {}

    /** Whether anybody has queried them. */
    get wereQueried(): boolean {
        return this.last !== undefined;
    }

    /** What runs now. */
    async now({ count, demand, adopted }: Question = {}): Promise<LiveTruth> {
        const [access, nodes] = await Promise.all([known(this.access), known(this.nodes)]);
        if (!access || !nodes) {
            return { nodes: [], problem: "how the cluster is reached is not known before it exists" };
        }
        const asked = { ...nodes, count, ...(adopted === nodes.adopt?.selector ? {} : { adoptedBefore: adopted }) };
        const answer = demand ? Cluster.truthAndRoom(access, asked) : Cluster.truth(access, asked);
        this.last = { at: Date.now(), answer };
        return answer;
    }

    /** What still deviates in a batch that has passed its checkpoint. */
    againBatch = (batch: PassedBatch, reached: pulumi.Input<Reached>) =>
        this.again(reached, (wanted, live) => batchDeviations(batch, wanted, live));

    /** What still deviates in the schema, whose checkpoint has passed. */
    againSchema = (reached: pulumi.Input<Reached>) => this.again(reached, schemaDeviations);

    /** By the gate's answer first, then by new ones, until nothing deviates. */
    private again(reached: pulumi.Input<Reached>, deviates: (wanted: Reached, live: LiveTruth) => Deviations): () => Promise<Deviations> {
        let age = recently;
        return async () => {
            const live = await this.within(age);
            age = whileWaiting;
            return live.problem ? { changed: [], missing: [unreachable(live.problem)] } : deviates(await certain(reached), live);
        };
    }

    /** What runs, as somebody has asked before, unless that is too long ago. */
    within(milliseconds: number): Promise<LiveTruth> {
        return this.last && Date.now() - this.last.at < milliseconds ? this.last.answer : this.now();
    }
}
