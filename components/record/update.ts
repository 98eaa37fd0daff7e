import * as pulumi from "@pulumi/pulumi";
import { PassedBatch, Reached } from "../checkpoint/rules/completion";
import { ClusterAccess } from "../cluster/cluster";
import { LiveNodes } from "../cluster/liveNodes";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { DatabaseConnection } from "../database/connection";
import { planBatches } from "../domain/batches";
import { rehearsalFor } from "../domain/evidence";
import { Completed, PromotionFacts, Rehearsal, Target, Transition } from "../domain/facts/facts";
import { windowOf } from "../domain/history";
import { Run, runOf } from "../domain/run";
import { PromotionSettings } from "../settings/promotion";
import { AdoptSettings, NodeSettings, Settings } from "../settings/settle";
import { VerificationSettings } from "../settings/verification";
import { attemptOf } from "../verification/rules/pause";
import { promotionFacts } from "./rehearsal";
import { lastAttempt, ownRecord, StackRecordArgs } from "./stackRecord";

/** What is updated: of the component's arguments what is not among the settings. */
export interface UpdateArgs extends StackRecordArgs {
    namespace: pulumi.Input<string>;
    database: DatabaseConnection;
    /** Nodes that were installed by other means. @default none */
    adopt?: AdoptSettings;
    /** The stack that the update is rehearsed in. @default none */
    promotion?: PromotionSettings;
    /** What the stack has completed. @default read from its outputs */
    record?: Completed;
    kubeconfig?: pulumi.Input<string>;
    context?: string;
}

/** One run of an update, as all of its steps know it: what it is for, what was completed before, and where the nodes are. */
export interface Update {
    /** Name of the cluster; each child's name begins with it. */
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly database: DatabaseConnection;
    /** What it is for: plain values, since a preview has to know them. */
    readonly target: Target;
    /** Image of the nodes. */
    readonly image: string;
    readonly nodes: NodeSettings;
    readonly verification: VerificationSettings;
    /** Every batch, in the order of their numbers. */
    readonly planned: readonly PassedBatch[];
    /** The same in the order in which they are upgraded. */
    readonly batches: readonly PassedBatch[];
    /** What the stack has completed. */
    readonly record: pulumi.Output<Completed>;
    /** Which run of the update this is. */
    readonly run: pulumi.Output<Run>;
    /** Its id, for what gate and checkpoints keep in the state. */
    readonly runId: pulumi.Output<string | undefined>;
    /** The transition in progress; undefined: none is. */
    readonly window: pulumi.Output<Transition | undefined>;
    /** Which rollout to the target's version this is, counted from 1. */
    readonly attempt: pulumi.Output<number>;
    /** What has to be rehearsed elsewhere; undefined: nothing. */
    readonly promotion?: pulumi.Output<PromotionFacts | undefined>;
    /** The rehearsal that it is compared with. */
    readonly rehearsal: pulumi.Output<Rehearsal | undefined>;
    /** What every node is when it is completed. */
    readonly reached: pulumi.Output<Reached>;
    /** How the cluster is reached. */
    readonly access: pulumi.Output<ClusterAccess>;
    /** Which nodes are queried. */
    readonly where: pulumi.Output<LiveTruthArgs>;
    /** The nodes, which are queried for what runs. */
    readonly live: LiveNodes;
}

/** The run of an update that a program is. Registers the reference to the stack's own record, where the program has not read it. */
export function updateOf(
    name: string,
    args: UpdateArgs,
    settings: Settings,
    verification: VerificationSettings,
    parent: pulumi.Resource,
): Update {
    const { namespace, database } = args;
    const { image, nodes } = settings;
    const target = targetOf(settings.target, database);
    const { product, version } = target;
    const access = pulumi.output({ kubeconfig: args.kubeconfig, context: args.context });
    const record = args.record ? pulumi.output(args.record) : ownRecord(`${name}-record`, args, parent);
    const last = lastAttempt(`${name}-gate`, record);
    const run = pulumi.all([record, last]).apply(([before, begun]) => runOf(target, before, begun, new Date().toISOString()));
    const runId = run.apply(({ id }) => id);
    const where = pulumi.output({ namespace, cluster: name, ...restOf(nodes), ...namesOf(nodes), adopt: args.adopt });
    const promotion = args.promotion && promotionFacts(args.promotion, target, record);
    const planned = planBatches(nodes.count, nodes.batchSize).map((batch) => ({ ...batch, workload: `${name}-${batch.id}` }));
    const { autoscaled } = nodes;
    return {
        name,
        namespace,
        database,
        target,
        image,
        nodes,
        verification,
        planned,
        // A rollback begins with the batch that was updated last: if any is not ready, it is that one.
        batches: target.rollback ? [...planned].reverse() : planned,
        record,
        run,
        runId,
        window: record.apply((before) => windowOf(target, before)),
        attempt: record.apply(({ history }) => attemptOf(target, history)),
        promotion,
        rehearsal: pulumi
            .all([record, promotion, last, runId])
            .apply(([before, facts, begun, id]) => (args.promotion || id ? rehearsalFor(target, before, facts, begun) : undefined)),
        reached: pulumi.output(namespace).apply((where): Reached => ({ product, version, image, namespace: where, autoscaled })),
        access,
        where,
        live: new LiveNodes(access, where),
    };
}

/** A database that snapshots are taken of has its backup by construction. */
function targetOf({ backup, ...asked }: Target, database: DatabaseConnection): Target {
    return {
        ...asked,
        ...(backup && !database.snapshots ? { backup } : {}),
        ...(database.description ? { database: database.description } : {}),
    };
}

/** Where the nodes' REST API is, as checkpoints keep it in the state. */
export const restOf = ({ restPath, port, restSecret }: NodeSettings) => ({ restPath, port, ...(restSecret ? { restSecret } : {}) });

/** Whether nodes keep their names: only where it is so, what is kept in the state of other stacks stays as it is. */
export const namesOf = ({ stableNames }: NodeSettings) => (stableNames ? { stableNames } : {});
