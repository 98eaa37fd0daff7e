import * as pulumi from "@pulumi/pulumi";
import { NodesLeft } from "../checkpoint/nodesLeft";
import { Completed, Evidence, Transition } from "../domain/facts/facts";
import { historyAfter } from "../domain/history";
import { expectationFor } from "../schema/rules/expected";
import { returnedMeanwhile } from "../verification/rules/takeBack";
import { Completion } from "./completion";
import { RolloutEvidence } from "./rolloutEvidence";
import { Update } from "./update";

/** What the steps of an update leave for its record. */
export interface UpdateRecordArgs {
    /** Name of the migration's Job. */
    jobName: pulumi.Output<string>;
    /** The snapshot that precedes the migration; undefined: none does. */
    snapshot?: string;
    /** When the first batch was rolled back last; undefined: never. */
    returnedAt: pulumi.Output<string | undefined>;
    /** Old nodes that were killed before they had finished. */
    left: NodesLeft;
}

/** Step 4: the record of what was completed, written when every node runs the target version, and the evidence of it. */
export class UpdateRecord {
    readonly completedVersion: pulumi.Output<string>;
    readonly history: pulumi.Output<Transition[]>;
    readonly evidence: pulumi.Output<Evidence[]>;

    constructor(update: Update, args: UpdateRecordArgs, { parent, previous }: { parent: pulumi.Resource; previous: pulumi.Resource }) {
        const { name, namespace, target, image, planned, record, run, rehearsal, reached, live, nodes, access } = update;
        const { budgetSeconds } = nodes;
        const completion = new Completion({ batches: planned, reached, overrides: target.overrides, live, budgetSeconds });
        const ask = completion.hook(name, parent);
        const completed = new pulumi.Stash(
            `${name}-completed`,
            {
                input: pulumi.all([record, args.returnedAt, run]).apply(([before, returned, { inProgress, id }]): Completed => {
                    const met = {
                        snapshot: args.snapshot,
                        returned: returnedMeanwhile(returned, before),
                        expected: expectationFor(target, before),
                        run: inProgress ? id : undefined,
                    };
                    return { version: target.version, history: historyAfter(target, before, met) };
                }),
            },
            { parent, dependsOn: [previous], hooks: { beforeCreate: [ask], beforeUpdate: [ask] } },
        );
        this.completedVersion = completed.input.apply((input) => (input as { version: string }).version);
        this.history = completed.input.apply((input) => (input as { history: Transition[] }).history);
        this.evidence = new RolloutEvidence(
            `${name}-evidence`,
            {
                target,
                image,
                completed: record,
                rehearsal,
                reached: completed.input,
                completion,
                left: args.left,
                ran: pulumi.output({ namespace, job: args.jobName }),
                access,
            },
            { parent, dependsOn: [completed] },
        ).evidence;
    }
}
