import { Attempt, Completed, Target } from "./facts/facts";
import { inFlight, same } from "./transition";
import { transitionTo } from "./history";

/** The run of an update that a program is. */
export interface Run {
    /** Whether an update is in progress: to a version that is not completed, or by a run that has not completed it. */
    readonly inProgress: boolean;
    /**
     * In progress: another one than that of the run before, so that gate and passed checkpoints are asked again. Else the one that completed the last
     * update, so that nothing differs; undefined: an earlier version of this module has completed it.
     */
    readonly id?: string;
}

/** Which run it is, by what the stack has completed and what the gate has let begin. The same for a preview and the update after it. */
export function runOf(target: Target, completed: Completed, attempt: Attempt | undefined, now: string): Run {
    const last = completed.history.at(-1)?.run;
    const inProgress = transitionTo(target, completed) !== undefined || inFlight({ previous: attempt, completed });
    if (!inProgress) {
        return { inProgress, id: last };
    }
    // Before anything was completed the state is not read: then the time tells two runs apart.
    const before = [last, attempt?.run].map(Number).filter(Number.isInteger);
    return { inProgress, id: attempt || completed.version !== undefined ? String(Math.max(0, ...before) + 1) : now };
}

/** What a checkpoint keeps in the state besides: which run of the update it was asked in. */
export interface AskedIn {
    readonly updateRun?: string;
}

/** Whether what a checkpoint vouches for differs from what it has vouched for by the run alone. */
export const onlyRunDiffers = (before: AskedIn | undefined, after: AskedIn | undefined): boolean =>
    before !== undefined && after !== undefined && same({ ...before, updateRun: undefined }, { ...after, updateRun: undefined });
