import { foreign } from "../../domain/foreign";
import { goneHold } from "../../domain/gone";
import { Hold } from "../../domain/hold";
import { parseRelease } from "../../domain/release";
import { schemaFit } from "../../domain/schemaVersion";
import {
    databaseUnexpected,
    MigratedSchema,
    MigrationRecord,
    MigrationState,
    NodeInstallation,
    parseRecord,
} from "../../domain/facts/migration";

/** What keeps the schema from counting as migrated, none when nodes of the wanted version may start. */
export function schemaHolds(wanted: MigratedSchema, state: MigrationState): Hold[] {
    const record = parseRecord(state.message);
    const hold = (id: string, message: string) => ({
        id,
        message,
        short: id === "migrationFailed" ? "migration not completed" : "schema not at the target",
        why: "An engine is not guaranteed to work with an older schema, and does not notice one: no node starts before the schema log shows the target.",
        next: `kubectl -n ${wanted.namespace} logs job/${wanted.job}   # and set right what it shows; pulumi up runs it again`,
        overridable: false,
    });
    if (state.gone) {
        return [goneHold("Job", wanted.job, wanted.namespace, "migration Job is gone")];
    }
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
    const hold = (differs: string, next: string): Hold => ({
        id: databaseUnexpected,
        message: `${database}, ${differs}`,
        why: "Nodes on another database would not see the process instances of the cluster, and would start empty or with the data of another one.",
        next,
        overridable: true,
        final: true,
    });
    const other = nodes.find(({ installation }) => !migrated.includes(installation));
    if (other) {
        const next = "set database.jdbcUrl (and migration.jdbcUrl, where it is set) to the database that the nodes use, then pulumi up";
        return [hold(`and node ${other.node} works on installation ${other.installation}`, next)];
    }
    const known = recorded?.split(" ") ?? [];
    return known.length > 0 && !known.some((id) => migrated.includes(id))
        ? [
              hold(
                  `and the stack has completed its last version on installation ${recorded}`,
                  "set database.jdbcUrl to the database with the data, or restore the backup (docs/guides/roll-back-and-restore.md), then pulumi up",
              ),
          ]
        : [];
}

/** Since 7.14 an engine gives its database an installation id: nodes that are brought to 7.14 had none (docs.camunda.org, minor update from 7.13 to 7.14). */
function namesInstallations({ version, product }: MigratedSchema): boolean {
    const release = parseRelease(version, product);
    const [major, minor] = release?.minor.split(".").map(Number) ?? [];
    return major !== 7 || minor > 14;
}
