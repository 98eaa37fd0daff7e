import { Transition } from "../../domain/facts/facts";
import { readGoAhead } from "../../domain/goAhead";
import { Hold, hold } from "../../domain/hold";
import { VerificationSettings } from "../../settings/verification";
import { named } from "../../domain/transition";
import { mixes } from "../../domain/history";

/** Where a pause is asked for. */
export interface PausePlace {
    /** The step that has ended, e.g. `schema`. */
    readonly step: string;
    /** All steps, in their order. */
    readonly steps: readonly string[];
    /** The version that the rollout leads to. */
    readonly version: string;
    readonly window?: Transition;
    /** Which rollout to that version this is, counted from 1. */
    readonly attempt: number;
    readonly settings: VerificationSettings;
    readonly namespace: string;
    readonly cluster: string;
}

/** The number of the next rollout to a version, from 1: after a rollback from it, whether it was reached or not, the next rollout is another one. */
export const attemptOf = (target: { product: string; version: string }, history: readonly Transition[]): number =>
    1 + history.filter(({ from, rollback }) => rollback !== "" && from === named(target)).length;

/**
 * That somebody wants to look before the rollout goes on; undefined: nobody does, or has looked. A go-ahead names version, step, and which rollout to
 * that version, so that it is none for the next one. It counts for the steps before it, too, which may look again.
 */
export function pauseHold({ step, steps, version, window, attempt, settings, namespace, cluster }: PausePlace): Hold | undefined {
    const { pauseAfter, goAhead } = settings;
    const looked = readGoAhead(goAhead);
    const passed = looked.version === version && looked.attempt === attempt && steps.indexOf(looked.step) >= steps.indexOf(step);
    // On the way back nobody wants to be stopped.
    if (!pauseAfter.includes(step) || passed || !mixes(window) || window.rollback !== "") {
        return undefined;
    }
    const done = steps.indexOf(step);
    const left = steps.slice(done + 1).length;
    const earlier =
        looked.version === version && looked.attempt !== attempt
            ? `; verification.goAhead is "${goAhead}", for ${looked.attempt < attempt ? "an earlier" : "another"} update to ${version}`
            : "";
    const which = attempt > 1 ? ` #${attempt}` : "";
    const look = `kubectl -n ${namespace} get pods -l app.kubernetes.io/instance=${cluster} -L app.kubernetes.io/version`;
    return hold("paused", {
        message: `${window.from} → ${window.to} has completed ${steps.slice(0, done + 1).join(", ")}, and pauses; ${left === 0 ? "no batch is" : left === 1 ? "1 batch is" : `${left} batches are`} left${earlier}`,
        short: `paused after ${step}`,
        next: `pulumi config set --path verification.goAhead "${version} ${step}${which}" && pulumi up   # look first: ${look}`,
        liftedBy: "The go-ahead is for this update and step only. To roll back instead: docs/guides/roll-back-and-restore.md",
    });
}
