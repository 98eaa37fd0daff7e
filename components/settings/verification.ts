import { pauseSteps, planBatches } from "../domain/batches";
import { isSection } from "./checks";
import { Fault, fieldFaults } from "./faults";
import { readGoAhead } from "../domain/goAhead";
import { checksOf, defaultsOf } from "./table/setting";
import { canarySection, verificationSection } from "./table/verificationSection";

/** What is looked at between batches, with every default filled in. */
export interface VerificationSettings {
    readonly failedJobsAllowed: number;
    readonly soakSeconds: number;
    readonly lockSeconds: number;
    readonly mixedWarningMinutes: number;
    readonly mixedMinutes: number;
    readonly pauseAfter: readonly string[];
    readonly goAhead: string;
    readonly returnFirstBatch: boolean;
    readonly canary: CanarySettings;
}

/** How its fields have to look. */
export const verificationChecks = checksOf(verificationSection);

/** Fills in the defaults. */
export function settleVerification(given: object | undefined): VerificationSettings {
    // A setting that is undefined is one that is not given.
    const told: Partial<VerificationSettings> = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));
    return { ...defaultsOf(verificationSection), pauseAfter: [], goAhead: "", ...told, canary: settleCanary(told.canary) };
}

/** What is wrong with the canary's own settings. */
export function canaryFaults(verification: object): Fault[] {
    const { canary } = isSection(verification) ? (verification as { canary?: unknown }) : {};
    return isSection(canary) ? fieldFaults("verification.canary", canary, checksOf(canarySection)) : [];
}

/** A batch that does not exist would never be paused after, nor would a go-ahead for it lift anything, and nobody would notice. */
export function pauseFaults(verification: object | undefined, count: number, batchSize: string, version?: unknown): Fault[] {
    const given = isSection(verification) ? (verification as { pauseAfter?: unknown; goAhead?: unknown }) : {};
    const { pauseAfter, goAhead } = given;
    const steps = pauseSteps(planBatches(count, batchSize));
    const fault = (path: string, value: string, step: string): Fault[] =>
        steps.includes(step)
            ? []
            : [{ path, message: `is "${value}", but ${count} nodes in batches of ${batchSize} have ${steps.join(", ")}` }];
    // One for another version is for another rollout, whose nodes may have had other batches.
    const looked = verificationChecks.goAhead.passes(goAhead) ? readGoAhead(goAhead as string) : undefined;
    return [
        ...(verificationChecks.pauseAfter.passes(pauseAfter)
            ? (pauseAfter as string[]).flatMap((name, i) => fault(`verification.pauseAfter[${i}]`, name, name))
            : []),
        ...(looked && looked.version === version ? fault("verification.goAhead", goAhead as string, looked.step) : []),
    ];
}

/** Settings of the canary, with every default filled in. */
export interface CanarySettings {
    readonly enabled: boolean;
    /** Process of the user's own; empty: the built-in one. */
    readonly processDefinitionKey: string;
    readonly seconds: number;
}

/** Fills in the defaults: who names a process wants it to run. */
export function settleCanary(given: unknown): CanarySettings {
    const {
        processDefinitionKey = "",
        enabled = processDefinitionKey !== "",
        seconds = canarySection.seconds.default,
    } = (given ?? {}) as Partial<CanarySettings>;
    return { enabled, processDefinitionKey, seconds };
}
