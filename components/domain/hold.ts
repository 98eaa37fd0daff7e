import { inOneLine } from "./foreign";
import { docsOf, entryOf, HoldId, whyOf } from "./holds/registry";

/** Something that keeps the update from going on, in the words that the user reads. */
export interface Hold {
    readonly id: HoldId;
    /** What is wrong, with both values in it. */
    readonly message: string;
    /** What is pending, in few words, for the progress line. @default the message up to its first colon */
    readonly short?: string;
    /** The rule, with its source. */
    readonly why: string;
    /** What to do, with the exact command. */
    readonly next: string;
    /** Whether an override with a reason lifts it. */
    readonly overridable: boolean;
    /** What lifts it, where that is not an override of its own id. */
    readonly liftedBy?: string;
    /** Whether it stays however long is waited. */
    readonly final?: boolean;
}

/** What a rule says: what is wrong, and what to do; the rest only where its values decide it. */
export interface Found extends Pick<Hold, "message" | "next">, Partial<Pick<Hold, "short" | "why" | "overridable" | "liftedBy">> {
    readonly final?: boolean;
}

/** A hold with what the registry knows of it. */
export function hold(id: HoldId, { why, overridable, final, ...found }: Found): Hold {
    const entry = entryOf(id);
    return {
        id,
        ...found,
        why: why ?? whyOf(id),
        overridable: overridable ?? entry.overridable,
        ...((final ?? entry.final) ? { final: true } : {}),
    };
}

/** Lifts one hold, by id, for a stated reason. */
export interface Override {
    /** Id of the hold, e.g. `applicationChanged`. */
    hold: string;
    /** Why it is safe here; shown at every preview that it lifts something, and kept in the history of the stack. */
    reason: string;
}

/** A hold that an override lifted, and why. */
export interface LiftedHold {
    readonly hold: Hold;
    readonly reason: string;
}

/** Parts the holds that stay from those that an override lifts; a hold that nobody may override stays, whatever is asked. */
export function applyOverrides(holds: readonly Hold[], overrides: readonly Override[]): { open: Hold[]; lifted: LiftedHold[] } {
    const reasonFor = (hold: Hold) => (hold.overridable ? overrides.find((override) => override.hold === hold.id)?.reason : undefined);
    return {
        open: holds.filter((hold) => reasonFor(hold) === undefined),
        lifted: holds.flatMap((hold) => {
            const reason = reasonFor(hold);
            return reason === undefined ? [] : [{ hold, reason }];
        }),
    };
}

/** What is pending, in few words. */
export const shortOf = ({ short, message }: Hold): string => short ?? message.split(/[:;,(]/, 1)[0].trim();

/** A lifted hold as text. */
export const describeLifted = ({ hold, reason }: LiftedHold): string =>
    inOneLine(`${hold.id} is overridden: ${hold.message}; reason: ${reason}`);

/** The command that adds an override at a place of the list. */
export const overrideCommand = (place: number, hold: string, reason: string): string =>
    `pulumi config set --path 'overrides[${place}].hold' ${hold} && pulumi config set --path 'overrides[${place}].reason' ${reason}`;

/** What all holds together may say; a cluster of a thousand nodes has as many that are not ready. */
const mostSaid = 12_000;

/** All holds as text: what, why, next, and how to override where that is allowed, beside the overrides that are there already. */
export function describeHolds(holds: readonly Hold[], overrides: readonly Override[] = []): string {
    const override = ({ id, overridable, liftedBy }: Hold) =>
        overridable
            ? `or, if it is safe here: ${overrideCommand(overrides.length, id, '"…"')}`
            : (liftedBy ?? "This hold cannot be overridden.");
    const texts = holds.map((hold) =>
        [`${hold.id}: ${hold.message}`, `why:  ${hold.why}`, `next: ${hold.next}`, override(hold), `docs: ${docsOf(hold.id)}`]
            .map(inOneLine)
            .join("\n  "),
    );
    let left = mostSaid;
    const shown = texts.filter((text, i) => (left -= text.length) >= 0 || i === 0);
    const more = texts.length - shown.length;
    return [...shown, ...(more > 0 ? [`and ${more} more of these holds`] : [])].join("\n");
}

/** Pulumi shows the outputs of an update that fails as deleted, and keeps them (a stack that has none yet has none to show). */
export const outputsKept = "The outputs that Pulumi shows as deleted are kept; pulumi up --suppress-outputs does not show them.";
