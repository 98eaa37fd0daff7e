import { amountOf, sumOf } from "./support/amounts";
import { at, differs, entries, items, Resource, show, unknown, Value } from "./support/resource";
import { rolloutsOf } from "./support/rollout";
import { askAgain, StackRule, Violation } from "./support/rule";

/** Nobody else takes the nodes that serve, while a batch is out of service. */
export const disruptionBudget: StackRule = {
    id: "disruption-budget",
    description: "A PodDisruptionBudget covers every node, and leaves at least one in service.",
    why: "A machine that is drained evicts its pods, whatever rolls at the time; only a budget keeps one in service (https://kubernetes.io/docs/tasks/run-application/configure-pdb/).",
    findsInStack: (stack) => {
        const budgets = stack.filter(({ type }) => type === "kubernetes:policy/v1:PodDisruptionBudget");
        return rolloutsOf(stack).rollouts.flatMap((rollout) => {
            const batches = rollout.batches.map(({ nodes }) => nodes);
            const uncovered = batches
                .filter((nodes) => !budgets.some((budget) => covers(budget, nodes)))
                .map((nodes) => ({
                    urn: nodes.urn,
                    message: `no PodDisruptionBudget selects the nodes of ${nodes.name}`,
                    next: `${askAgain}   # after a budget with maxUnavailable: 1 and the labels that the Service of ${rollout.name} selects`,
                }));
            const covering = budgets.filter((budget) => batches.some((nodes) => covers(budget, nodes)));
            return [...uncovered, ...covering.flatMap((budget) => tooGenerous(budget, batches))];
        });
    },
};

/** Whether a budget selects the pods of a batch, or may: what is not known yet is not wrong. */
function covers({ properties }: Resource, nodes: Resource): boolean {
    const selector = at(properties, "spec", "selector");
    const labels = at(nodes.properties, "spec", "template", "metadata", "labels");
    const wanted = at(selector, "matchLabels");
    const namespace = at(properties, "metadata", "namespace");
    const theirs = at(nodes.properties, "metadata", "namespace");
    if ([selector, labels, wanted].includes(unknown)) {
        return true;
    }
    return (
        (theirs === unknown || !differs(namespace, theirs)) &&
        (entries(wanted).length > 0 || items(at(selector, "matchExpressions")).length > 0) &&
        entries(wanted).every(([label, value]) => at(labels, label) === unknown || !differs(value, at(labels, label)))
    );
}

function tooGenerous({ urn, name, properties }: Resource, batches: readonly Resource[]): Violation[] {
    const total = sumOf(batches.map((nodes) => at(nodes.properties, "spec", "replicas") ?? 1));
    const [unavailable, available]: Value[] = [at(properties, "spec", "maxUnavailable"), at(properties, "spec", "minAvailable")];
    // Of a single node there is another rule that says so.
    return total !== undefined && total > 1 && (amountOf(unavailable, total) >= total || amountOf(available, total) === 0)
        ? [
              {
                  urn,
                  message: `${name} lets all ${total} nodes go at once: maxUnavailable is ${show(unavailable)}, minAvailable is ${show(available)}`,
                  next: `${askAgain}   # after maxUnavailable: 1`,
              },
          ]
        : [];
}
