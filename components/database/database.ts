import * as pulumi from "@pulumi/pulumi";
import { DatabaseConnection } from "./connection";
import { ExistingDatabase } from "./existing";
import { PostgresDatabase } from "./postgres";
import { RdsDatabase } from "./rds";
import { DatabaseSettings } from "./databaseArgs";
import { Placement } from "../domain/facts/placement";

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
