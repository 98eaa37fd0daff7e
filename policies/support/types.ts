import { owner, Resource } from "./resource";

/** Components of this module, by their types. */
export const components = {
    rollout: "camunda:index:RollingUpdate",
    gate: "camunda:index:VersionGate",
    migration: "camunda:index:SchemaMigration",
    checkpoint: "camunda:index:Checkpoint",
    nodes: "camunda:index:EngineNodes",
};

const stash = "pulumi:index:Stash";
const workloads = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];
const job = "kubernetes:batch/v1:Job";

/** Whether it is what the gate keeps in the state: everything in a rollout waits for it. */
export const isGate = (resource: Resource): boolean => resource.type === stash && owner(resource) === components.gate;

/** Whether it is what a checkpoint keeps in the state. */
export const isCheckpoint = (resource: Resource): boolean => resource.type === stash && owner(resource) === components.checkpoint;

/** Whether it is what a rollout keeps in the state when it is completed. */
export const isCompletion = (resource: Resource): boolean => resource.type === stash && owner(resource) === components.rollout;

/** Whether it is a migration Job. */
export const isMigration = (resource: Resource): boolean => resource.type === job && owner(resource) === components.migration;

/** Whether it is one batch of engine nodes. */
export const isBatch = (resource: Resource): boolean => workloads.includes(resource.type) && owner(resource) === components.nodes;

/** Whether it is a database of RDS, or a cluster of them. */
export const isRds = ({ type }: Resource): boolean => isRdsInstance(type) || isRdsCluster(type);
export const isRdsInstance = (type: string): boolean => type === "aws:rds/instance:Instance";
export const isRdsCluster = (type: string): boolean => type === "aws:rds/cluster:Cluster";

/** Whether it is a node of a cluster of RDS: data and backups are the cluster's. */
export const isRdsClusterNode = (type: string): boolean => type === "aws:rds/clusterInstance:ClusterInstance";

/** Whether it is a snapshot of one of them. */
export const isSnapshot = ({ type }: Resource): boolean =>
    type === "aws:rds/snapshot:Snapshot" || type === "aws:rds/clusterSnapshot:ClusterSnapshot";

/** Whether it is there by itself: a component groups others, and a provider and what is read change nothing. */
export const changesSomething = ({ type }: { type: string }): boolean => !/^(camunda:index|pulumi:pulumi|pulumi:providers):/.test(type);
