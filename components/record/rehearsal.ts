import * as pulumi from "@pulumi/pulumi";
import { Completed, PromotionFacts, Target } from "../domain/facts/facts";
import { foreign } from "../domain/foreign";
import { PromotionSettings, qualified, settlePromotion, shownStack } from "../settings/promotion";
import { transitionTo } from "../domain/history";
import { evidenceIn } from "../domain/evidence";
import { thisStack } from "./stackRecord";

/**
 * What the stack that is promoted from has completed; undefined where nothing new is to be completed here, so that nobody is asked then.
 * Not by a StackReference: one to a stack that does not exist fails the update, and nothing catches it (pulumi#16591). It reads by the same function
 * of the engine (pkg/resource/deploy/builtins.go).
 */
export const promotionFacts = (
    settings: PromotionSettings,
    target: Target,
    completed: pulumi.Output<Completed>,
): pulumi.Output<PromotionFacts | undefined> =>
    completed.apply(async (before) => (transitionTo(target, before) ? read(settings) : undefined));

async function read(settings: PromotionSettings): Promise<PromotionFacts> {
    const { maxAgeDays, output } = settlePromotion(settings);
    const own = thisStack();
    const name = qualified(settings.stack, own);
    const about = { stack: shownStack(settings.stack, own), maxAgeDays, now: new Date().toISOString() };
    try {
        const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
            outputs?: Record<string, unknown>;
        };
        return { ...about, ...evidenceIn(outputs?.[output], output) };
    } catch (error) {
        return {
            ...about,
            evidence: [],
            problem: foreign((error as Error).message.replace(/^invocation of \S+ returned an error: /, ""), 500),
        };
    }
}
