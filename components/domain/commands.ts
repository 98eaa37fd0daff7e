import { Facts, Target } from "./facts/facts";
import { inCommand } from "./foreign";
import { workloadKind } from "./workloadKind";

/** The command that asks for a version, in this stack or in another one. */
export function set(version: string, stack?: string): string {
    const option = stack ? ` --stack ${stack}` : "";
    return `pulumi config set --path engine.version ${inCommand(version)}${option} && pulumi up${option}`;
}

/** The command that stops all nodes of a stack. */
export const stopNodes = (target?: Target): string =>
    `kubectl scale ${workloadKind(target?.stableNames).toLowerCase()} -l app.kubernetes.io/component=engine --replicas=0`;

/** The command that shows all hops of a way. */
export function planOf({ previous, wanted }: Facts): string {
    const options = [
        `--from ${inCommand(String(previous?.version))} --to ${inCommand(wanted.version)}`,
        ...(wanted.product === "camunda" ? [] : [`--product ${inCommand(wanted.product)}`]),
        ...(previous && previous.product !== wanted.product ? [`--from-product ${inCommand(previous.product)}`] : []),
        ...(wanted.edition === "community" ? [] : [`--edition ${inCommand(wanted.edition)}`]),
    ];
    return `npm run -s plan -- ${options.join(" ")}`;
}
