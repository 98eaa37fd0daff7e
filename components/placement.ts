import { Placement } from "./rules/placement";

/** What a pod's specification says about the machine that it may run on; nothing where nothing is told. */
export const placed = ({ nodeSelector = {}, tolerations = [] }: Placement) => ({
    ...(Object.keys(nodeSelector).length > 0 ? { nodeSelector: { ...nodeSelector } } : {}),
    ...(tolerations.length > 0 ? { tolerations: [...tolerations] } : {}),
});
