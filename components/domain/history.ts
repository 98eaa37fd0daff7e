import { Completed, Target, Transition } from "./facts/facts";
import { named } from "../gate/rules/rule";

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
