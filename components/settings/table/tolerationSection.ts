import { labelKey, labelValue, oneOf, whole } from "../checks";
import { changes, Section } from "./setting";

/**
 * A part of `nodes.tolerations`. Kubernetes accepts one without a key, too, but it would bring nodes back to a machine that is being emptied
 * (node.kubernetes.io/unschedulable).
 */
export const tolerationSection = {
    key: { check: labelKey, text: "Key of the taint, e.g. `dedicated`.", required: true, change: changes.both },
    operator: { check: oneOf(["Equal", "Exists"]), text: "`Equal` or `Exists`.", otherwise: "`Equal`", change: changes.both },
    value: {
        check: labelValue,
        type: "string",
        text: "Value of the taint, where the operator is `Equal`.",
        otherwise: "an empty one",
        change: changes.both,
    },
    effect: {
        check: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
        text: "`NoSchedule`, `PreferNoSchedule` or `NoExecute`.",
        otherwise: "each of them",
        change: changes.both,
    },
    tolerationSeconds: {
        check: whole(0, 2147483647),
        text: "How long a node stays on a machine that gets a taint `NoExecute`, in seconds.",
        otherwise: "as long as it is there",
        change: changes.both,
    },
} satisfies Section;
