import * as pulumi from "@pulumi/pulumi";
import { Canary } from "./canary";
import { Look } from "../checkpoint/checkpoint";
import { Cluster } from "../cluster/cluster";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { certain, known } from "../checkpoint/namedHook";
import { Batch, pauseSteps } from "../domain/batches";
import { betweenHolds, Comparison, mixedWarning, notCompared, rollbackWarnings } from "./rules/comparison";
import { changedMeanwhile } from "../checkpoint/rules/completion";
import { Target, Transition } from "../domain/facts/facts";
import { applyOverrides, describeLifted, Hold } from "../domain/hold";
import { imageOf } from "../domain/image";
import { Suspects, suspectsAfter } from "./rules/lockedJobs";
import { advance, courseOf, Next, Seen } from "./rules/course";
import { pauseHold } from "./rules/pause";
import { Opening } from "../domain/facts/standing";
import { VerificationSettings } from "../settings/verification";
import { mixes } from "../domain/history";

/** What is verified between batches. */
export interface BetweenBatchesArgs {
    target: Target;
    settings: VerificationSettings;
    /** In the order in which they are upgraded. */
    batches: readonly Batch[];
    /** The transition under way; undefined: none is. */
    window: pulumi.Input<Transition | undefined>;
    /** Which rollout to the target's version this is, counted from 1: a go-ahead belongs to one. */
    attempt: pulumi.Input<number>;
    nodes: pulumi.Input<LiveTruthArgs>;
}

/** What checkpoints look for besides: with the schema migrated or a batch integrated, whether the next one may begin. */
export class BetweenBatches {
    private readonly warned = new Set<string>();

    constructor(private readonly args: BetweenBatchesArgs) {}

    /** A look at the schema, then whether the first batch may begin, and last the canary, which nothing is left of where it may not. */
    afterSchema<Vouched>(look: Look<Vouched>): Look<Vouched> {
        return async (cluster, vouched, warn) => {
            const found = await look(cluster, vouched, warn);
            const [window, nodes] = [await known(this.args.window), await this.nodes()];
            const holds = found.length > 0 ? found : await this.pause("schema", window, nodes);
            if (holds.length > 0 || !mixes(window)) {
                return holds;
            }
            const notPrepared = await new Canary(this.args).prepare(cluster, nodes, window, warn);
            if (window.rollback === "") {
                return notPrepared;
            }
            // Nothing about the canary is worth versions that stay mixed.
            notPrepared.forEach(({ id, message }) => warn(`${id} does not block a rollback: ${message}`));
            return [];
        };
    }

    /**
     * A look at a batch, and then whether the next one may begin; a first installation has nothing to compare with. Time to soak, for the canary and
     * for locks is added once the batch is integrated: nodes that never get ready take no longer than they may.
     */
    afterBatch<Vouched>(
        batch: string,
        opening: pulumi.Input<Opening | undefined>,
        integrated: Look<Vouched>,
    ): { look: Look<Vouched>; moreSeconds: () => number } {
        const { soakSeconds, lockSeconds, canary: asks } = this.args.settings;
        const canary = new Canary(this.args);
        let course = courseOf(batch, soakSeconds);
        const look: Look<Vouched> = async (cluster, vouched, warn) => {
            const see = (seen: Seen): Next => {
                const { course: now, next } = advance(course, seen, Date.now());
                course = now;
                return next;
            };
            const holds = await integrated(cluster, vouched, warn);
            const window = await known(this.args.window);
            const nodes = await this.nodes();
            let next = see({ kind: "batch", holds, compares: window?.from !== "" });
            if (next.act === "compare") {
                const before = window && (await known(opening));
                const compared = await this.compare(cluster, nodes, batch, window, before, course.suspects);
                const open = this.openHolds(compared, warn);
                next = see({ kind: "comparison", holds: open, mixed: mixes(window), suspects: compared.suspects });
            }
            if (next.act === "cross" && mixes(window)) {
                next = see({ kind: "canary", holds: await canary.look(cluster, nodes, batch, window, warn) });
            }
            return next.act === "answer" ? [...next.holds] : this.pause(batch, window, nodes);
        };
        const extra = soakSeconds + lockSeconds + (asks.enabled ? asks.seconds : 0);
        return { look, moreSeconds: () => (course.wasIntegrated ? extra : 0) };
    }

    private async compare(
        cluster: Cluster,
        nodes: LiveTruthArgs,
        batch: string,
        window: Transition | undefined,
        opening: Opening | undefined,
        before: Suspects | undefined,
    ): Promise<Comparison> {
        const { target, settings, batches } = this.args;
        const { product, version } = target;
        const now = await cluster.standing({ ...nodes, product, version, opening, locks: settings.lockSeconds > 0 });
        const place = batches.findIndex(({ id }) => id === batch);
        return {
            batch,
            batches: batches.map(({ id, nodes: count }, i) => ({ id, nodes: count, done: i <= place })),
            window,
            version,
            opening,
            now,
            suspects: now.jobs ? suspectsAfter(before, now.jobs, Date.parse(now.at)) : before,
            settings,
            namespace: nodes.namespace,
            cluster: nodes.cluster,
            restPath: nodes.restPath,
        };
    }

    private openHolds(comparison: Comparison, warn: (text: string) => void): Hold[] {
        const { image, version, overrides } = this.args.target;
        const updated = comparison.batches.filter(({ done }) => done).map(({ id }) => id);
        const changed = changedMeanwhile(comparison.now.nodes, updated, { image: imageOf(image, version), version }, comparison.namespace);
        const { open, lifted } = applyOverrides([...changed, ...betweenHolds(comparison)], overrides);
        // Once for each batch: the numbers in these texts change.
        for (const { id, text } of rollbackWarnings(comparison)) {
            const key = `${comparison.batch} ${id}`;
            if (!this.warned.has(key)) {
                this.warned.add(key);
                warn(text);
            }
        }
        const warnings = [...lifted.map(describeLifted), mixedWarning(comparison), notCompared(comparison)];
        warnings.forEach((text) => text && warn(text));
        return open;
    }

    private async pause(step: string, window: Transition | undefined, { namespace, cluster }: LiveTruthArgs): Promise<Hold[]> {
        const { batches, settings, target } = this.args;
        const steps = pauseSteps(batches);
        const attempt = (await known(this.args.attempt)) ?? 1;
        const place = { step, steps, version: target.version, attempt, settings, namespace, cluster };
        const hold = mixes(window) ? pauseHold({ ...place, window }) : undefined;
        return hold ? [hold] : [];
    }

    private nodes = (): Promise<LiveTruthArgs> => certain(this.args.nodes);
}
