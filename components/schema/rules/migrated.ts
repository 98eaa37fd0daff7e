import { foreign } from "../../domain/foreign";
import { goneHold } from "../../domain/gone";
import { Hold, hold } from "../../domain/hold";
import { parseRelease } from "../../domain/release";
import { schemaFit } from "../../domain/schemaVersion";
import { MigratedSchema, MigrationRecord, MigrationState, NodeInstallation, parseRecord } from "../../domain/facts/migration";

/** What keeps the schema from counting as migrated, none when nodes of the wanted version may start. */
export function schemaHolds(wanted: MigratedSchema, state: MigrationState): Hold[] {
    const record = parseRecord(state.message);
    const next = `kubectl -n ${wanted.namespace} logs job/${wanted.job}   # and correct what it shows; pulumi up runs it again`;
    const incomplete = (message: string) => [hold("schemaIncomplete", { message, short: "schema not at the target", next })];
    if (state.gone) {
        return [goneHold("Job", wanted.job, wanted.namespace, "migration Job is gone")];
    }
    if (!state.succeeded) {
        return [
            hold("migrationFailed", {
                message: `Job ${wanted.job} has not completed${state.message && `: ${foreign(state.message.split("\n")[0], 1000)}`}`,
                short: "migration not completed",
                next,
            }),
        ];
    }
    if (!record) {
        return incomplete(`Job ${wanted.job} has completed without a record of what it reached`);
    }
    const release = parseRelease(wanted.version, wanted.product);
    return release && schemaFit(release, record.to) === "fits"
        ? []
        : incomplete(`Job ${wanted.job} reached the schema ${record.to}, which does not fit ${wanted.version}`);
}

/** Whose database is compared with whose. */
export interface Installations {
    readonly wanted: MigratedSchema;
    /** The migration's record. */
    readonly record: MigrationRecord | undefined;
    /** Where the migration's database is: JDBC URL without its options, or which one the stack makes. */
    readonly location?: string;
    /** Nodes that run, as far as they report it. */
    readonly nodes: readonly NodeInstallation[];
    /** The installation that the stack has on record. */
    readonly recorded?: string;
    /** Whether engines have worked on the database before the migration, since the stack has completed a version or takes nodes over. */
    readonly usedBefore: boolean;
}

/**
 * Another database than the one that the nodes work on, or than the one that the stack has on record: the migration finds the schema of the
 * wanted version there, and only what engines call the installation shows that the data are elsewhere.
 */
export function installationHolds({ wanted, record, location, nodes, recorded, usedBefore }: Installations): Hold[] {
    // Nodes start after a first migration, and name the installation then.
    if (record?.installation === undefined || (record.installation === "" && !(usedBefore && namesInstallations(wanted)))) {
        return [];
    }
    const migrated = record.installation.split(" ").filter(Boolean);
    const database = `the migration's database${location ? ` (${location})` : ""} belongs to ${migrated.length > 0 ? `installation ${migrated.join(" ")}` : "no installation yet"}`;
    const unexpected = (differs: string, next: string): Hold[] => [
        hold("databaseUnexpected", { message: `${database}, ${differs}`, next }),
    ];
    const other = nodes.find(({ installation }) => !migrated.includes(installation));
    if (other) {
        const next = "set database.jdbcUrl (and migration.jdbcUrl, where it is set) to the database that the nodes use, then pulumi up";
        return unexpected(`and node ${other.node} works on installation ${other.installation}`, next);
    }
    return recorded !== undefined && !recorded.split(" ").some((id) => migrated.includes(id))
        ? unexpected(
              `and the stack has completed its last version on installation ${recorded}`,
              "set database.jdbcUrl to the database with the data, or restore the backup (docs/guides/roll-back-and-restore.md), then pulumi up",
          )
        : [];
}

/** Since 7.14 an engine gives its database an installation id: nodes that are brought to 7.14 had none (docs.camunda.org, minor update from 7.13 to 7.14). */
function namesInstallations({ version, product }: MigratedSchema): boolean {
    const release = parseRelease(version, product);
    const [major, minor] = release?.minor.split(".").map(Number) ?? [];
    return major !== 7 || minor > 14;
}
