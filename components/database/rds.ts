import * as pulumi from "@pulumi/pulumi";
import * as kms from "@pulumi/aws/kms";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import { databaseTarget } from "../settings/database";
import { describeFaults } from "../settings/describe";
import { DatabaseTarget } from "../domain/facts/facts";
import { Fault } from "../settings/faults";
import { rdsFaults } from "../settings/rds/faults";
import { settleRds } from "../settings/rds/settled";
import { AuroraCluster } from "./auroraCluster";
import { ClusterSecret } from "./clusterSecret";
import { DatabaseConnection, SnapshotSource } from "./connection";
import { RdsPlacementArgs } from "./databaseArgs";
import { DatabaseLogin, loginName } from "./databaseLogin";
import { RdsInstance } from "./rdsInstance";
import { RdsNetwork } from "./rdsNetwork";
import { Placement } from "../domain/facts/placement";

/** A database of RDS, and how the cluster reaches it. */
export interface RdsDatabaseArgs extends RdsPlacementArgs {
    /** Namespace of the nodes: the Secret with the login is made there. */
    namespace: pulumi.Input<string>;
    /** Secret for a registry that wants a login. @default none */
    pullSecret?: string;
    /** Where the pod that makes the login may run: as the nodes, whose machines reach the database. @default anywhere */
    placement?: Placement;
    /** Whether it is left alone by `pulumi destroy`, and by a program that has it no more. @default `true` */
    protect?: boolean;
}

/**
 * A database of Amazon RDS or Aurora: encrypted, private, backed up, with TLS enforced, a master whose password AWS keeps, and a login of its own for the
 * engine. A change of its version, class or storage is an update of its own (hold `databaseChangedToo`).
 */
export class RdsDatabase extends pulumi.ComponentResource implements DatabaseConnection {
    /** JDBC URL without credentials. */
    public readonly jdbcUrl: pulumi.Output<string>;
    /** Name of the Secret with the keys `username` and `password`. */
    public readonly secret: pulumi.Output<string>;
    /** What it is, for the gate. */
    public readonly description: DatabaseTarget;
    /** What snapshots of transitions are taken of. */
    public readonly snapshots: SnapshotSource;

    constructor(name: string, args: RdsDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RdsDatabase", name, {}, opts);
        const faults = faultsOf(args);
        if (faults.length > 0) {
            throw new pulumi.ResourceError(describeFaults(faults), this, true);
        }
        const settings = settleRds(args);
        const { namespace, protect = true } = args;
        const parent = { parent: this };
        // What is made from a snapshot is another database beside the one that there was, which stays until somebody takes it away.
        const restored = settings.restoreFrom ? `-${settings.restoreFrom.replace(/^.*:/, "")}`.slice(0, 40).replace(/-$/, "") : "";
        const identifier = (args.identifier ?? `${pulumi.getStack()}-${name}`).toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

        // Whatever is encrypted with the key, final snapshots too, is lost with it.
        const key = args.kmsKeyArn ?? new kms.Key(name, { enableKeyRotation: true }, { ...parent, protect, retainOnDelete: true }).arn;
        const network = new RdsNetwork(`${name}-network`, { ...args, port: settings.port }, parent);
        const Server = settings.aurora ? AuroraCluster : RdsInstance;
        const server = new Server(
            `${name}${restored}`,
            {
                identifier: shortened(`${identifier}${restored}`),
                parameters: name,
                settings,
                subnetGroup: network.subnetGroup,
                securityGroup: network.securityGroup,
                kmsKeyArn: key,
                importId: args.import,
                protect,
            },
            parent,
        );

        const login = `${name}-login-${settings.login}`;
        const password = secretsmanager.getRandomPasswordOutput({ passwordLength: 40, excludePunctuation: true }, parent).randomPassword;
        const kept = new secretsmanager.Secret(login, { kmsKeyId: key }, parent);
        const text = pulumi
            .secret(password)
            .apply((password) => JSON.stringify({ username: loginName(settings.databaseName, settings.login), password }));
        // Another one comes at each update, and only the first counts: the next is the next login.
        const version = new secretsmanager.SecretVersion(
            login,
            { secretId: kept.id, secretString: text },
            { ...parent, ignoreChanges: ["secretString"] },
        );
        const store = args.secretStore;
        const secrets = [
            new ClusterSecret(`${name}-master`, { namespace, arn: server.masterSecretArn, store }, parent),
            new ClusterSecret(
                login,
                { namespace, arn: kept.arn, text: version.secretString.apply((text) => text ?? ""), store },
                { ...parent, dependsOn: [version] },
            ),
        ];
        // Elsewhere the module does not migrate the schema either (hold databaseUnsupported).
        if (settings.kind === "postgresql") {
            new DatabaseLogin(
                login,
                {
                    namespace,
                    host: server.address,
                    port: settings.port,
                    databaseName: settings.databaseName,
                    login: settings.login,
                    masterSecret: `${name}-master`,
                    loginSecret: login,
                    image: args.clientImage,
                    pullSecret: args.pullSecret,
                    placement: args.placement,
                },
                { ...parent, dependsOn: secrets },
            );
        }

        this.jdbcUrl = pulumi.interpolate`${settings.jdbcPrefix}//${server.address}:${settings.port}/${settings.databaseName}?${settings.jdbcOptions}`;
        // A name, not the Secret's property: whatever has that is replaced with it.
        this.secret = pulumi.output(login);
        this.description = databaseTarget({ rds: args });
        this.snapshots = {
            ...(settings.aurora ? { cluster: server.identifier } : { instance: server.identifier }),
            keep: settings.keepSnapshots,
            forget: args.forgetSnapshots,
        };
        this.registerOutputs({ jdbcUrl: this.jdbcUrl, secret: this.secret });
    }
}

const ofCluster = ["namespace", "pullSecret", "placement", "protect"];

/** What is wrong with the settings, as far as it can be told: values of other resources are known later. */
function faultsOf(args: RdsDatabaseArgs): Fault[] {
    const settings = Object.entries(args).filter(([name]) => !ofCluster.includes(name));
    const later = settings.filter(([, value]) => isOutput(value)).map(([name]) => name);
    return rdsFaults(Object.fromEntries(settings.filter(([name]) => !later.includes(name))), later);
}

const isOutput = (value: unknown): boolean =>
    pulumi.Output.isInstance(value) || value instanceof Promise || (Array.isArray(value) && value.some((item) => isOutput(item)));

/** Identifiers of RDS have at most 63 characters, three of which are for the number of an instance of Aurora. */
const shortened = (identifier: string): string => identifier.slice(0, 60).replace(/-+$/, "");
