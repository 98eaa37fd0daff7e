import { Rule } from "./rule";
import { Facts } from "../../domain/facts/facts";
import { compareReleases, minorBefore } from "../../domain/release";
import { arrow, goesBack, inFlight, kindOf, named, releaseOf, versionBefore, versionChanges } from "../../domain/transition";
import { set } from "../../domain/commands";

/** Rules about going back: nodes only, by explicit configuration, and only to the version before. */
export const rollbackRules: readonly Rule[] = [
    {
        id: "downgrade",
        finds: (facts) => {
            const { previous, wanted } = facts;
            if (!previous || wanted.rollback || !goesBack(facts) || !releaseOf(previous)?.known) {
                return undefined;
            }
            const back = isVersionBefore(facts)
                ? `; or, to roll back the nodes: pulumi config set --path rollback.from ${previous.version} && pulumi config set --path rollback.reason "…" && pulumi up`
                : "";
            return { message: `${arrow(facts)} is a lower version`, next: `${set(previous.version)}${back}` };
        },
    },
    {
        id: "rollbackRefused",
        finds: (facts) => {
            const { previous, wanted } = facts;
            // A step forward is what rollbackUnused is for.
            if (!previous || !wanted.rollback || kindOf(facts) !== "nodeRollback" || goesForward(facts)) {
                return undefined;
            }
            if (wanted.rollback.from !== previous.version) {
                return {
                    message: `rollback.from is ${wanted.rollback.from}, but the last target was ${previous.version}`,
                    next: `pulumi config set --path rollback.from ${previous.version} && pulumi up`,
                };
            }
            const last = facts.completed.history.at(-1);
            if (last?.rollback === wanted.rollback.reason && last.from === named(previous)) {
                return {
                    message: `rollback.reason is the same as for the last rollback: "${last.rollback}"`,
                    why: "A rollback is known by its reason: with the same one, it would count as the last one again and not appear in the history.",
                    next: `pulumi config set --path rollback.reason "…, again" && pulumi up`,
                };
            }
            const before = versionBefore(facts);
            return isVersionBefore(facts)
                ? undefined
                : {
                      message: `${arrow(facts)} does not lead to the previous version${before ? `, which is ${before}` : ""}`,
                      next: before ? set(before.split(" ")[1]) : `${set(previous.version)}   # stays at this version`,
                  };
        },
    },
    {
        id: "rollbackUnused",
        finds: (facts) => {
            const { previous, wanted } = facts;
            const repeated = previous?.rollback?.from === wanted.rollback?.from && !versionChanges(facts);
            return wanted.rollback && !repeated && (!versionChanges(facts) || goesForward(facts))
                ? {
                      message: `rollback is set (from ${wanted.rollback.from}), but ${arrow(facts)} is not a rollback`,
                      next: "pulumi config rm --path rollback && pulumi up",
                  }
                : undefined;
        },
    },
];

/** Whether another version of the same product is wanted, and not a lower one. */
const goesForward = (facts: Facts): boolean =>
    versionChanges(facts) && facts.previous?.product === facts.wanted.product && !goesBack(facts);

/** Whether the wanted version is the one before; where none is recorded, a lower one of the same minor or of the minor before has to do. */
function isVersionBefore(facts: Facts): boolean {
    const before = versionBefore(facts);
    if (before) {
        return before === named(facts.wanted);
    }
    const to = releaseOf(facts.wanted);
    const from = facts.previous && releaseOf(facts.previous);
    if (!from?.known || !to?.known || from.product !== to.product || inFlight(facts)) {
        return false;
    }
    return compareReleases(to, from) < 0 && (to.minor === from.minor || to.known === minorBefore(from));
}
