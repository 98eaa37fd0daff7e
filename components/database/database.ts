import * as pulumi from "@pulumi/pulumi";
import { DatabaseConnection } from "./connection";
import { ExistingDatabase } from "./existing";
import { PostgresDatabase } from "./postgres";

/** Which database: an existing one by `jdbcUrl` and `secret`, or one in the cluster. */
export interface DatabaseSettings {
    /** JDBC URL of an existing database. */
    jdbcUrl?: string;
    /** Kubernetes Secret with its `username` and `password`. */
    secret?: string;
    /** Image of a database in the cluster. */
    image?: string;
    /** Size of its volume. */
    storage?: string;
}

/** What a database in the cluster needs besides. */
export interface DatabaseContext {
    namespace: pulumi.Input<string>;
    /** Called only for a database in the cluster: an existing one has its password in its Secret. */
    password: () => pulumi.Input<string>;
    protect: boolean;
}

/** The database that settings ask for; `stackSettings` refuses those that are of both kinds. */
export function databaseFor(
    name: string,
    settings: DatabaseSettings,
    { namespace, password, protect }: DatabaseContext,
): DatabaseConnection {
    const { jdbcUrl, secret, ...own } = settings;
    return jdbcUrl && secret
        ? new ExistingDatabase(name, { jdbcUrl, secret })
        : new PostgresDatabase(name, { namespace, password: password(), protect, ...own });
}
