import * as pulumi from "@pulumi/pulumi";
import { interruption, waitUntilFree } from "../checkpoint/wait";
import { certain, namedHook } from "../checkpoint/namedHook";
import { LiveNodes, whileWaiting } from "../cluster/liveNodes";
import { completionHolds, PassedBatch, Reached } from "../checkpoint/rules/completion";
import { LiveTruth } from "../domain/facts/facts";
import { applyOverrides, describeLifted, Override } from "../domain/hold";

/** What has to be so when an update is completed. */
export interface CompletionArgs {
    /** Every batch of the cluster. */
    batches: readonly PassedBatch[];
    /** What every node has to be. */
    reached: pulumi.Input<Reached>;
    overrides: readonly Override[];
    live: LiveNodes;
    /** How long nodes that are missing at that moment may take to come back, in seconds. */
    budgetSeconds: number;
}

/**
 * Asks every node, before the record says that an update is completed: what a checkpoint has seen may have been changed since, by hand or by a machine
 * that went away. A completed update's record does not change, and nobody is asked.
 */
export class Completion {
    private asked?: LiveTruth;

    constructor(private readonly args: CompletionArgs) {}

    /** What the record's Stash calls before it is written. */
    hook(name: string, parent: pulumi.Resource): pulumi.ResourceHook {
        return namedHook(`completion of ${name}`, () => this.ask(parent));
    }

    /** What was seen then. */
    seen = async (): Promise<LiveTruth> => this.asked ?? this.args.live.now();

    private async ask(parent: pulumi.Resource): Promise<void> {
        const { batches, reached, overrides, live, budgetSeconds } = this.args;
        const { signal, stop } = interruption();
        const said = new Set<string>();
        const warn = (text: string) => void (said.has(text) || (said.add(text), pulumi.log.warn(text, parent)));
        const wanted = await certain(reached);
        let age = 0;
        try {
            await waitUntilFree({
                look: async () => {
                    this.asked = await live.within(age);
                    age = whileWaiting;
                    const { open, lifted } = applyOverrides(completionHolds(batches, wanted, this.asked), overrides);
                    lifted.map(describeLifted).forEach(warn);
                    return open;
                },
                budgetSeconds,
                report: (text) => void pulumi.log.info(text, parent, undefined, true),
                tell: (text) => void pulumi.log.info(text, parent),
                signal,
                overrides,
            });
        } finally {
            stop();
        }
        if (this.asked?.schema === undefined) {
            warn("not verified: the nodes do not report their schema log (before 7.11, or the REST API's user may not read it)");
        }
    }
}
