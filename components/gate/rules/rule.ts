import { Facts } from "../../domain/facts/facts";

/** What a rule has found. */
export interface Finding {
    /** What is wrong, with both values in it. */
    readonly message: string;
    /** What to do, with the exact command. */
    readonly next: string;
    /** The reason in this case, where it differs from the rule's. */
    readonly why?: string;
}

/** One rule of the procedure. */
export interface Rule {
    readonly id: string;
    /** The reason, with its source. */
    readonly why: string;
    readonly overridable: boolean;
    /** Whether it looks at what runs: what it finds may be gone the next moment, so an override of it may lift nothing. */
    readonly live?: boolean;
    /** Whether it is about beginning an update: one that only goes on, killed or not, is not asked again. */
    readonly entry?: boolean;
    readonly finds: (facts: Facts) => Finding | undefined;
}
