import * as pulumi from "@pulumi/pulumi";
import { DatabaseConnection } from "./database/connection";
import { Completed, NodeRollback } from "./domain/facts/facts";
import { Override } from "./domain/hold";
import { AdoptArgs, EngineArgs, MigrationArgs, NamedBackupArgs, NodesArgs, PromotionArgs, VerificationArgs } from "./settingsArgs";

/** A Camunda 7 cluster, and the version that it is brought to. */
export interface RollingUpdateArgs {
    /** Namespace of everything in it. */
    namespace: pulumi.Input<string>;
    /** The engine that the nodes run. */
    engine: EngineArgs;
    /** The database that the nodes share: `PostgresDatabase`, `ExistingDatabase` or a connection of your own. A component is waited for. */
    database: DatabaseConnection;
    /** The engine nodes. @default three, in batches of a third */
    nodes?: NodesArgs;
    /** The migration of the schema. @default by a Job, with the scripts out of the engine's image */
    migration?: MigrationArgs;
    /** Holds to lift, each by its id and for a stated reason. @default none */
    overrides?: Override[];
    /** Rolls the nodes, never the schema, back to the previous version: from which version, and why. @default none */
    rollback?: NodeRollback;
    /** Nodes that were installed by other means and are taken over. @default none */
    adopt?: AdoptArgs;
    /** The stack that an update is rehearsed in. Removing it runs the last migration again, which finds its work done. @default none: nothing has to be rehearsed */
    promotion?: PromotionArgs;
    /** The backup of a database that no snapshot is taken of. @default none has to be named */
    backup?: NamedBackupArgs;
    /**
     * Whether the API server refuses nodes of another image than the previous and the target one, whoever starts them. Needs Kubernetes 1.30, and
     * the right to write ValidatingAdmissionPolicies, which are the whole cluster's. A change restarts nothing. @default `false`: a user of one
     * namespace has no such right, and the first update would fail
     */
    guard?: boolean;
    /** What is looked at between batches. @default each as its own setting says */
    verification?: VerificationArgs;
    /**
     * What the stack has completed, read before the program makes anything: `await stackRecord()`. Needed where snapshots are taken (`RdsDatabase`).
     * @default read by the component itself
     */
    record?: Completed;
    /** Stack output that holds this component's `completedVersion`; the gate reads it there. @default `completedVersion` */
    completedOutput?: string;
    /** Stack output that holds this component's `history`; the gate reads it there. @default `history` */
    historyOutput?: string;
    /** Stack output that holds this component's `evidence`; it is read there at the next update. @default `evidence` */
    evidenceOutput?: string;
    /** Whether the gate, which knows what is installed, is protected from `pulumi destroy`. @default `false` */
    protect?: boolean;
    /** Kubeconfig (content or path) that checkpoints ask the cluster with. @default as kubectl */
    kubeconfig?: pulumi.Input<string>;
    /** Context in it. @default the current one */
    context?: string;
}
