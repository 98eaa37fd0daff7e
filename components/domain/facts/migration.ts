import { foreign, isDigest } from "../foreign";

/** What the schema checkpoint vouches for; it is what the checkpoint keeps in the state. */
export interface MigratedSchema {
    readonly namespace: string;
    readonly job: string;
    readonly product: string;
    /** Version of the engine that the schema has to fit. */
    readonly version: string;
    /** Identity of the Job's run: a Job that ran again is looked at again. */
    readonly run: string;
}

/** The migration's own record: the last line of its termination message. */
export interface MigrationRecord {
    /** `created`, `migrated`, `unchanged` or `held`. */
    readonly outcome: string;
    readonly from: string | null;
    /** Version that the schema log showed at the end. */
    readonly to: string;
    /** Checksum of the scripts in the engine's image; earlier versions of the script do not tell it. */
    readonly scripts?: string;
    /** What engines call the installation of this database, with more than one product several ids; empty: no engine has used it yet. */
    readonly installation?: string;
}

/** A migration Job, as the cluster describes it. */
export interface MigrationState {
    readonly succeeded: boolean;
    /** Termination message of the newest pod that ran it; empty: none has ended yet. */
    readonly message: string;
    /** Whether there is no such Job any more. */
    readonly gone?: boolean;
}

/** What engines call a database, several names after spaces; empty: it has none yet. */
const isInstallation = (text: unknown): text is string =>
    typeof text === "string" && /^(?:[A-Za-z0-9-]{1,64}(?: [A-Za-z0-9-]{1,64}){0,4})?$/.test(text);

/** The record in a termination message, if there is one. */
export function parseRecord(message: string): MigrationRecord | undefined {
    const last = message.trim().split("\n").at(-1) ?? "";
    try {
        const { outcome, from, to, scripts, installation } = (JSON.parse(last) ?? {}) as Record<string, unknown>;
        return typeof outcome === "string"
            ? {
                  outcome: foreign(outcome, 40),
                  from: typeof from === "string" ? foreign(from, 40) : null,
                  to: typeof to === "string" ? foreign(to, 40) : "",
                  ...(isDigest(scripts) ? { scripts } : {}),
                  ...(isInstallation(installation) ? { installation } : {}),
              }
            : undefined;
    } catch {
        return undefined;
    }
}

/** What a node calls the installation that its database belongs to. */
export interface NodeInstallation {
    readonly node: string;
    readonly installation: string;
}
