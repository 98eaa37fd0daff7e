import { isDeepStrictEqual } from "node:util";
import { Attempt, Facts, Target } from "./facts/facts";
import { compareReleases, parseRelease, Release } from "./release";
export const releaseOf = (target: Target): Release | undefined => parseRelease(target.version, target.product);

/** Whether nodes are to run something else than what was wanted last. */
export const versionChanges = ({ previous, wanted }: Facts): boolean =>
    previous !== undefined && (previous.version !== wanted.version || previous.product !== wanted.product);

/** Whether nodes are to ask for something else, or for other machines. */
export const roomChanges = ({ previous, wanted }: Facts): boolean =>
    previous?.room !== undefined && wanted.room !== undefined && !same(previous.room, wanted.room);

/** What an update is for, without what tells one of its runs from another. */
const withoutRun = (attempt: Attempt): Attempt => ({ ...attempt, run: undefined, admitted: undefined });

/** Whether nothing else changes, but for what lifts a hold of it. */
export const onlyRoomChanges = ({ previous, wanted }: Facts): boolean =>
    previous !== undefined &&
    !same(previous.room ?? {}, wanted.room ?? {}) &&
    same({ ...withoutRun(previous), room: undefined, overrides: [] }, { ...withoutRun(wanted), room: undefined, overrides: [] });

/**
 * Without what was wanted last, where that came to nothing and a cluster is taken over instead: no version is completed and no node of this stack runs.
 * Otherwise a first installation that was refused (`databaseUnexpected`) would forbid the adoption that leads out of it.
 */
export function withoutVainAttempt(facts: Facts): Facts {
    const { previous, wanted, completed, live } = facts;
    const nothing = completed.version === undefined && completed.history.length === 0;
    const nobody = live?.problem === "" && live.nodes.every(({ adopted }) => adopted);
    return wanted.adopt && previous && !previous.adopt && nothing && nobody ? { ...facts, previous: undefined } : facts;
}

/** Whether the update that is in progress goes on as it was begun. */
export const resumes = (facts: Facts): boolean =>
    facts.previous !== undefined && inFlight(facts) && same(withoutRun(facts.previous), withoutRun(facts.wanted));

/** Whether they are the same as the state keeps them: without what is undefined, in whatever order. */
export const same = (...both: [object, object]): boolean => {
    const [a, b] = both.map((value): unknown => JSON.parse(JSON.stringify(value)));
    return isDeepStrictEqual(a, b);
};

/** Both ends of a step within one product, if both can be read. */
export function stepOf({ previous, wanted }: Facts): { from: Release; to: Release } | undefined {
    const from = previous && releaseOf(previous);
    const to = releaseOf(wanted);
    return from && to && from.product === to.product ? { from, to } : undefined;
}

/** Whether the step leads back within one product. */
export function goesBack(facts: Facts): boolean {
    const step = stepOf(facts);
    return step !== undefined && compareReleases(step.to, step.from) < 0;
}

/** A version with its product, as the history keeps it. */
export const named = ({ product, version }: { product: string; version: string }): string => `${product} ${version}`;

/** `7.22.0 → 7.23.0`, with the products where they differ. */
export function arrow({ previous, wanted }: Facts): string {
    if (previous && previous.product !== wanted.product) {
        return `${named(previous)} → ${named(wanted)}`;
    }
    return `${previous?.version ?? "nothing"} → ${wanted.version}`;
}

/** Whether the last rollout, or the last return to the version before, has not reached every node yet. */
export function inFlight({ previous, completed }: Pick<Facts, "previous" | "completed">): boolean {
    if (!previous) {
        return false;
    }
    const last = completed.history.at(-1);
    const returned = !previous.rollback || (last?.rollback !== "" && last?.to === named(previous));
    return previous.version !== completed.version || !returned || previous.run !== last?.run;
}

/** Whether nodes of two versions may run: an update that is in progress is not the first installation. */
export const mayBeMixed = (facts: Facts): boolean => inFlight(facts) && facts.completed.version !== undefined;

/** Whether what must not change with the version would change: the version does, or an update of it is in progress. */
export const movesOrMixes = (facts: Facts): boolean => versionChanges(facts) || mayBeMixed(facts);

/** Whether a node serves while another one is updated. */
export const hasSpare = ({ nodes, surge }: Target): boolean => nodes > 1 || surge;

/** Whether a way back that is not completed is given up: forward again, to the version that it left. No third version comes into play. */
export const goesForwardAgain = (facts: Facts): boolean => {
    const { previous, wanted } = facts;
    return (
        previous?.rollback !== undefined &&
        !wanted.rollback &&
        inFlight(facts) &&
        previous.product === wanted.product &&
        previous.rollback.from === wanted.version
    );
};

/** The version that the nodes ran before the last rollout; undefined: it is not recorded. */
export function versionBefore(facts: Facts): string | undefined {
    const { previous, completed } = facts;
    const last = completed.history.at(-1);
    // A version that was left and is reached again is recorded already.
    const again = previous && !previous.rollback && last?.to === named(previous);
    if (!previous || again || !inFlight(facts)) {
        return previous && last?.to === named(previous) && last.from !== "" ? last.from : undefined;
    }
    return last?.to ?? (completed.version && named({ product: previous.product, version: completed.version }));
}

/** What a transition is. */
export type TransitionKind = "fresh" | "unchanged" | "patch" | "minor" | "productSwitch" | "nodeRollback";

/** `fresh`, `unchanged`, `patch`, `minor`, `productSwitch` or `nodeRollback`. */
export function kindOf(facts: Facts): TransitionKind {
    const { previous, wanted } = facts;
    if (!previous) {
        return wanted.adopt ? "unchanged" : "fresh";
    }
    if (!versionChanges(facts)) {
        return "unchanged";
    }
    if (wanted.rollback) {
        return "nodeRollback";
    }
    if (previous.product !== wanted.product) {
        return "productSwitch";
    }
    const step = stepOf(facts);
    return step?.from.minor === step?.to.minor ? "patch" : "minor";
}
