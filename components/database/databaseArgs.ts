// Generated from components/settings/table by npm run docs:reference.
import * as pulumi from "@pulumi/pulumi";
import { RdsSettings } from "../settings/rds/settings";

/** A database of RDS, and who may reach it: what a stack can be told about it. */
export interface RdsPlacementArgs extends RdsSettings {
    /** VPC of the database. AWS refuses a change: the subnets of a database stay in their VPC. */
    vpcId: pulumi.Input<string>;
    /** Private subnets in two zones or more. */
    subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Security groups that may connect, e.g. that of the cluster's machines; these or `allowedCidrs`. @default none */
    allowedSecurityGroupIds?: pulumi.Input<string>[];
    /** Networks that may connect, e.g. those of the cluster's subnets. @default none */
    allowedCidrs?: string[];
    /** KMS key that encrypts the database. A change would replace the database, and `protect` refuses that. @default a key of its own */
    kmsKeyArn?: pulumi.Input<string>;
    /**
     * An existing database that is taken over, by its resource id, or by the identifier of an Aurora cluster. Do not remove it: what AWS
     * fixed at creation would be compared again, and a difference would replace the database. @default none
     */
    import?: string;
    /**
     * `ClusterSecretStore` of the External Secrets Operator that reads AWS Secrets Manager. A change writes the Secrets anew and restarts
     * nothing. @default none: Pulumi writes the Secrets
     */
    secretStore?: string;
    /** Image with `psql`, which creates the login. A change runs the Job of the login again. @default `postgres:15` */
    clientImage?: string;
}

/** Which database: an existing one by `jdbcUrl` and `secret`, one of RDS by `rds`, or one in the cluster. */
export interface DatabaseSettings {
    /**
     * JDBC URL of an existing database, without credentials. A change restarts the nodes, batch by batch, and runs the migration again.
     * Another database needs all nodes stopped (hold `databaseMoved`). @default one in the cluster, or of RDS
     */
    jdbcUrl?: string;
    /**
     * Kubernetes Secret with the `username` and `password` of an existing database. A change restarts the nodes, batch by batch, and runs
     * the migration again, which finds its work done. @default one that the stack creates
     */
    secret?: string;
    /** Image of a database in the cluster, for development. A change restarts the database server. @default `postgres:15` */
    image?: string;
    /**
     * Size of a persistent volume for a database in the cluster, e.g. `10Gi`. Setting or removing it restarts the server with an empty
     * volume. A larger size grows the volume. @default none: the data goes with the pod
     */
    storage?: string;
    /** A database of Amazon RDS or Aurora; its settings are below. Each of its settings says what a change restarts. @default none */
    rds?: RdsPlacementArgs;
}
