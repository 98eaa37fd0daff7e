import { Facts } from "../../domain/facts/facts";
import { Found } from "../../domain/hold";
import { HoldId } from "../../domain/holds/registry";

/** What a rule has found. */
export type Finding = Pick<Found, "message" | "next" | "why">;

/** One rule of the procedure: the registry of holds knows why it is one, and whether it may be overridden. */
export interface Rule {
    readonly id: HoldId;
    /** Whether it looks at what runs: what it finds may be gone the next moment, so an override of it may lift nothing. */
    readonly live?: boolean;
    /** Whether it is about beginning an update: one that only goes on, killed or not, is not asked again. */
    readonly entry?: boolean;
    readonly finds: (facts: Facts) => Finding | undefined;
}
