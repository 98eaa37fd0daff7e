import * as pulumi from "@pulumi/pulumi";
import { AdmissionGuard } from "./guard/admissionGuard";
import { Batches } from "./nodes/batches";
import { BetweenBatches } from "./verification/betweenBatches";
import { CompletedStep } from "./guard/completedStep";
import { Evidence, Transition } from "./domain/facts/facts";
import { LoadBalancer } from "./nodes/loadBalancer";
import { openGate } from "./gate/openGate";
import { ownStackFaults } from "./settings/promotion";
import { settleOrRefuse } from "./gate/rules/refuse";
import { RollingUpdateArgs } from "./rollingUpdateArgs";
import { SchemaFirst } from "./schema/schemaFirst";
import { settleVerification } from "./settings/verification";
import { thisStack } from "./record/stackRecord";
import { updateOf } from "./record/update";
import { UpdateRecord } from "./record/updateRecord";

/**
 * A Camunda 7 cluster that is brought to its target version without downtime: schema first, then the nodes, batch by batch.
 * Each step depends on the one before it, in the order of Camunda's page: https://docs.camunda.org/manual/latest/update/rolling-update/
 */
export class RollingUpdate extends pulumi.ComponentResource {
    /** The version that gate, schema and every node have reached; a failed update leaves it as it was. Export it as a stack output. */
    public readonly completedVersion: pulumi.Output<string>;
    /** Updates that were completed, the newest last, with what was overridden for them. Export it as a stack output. */
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
        const { settings } = accepted;
        const update = updateOf(name, args, settings, settleVerification(args.verification), this);
        const { namespace, target, nodes } = update;
        const between = new BetweenBatches({ ...update, settings: update.verification, nodes: update.where });

        const gate = openGate(update, args, this);
        const engine = { namespace, cluster: name, ...nodes };
        const loadBalancer = new LoadBalancer(`${name}-engine`, engine, { parent: this, dependsOn: [gate] });

        const { scriptsPath } = settings;
        const schema = new SchemaFirst(update, { ...args, scriptsPath, between }, { parent: this, gate });
        const { migrated } = schema;

        // From here on the API server refuses nodes of any other image.
        const watched = { namespace, cluster: name, target, completed: update.record, run: update.runId, access: update.access };
        const guard = args.guard ? new AdmissionGuard(`${name}-guard`, watched, { parent: this, dependsOn: [migrated] }) : undefined;

        const batches = new Batches(update, between, this);
        const baseline = batches.baseline(migrated);
        let previous: pulumi.Resource = baseline;
        for (const batch of update.batches) {
            const upgraded = batches.upgrade(batch, [previous, ...(guard ? [guard] : [])]);
            previous = batches.integrate(batch, upgraded, baseline, previous);
        }

        if (guard) {
            new CompletedStep(guard.completedStep, { namespace, step: guard.step }, { parent: this, dependsOn: [previous] });
        }
        const { jobName, snapshot } = schema;
        const { returnedAt, left } = batches;
        const completed = new UpdateRecord(update, { jobName, snapshot, returnedAt, left }, { parent: this, previous });
        this.completedVersion = completed.completedVersion;
        this.history = completed.history;
        this.evidence = completed.evidence;
        this.endpoint = loadBalancer.endpoint;
        const { completedVersion, history, evidence, endpoint } = this;
        this.registerOutputs({ completedVersion, history, evidence, endpoint });
    }
}
