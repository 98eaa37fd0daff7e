/** Who raises a hold. */
export type Raiser =
    /** The check of the settings, before anything else. */
    | "settings"
    /** The gate, at preview and before the first change. */
    | "gate"
    /** A program with a database of RDS, at preview. */
    | "RDS"
    /** The scripts of the migration Job, which `npm run migrate` runs as well. */
    | "Job"
    /** A checkpoint, or what is asked before an update is recorded as completed. */
    | "checkpoint"
    /** The API server, where the guard is switched on. */
    | "guard";

/** What is known of a hold before it is raised: messages, the page of all holds and the list of what may be overridden come from it. */
export interface HoldEntry {
    /** When it is raised, in one sentence. */
    readonly when: string;
    /** The reason, as messages have it; a rule may give another one where its values decide. */
    readonly why: string;
    /** The page that says so. */
    readonly source?: string;
    /** Reasons in other cases, each with its own source. */
    readonly alsoWhy?: readonly string[];
    readonly raisedBy: readonly Raiser[];
    /** Whether an override of its id, with a reason, lifts it. */
    readonly overridable: boolean;
    /** What there is to know about overriding it. */
    readonly override?: string;
    /** Whether it stays however long is waited: a checkpoint fails at once. */
    readonly final: boolean;
    /** What there is to know about waiting. */
    readonly waiting?: string;
}

/** The holds of one step of the procedure. */
export interface HoldGroup<Holds extends Readonly<Record<string, HoldEntry>> = Readonly<Record<string, HoldEntry>>> {
    /** As a heading has it. */
    readonly title: string;
    readonly holds: Holds;
}
