import { checkpointIds } from "../../verification/rules/comparison";
import { Facts } from "../../domain/facts/facts";
import { Hold, Override, overrideCommand } from "../../domain/hold";
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
    const isLive = ({ hold }: Override) => rules.some((rule) => rule.live && rule.id === hold) || checkpointIds.includes(hold);
    const lifts = (override: Override) => found.some((hold) => hold.id === override.hold);

    const unused = wanted.overrides
        // One that was given for this rollout has done its work when the rollout goes on.
        .filter(
            (override) =>
                spent(override) || (!lifts(override) && !isLive(override) && (versionChanges(facts) || !before.some(same(override)))),
        )
        .map((override) => ({
            id: "overrideUnused",
            message: spent(override)
                ? `the override of ${override.hold} ("${override.reason}") was given for the rollout to ${previous?.version}, which is completed`
                : `the override of ${override.hold} ("${override.reason}") lifts nothing: there is no such hold`,
            why: "An override is for one rollout. One that stays behind would lift a hold of a later rollout without anybody having thought of it.",
            next: `pulumi config rm --path ${path(override)} && pulumi up   # or, for a new case, another reason`,
            overridable: false,
        }));
    const withdrawn = (versionChanges(facts) || !inFlight(facts) ? [] : before)
        .filter((override) => !wanted.overrides.some(same(override)))
        .map(({ hold, reason }) => ({
            id: "overrideWithdrawn",
            message: `the override of ${hold} ("${reason}") is gone, and the rollout that it was given for is not completed`,
            why: "What was lifted for a rollout goes into the history of the stack when it is completed; until then it stays where it was given.",
            next: `${overrideCommand(wanted.overrides.length, hold, `'${reason}'`)} && pulumi up`,
            overridable: false,
        }));
    return [...unused, ...withdrawn];
}
