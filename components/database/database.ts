import * as pulumi from "@pulumi/pulumi";
import { DatabaseConnection } from "./connection";
import { ExistingDatabase } from "./existing";
import { PostgresDatabase } from "./postgres";
import { RdsDatabase, RdsPlacementArgs } from "./rds";
import { Placement } from "../domain/facts/placement";

/** Which database: an existing one by `jdbcUrl` and `secret`, one of RDS, or one in the cluster. */
export interface DatabaseSettings {
    /** JDBC URL of an existing database. @default one in the cluster, or of RDS */
    jdbcUrl?: string;
    /** Kubernetes Secret with its `username` and `password`. @default one that the stack makes */
    secret?: string;
    /** Image of a database in the cluster. @default `postgres:15` */
    image?: string;
    /** Size of its volume. @default none: the data goes with the pod */
    storage?: string;
    /** A database of RDS. @default none */
    rds?: RdsPlacementArgs;
}

/** What a database that the stack makes needs besides. */
export interface DatabaseContext {
    /** Namespace of the nodes. */
    namespace: pulumi.Input<string>;
    /** Called only for a database in the cluster: an existing one has its password in its Secret. */
    password: () => pulumi.Input<string>;
    /** Whether `pulumi destroy` leaves the data alone. */
    protect: boolean;
    /** Secret for a registry that wants a login. */
    pullSecret?: string;
    /** Where the nodes may run, and with them what prepares the database. */
    placement?: Placement;
}

/** The database that settings ask for; `stackSettings` refuses those that are of two kinds. */
export function databaseFor(
    name: string,
    settings: DatabaseSettings,
    { namespace, password, protect, pullSecret, placement }: DatabaseContext,
): DatabaseConnection {
    const { jdbcUrl, secret, rds, ...own } = settings;
    if (rds) {
        return new RdsDatabase(name, { namespace, protect, pullSecret, placement, ...rds });
    }
    return jdbcUrl && secret
        ? new ExistingDatabase(name, { jdbcUrl, secret })
        : new PostgresDatabase(name, { namespace, password: password(), protect, ...own });
}
