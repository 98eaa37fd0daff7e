import { Completed } from "../../domain/facts/facts";
import { Hold } from "../../domain/hold";
import { HoldId } from "../../domain/holds/registry";
import { StandingNode } from "../../domain/facts/standing";

/** Holds that say something against the new nodes of a batch, rather than against what else goes on. */
const againstNewNodes: readonly HoldId[] = [
    "nodeNotReady",
    "nodeWrongVersion",
    "schemaIncomplete",
    "imageNotRehearsed",
    "failedJobsRising",
    "canaryNotFinished",
];

/** A first batch whose checkpoint has failed. */
export interface FailedBatch {
    /** e.g. `batch-1`. */
    readonly batch: string;
    readonly holds: readonly Hold[];
    /** The version that the nodes are brought to. */
    readonly version: string;
    /** All nodes of the cluster. */
    readonly nodes: readonly StandingNode[];
}

/**
 * Why a first batch that failed stays as it is; undefined: it is taken back. It leaves service for that, so that what was missing then would be
 * missing besides; and once another batch has begun, the batches go back in their order (docs/guides/roll-back-and-restore.md).
 */
export function staysBecause({ batch, holds, version, nodes }: FailedBatch): string | undefined {
    if (!holds.some(({ id }) => againstNewNodes.includes(id))) {
        return "the failing check is not caused by its nodes";
    }
    const others = nodes.filter((node) => node.batch !== batch);
    if (others.some((node) => node.version === version)) {
        return "another batch has started";
    }
    // With surge, the old nodes of the batch itself still serve, and writing it back leaves them where they are.
    const staying = nodes.filter((node) => node.batch !== batch || node.version !== version);
    if (holds.some(({ id }) => id === "capacityLost") || (nodes.some(isIn) && !staying.some(isIn))) {
        return "too few other nodes are in service";
    }
    return undefined;
}

const isIn = ({ inService }: StandingNode): boolean => inService;

/** The same time, if the rollout that is under way has been begun again since; undefined: it was an earlier one. */
export const returnedMeanwhile = (returned: string | undefined, { evidence = [] }: Completed): string | undefined =>
    returned && Date.parse(returned) > Date.parse(evidence.at(-1)?.at ?? "1970-01-01T00:00:00Z") ? returned : undefined;
