import { Facts } from "../../domain/facts/facts";
import { workloadKind } from "../../domain/workloadKind";
import { count } from "../../domain/text";
import { Rule } from "./rule";
import { stopNodes } from "../../domain/commands";

/** Rules about the kind of object that a batch is. */
export const workloadRules: readonly Rule[] = [
    {
        id: "stableNamesChanged",
        live: true,
        finds: (facts) => {
            const { previous, wanted, live } = facts;
            const own = live?.problem === "" ? live.nodes.filter(({ adopted }) => !adopted).length : undefined;
            if (!changesKind(facts) || own === 0) {
                return undefined;
            }
            const running =
                own === undefined ? "it is not known whether nodes run" : `${count(own, "node")} still ${own === 1 ? "runs" : "run"}`;
            return {
                message: `nodes.stableNames ${!wanted.stableNames} → ${!!wanted.stableNames} makes ${workloadKind(wanted.stableNames)}s of ${workloadKind(previous?.stableNames)}s, and ${running}`,
                next: `pulumi config set --path nodes.stableNames ${!wanted.stableNames}   # or, if the nodes may be stopped: ${stopNodes(previous)} in the stack's namespace, then pulumi up`,
            };
        },
    },
];

/** Whether the batches are to be another kind of object. */
export const changesKind = ({ previous, wanted }: Facts): boolean =>
    previous !== undefined && workloadKind(previous.stableNames) !== workloadKind(wanted.stableNames);
