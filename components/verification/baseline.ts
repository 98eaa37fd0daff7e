import * as pulumi from "@pulumi/pulumi";
import { Cluster, ClusterAccess } from "../cluster/cluster";
import { NoNodeError, reason, StillHeld } from "../cluster/errors";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { interruption, waitUntilFree } from "../checkpoint/wait";
import { Completed, Target } from "../domain/facts/facts";
import { Opening } from "../domain/facts/standing";
import { mixes, windowName, windowOf } from "../domain/history";

/** What a baseline is taken of. */
export interface BaselineArgs {
    /** What the rollout is for. */
    target: Target;
    /** What the stack has completed. */
    completed: pulumi.Input<Completed>;
    /** Known once the schema is migrated: what comes after it is compared. */
    migrated: pulumi.Output<unknown>;
    /** Where the nodes are. */
    nodes: pulumi.Input<LiveTruthArgs>;
    /** How their cluster is reached. */
    access: pulumi.Input<ClusterAccess>;
    /** When the first batch was taken back last: versions are mixed anew since. @default never */
    returned?: pulumi.Input<string | undefined>;
}

/**
 * Keeps how things stood when versions began to be mixed: after the schema, before the first batch. Each transition has one of its own, and a run that
 * goes on keeps the first: what is there already is left alone (`ignoreChanges`) until another transition replaces it. Where no transition is under
 * way nobody is asked.
 */
export class Baseline extends pulumi.ComponentResource {
    /** How things stood; undefined: no transition was under way when it was taken, or a first installation. */
    public readonly opening: pulumi.Output<Opening | undefined>;

    constructor(name: string, args: BaselineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:Baseline", name, {}, opts);
        const { target } = args;
        const completed = pulumi.output(args.completed);
        const taken = completed.apply((before: Completed) =>
            mixes(windowOf(target, before))
                ? pulumi.all([args.nodes, args.access, args.migrated]).apply(([nodes, access]) =>
                      // A preview asks nobody: until it is time, something else may stand.
                      pulumi.runtime.isDryRun() ? (pulumi.unknown as never) : take(nodes, access, target, this),
                  )
                : undefined,
        );
        const transition = pulumi
            .all([completed, args.returned])
            .apply(([before, returned]) => `${windowName(target, before as Completed)}${returned ? `, again since ${returned}` : ""}`);
        const kept = new pulumi.Stash(
            name,
            { input: { transition, taken } },
            // All of it: what is ignored below the first level is lost for the replacement, too (pulumi, step_generator.go, processIgnoreChanges).
            { parent: this, dependsOn: opts?.dependsOn, ignoreChanges: ["input"], replacementTrigger: transition },
        );
        this.opening = pulumi.all([kept.input, transition]).apply(([input, current]) => {
            const { transition: of, taken: opening } = input as { transition: string; taken?: Opening };
            // An engine of before 3.211 does not know what the trigger is.
            const problem = "Pulumi is older than 3.211, and has kept what was taken for another transition";
            return of === current ? opening : { at: new Date().toISOString(), nodes: [], problem };
        });
        this.registerOutputs({});
    }
}

async function take(nodes: LiveTruthArgs, access: ClusterAccess, target: Target, component: pulumi.Resource): Promise<Opening> {
    let opening: Opening | undefined;
    let nobody: unknown;
    const { product, version } = target;
    const { signal, stop } = interruption();
    try {
        await waitUntilFree({
            look: async () => {
                const cluster = await Cluster.connect(access);
                try {
                    opening = { ...(await cluster.standing({ ...nodes, product, version, locks: false })), problem: "" };
                } catch (error) {
                    if (!(error instanceof NoNodeError)) throw error;
                    nobody = error;
                }
                return [];
            },
            budgetSeconds: 30,
            report: (text) => void pulumi.log.info(text, component, undefined, true),
            signal,
        });
    } catch (error) {
        // What holds for good is no fault of the nodes that an update could mend: their data are gone.
        if (signal.aborted || (error instanceof StillHeld && error.holds.some(({ final }) => final))) {
            throw error;
        }
        nobody = error;
    } finally {
        stop();
    }
    if (opening) {
        return opening;
    }
    // Not a hold: an update that mends nodes which do not answer has nothing to compare with, and must not wait for it.
    const problem = "none of them answered before the first batch";
    void pulumi.log.warn(`jobs, incidents and deployments will not be compared between batches: ${problem}: ${reason(nobody)}`, component);
    return { at: new Date().toISOString(), nodes: [], problem };
}
