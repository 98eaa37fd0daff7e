import * as pulumi from "@pulumi/pulumi";
import { Checkpoint } from "./checkpoint";
import { EngineNodes } from "./engineNodes";
import { LoadBalancer } from "./loadBalancer";
import { RollingUpdateArgs } from "./rollingUpdateArgs";
import { planBatches } from "./rules/batches";
import { refuse } from "./rules/configuration";
import { Completed, Transition } from "./rules/facts";
import { historyAfter } from "./rules/history";
import { batchHolds, IntegratedBatch } from "./rules/integrated";
import { MigratedSchema, schemaHolds } from "./rules/migrated";
import { NodeSettings, settle } from "./rules/settings";
import { SchemaMigration } from "./schemaMigration";
import { stackRecord } from "./stackRecord";
import { VersionGate } from "./versionGate";

/**
 * A Camunda 7 cluster that is brought to a wanted version without downtime: schema first, then the nodes, batch by batch.
 * Each step depends on the one before it, in the order of Camunda's page: https://docs.camunda.org/manual/latest/update/rolling-update/
 */
export class RollingUpdate extends pulumi.ComponentResource {
    /** The version that gate, schema and every node have reached; a failed update leaves it as it was. Export it as a stack output. */
    public readonly completedVersion: pulumi.Output<string>;
    /** Transitions that were completed, the newest last, with what was overridden for them. Export it as a stack output. */
    public readonly history: pulumi.Output<Transition[]>;
    /** Where the cluster is reached, e.g. `http://camunda-engine.camunda.svc:8080/engine-rest`. */
    public readonly endpoint: pulumi.Output<string>;

    constructor(name: string, args: RollingUpdateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RollingUpdate", name, {}, opts);
        const refusal = refuse(args);
        if (refusal) {
            throw new pulumi.ResourceError(refusal, this, true);
        }
        const { target, image, nodes, scriptsPath } = settle(args);
        const { namespace, database } = args;
        const { product, version } = target;
        const access = pulumi.output({ kubeconfig: args.kubeconfig, context: args.context });
        const { completedOutput = "completedVersion", historyOutput = "history", protect = false } = args;
        const record = stackRecord(`${name}-record`, { completedOutput, historyOutput }, this);

        const gate = new VersionGate(
            `${name}-gate`,
            {
                target,
                completed: record,
                nodes: pulumi.output({ namespace, cluster: name, ...at(nodes), adopt: args.adopt }),
                access,
                protect,
            },
            { parent: this },
        );
        const loadBalancer = new LoadBalancer(
            `${name}-engine`,
            { namespace, cluster: name, ...nodes },
            { parent: this, dependsOn: [gate] },
        );

        const migration = new SchemaMigration(
            `${name}-schema`,
            {
                namespace,
                database,
                product,
                version,
                engineImage: image,
                engineUser: nodes.runAsUser,
                pullSecret: nodes.pullSecret,
                ...args.migration,
                scriptsPath,
            },
            { parent: this, dependsOn: [gate, ...(pulumi.Resource.isInstance(database) ? [database] : [])] },
        );
        let previous: pulumi.Resource = new Checkpoint<MigratedSchema>(
            `${name}-schema`,
            {
                vouchesFor: pulumi.output({ namespace, job: migration.jobName, run: migration.run, product, version }),
                look: async (cluster, wanted) => schemaHolds(wanted, await cluster.migrationState(wanted)),
                budgetSeconds: 60,
                access,
            },
            { parent: this, dependsOn: [migration] },
        );

        const batches = planBatches(nodes.count, nodes.batchSize);
        // Back goes first what came last: it is what did not get ready, if anything did not.
        for (const batch of target.rollback ? batches.reverse() : batches) {
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
                        product,
                        version,
                        image,
                        ...at(nodes),
                    }),
                    look: async (cluster, wanted) => batchHolds(wanted, await cluster.batchState(wanted)),
                    budgetSeconds: nodes.budgetSeconds,
                    access,
                },
                { parent: this, dependsOn: [previous] },
            );
        }

        const completed = new pulumi.Stash(
            `${name}-completed`,
            { input: record.apply((before): Completed => ({ version, history: historyAfter(target, before) })) },
            { parent: this, dependsOn: [previous] },
        );
        this.completedVersion = completed.input.apply((input) => (input as { version: string }).version);
        this.history = completed.input.apply((input) => (input as { history: Transition[] }).history);
        this.endpoint = loadBalancer.endpoint;
        this.registerOutputs({ completedVersion: this.completedVersion, history: this.history, endpoint: this.endpoint });
    }
}

const at = ({ restPath, port, restSecret }: NodeSettings) => ({ restPath, port, ...(restSecret ? { restSecret } : {}) });
