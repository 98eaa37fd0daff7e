import { isSection, isText, labelKey, labelValue, shown } from "./checks";
import { Fault, fieldFaults } from "./faults";
import { Placement, Toleration } from "../domain/facts/placement";
import { checksOf, requiredOf } from "./table/setting";
import { tolerationSection } from "./table/tolerationSection";

/** What the API server would refuse in the middle of a rollout (kubernetes, pkg/apis/core/validation: ValidateLabels, ValidateTolerations). */
export function placementFaults(nodes: object): Fault[] {
    const { nodeSelector, tolerations } = nodes as { nodeSelector?: unknown; tolerations?: unknown };
    return [
        ...Object.entries(isSection(nodeSelector) ? nodeSelector : {}).flatMap(([key, value]: [string, unknown]): Fault[] => {
            const path = `nodes.nodeSelector["${key}"]`;
            return [
                ...(labelKey.passes(key) ? [] : [{ path, message: `is no label: its key has to be ${labelKey.expected}`, remove: path }]),
                ...(labelValue.passes(value) ? [] : [{ path, message: `is ${shown(value)}, but has to be ${labelValue.expected}` }]),
            ];
        }),
        ...(Array.isArray(tolerations) ? tolerations : []).flatMap((toleration: unknown, i) =>
            tolerationFaults(`nodes.tolerations[${i}]`, toleration),
        ),
    ];
}

function tolerationFaults(path: string, toleration: unknown): Fault[] {
    const { operator, value, effect, tolerationSeconds }: Partial<Toleration> = isSection(toleration) ? toleration : {};
    return [
        ...fieldFaults(path, toleration, checksOf(tolerationSection), requiredOf(tolerationSection)),
        ...(operator === "Exists" && value !== undefined
            ? [
                  {
                      path: `${path}.value`,
                      message: `is ${shown(value)}, but the operator is "Exists", which takes no value`,
                      remove: `${path}.value`,
                  },
              ]
            : []),
        ...(tolerationSeconds !== undefined && effect !== "NoExecute"
            ? [
                  {
                      path: `${path}.tolerationSeconds`,
                      message: `is ${shown(tolerationSeconds)}, but the effect is ${effect === undefined ? "not set" : shown(effect)}: only NoExecute ends by itself`,
                      remove: `${path}.tolerationSeconds`,
                  },
              ]
            : []),
    ];
}

/** The same with texts only: `pulumi config set --path` makes true and 5 of what is typed so. */
export function settlePlacement(nodes: Placement): Required<Placement> {
    const tolerations = Array.isArray(nodes.tolerations) ? nodes.tolerations.filter(isSection) : [];
    return {
        nodeSelector: texts(nodes.nodeSelector),
        tolerations: (tolerations as Toleration[]).map(({ value, ...rest }) => ({
            ...rest,
            ...(value === undefined ? {} : { value: String(value) }),
        })),
    };
}

/** Values as texts; what can be none is left out, since the configuration is refused for it. */
export const texts = (values: object | undefined): Record<string, string> =>
    Object.fromEntries(
        Object.entries(values ?? {}).flatMap(([key, value]: [string, unknown]) => (isText(value) ? [[key, String(value)]] : [])),
    );
