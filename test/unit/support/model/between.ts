import { pauseSteps } from "../../../../components/domain/batches";
import { betweenHolds } from "../../../../components/verification/rules/comparison";
import { changedMeanwhile, PassedBatch } from "../../../../components/checkpoint/rules/completion";
import { Target, Transition } from "../../../../components/domain/facts/facts";
import { applyOverrides, Hold } from "../../../../components/domain/hold";
import { imageOf } from "../../../../components/domain/image";
import { batchHolds } from "../../../../components/checkpoint/rules/integrated";
import { pauseHold } from "../../../../components/verification/rules/pause";
import { staysBecause } from "../../../../components/verification/rules/takeBack";
import { Opening } from "../../../../components/domain/facts/standing";
import { settleVerification, VerificationSettings } from "../../../../components/settings/verification";
import { cluster as name, ModelCluster, namespace } from "./cluster";
import { Configuration } from "./configuration";
import type { ModelStack } from "./stack";
import { BatchState, IntegratedBatch } from "../../../../components/domain/facts/batch";

/** What a checkpoint of a batch looks at. */
export interface BetweenArgs {
    readonly batch: PassedBatch;
    readonly vouched: IntegratedBatch;
    /** In the order in which they are upgraded. */
    readonly batches: readonly PassedBatch[];
    readonly window?: Transition;
    readonly opening?: Opening;
    readonly target: Target;
    readonly config: Configuration;
    readonly cluster: ModelCluster;
    readonly now: string;
}

/** What keeps the next batch from beginning: this one is not integrated, or something has become worse (components/verification/betweenBatches.ts). */
export function betweenBatches({ batch, vouched, batches, window, opening, target, cluster, now }: BetweenArgs): Hold[] {
    let state: BatchState;
    try {
        state = cluster.batchState(vouched);
    } catch (error) {
        return [{ id: "clusterUnreachable", message: (error as Error).message, why: "", next: "", overridable: false }];
    }
    const integrated = batchHolds(vouched, state);
    if (integrated.length > 0 || window?.from === "") {
        return integrated;
    }
    const place = batches.findIndex(({ id }) => id === batch.id);
    const planned = batches.map(({ id, nodes }, i) => ({ id, nodes, done: i <= place }));
    const standing = { at: now, nodes: cluster.standing() };
    const updated = planned.filter(({ done }) => done).map(({ id }) => id);
    const { image, version, overrides } = target;
    const changed = changedMeanwhile(standing.nodes, updated, { image: imageOf(image, version), version }, namespace);
    const compared = betweenHolds({
        batch: batch.id,
        batches: planned,
        window,
        version,
        opening: window && opening,
        now: standing,
        settings: settleVerification({}),
        namespace,
        cluster: name,
        restPath: "engine-rest",
    });
    return applyOverrides([...changed, ...compared], overrides).open;
}

/** That somebody wants to look first. */
export const pauseAt = (args: {
    step: string;
    version: string;
    window?: Transition;
    batches: readonly PassedBatch[];
    settings: VerificationSettings;
    attempt: number;
}): Hold[] => {
    const hold = pauseHold({ ...args, steps: pauseSteps(args.batches), namespace, cluster: name });
    return hold ? [hold] : [];
};

/** The first batch goes back to the version before, where its checkpoint has failed (components/verification/firstBatch.ts). */
export function takeBack(args: {
    batch: PassedBatch;
    holds: readonly Hold[];
    target: Target;
    window: Transition;
    stack: ModelStack;
}): void {
    const { batch, holds, target, window, stack } = args;
    const { cluster, observer } = stack;
    const [, before] = window.from.split(" ");
    if (!staysBecause({ batch: batch.id, holds, version: target.version, nodes: cluster.standing() })) {
        observer.act(`${batch.workload} taken back to ${before}`, () => void cluster.writeBack(batch.workload, before, stack.now()));
    }
}
