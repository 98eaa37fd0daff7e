import * as pulumi from "@pulumi/pulumi";
import { Attempt, Completed, Evidence, Transition } from "../domain/facts/facts";

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

/**
 * What the gate of this name has let begin last, from the stack's own state as the last update left it: completed or not. Outputs do not tell, since a
 * failed update leaves them as they were. By the function of the engine that reads another stack's outputs (pkg/resource/deploy/builtins.go); not
 * before anything is completed: an engine asked for the state of a stack that has none yet ends (backend.go, GetStackResourceOutputs).
 */
export const lastAttempt = (gate: string, completed: pulumi.Output<Completed>): pulumi.Output<Attempt | undefined> =>
    completed.apply(async ({ version }) => {
        if (version === undefined) {
            return undefined;
        }
        const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName: thisStackName() })) as {
            outputs?: Record<string, { outputs?: { input?: Attempt } }>;
        };
        const urn = Object.keys(outputs ?? {}).find((one) => one.endsWith(`camunda:index:VersionGate$pulumi:index:Stash::${gate}`));
        return urn ? outputs?.[urn]?.outputs?.input : undefined;
    });

const thisStackName = () => `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;

const ownStack = (name: string, opts?: pulumi.CustomResourceOptions) => new pulumi.StackReference(name, { name: thisStackName() }, opts);

/** The name of this stack with its project and organization. */
export const thisStack = () => ({ organization: pulumi.getOrganization(), project: pulumi.getProject(), stack: pulumi.getStack() });
