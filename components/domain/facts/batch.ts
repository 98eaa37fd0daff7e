import { LiveWorkload } from "./facts";
import { LeavingNode } from "../cutNodes";

/** What a node is made from. */
export type Template = Pick<LiveWorkload, "image" | "version">;

/** What a batch checkpoint vouches for; it is what the checkpoint keeps in the state. */
export interface IntegratedBatch {
    readonly namespace: string;
    /** Name of the Deployment; with `stableNames`, of the StatefulSet. */
    readonly deployment: string;
    readonly stableNames?: boolean;
    /** Generation of it that this update wrote: what the controller has observed before says nothing about it. */
    readonly generation: number;
    readonly nodes: number;
    /** Whether somebody else scales it: then its own number counts. */
    readonly autoscaled?: boolean;
    readonly product: string;
    readonly version: string;
    readonly image: string;
    /** Where the nodes answer, e.g. `engine-rest`. */
    readonly restPath: string;
    readonly port: number;
    /** Secret with the `username` and `password` that the nodes are asked with, where they want authentication. */
    readonly restSecret?: string;
    /** Digests of the image that was rehearsed, where the rollout is promoted from another stack. */
    readonly digests?: readonly string[];
}

/** One pod of a batch, as the cluster and the node itself describe it. */
export interface NodeState {
    readonly name: string;
    readonly image: string;
    /** Digests that its image is known by; none before it has started. */
    readonly digests: readonly string[];
    readonly ready: boolean;
    /** Asked to go, but still there. */
    readonly leaving: boolean;
    /** Until when it may leave, where it is leaving and the cluster tells. */
    readonly leaves?: LeavingNode;
    /** Why it is not ready, in the cluster's words, e.g. `ImagePullBackOff`. */
    readonly problem: string;
    /** What its engine has written about a failed start, e.g. `ENGINE-03057 There are no Camunda tables in the database`; undefined: nothing known. */
    readonly fault?: string;
    /** What it answers about itself; undefined: it has not answered. */
    readonly answer?: NodeAnswer;
}

/** What a node answers over its REST API. */
export interface NodeAnswer {
    /** Version of the engine; empty if the node wants authentication for it. */
    readonly version: string;
    /** Version of the newest entry in its schema log; empty if it wants authentication for it, or has none. */
    readonly schema: string;
    readonly authenticationRequired: boolean;
}

/** A batch, as the cluster and its nodes describe it. */
export interface BatchState {
    /** Generation that the controller has acted upon. */
    readonly observedGeneration: number;
    readonly replicas: number;
    readonly updatedReplicas: number;
    readonly availableReplicas: number;
    /** Nodes that the Deployment or StatefulSet asks for. */
    readonly wantedReplicas: number;
    /** When it was taken back to another image, if that is still what it is asked to run; undefined: it is not. */
    readonly returned?: string;
    /** What it asks its nodes to be; undefined: it does not tell. */
    readonly asks?: Template;
    readonly nodes: readonly NodeState[];
    /** Whether there is no such Deployment or StatefulSet any more. */
    readonly gone?: boolean;
}

/** A batch of which there is nothing any more. */
export const goneBatch: BatchState = {
    observedGeneration: 0,
    replicas: 0,
    updatedReplicas: 0,
    availableReplicas: 0,
    wantedReplicas: 0,
    nodes: [],
    gone: true,
};
