import * as pulumi from "@pulumi/pulumi";
import { Completed, Transition } from "./rules/facts";

/** Which of the stack's outputs hold the record. */
export interface StackRecordArgs {
    /** Output with the last completed version. */
    completedOutput: string;
    /** Output with the history. */
    historyOutput: string;
}

/**
 * What this stack has completed, from its own outputs as the last update left them: a failed one leaves them as they were
 * (pulumi, step_executor.go).
 */
export function stackRecord(
    name: string,
    { completedOutput, historyOutput }: StackRecordArgs,
    parent: pulumi.Resource,
): pulumi.Output<Completed> {
    const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const own = new pulumi.StackReference(name, { name: stack }, { parent });
    return pulumi
        .all([own.getOutput(completedOutput), own.getOutput(historyOutput)])
        .apply(([version, history]: [string | undefined, Transition[] | undefined]) => ({ version, history: history ?? [] }));
}
