import * as pulumi from "@pulumi/pulumi";
import { databaseTarget } from "../settings/database";
import { DatabaseTarget } from "../domain/facts/facts";

/** A database that others run. */
export interface ExistingDatabaseArgs {
    /** JDBC URL without credentials, e.g. `jdbc:postgresql://orders.abc.eu-central-1.rds.amazonaws.com:5432/camunda`. A change restarts every node. */
    jdbcUrl: pulumi.Input<string>;
    /** Name of an existing Kubernetes Secret with the keys `username` and `password`; its content never enters Pulumi's state. */
    secret: pulumi.Input<string>;
}

/** A PostgreSQL database that exists already, by its JDBC URL and a Secret. Creates nothing. */
export class ExistingDatabase extends pulumi.ComponentResource {
    /** JDBC URL without credentials. */
    public readonly jdbcUrl: pulumi.Output<string>;
    /** Name of the Secret with the keys `username` and `password`. */
    public readonly secret: pulumi.Output<string>;
    /** What it is, for the gate; undefined where it is known later only. */
    public readonly description?: DatabaseTarget;

    constructor(name: string, args: ExistingDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:ExistingDatabase", name, args, opts);
        this.jdbcUrl = pulumi.output(args.jdbcUrl);
        this.secret = pulumi.output(args.secret);
        const { jdbcUrl, secret } = args;
        this.description =
            typeof jdbcUrl === "string" ? databaseTarget({ jdbcUrl, secret: typeof secret === "string" ? secret : undefined }) : undefined;
        this.registerOutputs({ jdbcUrl: this.jdbcUrl, secret: this.secret });
    }
}
