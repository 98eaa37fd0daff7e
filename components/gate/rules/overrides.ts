import { Facts } from "../../domain/facts/facts";
import { Hold, hold, Override, overrideCommand } from "../../domain/hold";
import { entryOf, isHoldId } from "../../domain/holds/registry";
import { Rule } from "./rule";
import { inFlight, versionChanges } from "../../domain/transition";

/** What is wrong with the overrides, seen beside all that holds. */
export function overrideHolds(facts: Facts, found: readonly Hold[], rules: readonly Rule[]): Hold[] {
    const { previous, wanted } = facts;
    const before = previous?.overrides ?? [];
    const same = (a: Override) => (b: Override) => a.hold === b.hold && a.reason === b.reason;
    const path = (override: Override) => `'overrides[${wanted.overrides.indexOf(override)}]'`;
    const spent = (override: Override) => versionChanges(facts) && !inFlight(facts) && before.some(same(override));
    // What a checkpoint finds, the gate does not.
    const isLive = ({ hold: id }: Override) => rules.some((rule) => rule.live && rule.id === id) || isLiftedLater(id);
    const lifts = (override: Override) => found.some(({ id }) => id === override.hold);

    const unused = wanted.overrides
        // One that was given for this rollout has done its work when the rollout goes on.
        .filter(
            (override) =>
                spent(override) || (!lifts(override) && !isLive(override) && (versionChanges(facts) || !before.some(same(override)))),
        )
        .map((override) =>
            hold("overrideUnused", {
                message: spent(override)
                    ? `the override of ${override.hold} ("${override.reason}") was given for the update to ${previous?.version ?? ""}, which is completed`
                    : `the override of ${override.hold} ("${override.reason}") lifts nothing: there is no such hold now`,
                next: `pulumi config rm --path ${path(override)} && pulumi up   # or, if it is needed again, state another reason`,
            }),
        );
    const withdrawn = (versionChanges(facts) || !inFlight(facts) ? [] : before)
        .filter((override) => !wanted.overrides.some(same(override)))
        .map(({ hold: id, reason }) =>
            hold("overrideWithdrawn", {
                message: `the override of ${id} ("${reason}") was removed, and its update is not completed`,
                next: `${overrideCommand(wanted.overrides.length, id, `'${reason}'`)} && pulumi up`,
            }),
        );
    return [...unused, ...withdrawn];
}

/** Whether a checkpoint may raise the hold that an override lifts. */
const isLiftedLater = (id: string): boolean => isHoldId(id) && entryOf(id).overridable && entryOf(id).raisedBy.includes("checkpoint");
