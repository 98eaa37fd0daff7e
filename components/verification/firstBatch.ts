import * as pulumi from "@pulumi/pulumi";
import { Failure } from "../checkpoint/checkpoint";
import { Cluster, ClusterAccess } from "../cluster/cluster";
import { reason } from "../cluster/errors";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { BatchPlace } from "../cluster/takeBack";
import { known } from "../checkpoint/namedHook";
import { Transition } from "../domain/facts/facts";
import { foreignLines } from "../domain/foreign";
import { batchHolds } from "../checkpoint/rules/integrated";
import { staysBecause } from "./rules/takeBack";
import { workloadKind } from "../domain/workloadKind";
import { IntegratedBatch } from "../domain/facts/batch";
import { mixes } from "../domain/history";

/** The batch that is upgraded first, and what it is taken back to when that fails. */
export interface FirstBatchArgs {
    /** Name of its Deployment or StatefulSet. */
    workload: string;
    /** Its own, e.g. `batch-1`. */
    id: string;
    /** The version that it is brought to. */
    version: string;
    /** Whether it is taken back. */
    returns: boolean;
    /** The transition under way; undefined: none is. */
    window: pulumi.Input<Transition | undefined>;
    nodes: pulumi.Input<LiveTruthArgs>;
    access: pulumi.Input<ClusterAccess>;
}

/**
 * Takes the first batch back to the version before when its checkpoint fails. Pulumi's state has it as upgraded then, and it is the state that the next
 * update compares with: so the cluster keeps when that was, which is an input of the batch in the next update, and has it written again.
 */
export class FirstBatch {
    /** When it was taken back last (ISO 8601); undefined: never, or nobody wants that. */
    public readonly returnedAt: pulumi.Output<string | undefined>;

    constructor(private readonly args: FirstBatchArgs) {
        const { workload, returns } = args;
        // A kubeconfig may be a secret; what is asked with it is none.
        this.returnedAt = returns
            ? pulumi.unsecret(
                  pulumi.all([args.access, args.nodes]).apply(([access, nodes]) => askedFor(access, { ...nodes, deployment: workload })),
              )
            : pulumi.output(undefined);
    }

    /** What its checkpoint does before it fails; undefined: nothing. */
    get onFailure(): ((failure: Failure<IntegratedBatch>) => Promise<string>) | undefined {
        return this.args.returns ? (failure) => this.takeBack(failure) : undefined;
    }

    private async takeBack({ cluster, vouched, holds, wait }: Failure<IntegratedBatch>): Promise<string> {
        const { id, version } = this.args;
        const [window, nodes] = [await known(this.args.window), await known(this.args.nodes)];
        if (!mixes(window) || !nodes) {
            return "";
        }
        const by = "(verification.returnFirstBatch)";
        const [product, before] = window.from.split(" ");
        const words: string[] = [];
        let returned: IntegratedBatch;
        try {
            const stays = staysBecause({ batch: id, holds, version, nodes: await cluster.withNodes(nodes, (all) => Promise.resolve(all)) });
            if (stays) {
                return `${id} was not rolled back ${by}: ${stays}.`;
            }
            words.push(...(await lastWords(cluster, vouched)));
            const written = await cluster.writeBack(vouched, before, new Date().toISOString());
            returned = { ...vouched, ...written, product, version: before, digests: [] };
        } catch (error) {
            return `${id} could not be rolled back to ${window.from} ${by}: ${reason(error)}`;
        }
        const again =
            "Correct what is named above, and pulumi up updates it again; to give up instead: docs/guides/roll-back-and-restore.md.";
        return wait(async () => batchHolds(returned, await cluster.batchState(returned))).then(
            () => [`${id} was rolled back to ${window.from}, and is in service ${by}. ${again}`, ...words].join("\n"),
            (error: unknown) =>
                [`${id} is being rolled back to ${window.from} ${by}. ${again}`, (error as Error).message, ...words].join("\n"),
        );
    }
}

/** Without an answer the update could take a batch that was taken back for one that is upgraded. */
async function askedFor(access: ClusterAccess, place: BatchPlace): Promise<string | undefined> {
    try {
        return await Cluster.returnedAt(access, place);
    } catch (error) {
        const kind = workloadKind(place.stableNames);
        throw new Error(
            `whether ${kind} ${place.deployment} was rolled back (verification.returnFirstBatch) cannot be queried: ${reason(error)}`,
        );
    }
}

/** What a node that never got ready has written last, which goes with the node; nothing where there is none, or its log may not be read. */
async function lastWords(cluster: Cluster, vouched: IntegratedBatch): Promise<string[]> {
    const { nodes } = await cluster.batchState(vouched);
    const failed = nodes.find(({ image, ready, leaving }) => image === vouched.image && !ready && !leaving);
    if (!failed) {
        return [];
    }
    const log = await cluster.logOf(vouched.namespace, failed.name, 20).catch(() => "");
    return log ? [`The last lines of ${failed.name}:`, ...foreignLines(log).map((line) => `  ${line}`)] : [];
}
