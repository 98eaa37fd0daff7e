import { Completed, Target, Transition } from "./facts";
import { named } from "./book/rule";

/** How many transitions the stack remembers. */
const remembered = 20;

/** What a rollout has met besides. */
export type Met = Pick<Transition, "snapshot" | "returned" | "expected">;

/** The history once a target is reached: one entry more, unless it was reached before. */
export function historyAfter(
    target: Target,
    { version, history }: Completed,
    { snapshot, returned, expected }: Met = {},
): readonly Transition[] {
    const met = {
        ...(snapshot ? { snapshot } : {}),
        ...(returned && !target.rollback ? { returned } : {}),
        ...(expected ? { expected } : {}),
    };
    const last = history.at(-1);
    const to = named(target);
    const { overrides, rollback } = target;
    if (rollback) {
        const from = named({ product: target.product, version: rollback.from });
        return last?.to === to && last.rollback === rollback.reason && last.from === from
            ? history
            : append(history, { from, to, overrides, rollback: rollback.reason, ...met });
    }
    if (last?.to === to) {
        return history;
    }
    const from = last?.to ?? (version && version !== target.version ? named({ product: target.product, version }) : "");
    return append(history, { from, to, overrides, rollback: "", ...met });
}

const append = (history: readonly Transition[], entry: Transition) => [...history, entry].slice(-remembered);
