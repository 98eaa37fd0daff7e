import { Facts } from "../../domain/facts/facts";

/**
 * That the cluster could not be asked where no rule needs it, since nothing is recorded: the step is judged as if nothing ran there.
 * Undefined: it was asked, or it cannot be before the update itself makes it.
 */
export function unreachableWarning({ live }: Facts): string | undefined {
    if (!live?.problem || live.context === undefined) {
        return undefined;
    }
    const { context, address } = live;
    return [
        `the cluster could not be asked what runs: ${live.problem}`,
        `  why:  context ${JSON.stringify(context)} of the kubeconfig, ${address ? `server ${address}` : "which names no server"}; the step is judged as if no node ran there`,
        `  next: kubectl ${context ? `--context ${context} ` : ""}get --raw /readyz   # then: pulumi preview`,
    ].join("\n");
}
