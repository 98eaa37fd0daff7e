import * as pulumi from "@pulumi/pulumi";
import * as rds from "@pulumi/aws/rds";
import { SnapshotSource } from "../database/connection";
import { Cluster, ClusterAccess } from "../cluster/cluster";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { namedHook } from "../checkpoint/namedHook";
import { Completed, Target } from "../domain/facts/facts";
import { describeHolds } from "../domain/hold";
import { snapshotGone, snapshotPlan } from "./rules/snapshots";

/** What is kept of a database before its schema is changed. */
export interface BackupArgs {
    /** What snapshots are taken of. */
    source: SnapshotSource;
    /** What the rollout is for. */
    target: Target;
    /** What the stack has completed, with the snapshots that there are. */
    record?: Completed;
    /** Where nodes are that can be asked for the schema log: what it shows is a tag of the snapshot. */
    nodes: pulumi.Input<LiveTruthArgs>;
    /** How their cluster is reached. */
    access: pulumi.Input<ClusterAccess>;
}

/**
 * A snapshot of the database for each transition, as it was between the gate and the migration: what a way back begins with (docs/guides/roll-back-and-restore.md).
 * Those of the last transitions stay, by their count; an older one is deleted when an update has come to its end.
 */
export class Backup extends pulumi.ComponentResource {
    /** Identifier of the snapshot that precedes the transition under way; undefined: none does. */
    public readonly snapshot?: string;

    constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:Backup", name, {}, opts);
        const { source, target, record } = args;
        if (!record) {
            throw new pulumi.ResourceError(
                "record is missing: which snapshots there are has to be known before; pass `record: await stackRecord()`",
                this,
                true,
            );
        }
        const prefix = `${pulumi.getStack()}-${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
        const plan = snapshotPlan(prefix, target, record, source.keep);
        const snapshot = (identifier: string, tags: Record<string, pulumi.Input<string>>, hooks?: pulumi.ResourceHookBinding) => {
            const options = {
                parent: this,
                dependsOn: opts?.dependsOn,
                // It stays what it was when it was taken: of the database of that time, and with what was true then.
                ignoreChanges: ["dbInstanceIdentifier", "dbClusterIdentifier", "tags"],
                // The provider gives up after 20 minutes, and a first snapshot of a large database takes longer.
                customTimeouts: { create: "2h" },
                hooks,
            };
            return source.cluster
                ? new rds.ClusterSnapshot(
                      identifier,
                      { dbClusterIdentifier: source.cluster, dbClusterSnapshotIdentifier: identifier, tags },
                      options,
                  )
                : new rds.Snapshot(
                      identifier,
                      { dbInstanceIdentifier: source.instance ?? "", dbSnapshotIdentifier: identifier, tags },
                      options,
                  );
        };
        for (const identifier of plan.kept.filter((kept) => !source.forget?.includes(kept))) {
            snapshot(identifier, {}, { beforeCreate: [refuseAnother(identifier)] });
        }
        if (plan.current) {
            const schema = pulumi
                .all([args.access, args.nodes])
                .apply(([access, nodes]) => Cluster.truth(access, nodes))
                .apply((live) => live.schema ?? "unknown");
            snapshot(plan.current, { ...plan.tags, "camunda:stack": pulumi.getStack(), "camunda:schema": schema });
        }
        this.snapshot = plan.current;
        this.registerOutputs({});
    }
}

/** One of an earlier transition is there, or it is gone: taken now, it would be of other data than its name says. */
const refuseAnother = (identifier: string) =>
    namedHook(
        `snapshot ${identifier}`,
        () => {
            throw new Error(describeHolds([snapshotGone(identifier)]));
        },
        { onDryRun: true },
    );
