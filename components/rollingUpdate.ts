import * as pulumi from "@pulumi/pulumi";
import { Checkpoint } from "./checkpoint";
import { DatabaseConnection } from "./database/connection";
import { EngineNodes } from "./engineNodes";
import { LoadBalancer } from "./loadBalancer";
import { planBatches } from "./rules/batches";
import { refuse, settle } from "./rules/configuration";
import { Override } from "./rules/holds";
import { batchHolds, IntegratedBatch } from "./rules/integrated";
import { MigratedSchema, schemaHolds } from "./rules/migrated";
import { parseRelease, schemaVersion } from "./rules/release";
import { SchemaMigration } from "./schemaMigration";
import { VersionGate } from "./versionGate";

/** The engine that the nodes run. */
export interface EngineArgs {
    /** Camunda version, three numbers, e.g. `7.23.0`. A change is a rolling update. */
    version: string;
    /**
     * Image; `{version}` in it is replaced by the version. A change restarts the nodes, batch by batch.
     * @default `camunda/camunda-bpm-platform:run-{version}`
     */
    image?: string;
    /** Revision of the application in the image: told here, a change of both at once is refused. @default none */
    application?: string;
}

/** The engine nodes. A change of what a pod is made of (times to stop, port, user, resources, environment) restarts them, batch by batch. */
export interface NodesArgs {
    /** Number of nodes. @default `3` */
    count?: number;
    /** Nodes that are upgraded together: a number, e.g. `1`, or a share, e.g. `33%` (Camunda's example). @default `33%` */
    batchSize?: string;
    /** Whether a batch's new nodes start before its old ones are isolated; needs room for one more batch. @default `false` */
    surge?: boolean;
    /** How long the load balancers need to notice that a node leaves, in seconds. @default `5` */
    drainSeconds?: number;
    /** How long open requests, and then running jobs, may take to finish when a node stops, in seconds each. @default `60` */
    stopSeconds?: number;
    /** How long a node has to be ready before it counts, in seconds. @default `0` */
    minReadySeconds?: number;
    /** How long a batch may take, from the change to its last node in service, in seconds. @default `600` */
    budgetSeconds?: number;
    /** Port of the nodes and of the Service. @default `8080` */
    port?: number;
    /** Path of the REST API. @default `engine-rest` */
    restPath?: string;
    /** User id in the image; never root. @default `1000` */
    runAsUser?: number;
    /** Whether the nodes' root file system is read-only; the Tomcat and WildFly images write to theirs. @default `true` */
    readOnlyRoot?: boolean;
    /** Requested processor time of a node. @default `500m` */
    cpuRequest?: string;
    /** Requested memory of a node. @default `768Mi` */
    memoryRequest?: string;
    /** Most memory of a node. @default `1536Mi` */
    memoryLimit?: string;
    /** Further environment variables of a node, e.g. `JAVA_OPTS`. No secrets: they would be in the state. */
    env?: Record<string, string>;
    /** Host name that an Ingress routes to the nodes. @default no Ingress */
    ingressHost?: string;
    /** Ingress class. @default the cluster's */
    ingressClass?: string;
}

/** The migration of the schema. */
export interface MigrationArgs {
    /** Image with Liquibase and the PostgreSQL driver. @default `liquibase/liquibase:4.28.0` */
    image?: string;
    /** Where the engine's image has its SQL scripts. @default `/camunda/configuration/sql` */
    scriptsPath?: string;
    /** How long a statement waits for a lock, e.g. `10s`; a longer one fails the migration cleanly. @default `10s` */
    lockTimeout?: string;
    /** How long the migration may take, in seconds. @default `1800` */
    budgetSeconds?: number;
}

/** A Camunda 7 cluster, and the version that it is brought to. */
export interface RollingUpdateArgs {
    /** Namespace of everything in it. */
    namespace: pulumi.Input<string>;
    /** The engine that the nodes run. */
    engine: EngineArgs;
    /** The database that the nodes share: `PostgresDatabase`, `ExistingDatabase` or a connection of your own. A component is waited for. */
    database: DatabaseConnection;
    /** The engine nodes. */
    nodes?: NodesArgs;
    /** The migration of the schema. */
    migration?: MigrationArgs;
    /** Holds to lift, each by its id and for a stated reason. */
    overrides?: Override[];
    /** Stack output that holds this component's `completedVersion`; the gate reads it there. @default `completedVersion` */
    completedOutput?: string;
    /** Whether the gate, which knows what is installed, is protected from `pulumi destroy`. @default `false` */
    protect?: boolean;
    /** Kubeconfig (content or path) that checkpoints ask the cluster with. @default as kubectl */
    kubeconfig?: pulumi.Input<string>;
    /** Context in it. @default the current one */
    context?: string;
}

/**
 * A Camunda 7 cluster that is brought to a wanted version without downtime: schema first, then the nodes, batch by batch.
 * Each step depends on the one before it, in the order of Camunda's page: https://docs.camunda.org/manual/latest/update/rolling-update/
 */
export class RollingUpdate extends pulumi.ComponentResource {
    /** The version that gate, schema and every node have reached; a failed update leaves it as it was. Export it as a stack output. */
    public readonly completedVersion: pulumi.Output<string>;
    /** Where the cluster is reached, e.g. `http://camunda-engine.camunda.svc:8080/engine-rest`. */
    public readonly endpoint: pulumi.Output<string>;

    constructor(name: string, args: RollingUpdateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RollingUpdate", name, {}, opts);
        const refusal = refuse(args);
        if (refusal) {
            throw new pulumi.ResourceError(refusal, this, true);
        }
        const { target, image, nodes, overrides } = settle(args);
        const { namespace, database } = args;
        const { version } = target;
        const release = parseRelease(version);
        const schema = release ? schemaVersion(release) : version;
        const access = pulumi.output({ kubeconfig: args.kubeconfig, context: args.context });

        const gate = new VersionGate(
            `${name}-gate`,
            { target, overrides, completedOutput: args.completedOutput ?? "completedVersion", protect: args.protect ?? false },
            { parent: this },
        );
        const loadBalancer = new LoadBalancer(
            `${name}-engine`,
            { namespace, cluster: name, ...nodes },
            { parent: this, dependsOn: [gate] },
        );

        const migration = new SchemaMigration(
            `${name}-schema`,
            { namespace, database, version, engineImage: image, engineUser: nodes.runAsUser, ...args.migration },
            { parent: this, dependsOn: [gate, ...(pulumi.Resource.isInstance(database) ? [database] : [])] },
        );
        let previous: pulumi.Resource = new Checkpoint<MigratedSchema>(
            `${name}-schema`,
            {
                vouchesFor: pulumi.output({ namespace, job: migration.jobName, run: migration.run, schema }),
                look: async (cluster, wanted) => schemaHolds(wanted, await cluster.migrationState(wanted)),
                budgetSeconds: 60,
                access,
            },
            { parent: this, dependsOn: [migration] },
        );

        for (const batch of planBatches(nodes.count, nodes.batchSize)) {
            const { deployment, generation } = new EngineNodes(
                `${name}-${batch.id}`,
                { namespace, cluster: name, batch: batch.id, count: batch.nodes, version, image, database, settings: nodes },
                { parent: this, dependsOn: [previous] },
            );
            previous = new Checkpoint<IntegratedBatch>(
                `${name}-${batch.id}`,
                {
                    vouchesFor: pulumi.output({
                        namespace,
                        deployment,
                        generation,
                        nodes: batch.nodes,
                        version,
                        image,
                        schema,
                        ...at(nodes),
                    }),
                    look: async (cluster, wanted) => batchHolds(wanted, await cluster.batchState(wanted)),
                    budgetSeconds: nodes.budgetSeconds,
                    access,
                },
                { parent: this, dependsOn: [previous] },
            );
        }

        const completed = new pulumi.Stash(`${name}-completed`, { input: { version } }, { parent: this, dependsOn: [previous] });
        this.completedVersion = completed.input.apply((input) => (input as { version: string }).version);
        this.endpoint = loadBalancer.endpoint;
        this.registerOutputs({ completedVersion: this.completedVersion, endpoint: this.endpoint });
    }
}

const at = ({ restPath, port }: { restPath: string; port: number }) => ({ restPath, port });
