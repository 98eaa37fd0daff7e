import * as pulumi from "@pulumi/pulumi";
import { Checkpoint } from "../checkpoint/checkpoint";
import { NodesLeft } from "../checkpoint/nodesLeft";
import { PassedBatch } from "../checkpoint/rules/completion";
import { IntegratedBatch } from "../domain/facts/batch";
import { namesOf, restOf, Update } from "../record/update";
import { Baseline } from "../verification/baseline";
import { BetweenBatches } from "../verification/betweenBatches";
import { FirstBatch } from "../verification/firstBatch";
import { EngineNodes } from "./engineNodes";

/** Step 3: the batches of an update. Each is isolated and upgraded, and then its checkpoint waits until it is integrated and the next one may begin. */
export class Batches {
    /** Old nodes that were killed before they had finished. */
    readonly left: NodesLeft;
    private readonly first: FirstBatch;

    constructor(
        private readonly update: Update,
        private readonly between: BetweenBatches,
        private readonly parent: pulumi.Resource,
    ) {
        const { planned, target, verification, window, where, access, nodes } = update;
        const [{ id, workload }] = planned;
        const { version } = target;
        this.left = new NodesLeft(nodes.stopSeconds);
        this.first = new FirstBatch({
            workload,
            id,
            version,
            returns: verification.returnFirstBatch,
            window,
            nodes: where,
            access,
        });
    }

    /** When the first batch was rolled back last; undefined: never. */
    get returnedAt(): pulumi.Output<string | undefined> {
        return this.first.returnedAt;
    }

    /** How things stand before the first batch. */
    baseline(migrated: Checkpoint<object>): Baseline {
        const { name, target, record, where, access } = this.update;
        return new Baseline(
            `${name}-baseline`,
            { target, completed: record, migrated: migrated.vouched, nodes: where, access, returned: this.returnedAt },
            { parent: this.parent, dependsOn: [migrated] },
        );
    }

    /** Isolates and upgrades the nodes of a batch. */
    upgrade(batch: PassedBatch, dependsOn: pulumi.Resource[]): EngineNodes {
        const { name, namespace, target, image, database, nodes } = this.update;
        const { id, workload, nodes: count } = batch;
        const returned = this.isFirst(batch) ? this.returnedAt : undefined;
        return new EngineNodes(
            workload,
            { namespace, cluster: name, batch: id, count, version: target.version, image, database, settings: nodes, returned },
            { parent: this.parent, dependsOn },
        );
    }

    /** Waits until the nodes of a batch are integrated, and the next batch may begin. */
    integrate(batch: PassedBatch, upgraded: EngineNodes, baseline: Baseline, previous: pulumi.Resource): Checkpoint<IntegratedBatch> {
        const { update, between, first, left, parent } = this;
        const { target, image, nodes } = update;
        return new Checkpoint<IntegratedBatch>(
            batch.workload,
            {
                vouchesFor: pulumi.output({
                    namespace: update.namespace,
                    deployment: upgraded.workload,
                    generation: upgraded.generation,
                    nodes: batch.nodes,
                    ...namesOf(nodes),
                    ...(nodes.autoscaled ? { autoscaled: true } : {}),
                    product: target.product,
                    version: target.version,
                    image,
                    ...restOf(nodes),
                    digests: update.rehearsal.apply((rehearsed) => rehearsed?.digests),
                    updateRun: update.runId,
                }),
                again: update.live.againBatch(batch, update.reached),
                ...between.afterBatch(batch.id, baseline.opening, left.look),
                ...(this.isFirst(batch) && !target.rollback ? { onFailure: first.onFailure } : {}),
                overrides: target.overrides,
                budgetSeconds: nodes.budgetSeconds,
                access: update.access,
            },
            { parent, dependsOn: [previous] },
        );
    }

    private isFirst = (batch: PassedBatch): boolean => batch === this.update.planned[0];
}
