import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { placed, confined, confinedPod, fromSecret } from "../pod";
import { settlePlacement } from "../settings/placement";
import { Placement } from "../domain/facts/placement";

/** A login for engine nodes and migration, in a PostgreSQL server. */
export interface DatabaseLoginArgs {
    namespace: pulumi.Input<string>;
    /** Host name of the server. */
    host: pulumi.Input<string>;
    port: number;
    databaseName: string;
    /** Number of the login; a new one beside the old is a new password without a moment in which neither works. */
    login: number;
    /** Secret with `username` and `password` of a user that may make roles. */
    masterSecret: string;
    /** Secret with `username` and `password` of the login. */
    loginSecret: string;
    /** Image with psql. @default `postgres:15` */
    image?: string;
    /** Secret for a registry that wants a login. @default none */
    pullSecret?: string;
    /** Where the pod may run. @default anywhere */
    placement?: Placement;
    /** Whether the connection is encrypted: `require`, or `prefer`. @default `require` */
    sslMode?: string;
}

/** Name of a login: the role of a database with a number. */
export const loginName = (databaseName: string, login: number): string => `${databaseName}_login_${login}`;

/**
 * Makes a role that owns the schema, and a login that acts as it: nodes and migration never work as the master. A Job does it in the cluster, since
 * nothing else reaches the server; it may run any number of times. The login before it stays valid until the one after this is made.
 */
export class DatabaseLogin extends pulumi.ComponentResource {
    constructor(name: string, args: DatabaseLoginArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:DatabaseLogin", name, {}, opts);
        const metadata = { name, namespace: args.namespace };
        const [master, login] = [fromSecret(args.masterSecret), fromSecret(args.loginSecret)];
        const script = new k8s.core.v1.ConfigMap(
            name,
            { metadata, data: { "login.sh": readFileSync(join(__dirname, "login.sh"), "utf8") } },
            { parent: this, dependsOn: opts?.dependsOn, deleteBeforeReplace: true },
        );
        new k8s.batch.v1.Job(
            name,
            {
                metadata: { ...metadata, annotations: { "pulumi.com/replaceUnready": "true" } },
                spec: {
                    backoffLimit: 0,
                    activeDeadlineSeconds: 300,
                    template: {
                        spec: {
                            ...confinedPod(999, args.pullSecret),
                            ...placed(settlePlacement(args.placement ?? {})),
                            restartPolicy: "Never",
                            containers: [
                                {
                                    name: "login",
                                    image: args.image ?? "postgres:15",
                                    imagePullPolicy: "IfNotPresent",
                                    command: ["sh", "/login/login.sh"],
                                    env: [
                                        { name: "PGHOST", value: args.host },
                                        { name: "PGPORT", value: String(args.port) },
                                        { name: "PGDATABASE", value: args.databaseName },
                                        { name: "PGSSLMODE", value: args.sslMode ?? "require" },
                                        { name: "PGUSER", valueFrom: master("username") },
                                        { name: "PGPASSWORD", valueFrom: master("password") },
                                        { name: "OWNER", value: args.databaseName },
                                        { name: "LOGIN", valueFrom: login("username") },
                                        { name: "LOGIN_PASSWORD", valueFrom: login("password") },
                                        { name: "REVOKED", value: args.login > 2 ? loginName(args.databaseName, args.login - 2) : "" },
                                    ],
                                    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
                                    securityContext: confined(),
                                    volumeMounts: [{ name: "login", mountPath: "/login", readOnly: true }],
                                },
                            ],
                            volumes: [{ name: "login", configMap: { name } }],
                        },
                    },
                },
            },
            { parent: this, dependsOn: [script], customTimeouts: { create: "420s" } },
        );
        this.registerOutputs({});
    }
}
