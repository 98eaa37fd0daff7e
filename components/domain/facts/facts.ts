import { CapacityFacts, Demand } from "./capacity";
import type { CutNode } from "../cutNodes";
import type { FailingNode } from "../failing";
import { Override } from "../hold";
import { Placement } from "./placement";

/** What a rollout brings the cluster to: the part of the configuration that the procedure has rules about. The gate keeps it in the state. */
export interface Target {
    /** `camunda`, `operaton` or `cibseven`. */
    readonly product: string;
    /** `community` or `enterprise`. */
    readonly edition: string;
    /** Version of the engine, e.g. `7.23.0`. */
    readonly version: string;
    /** Image, `{version}` where the version goes. */
    readonly image: string;
    /** Revision of the application in the image; empty if it is not told. */
    readonly application: string;
    /** Engine nodes. */
    readonly nodes: number;
    /** Nodes per batch as configured, e.g. `33%`. */
    readonly batchSize: string;
    /** Whether a new node starts before an old one is isolated. */
    readonly surge: boolean;
    /** Whether nodes keep their names, and are replaced one by one. */
    readonly stableNames?: boolean;
    /** What a node asks for, so that a change of it alone is judged, too; undefined: an earlier version of this module has written it. */
    readonly room?: NodeRoom;
    /** Holds that were lifted for it. */
    readonly overrides: readonly Override[];
    /** Set where it takes the nodes back to the version before. */
    readonly rollback?: NodeRollback;
    /** Label selector of nodes that were installed by other means, while they are taken over. */
    readonly adopt?: string;
    /** `dba`: somebody else applies the scripts of the schema; undefined: the migration does. */
    readonly appliedBy?: string;
    /** The backup that somebody has made of the database, where one has to be named; empty texts: none is. Undefined: none has to be. */
    readonly backup?: NamedBackup;
    /** Whether the API server refuses nodes of other images. */
    readonly guard?: boolean;
    /** The database, as far as the program can tell; undefined: it cannot, or an earlier version of this module has written it. */
    readonly database?: DatabaseTarget;
}

/** What the gate keeps in the state: what an update is for, and what it has begun with. */
export interface Attempt extends Target {
    /** Which run of the update it is: another one at each preview and update until the update is completed. Undefined: written by an earlier version of this module. */
    readonly run?: string;
    /** The rehearsal that admitted the update when it began; it stays until the update is completed, whatever happens in the other stack. */
    readonly admitted?: Rehearsal;
}

/** What a node needs room for, as it is configured. */
export interface NodeRoom extends Placement {
    /** Processor time, e.g. `500m`. */
    readonly cpuRequest: string;
    /** Memory, e.g. `768Mi`. */
    readonly memoryRequest: string;
    /** Most memory, e.g. `1536Mi`. */
    readonly memoryLimit: string;
    /** Whether somebody else decides how many nodes a batch has. */
    readonly autoscaled: boolean;
}

/** A backup that somebody says there is. */
export interface NamedBackup {
    /** When it was taken (ISO 8601). */
    readonly at: string;
    /** How it is found again, e.g. its identifier. */
    readonly reference: string;
}

/** The database that a rollout is for. What is not told is undefined. */
export interface DatabaseTarget {
    /** Where the data are: JDBC URL without its options, or which one the stack makes. */
    readonly location: string;
    /** Kubernetes Secret with the login. */
    readonly secret?: string;
    /** Image of a server in the cluster. */
    readonly image?: string;
    /** Server of RDS, e.g. `postgres`. */
    readonly engine?: string;
    readonly engineVersion?: string;
    readonly instanceClass?: string;
    readonly storageGiB?: number;
    readonly storageType?: string;
    readonly multiAz?: boolean;
    readonly instances?: number;
    /** Number of the login. */
    readonly login?: number;
    /** Whether another major version is meant. */
    readonly allowMajorUpgrade?: boolean;
}

/** Takes the nodes, never the schema, back to the version before. */
export interface NodeRollback {
    /** Version that the nodes leave, e.g. `7.23.0`. The gate refuses if the last update had another target. */
    from: string;
    /** Why. The history of the stack keeps it. */
    reason: string;
}

/** A transition that was completed. */
export interface Transition {
    /** Product and version that was left; empty: there was nothing. */
    readonly from: string;
    /** Product and version that was reached. */
    readonly to: string;
    /** Holds that were lifted for it, and why. */
    readonly overrides: readonly Override[];
    /** Why the nodes were taken back; empty: they were not. */
    readonly rollback: string;
    /** When the first batch was taken back last, before it was upgraded for good (ISO 8601); undefined: it was not. */
    readonly returned?: string;
    /** Snapshot of the database that was taken before the schema was changed; undefined: none. */
    readonly snapshot?: string;
    /** The run that completed it; undefined: an earlier version of this module has. */
    readonly run?: string;
    /** Which database the migration expected, in its own words; undefined: an earlier version of this module has completed it. */
    readonly expected?: string;
}

/** What was seen when a rollout was completed: by it another stack is promoted. */
export interface Evidence {
    /** Product and version that was left, as in the history; empty: there was nothing. */
    readonly from: string;
    /** Product and version that was reached. */
    readonly to: string;
    /** When it was completed (ISO 8601). */
    readonly at: string;
    /** Image that the nodes were told to run. */
    readonly image: string;
    /** Digests of the images that they did run, each once, e.g. `sha256:…`. */
    readonly digests: readonly string[];
    /** Checksum of the scripts that the migration took from the image, e.g. `sha256:…`; empty: it is not known any more. */
    readonly scripts: string;
    /** What the engines call the installation that the database belongs to; undefined: none of them reported it. */
    readonly installation?: string;
    /** What this rollout was held against, where it was promoted itself. */
    readonly rehearsal?: Rehearsal;
    /** Nodes that took their whole grace period when they left, in the run that completed it; undefined: none was seen. */
    readonly cut?: readonly CutNode[];
    /** Holds that were overridden for it; undefined: none, or an earlier version of this module has written it. */
    readonly overrides?: readonly Override[];
}

/** What ran in the stack that a rollout is promoted from. */
export interface Rehearsal {
    /** The stack. */
    readonly stack: string;
    /** Digests of the images that its nodes ran. */
    readonly digests: readonly string[];
    /** Checksum of the scripts that its migration took; empty: it is not known. */
    readonly scripts: string;
    /** When it was completed there (ISO 8601); undefined: an earlier version of this module has written it. */
    readonly at?: string;
}

/** What the stack that is promoted from has completed, or why that is not known. */
export interface PromotionFacts {
    /** The stack, as the CLI takes it. */
    readonly stack: string;
    /** How old its evidence may be, in days. */
    readonly maxAgeDays: number;
    /** When it was asked (ISO 8601). */
    readonly now: string;
    /** The newest last. */
    readonly evidence: readonly Evidence[];
    /** Why there is none to be had, e.g. there is no such stack; empty: it was read. */
    readonly problem: string;
}

/** What the stack's own outputs tell: a failed update leaves them as they were. */
export interface Completed {
    /** The version that gate, schema and every node have reached; undefined: no rollout has been completed yet. */
    readonly version?: string;
    /** Transitions that were completed, the newest last. */
    readonly history: readonly Transition[];
    /** What was seen when they were completed, the newest last. */
    readonly evidence?: readonly Evidence[];
}

/** A node that runs, as it describes itself. */
export interface LiveNode {
    readonly name: string;
    /** Version of its engine; empty: it did not tell. */
    readonly version: string;
    /** Why it did not tell, e.g. `it is not ready`; empty: it did. */
    readonly problem: string;
    /** Whether it was installed by other means and is being taken over. */
    readonly adopted?: boolean;
    /** Whether it was taken over by an earlier update, and `adopt` names others now, or none. */
    readonly forgotten?: boolean;
    /** The batch that it belongs to, by its label; undefined: none. */
    readonly batch?: string;
    /** The image that its pod was made with. */
    readonly image?: string;
    /** Digests that its image is known by. */
    readonly digests?: readonly string[];
    /** Whether it wants to know who asks, and nobody said: then its image has to do. */
    readonly authenticationRequired?: boolean;
}

/** A batch as the API server has it. */
export interface LiveWorkload {
    /** Name of the Deployment or StatefulSet. */
    readonly name: string;
    /** The batch, by its label. */
    readonly batch: string;
    /** Nodes that it asks for. */
    readonly replicas: number;
    /** The image that it asks for. */
    readonly image: string;
    /** The version on the label of the pods that it asks for. */
    readonly version: string;
}

/** What runs, asked at preview and again before the first act. */
export interface LiveTruth {
    readonly nodes: readonly LiveNode[];
    /** The batches; undefined: nobody was asked. */
    readonly workloads?: readonly LiveWorkload[];
    /** Why this user may not list the batches, in the API server's words; undefined: they may. */
    readonly workloadsUnread?: string;
    /** Newest version in the schema log; undefined: not told, or before 7.11. */
    readonly schema?: string;
    /** When that row was written (ISO 8601); undefined: not told. */
    readonly schemaChangedAt?: string;
    readonly incidents?: number;
    /** Jobs without retries left. */
    readonly failedJobs?: number;
    readonly deployments?: number;
    /** Database that the nodes work on. */
    readonly database?: DatabaseFacts;
    /** Installation that their database belongs to, reported since 7.14 by the first node that answers; undefined: not reported. */
    readonly installation?: string;
    /** Rows of the tables that the step locks; undefined: not told. */
    readonly rows?: Readonly<Record<string, number | undefined>>;
    /** A node that answers such questions with an error, where none answers them without; undefined: one does. */
    readonly failing?: FailingNode;
    /** What there is room for; undefined: nobody was asked. */
    readonly capacity?: CapacityFacts;
    /** Why nothing could be asked at all, e.g. the cluster does not answer; empty: it could. */
    readonly problem: string;
    /** Context of the kubeconfig, where there is a problem; empty: it has none. Undefined: nobody tried. */
    readonly context?: string;
    /** Address of the API server, where there is a problem and the context names one. */
    readonly address?: string;
}

/** A database server. */
export interface DatabaseFacts {
    /** `postgresql`, `mysql`, `h2`, … */
    readonly kind: string;
    /** e.g. `15` or `15.18`; empty: not known. */
    readonly version: string;
}

/** Everything that a rule may look at. Plain values: a rule never reaches out. */
export interface Facts {
    /** What the last rollout was for, completed or not; undefined: nothing is recorded yet. */
    readonly previous?: Attempt;
    readonly wanted: Attempt;
    readonly completed: Completed;
    /** What runs; undefined: nobody was asked. */
    readonly live?: LiveTruth;
    /** When it is judged (ISO 8601); undefined: it does not matter. */
    readonly now?: string;
    /** The database, where it is told and not asked. */
    readonly database?: DatabaseFacts;
    /** How far the last rollout is, where the state of the stack was read. */
    readonly rollout?: RolloutState;
    /** What was rehearsed; undefined: nothing has to be, or nobody was asked. */
    readonly promotion?: PromotionFacts;
    /** What the nodes ask for; undefined: room is not judged. */
    readonly demand?: Demand;
    /** What reading the settings has found that is no fault. */
    readonly warnings?: readonly string[];
}

/** What the state of a stack tells of a rollout. A failed update leaves the stack's outputs as they were, and so they tell nothing of it. */
export interface RolloutState {
    /** The version that each step's checkpoint has vouched for last, by the step, e.g. `batch-1`. */
    readonly vouched: Readonly<Record<string, string>>;
    /** The transition that the baseline was taken for, and when; undefined: none was. */
    readonly baseline?: { readonly transition: string; readonly at: string };
}
