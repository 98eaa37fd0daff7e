/** Settings of a database of RDS: plain values, so that they can be judged before anything is asked of AWS. */
export interface RdsSettings {
    /** `postgres`, `aurora-postgresql`, `mysql`, `mariadb` or `aurora-mysql`. @default `postgres` */
    engine?: string;
    /** Version of it, as AWS has them, e.g. `16.8`. A change restarts the server, in an update of its own. */
    engineVersion: string;
    /** Class of an instance, e.g. `db.m7g.large`. A change restarts the server, in an update of its own. */
    instanceClass: string;
    /** Instances of an Aurora cluster: a writer, and readers that take its place. @default `2` */
    instances?: number;
    /** Name in AWS. @default that of the resource, with the stack's in front */
    identifier?: string;
    /** Name of the database in it. @default `camunda` */
    databaseName?: string;
    /** Storage of an instance that is not Aurora's, in GiB. @default `100` */
    storageGiB?: number;
    /** Size that AWS may let it grow to, in GiB. @default it does not grow */
    maxStorageGiB?: number;
    /** `gp3`, `gp2`, `io1` or `io2`. @default `gp3` */
    storageType?: string;
    /** Operations per second that are paid for. @default what the storage has by itself */
    iops?: number;
    /** Throughput of gp3 that is paid for, in MiB/s. @default what the storage has by itself */
    throughput?: number;
    /** Whether there is a standby in another zone, for an instance that is not Aurora's. @default `true` */
    multiAz?: boolean;
    /** Days that AWS keeps its own backups. @default `14` */
    backupDays?: number;
    /** When it makes them, in UTC, e.g. `01:00-02:00`. @default AWS chooses */
    backupWindow?: string;
    /** When it may maintain the database, in UTC, e.g. `sun:03:00-sun:04:00`. @default AWS chooses */
    maintenanceWindow?: string;
    /** Days that Performance Insights keeps: 7, months of 31 days, or 731. @default `7` */
    insightsDays?: number;
    /** Further parameters of the server, by their names; they count from its next restart on. @default none */
    parameters?: Record<string, string>;
    /** Snapshot that the database is made from, beside the one that there was (docs/guides/roll-back-and-restore.md). @default none */
    restoreFrom?: string;
    /** Whether an update of the server to another major version is meant. @default `false` */
    allowMajorUpgrade?: boolean;
    /** Number of the login that nodes and migration use; the next number is a new password, batch by batch. @default `1` */
    login?: number;
    /** Snapshots of transitions that are kept. @default `3` */
    keepSnapshots?: number;
    /** Snapshots that are on record and that somebody has deleted. @default none */
    forgetSnapshots?: string[];
}
