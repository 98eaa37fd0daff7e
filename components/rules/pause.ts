import { Transition } from "./facts";
import { Hold } from "./holds";
import { mixes } from "./standing";
import { VerificationSettings } from "./verification";

/** Where a pause is asked for. */
export interface PausePlace {
    /** The step that has ended, e.g. `schema`. */
    readonly step: string;
    /** All steps, in their order. */
    readonly steps: readonly string[];
    /** The version that the rollout leads to. */
    readonly version: string;
    readonly window?: Transition;
    readonly settings: VerificationSettings;
    readonly namespace: string;
    readonly cluster: string;
}

/**
 * That somebody wants to look before the rollout goes on; undefined: nobody does, or has looked. A go-ahead names version and step, so that it is
 * none for the next rollout, and holds for the steps before it, too, which may look again.
 */
export function pauseHold({ step, steps, version, window, settings, namespace, cluster }: PausePlace): Hold | undefined {
    const { pauseAfter, goAhead } = settings;
    const [lookedAt, upTo] = goAhead.split(" ");
    const passed = lookedAt === version && steps.indexOf(upTo) >= steps.indexOf(step);
    // On the way back nobody wants to be stopped.
    if (!pauseAfter.includes(step) || passed || !mixes(window) || window.rollback !== "") {
        return undefined;
    }
    const done = steps.indexOf(step);
    const left = steps.slice(done + 1).length;
    const look = `kubectl -n ${namespace} get pods -l app.kubernetes.io/instance=${cluster} -L app.kubernetes.io/version`;
    return {
        id: "paused",
        message: `${window.from} → ${window.to} is through with ${steps.slice(0, done + 1).join(", ")}, and pauses there; ${left === 0 ? "no batch is" : left === 1 ? "1 batch is" : `${left} batches are`} left`,
        why: "verification.pauseAfter asks for a look before the rollout goes on; nothing is wrong, and all that was not upgraded goes on serving.",
        next: `pulumi config set --path verification.goAhead "${version} ${step}" && pulumi up   # look first: ${look}`,
        overridable: false,
        liftedBy: "the go-ahead is for this version and step only; to go back instead: README.md, Go back",
        final: true,
    };
}
