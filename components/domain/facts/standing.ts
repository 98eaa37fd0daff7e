/** A node, as the cluster describes it. */
export interface StandingNode {
    readonly name: string;
    /** e.g. `batch-1`. */
    readonly batch: string;
    /** Version that it was made for. */
    readonly version: string;
    /** Image that it was made with; undefined: an earlier version of this module has kept it. */
    readonly image?: string;
    /** Ready, and not asked to go. */
    readonly inService: boolean;
}

/** A deployment of process models, as the engine keeps it. */
export interface ModelDeployment {
    readonly id: string;
    readonly name: string;
    /** When, in the engine's own words and by the clock of the node that made it. */
    readonly time: string;
    /** Who made it, as far as that is kept; empty: it is not. */
    readonly by: string;
}

/** An external task that a worker has locked. */
export interface LockedTask {
    readonly id: string;
    readonly worker: string;
    /** When the lock ends, in milliseconds since the epoch. */
    readonly until: number;
}

/** Jobs that may be locked. */
export interface JobsSeen {
    readonly ids: readonly string[];
    /** Whether these are all that there are. */
    readonly all: boolean;
    /** Whether the engine has told that they are locked; otherwise they are due, locked or not. */
    readonly locked: boolean;
}

/** What one of the nodes tells of what they all share; undefined: this version, or the user that asks, is not told. */
export interface EngineFacts {
    readonly incidents?: number;
    /** Jobs without retries left. */
    readonly failedJobs?: number;
    readonly deployments?: number;
    /** The newest deployments, the newest first. */
    readonly newest?: readonly ModelDeployment[];
    readonly processDefinitions?: number;
}

/** How things stand: what is compared between batches. */
export interface Standing extends EngineFacts {
    /** When (ISO 8601), by the clock of the machine that asks. */
    readonly at: string;
    readonly nodes: readonly StandingNode[];
    /** Incidents and failed jobs by their ids, the newest first, where there are more than before. */
    readonly examples?: readonly string[];
    readonly jobs?: JobsSeen;
    readonly lockedTasks?: readonly LockedTask[];
}

/** How things stood when versions began to be mixed, or why that is not known. */
export interface Opening extends Standing {
    /** Why nobody told; empty: somebody did. */
    readonly problem: string;
}
