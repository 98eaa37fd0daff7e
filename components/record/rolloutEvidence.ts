import * as pulumi from "@pulumi/pulumi";
import { Completion } from "./completion";
import { Cluster, ClusterAccess } from "../cluster/cluster";
import { interruption, waitUntilFree } from "../checkpoint/wait";
import { NodesLeft } from "../checkpoint/nodesLeft";
import { Completed, Evidence, Rehearsal, Target } from "../domain/facts/facts";
import { evidenceAfter, Seen, seenOf } from "../domain/evidence";
import { transitionTo } from "../domain/history";

/** Where the migration has run. */
export interface MigrationPlace {
    readonly namespace: string;
    /** Name of the Job. */
    readonly job: string;
}

/** What evidence is taken of. */
export interface RolloutEvidenceArgs {
    /** What the rollout is for. */
    target: Target;
    /** Image of the nodes. */
    image: string;
    /** What the stack has completed before. */
    completed: pulumi.Input<Completed>;
    /** What the rollout was held against. */
    rehearsal: pulumi.Input<Rehearsal | undefined>;
    /** Known once the record says that the update is completed. */
    reached: pulumi.Output<unknown>;
    /** What was seen for that. */
    completion: Completion;
    /** Nodes that were cut off when they left. */
    left: NodesLeft;
    /** Whose migration has run. */
    ran: pulumi.Input<MigrationPlace>;
    /** How their cluster is reached. */
    access: pulumi.Input<ClusterAccess>;
}

/**
 * Keeps evidence of each rollout when it is completed: which images the nodes really run, and which scripts the migration took. Another stack is
 * promoted by it. An update that completes nothing new asks nobody, and keeps what there is.
 */
export class RolloutEvidence extends pulumi.ComponentResource {
    /** Evidence of the rollouts that were completed, the newest last. */
    public readonly evidence: pulumi.Output<Evidence[]>;

    constructor(name: string, args: RolloutEvidenceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RolloutEvidence", name, {}, opts);
        const { target, image } = args;
        const kept = new pulumi.Stash(
            name,
            {
                input: pulumi.output(args.completed).apply((before: Completed) =>
                    transitionTo(target, before)
                        ? pulumi.all([args.ran, args.access, args.rehearsal, args.reached]).apply(async ([ran, access, rehearsal]) =>
                              // Nothing has run yet, even where a preview knows what the record will be.
                              pulumi.runtime.isDryRun()
                                  ? (pulumi.unknown as never)
                                  : evidenceAfter(target, before, { image, ...(await look(access, ran, args, this)) }, rehearsal),
                          )
                        : (before.evidence ?? []),
                ),
            },
            // Where nothing new is completed, the input waits for nobody.
            { parent: this, dependsOn: opts?.dependsOn },
        );
        this.evidence = kept.input.apply((input) => input as Evidence[]);
        this.registerOutputs({ evidence: this.evidence });
    }
}

async function look(
    access: ClusterAccess,
    { namespace, job }: MigrationPlace,
    { completion, left: { cut } }: RolloutEvidenceArgs,
    component: pulumi.Resource,
): Promise<Omit<Seen, "image">> {
    let seen: Omit<Seen, "image"> = { at: "", digests: [], scripts: "" };
    const { signal, stop } = interruption();
    try {
        await waitUntilFree({
            look: async () => {
                const cluster = await Cluster.connect(access);
                const [live, record] = await Promise.all([completion.seen(), cluster.migrationRecord(namespace, job)]);
                seen = { at: new Date().toISOString(), ...seenOf(live, record), ...(cut.length > 0 ? { cut } : {}) };
                return [];
            },
            budgetSeconds: 60,
            report: (text) => void pulumi.log.info(text, component, undefined, true),
            signal,
        });
        return seen;
    } catch (error) {
        throw new pulumi.ResourceError(
            `every node is integrated, and no evidence of it could be taken; pulumi up goes on here: ${(error as Error).message}`,
            component,
            true,
        );
    } finally {
        stop();
    }
}
