import * as pulumi from "@pulumi/pulumi";
import { DatabaseTarget } from "../domain/facts/facts";

/** How engine nodes and the migration reach the database. */
export interface DatabaseConnection {
    /** JDBC URL without credentials, e.g. `jdbc:postgresql://orders-db:5432/camunda`. A change restarts every node. */
    jdbcUrl: pulumi.Input<string>;
    /** Name of the Kubernetes Secret with the keys `username` and `password`, in the namespace of the nodes. A change restarts every node. */
    secret: pulumi.Input<string>;
    /** What it is, in plain values: the gate refuses a change of it beside a change of the engine. @default not told, not judged */
    description?: DatabaseTarget;
    /** What a snapshot is taken of before each transition. @default no snapshot: somebody else makes the backup */
    snapshots?: SnapshotSource;
}

/** A database of RDS that snapshots are taken of: an instance, or an Aurora cluster. */
export interface SnapshotSource {
    /** Identifier of an instance. */
    instance?: pulumi.Input<string>;
    /** Identifier of an Aurora cluster. */
    cluster?: pulumi.Input<string>;
    /** Snapshots that are kept, that of the transition under way among them. */
    keep: number;
    /** Identifiers of those that are on record and that somebody has deleted. @default none */
    forget?: string[];
}
