// Generated from components/settings/table by npm run docs:reference.
/** Settings of a database of RDS: plain values, so that they can be judged before anything is asked of AWS. */
export interface RdsSettings {
    /**
     * Kind of server. The stack migrates PostgreSQL and Aurora PostgreSQL only. A change is refused (hold `databaseEngineChanged`).
     * @default `postgres`
     */
    engine?: string;
    /**
     * Version of the server, as AWS writes it, e.g. `16.8`. A change restarts the server, in an update of its own (hold
     * `databaseChangedToo`).
     */
    engineVersion: string;
    /** Class of an instance, e.g. `db.m7g.large`. A change restarts the server, in an update of its own (hold `databaseChangedToo`). */
    instanceClass: string;
    /**
     * Instances of an Aurora cluster: a writer, and readers that can take its place. A change adds or removes readers, in an update of its
     * own (hold `databaseChangedToo`). @default `2`
     */
    instances?: number;
    /** Name in AWS. A change counts as another database (hold `databaseMoved`). @default that of the resource, with the stack's in front */
    identifier?: string;
    /** Name of the database on the server. A change would replace the database, and `protect` refuses that. @default `camunda` */
    databaseName?: string;
    /**
     * Storage of an instance, in GiB; not for Aurora. It never shrinks, and grows by a tenth or more. AWS applies a change to the running
     * server, in an update of its own (hold `databaseChangedToo`). @default `100`
     */
    storageGiB?: number;
    /**
     * Size that AWS may let the storage grow to, in GiB; not for Aurora. At least a tenth more than `storageGiB`. @default it does not grow
     */
    maxStorageGiB?: number;
    /**
     * Type of the storage; not for Aurora. AWS applies a change to the running server, in an update of its own (hold `databaseChangedToo`).
     * @default `gp3`
     */
    storageType?: string;
    /**
     * Provisioned operations per second: required for `io1` and `io2`, possible for `gp3` from 400 GiB. AWS applies a change to the running
     * server. @default what the storage has by itself
     */
    iops?: number;
    /**
     * Provisioned throughput in MiB/s, for `gp3` from 400 GiB. AWS applies a change to the running server. @default what the storage has by
     * itself
     */
    throughput?: number;
    /**
     * Whether there is a standby in another zone; not for Aurora, whose instances are in several zones. AWS applies a change to the running
     * server, in an update of its own (hold `databaseChangedToo`). @default `true`
     */
    multiAz?: boolean;
    /** How long AWS keeps its own backups, in days. @default `14` */
    backupDays?: number;
    /** When AWS makes its backups, in UTC; 30 minutes or more. @default AWS chooses */
    backupWindow?: string;
    /** When AWS may maintain the database, in UTC; 30 minutes or more, outside the backup window. @default AWS chooses */
    maintenanceWindow?: string;
    /** How long Performance Insights keeps its data, in days. @default `7` */
    insightsDays?: number;
    /**
     * Further parameters of the server, by their names. A change restarts nothing: AWS applies it at the server's next restart. @default
     * none
     */
    parameters?: Record<string, string>;
    /**
     * Snapshot that the database is created from, beside the previous one. A change creates another database, and needs all nodes stopped
     * (hold `databaseMoved`). @default none
     */
    restoreFrom?: string;
    /** Whether an update of the server to another major version is intended (hold `databaseMajorChange`). @default `false` */
    allowMajorUpgrade?: boolean;
    /**
     * Number of the login of nodes and migration. The next number is a new password. A change restarts the nodes, batch by batch, in an
     * update of its own (hold `databaseChangedToo`). @default `1`
     */
    login?: number;
    /** How many snapshots of transitions are kept. @default `3` */
    keepSnapshots?: number;
    /** Snapshots that are on record and that somebody has deleted. @default none */
    forgetSnapshots?: string[];
}
