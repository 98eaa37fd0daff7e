import * as pulumi from "@pulumi/pulumi";
import { known, namedHook } from "../checkpoint/namedHook";
import { LiveNodes } from "../cluster/liveNodes";
import { Demand } from "../domain/facts/capacity";
import { Attempt, Completed, Facts, PromotionFacts, Rehearsal, Target } from "../domain/facts/facts";
import { describeLifted, outputsKept } from "../domain/hold";
import { tablesToCount } from "./notes/rows";
import { describeRefusal, judge } from "./rules/judge";

/** What the gate judges. */
export interface VersionGateArgs {
    /** What the rollout is for: plain values, since a preview has to know them. */
    target: Target;
    /** What the stack has completed. */
    completed: pulumi.Input<Completed>;
    /** Which run of an update it is. @default none, so that a gate that has let an update begin is not asked again */
    run?: pulumi.Input<string | undefined>;
    /** What has to be rehearsed elsewhere. @default nothing */
    promotion?: pulumi.Input<PromotionFacts | undefined>;
    /** The rehearsal that admits the update; the state keeps it until the update is completed. @default none */
    admitted?: pulumi.Input<Rehearsal | undefined>;
    /** The nodes, which are queried for what runs. */
    live: LiveNodes;
    /** What the nodes ask for. @default room is not judged */
    demand?: Demand;
    /** Whether the gate is protected from `pulumi destroy` and replacement. */
    protect: boolean;
}

/**
 * Refuses, at preview and again before the first act, a transition that Camunda's procedure forbids. It keeps what the last rollout was for in
 * the state, asks the nodes what runs, and tells what is good to know about the step. Everything else in a rollout depends on the gate.
 */
export class VersionGate extends pulumi.ComponentResource {
    /** Known when it has let the update pass, or had nothing to judge. */
    public readonly passed: pulumi.Output<string>;

    constructor(name: string, args: VersionGateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:VersionGate", name, { target: args.target }, opts);

        const gate = namedHook(
            `version gate ${name}`,
            async ({ oldInputs, newInputs }) => {
                const previous = oldInputs?.input as Attempt | undefined;
                const wanted = newInputs?.input as Attempt;
                const [completed, promotion, live] = await Promise.all([
                    known(args.completed),
                    known(args.promotion),
                    args.live.now({ count: tablesToCount(previous, wanted), demand: args.demand, adopted: previous?.adopt }),
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
                for (const warning of verdict.warnings) {
                    void pulumi.log.warn(warning, this);
                }
                if (verdict.holds.length > 0) {
                    const kept = previous && !pulumi.runtime.isDryRun() ? [outputsKept] : [];
                    throw new Error([describeRefusal(facts, verdict), ...kept].join("\n"));
                }
                if (verdict.notes.length > 0) {
                    void pulumi.log.info(verdict.notes.join("\n"), this);
                }
            },
            { onDryRun: true },
        );
        const kept = new pulumi.Stash(
            name,
            { input: pulumi.all([args.run, args.admitted]).apply(([run, admitted]) => attemptFor(args.target, run, admitted)) },
            { parent: this, protect: args.protect, hooks: { beforeCreate: [gate], beforeUpdate: [gate] } },
        );
        this.passed = kept.urn;
        this.registerOutputs({});
    }
}

/** What is kept in the state: with nothing more than an earlier version of this module has kept, where that has completed the last update. */
const attemptFor = (target: Target, run: string | undefined, admitted: Rehearsal | undefined): Attempt =>
    run === undefined ? target : { ...target, run, ...(admitted ? { admitted } : {}) };
