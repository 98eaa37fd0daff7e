import { schemaPage } from "../pages";
import { HoldEntry } from "./entry";

/** Why a stack migrates schemas on PostgreSQL only. */
export const commitsEachChange = "On other databases, every change of a table commits by itself, so a step that fails stays half done.";

/** Holds about the database server, backups and snapshots. */
export const databaseHolds = {
    databaseUnsupported: {
        when: "The previous or the target version does not support the database.",
        why: "Nodes of both versions work on the database during the update, so both versions must support it.",
        source: "https://docs.camunda.org/manual/latest/introduction/supported-environments/",
        alsoWhy: [
            commitsEachChange,
            "The progress of a script and the owner of a lock are queried in SQL that only these databases understand.",
        ],
        raisedBy: ["gate", "Job"],
        overridable: true,
        override: "At the gate only. The migration does not work on another database.",
        final: true,
    },
    knownBadPair: {
        when: "The vendor says that the two versions cannot run side by side on this database.",
        why: "The vendor's page about this update says so.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    databaseChangedToo: {
        when: "The database changes in the same update as the engine: its version, class, storage, login or location.",
        why: "If the database restarts or changes while two versions run, nobody can tell what has failed. Each is an update of its own.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    databaseMoved: {
        when: "The nodes get another database while they run.",
        why: "Nodes move to another database batch by batch: until the last batch has moved, some work on the old database and some on the new one.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    databaseStorage: {
        when: "`database.rds.storageGiB` shrinks, or grows by less than a tenth.",
        why: "Storage of RDS never shrinks, and grows by at least a tenth.",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    databaseEngineChanged: {
        when: "`database.rds.engine` changes.",
        why: "RDS cannot convert a server to another kind: it would replace the server, and its data with it.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    databaseDowngrade: {
        when: "`database.rds.engineVersion` is lower than before.",
        why: "RDS does not return a server to a lower version.",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    databaseMajorChange: {
        when: "`database.rds.engineVersion` is another major version, and `allowMajorUpgrade` is not set or a major is skipped.",
        why: "An update to another major version stops the database for minutes, and only a snapshot leads back.",
        source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    backupMissing: {
        when: "`backup.required` is set, and no backup is named, or one that is older than the data.",
        why: "No script returns a schema to an earlier version, so a backup comes first.",
        source: schemaPage,
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    snapshotGone: {
        when: "The record names a snapshot of an earlier update, and somebody has deleted it.",
        why: "A new snapshot under the old name would contain today's data, and a restore from it would not return to that time.",
        raisedBy: ["RDS"],
        overridable: false,
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;
