import { amountOf, sumOf } from "./support/amounts";
import { at, Resource } from "./support/resource";
import { rolloutsOf } from "./support/rollout";
import { StackRule } from "./support/rule";
import { rollingUpdatePage } from "../components/domain/pages";

/** While a batch is replaced, nodes outside of it serve. */
export const spareNodes: StackRule = {
    id: "spare-nodes",
    description: "At least one node serves while a batch is replaced.",
    why: `"At least one node is available at any time" (${rollingUpdatePage}): that takes two nodes, and a batch that leaves one of them out.`,
    findsInStack: (stack) =>
        rolloutsOf(stack).rollouts.flatMap(({ name, urn, batches }) => {
            const total = sumOf(batches.map(({ nodes }) => replicasOf(nodes)));
            if (batches.length === 0 || total === undefined) {
                return [];
            }
            if (total < 2) {
                return [
                    {
                        urn,
                        message: `the rollout ${name} has ${total === 1 ? "1 node" : "no node"}: none serves while it is replaced`,
                        next: "pulumi config set --path nodes.count 3",
                    },
                ];
            }
            return batches
                .filter(({ nodes }) => replicasOf(nodes) === total && leavesAsAWhole(nodes, total))
                .map(({ nodes }) => ({
                    urn: nodes.urn,
                    message: `the batch ${nodes.name} has all ${total} nodes of the rollout ${name}: none serves while it is replaced`,
                    next: "pulumi config set --path nodes.batchSize '33%'",
                }));
        }),
};

const replicasOf = ({ properties }: Resource) => at(properties, "spec", "replicas") ?? 1;

/** Whether its nodes are all out of service at some time; with surge they are not. */
const leavesAsAWhole = ({ properties }: Resource, nodes: number): boolean => {
    // The latter of a StatefulSet, whose nodes leave one by one unless it says otherwise.
    const strategy = at(properties, "spec", "strategy") ?? at(properties, "spec", "updateStrategy");
    return at(strategy, "type") === "Recreate" || amountOf(at(strategy, "rollingUpdate", "maxUnavailable"), nodes) >= nodes;
};
