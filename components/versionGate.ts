import * as pulumi from "@pulumi/pulumi";
import { Cluster, ClusterAccess } from "./engine/cluster";
import { LiveTruthArgs } from "./engine/liveTruth";
import { known, namedHook } from "./hook";
import { Demand } from "./rules/capacityFacts";
import { Completed, Facts, LiveTruth, PromotionFacts, Target } from "./rules/facts";
import { describeLifted, outputsKept } from "./rules/holds";
import { tablesToCount } from "./rules/rows";
import { describeRefusal, judge } from "./rules/transition";

/** What the gate judges. */
export interface VersionGateArgs {
    /** What the rollout is for: plain values, since a preview has to know them. */
    target: Target;
    /** What the stack has completed. */
    completed: pulumi.Input<Completed>;
    /** What has to be rehearsed elsewhere. @default nothing */
    promotion?: pulumi.Input<PromotionFacts | undefined>;
    /** Where the nodes are that can be asked what runs. */
    nodes: pulumi.Input<LiveTruthArgs>;
    /** What the nodes ask for. @default room is not judged */
    demand?: Demand;
    /** How their cluster is reached. */
    access: pulumi.Input<ClusterAccess>;
    /** Whether the gate is protected from `pulumi destroy` and replacement. */
    protect: boolean;
}

/**
 * Refuses, at preview and again before the first act, a transition that Camunda's procedure forbids. It keeps what the last rollout was for in
 * the state, asks the nodes what runs, and tells what is good to know about the step. Everything else in a rollout depends on the gate.
 */
export class VersionGate extends pulumi.ComponentResource {
    constructor(name: string, args: VersionGateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:VersionGate", name, { target: args.target }, opts);

        const gate = namedHook(
            `version gate ${name}`,
            async ({ oldInputs, newInputs }) => {
                const previous = oldInputs?.input as Target | undefined;
                const wanted = newInputs?.input as Target;
                const [completed, promotion, live] = await Promise.all([
                    known(args.completed),
                    known(args.promotion),
                    ask(args, previous, wanted),
                ]);
                const facts: Facts = {
                    previous,
                    wanted,
                    completed: completed ?? { history: [] },
                    promotion,
                    live,
                    demand: args.demand,
                    now: new Date().toISOString(),
                };
                const verdict = judge(facts);
                for (const lifted of verdict.lifted) {
                    void pulumi.log.warn(describeLifted(lifted), this);
                }
                if (verdict.holds.length > 0) {
                    const kept = previous && !pulumi.runtime.isDryRun() ? [outputsKept] : [];
                    throw new Error([describeRefusal(facts, verdict), ...kept].join("\n"));
                }
                verdict.warnings.forEach((text) => void pulumi.log.warn(text, this));
                if (verdict.notes.length > 0) {
                    void pulumi.log.info(verdict.notes.join("\n"), this);
                }
            },
            { onDryRun: true },
        );
        new pulumi.Stash(
            name,
            { input: args.target },
            { parent: this, protect: args.protect, hooks: { beforeCreate: [gate], beforeUpdate: [gate] } },
        );
        this.registerOutputs({});
    }
}

async function ask({ access, nodes, demand }: VersionGateArgs, previous: Target | undefined, wanted: Target): Promise<LiveTruth> {
    const [reached, where] = await Promise.all([known(access), known(nodes)]);
    if (!reached || !where) {
        return { nodes: [], problem: "how the cluster is reached is not known before it exists" };
    }
    const asked = { ...where, count: tablesToCount(previous, wanted) };
    return demand ? Cluster.truthAndRoom(reached, asked) : Cluster.truth(reached, asked);
}
