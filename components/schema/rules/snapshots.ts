import { Completed, Target } from "../../domain/facts/facts";
import { Hold, hold } from "../../domain/hold";
import { named } from "../../domain/transition";

/** The snapshots that a stack has or takes. */
export interface SnapshotPlan {
    /** Identifier of the one that precedes the transition under way, taken if it is not there yet; undefined: nothing is under way that needs one. */
    readonly current?: string;
    /** Tags of it. */
    readonly tags: Record<string, string>;
    /** Identifiers of earlier ones that stay, the newest last. */
    readonly kept: readonly string[];
}

/**
 * One snapshot for each transition, named after it. A killed run that goes on finds its own; a second attempt after a return of the nodes takes
 * another one, since the first does not have what has happened since. A first installation has nothing to keep.
 */
export function snapshotPlan(prefix: string, target: Target, { version, history }: Completed, keep: number): SnapshotPlan {
    const taken = history.flatMap(({ snapshot }) => snapshot ?? []);
    const from = version === undefined ? undefined : named({ product: target.product, version });
    const before = history.at(-1)?.to ?? from;
    const newest = (count: number) => (count > 0 ? [...new Set(taken)].slice(-count) : []);
    // On the way back no schema is changed, but what was taken on the way there stays.
    const leaves = target.rollback ? named({ product: target.product, version: target.rollback.from }) : named(target);
    const last = history.at(-1);
    const done = target.rollback !== undefined && last?.rollback === target.rollback.reason && last.from === leaves;
    if (before === undefined || before === leaves || done) {
        return { tags: {}, kept: newest(keep) };
    }
    const base = `${prefix}-${identifier(before)}-to-${identifier(leaves)}`;
    const attempts = taken.filter((one) => one === base || one.startsWith(`${base}-`)).length;
    return {
        current: attempts === 0 ? base : `${base}-${attempts + 1}`,
        tags: { "camunda:from": before, "camunda:to": leaves },
        kept: newest(keep - 1),
    };
}

/** Letters, digits and single hyphens: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html */
const identifier = (version: string): string => version.replace(/^camunda /, "").replaceAll(/[^a-z0-9]+/gi, "-");

/** What is said where a snapshot of an earlier transition is on record, and in AWS no more. */
export const snapshotGone = (identifier: string): Hold =>
    hold("snapshotGone", {
        message: `the snapshot ${identifier} is on record, and does not exist any more`,
        next: `pulumi config set --path 'database.rds.forgetSnapshots[0]' ${identifier} && pulumi up`,
    });
