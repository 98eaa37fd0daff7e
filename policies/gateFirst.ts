import { rolloutsOf } from "./support/rollout";
import { askAgain, StackRule } from "./support/rule";
import { rollingUpdatePage } from "../components/domain/pages";

/** Everything in a rollout waits for the gate: by `dependencies` of its own, since those of a component hold up nothing but its children. */
export const gateFirst: StackRule = {
    id: "gate-first",
    description: "Everything in a rollout waits for the gate.",
    why: `The gate refuses what Camunda's procedure forbids (${rollingUpdatePage}); what does not wait for it is changed all the same.`,
    findsInStack: (stack) => {
        const { graph, rollouts } = rolloutsOf(stack);
        return rollouts.flatMap(({ name, urn, gate, members }) => {
            if (!gate) {
                return members.length === 0
                    ? []
                    : [
                          {
                              urn,
                              message: `the rollout ${name} has no gate`,
                              next: "pulumi up --policy-pack policies   # the whole stack, without --target",
                          },
                      ];
            }
            return members
                .filter((member) => member !== gate && !graph.waits(member, gate))
                .map((member) => ({
                    urn: member.urn,
                    message: `${member.name} does not wait for ${gate.name}, by no chain of dependencies`,
                    next: `${askAgain}   # after dependsOn for ${member.name}, or after it has been taken out of the rollout`,
                }));
        });
    },
};
