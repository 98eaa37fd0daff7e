import { pauseSteps, planBatches } from "../domain/batches";
import { Check, flag, isSection, matching, whole } from "./checks";
import { Fault, fieldFaults } from "./faults";
import { readGoAhead } from "../domain/goAhead";

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

const step = "(schema|batch-[1-9]\\d{0,3})";

/** How its fields have to look. */
export const verificationChecks: Record<keyof VerificationSettings, Check> = {
    failedJobsAllowed: whole(0, 1000000),
    soakSeconds: whole(0, 86400),
    lockSeconds: whole(0, 86400),
    mixedWarningMinutes: whole(0, 100000),
    mixedMinutes: whole(0, 100000),
    pauseAfter: {
        expected: "a list of schema and batches, e.g. [schema, batch-1]",
        passes: (value) => Array.isArray(value) && value.every((one) => typeof one === "string" && new RegExp(`^${step}$`).test(one)),
    },
    goAhead: matching(
        'the version and the step that was looked at, e.g. "7.23.0 batch-1"; in the second rollout to it "7.23.0 batch-1 #2"',
        new RegExp(`^\\d+\\.\\d+\\.\\d+ ${step}( #[1-9]\\d{0,2})?$`),
    ),
    returnFirstBatch: flag,
    canary: { expected: "names with values, e.g. {enabled: true}", passes: isSection },
};

/** Fills in the defaults. */
export function settleVerification(given: object | undefined): VerificationSettings {
    // A setting that is undefined is one that is not given.
    const told: Partial<VerificationSettings> = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));
    const defaults: VerificationSettings = {
        failedJobsAllowed: 0,
        soakSeconds: 0,
        lockSeconds: 300,
        mixedWarningMinutes: 120,
        mixedMinutes: 0,
        pauseAfter: [],
        goAhead: "",
        returnFirstBatch: false,
        canary: settleCanary(undefined),
    };
    return { ...defaults, ...told, canary: settleCanary(told.canary) };
}

/** What is wrong with the canary's own settings. */
export function canaryFaults(verification: object): Fault[] {
    const { canary } = isSection(verification) ? (verification as { canary?: unknown }) : {};
    return isSection(canary) ? fieldFaults("verification.canary", canary, canaryChecks) : [];
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

/** How its fields have to look. */
export const canaryChecks: Record<keyof CanarySettings, Check> = {
    enabled: flag,
    processDefinitionKey: matching("the key of a process that is deployed, e.g. canary", /^[A-Za-z_][\w.-]{0,254}$/),
    seconds: whole(1, 3600),
};

/** Fills in the defaults: who names a process wants it to run. */
export function settleCanary(given: unknown): CanarySettings {
    const { processDefinitionKey = "", enabled = processDefinitionKey !== "", seconds = 60 } = (given ?? {}) as Partial<CanarySettings>;
    return { enabled, processDefinitionKey, seconds };
}
