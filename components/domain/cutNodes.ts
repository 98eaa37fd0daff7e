/** A node that was asked to leave, while it is still there. */
export interface LeavingNode {
    readonly name: string;
    /** When it is killed, by the clock of the API server (ISO 8601). */
    readonly killedAt: string;
    /** How long it was given to leave, in seconds. */
    readonly graceSeconds: number;
    /** How long its pod template gives it, in seconds. */
    readonly ownSeconds: number;
}

/** The nodes of a batch that were leaving at a time, in milliseconds since the epoch. */
export interface LeavingNodes {
    readonly at: number;
    readonly nodes: readonly LeavingNode[];
}

/** A node that took its whole grace period to leave: what it was still doing then was cut. */
export interface CutNode {
    readonly name: string;
    /** How long it took, in seconds. */
    readonly seconds: number;
}

/** How long before its end a node that is then killed was seen last, at most: a look takes a fifth of a second. */
const lastLookMilliseconds = 1000;

/**
 * The nodes that are gone since an earlier look and took their whole grace period. A node that nobody saw near its end is none of them, nor is one
 * that somebody gave less time than its template (`kubectl delete --grace-period`). The clocks of both machines have to agree to a second or two.
 */
export function cutNodes(before: LeavingNodes, now: LeavingNodes): CutNode[] {
    // A StatefulSet gives the next pod the same name; it is not leaving, or until another time.
    const isThere = ({ name, killedAt }: LeavingNode) => now.nodes.some((node) => node.name === name && node.killedAt === killedAt);
    return before.nodes
        .filter((node) => !isThere(node) && node.graceSeconds >= node.ownSeconds)
        .filter(({ killedAt }) => before.at >= Date.parse(killedAt) - lastLookMilliseconds && now.at >= Date.parse(killedAt))
        .map(({ name, killedAt, graceSeconds }) => ({
            name,
            seconds: Math.round(graceSeconds + (now.at - Date.parse(killedAt)) / 1000),
        }));
}

/** That a node was cut, and what to set. */
export const cutWarning = ({ name, seconds }: CutNode, stopSeconds: number): string =>
    [
        `${name} took its whole grace period to leave, ${seconds} s: a request or job that was open then was cut`,
        `  why:  open requests, and then running jobs, have nodes.stopSeconds each to end, ${stopSeconds} s; then the node is killed`,
        `  next: pulumi config set --path nodes.stopSeconds ${Math.min(2 * stopSeconds, 3600)}   # longer than the longest request and the longest job`,
    ].join("\n");
