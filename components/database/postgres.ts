import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { databaseTarget } from "../settings/database";
import { databaseSection } from "../settings/table/databaseSection";
import { DatabaseTarget } from "../domain/facts/facts";
import { confined, confinedPod, fromSecret } from "../pod";

/** A PostgreSQL server in the cluster. */
export interface PostgresDatabaseArgs {
    /** Namespace that it runs in. */
    namespace: pulumi.Input<string>;
    /** Password of the database user; kept encrypted in the state and in a Secret. */
    password: pulumi.Input<string>;
    /** Image, with a tag that stays. @default `postgres:15` */
    image?: string;
    /** Name of the database and of its user. @default `camunda` */
    databaseName?: string;
    /** Size of a persistent volume, e.g. `10Gi`. @default none: the data goes with the pod, which is enough to try things out */
    storage?: string;
    /** Whether `pulumi destroy` leaves the data alone. @default `false` */
    protect?: boolean;
}

/** One PostgreSQL server in the cluster, for development: production has a managed database (see `ExistingDatabase`). */
export class PostgresDatabase extends pulumi.ComponentResource {
    /** JDBC URL without credentials. */
    public readonly jdbcUrl: pulumi.Output<string>;
    /** Name of the Secret with the keys `username` and `password`. */
    public readonly secret: pulumi.Output<string>;
    /** What it is, for the gate. */
    public readonly description: DatabaseTarget;

    constructor(name: string, args: PostgresDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:PostgresDatabase", name, args, opts);
        const databaseName = args.databaseName ?? "camunda";
        const labels = { "app.kubernetes.io/instance": name, "app.kubernetes.io/component": "database" };
        const metadata = { name, namespace: args.namespace, labels };

        // Names are written out, not taken from the resources: a Secret with another password is replaced, and whatever has a property of
        // it would be replaced with it, the server and every engine node.
        const secret = new k8s.core.v1.Secret(
            name,
            { metadata, stringData: { username: databaseName, password: args.password } },
            { parent: this },
        );
        const volumes = args.storage
            ? [
                  new k8s.core.v1.PersistentVolumeClaim(
                      name,
                      {
                          // A class may bind only when the first pod asks for it, so there is nothing to wait for here.
                          metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
                          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: args.storage } } },
                      },
                      { parent: this, protect: args.protect },
                  ),
              ]
            : [];
        const service = new k8s.core.v1.Service(
            name,
            {
                metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
                spec: { selector: labels, ports: [{ port: 5432, targetPort: 5432 }] },
            },
            { parent: this },
        );
        const value = fromSecret(name);
        new k8s.apps.v1.StatefulSet(
            name,
            {
                metadata,
                spec: {
                    serviceName: name,
                    selector: { matchLabels: labels },
                    template: {
                        metadata: { labels },
                        spec: {
                            ...confinedPod(999),
                            containers: [
                                {
                                    name: "postgres",
                                    image: args.image ?? databaseSection.image.default,
                                    imagePullPolicy: "IfNotPresent",
                                    env: [
                                        { name: "POSTGRES_DB", value: databaseName },
                                        { name: "POSTGRES_USER", valueFrom: value("username") },
                                        { name: "POSTGRES_PASSWORD", valueFrom: value("password") },
                                        // A volume of its own holds lost+found, which initdb does not accept beside its files.
                                        { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
                                    ],
                                    ports: [{ containerPort: 5432 }],
                                    // Over TCP: while it initializes, the official image answers on its local socket only.
                                    readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 2 },
                                    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
                                    securityContext: confined(),
                                    volumeMounts: [
                                        { name: "data", mountPath: "/var/lib/postgresql/data" },
                                        { name: "run", mountPath: "/var/run/postgresql" },
                                        { name: "tmp", mountPath: "/tmp" },
                                    ],
                                },
                            ],
                            volumes: [
                                args.storage
                                    ? { name: "data", persistentVolumeClaim: { claimName: name } }
                                    : { name: "data", emptyDir: {} },
                                { name: "run", emptyDir: {} },
                                { name: "tmp", emptyDir: {} },
                            ],
                        },
                    },
                },
            },
            { parent: this, protect: args.protect, dependsOn: [secret, service, ...volumes] },
        );

        this.jdbcUrl = pulumi.output(`jdbc:postgresql://${name}:5432/${databaseName}`);
        this.secret = pulumi.output(name);
        this.description = databaseTarget({ image: args.image });
        this.registerOutputs({ jdbcUrl: this.jdbcUrl, secret: this.secret });
    }
}
