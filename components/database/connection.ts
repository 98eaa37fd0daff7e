import * as pulumi from "@pulumi/pulumi";

/** How engine nodes and the migration reach the database. */
export interface DatabaseConnection {
    /** JDBC URL without credentials, e.g. `jdbc:postgresql://orders-db:5432/camunda`. A change restarts every node. */
    jdbcUrl: pulumi.Input<string>;
    /** Name of the Kubernetes Secret with the keys `username` and `password`, in the namespace of the nodes. A change restarts every node. */
    secret: pulumi.Input<string>;
}
