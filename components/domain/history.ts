import { Completed, Target, Transition } from "./facts/facts";
import { named } from "./transition";

/** How many transitions the stack remembers. */
const remembered = 20;

/** What a rollout has met besides. */
export type Met = Pick<Transition, "snapshot" | "returned" | "expected" | "run">;

/** The history once a target is reached: one entry more, unless it was reached before. */
export function historyAfter(
    target: Target,
    { version, history }: Completed,
    { snapshot, returned, expected, run }: Met = {},
): readonly Transition[] {
    const met = {
        ...(snapshot ? { snapshot } : {}),
        ...(returned && !target.rollback ? { returned } : {}),
        ...(expected ? { expected } : {}),
        ...(run ? { run } : {}),
    };
    const last = history.at(-1);
    const to = named(target);
    const { overrides, rollback } = target;
    if (rollback) {
        const from = named({ product: target.product, version: rollback.from });
        return last?.to === to && last.rollback === rollback.reason && last.from === from
            ? completedBy(run, history)
            : append(history, { from, to, overrides, rollback: rollback.reason, ...met });
    }
    if (last?.to === to) {
        return completedBy(run, history);
    }
    const from = last?.to ?? (version && version !== target.version ? named({ product: target.product, version }) : "");
    return append(history, { from, to, overrides, rollback: "", ...met });
}

/** A version that was left and reached again, without the other one being completed in between, was completed by another run. */
const completedBy = (run: string | undefined, history: readonly Transition[]): readonly Transition[] => {
    const last = history.at(-1);
    return run && last && last.run !== run ? [...history.slice(0, -1), { ...last, run }] : history;
};

const append = (history: readonly Transition[], entry: Transition) => [...history, entry].slice(-remembered);

/** The transition that reaching a target is; undefined: it was reached before. */
export function transitionTo(target: Target, before: Completed): Transition | undefined {
    const after = historyAfter(target, before);
    return after === before.history ? undefined : after.at(-1);
}

/** The transition that is under way; undefined: none is, and versions are not mixed. */
export const windowOf = (target: Target, before: Completed): Transition | undefined => transitionTo(target, before);

/** The name of a transition, from before its first act until the next one: two that follow each other are never the same. */
export function windowName(target: Target, before: Completed): string {
    const { from = "", to = "", rollback = "" } = windowOf(target, before) ?? before.history.at(-1) ?? {};
    return `${from || "nothing"} → ${to}${rollback ? ", back" : ""}`;
}

/** Whether anybody is served while it lasts: a first installation has nothing to compare with. */
export const mixes = (window: Transition | undefined): window is Transition => window !== undefined && window.from !== "";
