import * as pulumi from "@pulumi/pulumi";
import { AdmissionGuard } from "./guard/admissionGuard";
import { Backup } from "./schema/backup";
import { Baseline } from "./verification/baseline";
import { BetweenBatches } from "./verification/betweenBatches";
import { Checkpoint } from "./checkpoint/checkpoint";
import { CompletedStep } from "./guard/completedStep";
import { Completion } from "./record/completion";
import { EngineNodes } from "./nodes/engineNodes";
import { FirstBatch } from "./verification/firstBatch";
import { LiveNodes } from "./cluster/liveNodes";
import { LoadBalancer } from "./nodes/loadBalancer";
import { NodesLeft } from "./checkpoint/nodesLeft";
import { promotionFacts } from "./record/rehearsal";
import { RollingUpdateArgs } from "./rollingUpdateArgs";
import { RolloutEvidence } from "./record/rolloutEvidence";
import { Batch, planBatches } from "./domain/batches";
import { notQueried, PassedBatch, Reached } from "./checkpoint/rules/completion";
import { demandOf } from "./gate/rules/demand";
import { rehearsalFor } from "./domain/evidence";
import { expectationFor, expectationTrigger } from "./schema/rules/expected";
import { Completed, Evidence, Target, Transition } from "./domain/facts/facts";
import { historyAfter, windowOf } from "./domain/history";
import { attemptOf } from "./verification/rules/pause";
import { ownStackFaults } from "./settings/promotion";
import { returnedMeanwhile } from "./verification/rules/takeBack";
import { runOf } from "./domain/run";
import { NodeSettings } from "./settings/settle";
import { settleVerification } from "./settings/verification";
import { schemaLook } from "./schema/schemaLook";
import { SchemaMigration } from "./schema/schemaMigration";
import { lastAttempt, ownRecord, thisStack } from "./record/stackRecord";
import { VersionGate } from "./gate/versionGate";
import { IntegratedBatch } from "./domain/facts/batch";
import { MigratedSchema } from "./domain/facts/migration";
import { settleOrRefuse } from "./gate/rules/refuse";

/**
 * A Camunda 7 cluster that is brought to a wanted version without downtime: schema first, then the nodes, batch by batch.
 * Each step depends on the one before it, in the order of Camunda's page: https://docs.camunda.org/manual/latest/update/rolling-update/
 */
export class RollingUpdate extends pulumi.ComponentResource {
    /** The version that gate, schema and every node have reached; a failed update leaves it as it was. Export it as a stack output. */
    public readonly completedVersion: pulumi.Output<string>;
    /** Transitions that were completed, the newest last, with what was overridden for them. Export it as a stack output. */
    public readonly history: pulumi.Output<Transition[]>;
    /** What ran when they were completed: images and scripts. Export it as a stack output: other stacks are promoted by it. */
    public readonly evidence: pulumi.Output<Evidence[]>;
    /** Where the cluster is reached, e.g. `http://camunda-engine.camunda.svc:8080/engine-rest`. */
    public readonly endpoint: pulumi.Output<string>;

    constructor(name: string, args: RollingUpdateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RollingUpdate", name, {}, opts);
        const accepted = settleOrRefuse(args, ownStackFaults(args.promotion, thisStack()));
        if ("refusal" in accepted) {
            throw new pulumi.ResourceError(accepted.refusal, this, true);
        }
        const { image, nodes, scriptsPath, ...settled } = accepted.settings;
        const { namespace, database } = args;
        const { backup: named, ...asked } = settled.target;
        const target: Target = {
            ...asked,
            // A database that snapshots are taken of has its backup by construction.
            ...(named && !database.snapshots ? { backup: named } : {}),
            ...(database.description ? { database: database.description } : {}),
        };
        const { product, version } = target;
        const access = pulumi.output({ kubeconfig: args.kubeconfig, context: args.context });
        const { protect = false } = args;
        const record = args.record ? pulumi.output(args.record) : ownRecord(`${name}-record`, args, this);
        const attempt = lastAttempt(`${name}-gate`, record);
        const run = pulumi.all([record, attempt]).apply(([before, begun]) => runOf(target, before, begun, new Date().toISOString()));
        const thisRun = run.apply(({ id }) => id);

        const where = pulumi.output({ namespace, cluster: name, ...at(nodes), ...stable(nodes), adopt: args.adopt });
        const live = new LiveNodes(access, where);
        const promotion = args.promotion && promotionFacts(args.promotion, target, record);
        const rehearsal = pulumi
            .all([record, promotion, attempt, thisRun])
            .apply(([before, facts, begun, id]) => (args.promotion || id ? rehearsalFor(target, before, facts, begun) : undefined));

        const gate = new VersionGate(
            `${name}-gate`,
            {
                target,
                completed: record,
                run: thisRun,
                promotion,
                admitted: rehearsal,
                live,
                demand: demandOf(nodes),
                protect,
            },
            { parent: this },
        );
        // What a preview of a finished stack does not say, it does not know.
        pulumi.all([record, gate.passed]).apply(([before]) => live.wereQueried || pulumi.log.info(notQueried(before), this));
        const loadBalancer = new LoadBalancer(
            `${name}-engine`,
            { namespace, cluster: name, ...nodes },
            { parent: this, dependsOn: [gate] },
        );

        const { autoscaled } = nodes;
        const reached = pulumi.output(namespace).apply((where): Reached => ({ product, version, image, namespace: where, autoscaled }));
        const planned = planBatches(nodes.count, nodes.batchSize);
        // Back goes first what came last: it is what did not get ready, if anything did not.
        const batches = target.rollback ? [...planned].reverse() : planned;
        const verification = settleVerification(args.verification);
        const window = record.apply((before) => windowOf(target, before));
        const nth = record.apply(({ history }) => attemptOf(target, history));
        const between = new BetweenBatches({ target, settings: verification, batches, window, attempt: nth, nodes: where });

        const databaseSteps = pulumi.Resource.isInstance(database) ? [database] : [];
        const backup =
            database.snapshots &&
            new Backup(
                `${name}-backup`,
                { source: database.snapshots, target, record: args.record, nodes: where, access },
                { parent: this, dependsOn: [gate, ...databaseSteps] },
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
                placement: nodes,
                ...args.migration,
                scriptsPath,
                expected: record.apply((before) => expectationFor(target, before)),
                trigger: record.apply((before) => expectationTrigger(target, before)),
                expectedScripts: rehearsal.apply((rehearsed) => rehearsed?.scripts ?? ""),
            },
            { parent: this, dependsOn: [gate, ...databaseSteps, ...(backup ? [backup] : [])] },
        );
        const migrated = new Checkpoint<MigratedSchema>(
            `${name}-schema`,
            {
                vouchesFor: pulumi.output({ namespace, job: migration.jobName, run: migration.run, product, version, updateRun: thisRun }),
                again: live.againSchema(reached),
                look: between.afterSchema(schemaLook({ target, completed: record, nodes: where })),
                overrides: target.overrides,
                budgetSeconds: 60,
                access,
            },
            { parent: this, dependsOn: [migration] },
        );

        const guard = args.guard
            ? new AdmissionGuard(
                  `${name}-guard`,
                  { namespace, cluster: name, target, completed: record, run: thisRun, access },
                  { parent: this, dependsOn: [migrated] },
              )
            : undefined;

        const first = new FirstBatch({
            workload: `${name}-${planned[0].id}`,
            id: planned[0].id,
            version,
            returns: verification.returnFirstBatch,
            window,
            nodes: where,
            access,
        });
        const baseline = new Baseline(
            `${name}-baseline`,
            { target, completed: record, migrated: migrated.vouched, nodes: where, access, returned: first.returnedAt },
            { parent: this, dependsOn: [migrated] },
        );
        const passing = ({ id, nodes: count }: Batch): PassedBatch => ({ id, workload: `${name}-${id}`, nodes: count });
        const left = new NodesLeft(nodes.stopSeconds);
        let previous: pulumi.Resource = baseline;
        for (const batch of batches) {
            const isFirst = batch === planned[0];
            const returned = isFirst ? first.returnedAt : undefined;
            const { workload, generation } = new EngineNodes(
                `${name}-${batch.id}`,
                { namespace, cluster: name, batch: batch.id, count: batch.nodes, version, image, database, settings: nodes, returned },
                { parent: this, dependsOn: [previous, ...(guard ? [guard] : [])] },
            );
            const checkpoint: Checkpoint<IntegratedBatch> = new Checkpoint<IntegratedBatch>(
                `${name}-${batch.id}`,
                {
                    vouchesFor: pulumi.output({
                        namespace,
                        deployment: workload,
                        generation,
                        nodes: batch.nodes,
                        ...stable(nodes),
                        ...(nodes.autoscaled ? { autoscaled: true } : {}),
                        product,
                        version,
                        image,
                        ...at(nodes),
                        digests: rehearsal.apply((rehearsed) => rehearsed?.digests),
                        updateRun: thisRun,
                    }),
                    again: live.againBatch(passing(batch), reached),
                    ...between.afterBatch(batch.id, baseline.opening, left.look),
                    ...(isFirst && !target.rollback ? { onFailure: first.onFailure } : {}),
                    overrides: target.overrides,
                    budgetSeconds: nodes.budgetSeconds,
                    access,
                },
                { parent: this, dependsOn: [previous] },
            );
            previous = checkpoint;
        }

        if (guard) {
            new CompletedStep(guard.completedStep, { namespace, step: guard.step }, { parent: this, dependsOn: [previous] });
        }
        const completion = new Completion({
            batches: planned.map(passing),
            reached,
            overrides: target.overrides,
            live,
            budgetSeconds: nodes.budgetSeconds,
        });
        const ask = completion.hook(name, this);
        const completed = new pulumi.Stash(
            `${name}-completed`,
            {
                input: pulumi.all([record, first.returnedAt, run]).apply(([before, returned, { inProgress, id }]): Completed => {
                    const met = {
                        snapshot: backup?.snapshot,
                        returned: returnedMeanwhile(returned, before),
                        expected: expectationFor(target, before),
                        run: inProgress ? id : undefined,
                    };
                    return { version, history: historyAfter(target, before, met) };
                }),
            },
            { parent: this, dependsOn: [previous], hooks: { beforeCreate: [ask], beforeUpdate: [ask] } },
        );
        this.completedVersion = completed.input.apply((input) => (input as { version: string }).version);
        this.history = completed.input.apply((input) => (input as { history: Transition[] }).history);
        this.evidence = new RolloutEvidence(
            `${name}-evidence`,
            {
                target,
                image,
                completed: record,
                rehearsal,
                reached: completed.input,
                completion,
                left,
                ran: pulumi.output({ namespace, job: migration.jobName }),
                access,
            },
            { parent: this, dependsOn: [completed] },
        ).evidence;
        this.endpoint = loadBalancer.endpoint;
        const { completedVersion, history, evidence, endpoint } = this;
        this.registerOutputs({ completedVersion, history, evidence, endpoint });
    }
}

/** Told only where it is so: what is kept in the state of other stacks stays as it is. */
const stable = ({ stableNames }: NodeSettings) => (stableNames ? { stableNames } : {});

const at = ({ restPath, port, restSecret }: NodeSettings) => ({ restPath, port, ...(restSecret ? { restSecret } : {}) });
