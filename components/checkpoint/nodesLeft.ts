import { Look } from "./checkpoint";
import { CutNode, cutNodes, cutWarning, LeavingNodes } from "../domain/cutNodes";
import { batchHolds } from "./rules/integrated";
import { IntegratedBatch } from "../domain/facts/batch";

/** Looks at the batches of an update, and notes which of their old nodes were killed before they had finished. */
export class NodesLeft {
    /** The nodes that took their whole grace period, in the order in which they left; complete when the last batch is integrated. */
    readonly cut: CutNode[] = [];
    private readonly seen = new Map<string, LeavingNodes>();

    constructor(private readonly stopSeconds: number) {}

    /** What keeps a batch from counting as integrated. */
    readonly look: Look<IntegratedBatch> = async (cluster, wanted, warn) => {
        const state = await cluster.batchState(wanted);
        const now: LeavingNodes = { at: Date.now(), nodes: state.nodes.flatMap(({ leaves }) => (leaves ? [leaves] : [])) };
        const cut = cutNodes(this.seen.get(wanted.deployment) ?? { at: 0, nodes: [] }, now);
        this.seen.set(wanted.deployment, now);
        this.cut.push(...cut);
        cut.forEach((node) => warn(cutWarning(node, this.stopSeconds)));
        return batchHolds(wanted, state);
    };
}
