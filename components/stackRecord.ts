import * as pulumi from "@pulumi/pulumi";
import { Completed, Evidence, Transition } from "./rules/facts";

/** Which of the stack's outputs hold the record. */
export interface StackRecordArgs {
    /** Output with the last completed version. @default `completedVersion` */
    completedOutput?: string;
    /** Output with the history. @default `history` */
    historyOutput?: string;
    /** Output with the evidence. @default `evidence` */
    evidenceOutput?: string;
}

/**
 * What this stack has completed, from its own outputs as the last update left them: a failed one leaves them as they were
 * (pulumi, step_executor.go).
 */
export function ownRecord(
    name: string,
    { completedOutput = "completedVersion", historyOutput = "history", evidenceOutput = "evidence" }: StackRecordArgs,
    parent: pulumi.Resource,
): pulumi.Output<Completed> {
    const own = ownStack(name, { parent });
    return pulumi
        .all([own.getOutput(completedOutput), own.getOutput(historyOutput), own.getOutput(evidenceOutput)])
        .apply(([version, history, evidence]: [string | undefined, Transition[] | undefined, Evidence[] | undefined]) => ({
            version,
            history: history ?? [],
            evidence: evidence ?? [],
        }));
}

/**
 * The same as a plain value, before the program registers anything: which snapshots there are has to be known by then, since no resource is made
 * inside of an `apply`.
 */
export async function stackRecord({
    completedOutput = "completedVersion",
    historyOutput = "history",
    evidenceOutput = "evidence",
}: StackRecordArgs = {}): Promise<Completed> {
    const own = ownStack("record");
    const outputs = [completedOutput, historyOutput, evidenceOutput].map((output) => own.getOutputDetails(output));
    const [version, history, evidence] = await Promise.all(outputs);
    return {
        version: version.value as string | undefined,
        history: (history.value as Transition[] | undefined) ?? [],
        evidence: (evidence.value as Evidence[] | undefined) ?? [],
    };
}

const ownStack = (name: string, opts?: pulumi.CustomResourceOptions) =>
    new pulumi.StackReference(name, { name: `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}` }, opts);
