import { foreign, isDigest } from "./foreign";
import { Hold } from "./holds";
import { parseRelease } from "./release";
import { schemaFit } from "./schema";

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
}

/** A migration Job, as the cluster describes it. */
export interface MigrationState {
    readonly succeeded: boolean;
    /** Termination message of the newest pod that ran it; empty: none has ended yet. */
    readonly message: string;
}

/** The record in a termination message, if there is one. */
export function parseRecord(message: string): MigrationRecord | undefined {
    const last = message.trim().split("\n").at(-1) ?? "";
    try {
        const { outcome, from, to, scripts } = (JSON.parse(last) ?? {}) as Record<string, unknown>;
        return typeof outcome === "string"
            ? {
                  outcome: foreign(outcome, 40),
                  from: typeof from === "string" ? foreign(from, 40) : null,
                  to: typeof to === "string" ? foreign(to, 40) : "",
                  ...(isDigest(scripts) ? { scripts } : {}),
              }
            : undefined;
    } catch {
        return undefined;
    }
}

/** What keeps the schema from counting as migrated, none when nodes of the wanted version may start. */
export function schemaHolds(wanted: MigratedSchema, state: MigrationState): Hold[] {
    const record = parseRecord(state.message);
    const hold = (id: string, message: string) => ({
        id,
        message,
        why: "An engine is not guaranteed to work with an older schema, and does not notice one: no node starts before the schema log shows the target.",
        next: `kubectl -n ${wanted.namespace} logs job/${wanted.job}   # and set right what it shows; pulumi up runs it again`,
        overridable: false,
    });
    if (!state.succeeded) {
        return [
            hold(
                "migrationFailed",
                `Job ${wanted.job} has not completed${state.message && `: ${foreign(state.message.split("\n")[0], 1000)}`}`,
            ),
        ];
    }
    if (!record) {
        return [hold("schemaIncomplete", `Job ${wanted.job} has completed without a record of what it reached`)];
    }
    const release = parseRelease(wanted.version, wanted.product);
    return release && schemaFit(release, record.to) === "fits"
        ? []
        : [hold("schemaIncomplete", `Job ${wanted.job} reached the schema ${record.to}, which does not fit ${wanted.version}`)];
}
