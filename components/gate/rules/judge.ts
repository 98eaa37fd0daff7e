import { Completed, Facts, Target } from "../../domain/facts/facts";
import { applyOverrides, describeHolds, Hold, hold, LiftedHold } from "../../domain/hold";
import { notesOn } from "../notes/notes";
import { backupRules } from "./backup";
import { capacityRules } from "./room";
import { databaseRules } from "./database";
import { guardRules } from "./guard";
import { overrideHolds } from "./overrides";
import { procedureRules } from "./procedure";
import { promotionNotes, promotionRules, promotionWarnings } from "./promotion";
import { rollbackRules } from "./rollback";
import { Rule } from "./rule";
import { schemaRules } from "./schema";
import { targetRules } from "./target";
import { truthRules } from "./truth";
import { workloadRules } from "./stableNames";
import { unreachableWarning } from "../notes/unreachable";
import { workloadsWarning } from "../notes/workloads";
import { count } from "../../domain/text";
import { arrow, inFlight, kindOf, resumes, TransitionKind, versionChanges, withoutVainAttempt } from "../../domain/transition";

/** The rule book: a new rule is a new entry in one of these, and rows in the table of its tests. */
export const rules: readonly Rule[] = [
    ...targetRules,
    ...procedureRules,
    ...rollbackRules,
    ...schemaRules,
    ...databaseRules,
    ...backupRules,
    ...guardRules,
    ...promotionRules,
    ...truthRules,
    ...capacityRules,
    ...workloadRules,
];

/** What a transition is, or why it is refused. */
export interface Verdict {
    readonly kind: TransitionKind | "refused";
    /** All that hold it, none if it goes ahead. */
    readonly holds: Hold[];
    /** Holds that overrides lifted. */
    readonly lifted: LiftedHold[];
    /** What is good to know about it. */
    readonly notes: string[];
    /** What blocks nothing, and has to be known: what nobody checked, and what has changed elsewhere since the update began. */
    readonly warnings: string[];
}

/** Judges a transition: all that is wrong with it at once, or what kind of step it is, and what is good to know. */
export function judge(given: Facts): Verdict {
    const facts = withoutVainAttempt(given);
    const goesOn = resumes(facts);
    const found = rules.flatMap(({ id, entry, finds }): Hold[] => {
        // A run that was killed has to be able to go on: what has let the update begin is not asked again.
        const finding = entry && goesOn ? undefined : finds(facts);
        return finding ? [hold(id, finding)] : [];
    });
    const { open, lifted } = applyOverrides(found, facts.wanted.overrides);
    const holds = [...open, ...overrideHolds(facts, found, rules)];
    const notes = [...notesOn(facts), ...promotionNotes(facts)];
    const unreachable = found.some(({ id }) => id === "truthUnknown") ? undefined : unreachableWarning(facts);
    const unseen = [unreachable, workloadsWarning(facts)].filter((text) => text !== undefined);
    const warnings = [...(facts.warnings ?? []), ...unseen, ...promotionWarnings(facts)];
    return { kind: holds.length > 0 ? "refused" : kindOf(facts), holds, lifted, notes, warnings };
}

/** That a transition is refused, and by how much. */
export function refusedBy(facts: Facts, holds: readonly Hold[]): string {
    const number = count(holds.length, "hold");
    return goesOn(facts) ? `${inProgress(facts)}, is blocked by ${number}` : `${beginning(facts)} is refused by ${number}`;
}

/** That a transition is allowed, and what it is. */
export const allowedAs = (facts: Facts, kind: Verdict["kind"]): string =>
    goesOn(facts) ? `${inProgress(facts)}, is allowed to go on` : `${beginning(facts)} is allowed: ${kind}`;

/** Whether nothing else is asked for than the update that is in progress. */
const goesOn = (facts: Facts): boolean => inFlight(facts) && !versionChanges(facts);

const inProgress = ({ wanted, previous, completed }: Facts): string =>
    `the ${what(wanted, previous, completed)} ${wanted.version}, which is in progress (last completed: ${completed.version ?? "nothing"})`;

function what({ rollback }: Target, previous: Target | undefined, { version }: Completed): string {
    if (rollback && previous?.rollback) {
        return "rollback to";
    }
    return version === undefined ? "installation of" : "update to";
}

/** Both versions, or the first one, where nothing is recorded yet. */
function beginning(facts: Facts): string {
    const { previous, wanted } = facts;
    return previous ? arrow(facts) : `nothing is recorded yet; the ${wanted.adopt ? "takeover" : "installation"} of ${wanted.version}`;
}

/** The refusal as the user reads it at preview. */
export function describeRefusal(facts: Facts, { holds }: Verdict): string {
    return `${refusedBy(facts, holds)}; nothing has been changed.\n${describeHolds(holds, facts.wanted.overrides)}`;
}
