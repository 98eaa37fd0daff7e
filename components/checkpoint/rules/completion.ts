import { Completed, LiveNode, LiveTruth, LiveWorkload } from "../../domain/facts/facts";
import { failingHold } from "../../domain/failing";
import { Hold, hold } from "../../domain/hold";
import { digestIn, readImage } from "../../domain/image";
import { parseRelease } from "../../domain/release";
import { schemaFit } from "../../domain/schemaVersion";
import { StandingNode } from "../../domain/facts/standing";
import { count } from "../../domain/text";
import { Template } from "../../domain/facts/batch";

/** A batch that has passed its checkpoint. */
export interface PassedBatch {
    /** e.g. `batch-1`. */
    readonly id: string;
    /** Name of its Deployment or StatefulSet. */
    readonly workload: string;
    readonly nodes: number;
}

/** What every node has to be when an update is completed, and those of a batch that has passed its checkpoint until then. */
export interface Reached {
    readonly product: string;
    readonly version: string;
    /** The image that the nodes were made with. */
    readonly image: string;
    /** Empty: the facts do not tell, as in the other commands of the rule book. */
    readonly namespace: string;
    /** Whether somebody else scales the batches: then their own numbers count. */
    readonly autoscaled: boolean;
}

/** What is not so: for good, until somebody changes it, or perhaps for a moment. */
export interface Deviations {
    /** Nodes or batches that are another version or image than this update has brought them to. */
    readonly changed: readonly Hold[];
    /** Nodes that are missing, too many, or do not answer. */
    readonly missing: readonly Hold[];
}

/** What puts a batch right that asks for something else than this update has written. */
export const putBack =
    "pulumi up --refresh   # updates the batch again; find out first who has changed it: somebody by hand, a tool, or a run of this update that was killed";

const deletePods = (namespace: string, nodes: readonly { readonly name: string }[]): string =>
    `kubectl${namespace && ` -n ${namespace}`} delete pod ${nodes.map(({ name }) => name).join(" ")}`;

/** Where the batch asks for what it should: a refresh would find nothing to put right. */
const restart = (namespace: string, nodes: readonly LiveNode[]): string =>
    `${deletePods(namespace, nodes)}   # its batch starts it again, from the image of this update; then pulumi up goes on`;

/** Where it is not known what the batch asks for: a refresh finds out where the batch was changed, and not where a pod was. */
const either = (namespace: string, nodes: readonly { readonly name: string }[]): string => `${deletePods(namespace, nodes)} && ${putBack}`;

/** Whether a batch that has passed its checkpoint is still what it was then. */
export function batchDeviations(batch: PassedBatch, reached: Reached, live: LiveTruth): Deviations {
    const own = live.nodes.filter((node) => node.batch === batch.id);
    const workload = live.workloads?.find((one) => one.batch === batch.id);
    const gone = live.workloads !== undefined && workload === undefined;
    const others = own
        .filter((node) => node.problem === "" || byImage(node))
        .filter((node) => versionOf(node, reached) !== reached.version);
    const changed = [
        ...(workload && asksForAnother(workload, reached)
            ? [
                  `${batch.workload}: is set to ${workload.image} (${workload.version || "no version"}), but this update has set ${reached.image} (${reached.version})`,
              ]
            : []),
        ...(gone ? [`${batch.workload}: does not exist any more`] : []),
        ...others.map(
            (node) => `${node.name}: runs ${versionOf(node, reached)}, but this update has brought ${batch.id} to ${reached.version}`,
        ),
    ];
    // What was changed is one fault, however many nodes show it.
    if (changed.length > 0) {
        const more = changed.length > 1 ? `; and ${count(changed.length - 1, "node")} of it, too` : "";
        const next =
            changed.length > others.length ? putBack : workload ? restart(reached.namespace, others) : either(reached.namespace, others);
        return { changed: [hold("changedByHand", { message: `${changed[0]}${more}`, next })], missing: [] };
    }
    return { changed: [], missing: missingOf(batch, reached, own, workload) };
}

/** That an update in which nothing is in progress queries nobody. */
export function notQueried({ history, evidence }: Completed): string {
    const [to = "nothing", at] = [history.at(-1)?.to, evidence?.at(-1)?.at];
    return `completed: ${to}${at ? ` on ${at}` : ""}. No update is in progress, so the nodes were not queried: npm run -s check -- --stack … queries them, pulumi up --refresh puts back what was changed by hand.`;
}

/** That the cluster cannot be queried. */
export const unreachable = (problem: string): Hold =>
    hold("clusterUnreachable", {
        message: problem,
        short: "no answer from the cluster",
        next: "kubectl get --raw /readyz   # with the kubeconfig and context of this stack",
    });

/** Nodes of batches that are updated, and are made from something else by now; by their labels and images, since each batch asks this. */
export function changedMeanwhile(
    nodes: readonly StandingNode[],
    updated: readonly string[],
    template: Template,
    namespace: string,
): Hold[] {
    const others = nodes.filter(
        ({ batch, version, image }) => updated.includes(batch) && image !== undefined && asksForAnother({ version, image }, template),
    );
    return others.slice(0, 1).map(({ name, batch, version, image = "" }) =>
        hold("changedByHand", {
            message: `${name}: is created from ${image} (${version || "no version"}), but this update has brought ${batch} to ${template.image} (${template.version})${others.length > 1 ? `; and ${count(others.length - 1, "node")} more` : ""}`,
            next: either(namespace, others),
        }),
    );
}

function missingOf(batch: PassedBatch, reached: Reached, own: readonly LiveNode[], workload: LiveWorkload | undefined): Hold[] {
    const next = `kubectl -n ${reached.namespace} get pods -l camunda.org/batch=${batch.id}   # bring them back; pulumi up goes on here`;
    const silent = own.filter((node) => node.problem !== "" && !byImage(node));
    const wanted = reached.autoscaled ? (workload?.replicas ?? own.length) : batch.nodes;
    return [
        ...silent.map((node) => hold("nodeNotReady", { message: `${node.name}: ${node.problem}`, next })),
        ...(own.length === wanted
            ? []
            : [hold("nodeNotReady", { message: `${batch.workload}: ${count(own.length, "node")} instead of ${wanted}`, next })]),
    ];
}

/** What keeps an update from being completed, none when every node has reached the target, at its full count, on the schema that it needs. */
export function completionHolds(batches: readonly PassedBatch[], reached: Reached, live: LiveTruth): Hold[] {
    if (live.problem) {
        return [unreachable(live.problem)];
    }
    const each = batches.map((batch) => batchDeviations(batch, reached, live));
    const ids = new Set(batches.map(({ id }) => id));
    const strangers = live.nodes.filter(({ batch, adopted }) => !adopted && !(batch !== undefined && ids.has(batch)));
    return [
        ...each.flatMap(({ changed }) => changed),
        ...each.flatMap(({ missing }) => missing),
        ...strangers.map((node) =>
            hold("nodeNotGone", {
                message: `${node.name}: has the labels of this cluster, but belongs to none of its batches (${node.version || node.problem})`,
                next: `kubectl -n ${reached.namespace} get pod ${node.name} --show-labels   # remove it, or what has created it`,
            }),
        ),
        ...schemaHolds(reached, live),
        ...imageHolds(reached, live),
    ];
}

/** Whether the schema still fits, once its checkpoint has passed. */
export function schemaDeviations(reached: Reached, live: LiveTruth): Deviations {
    const holds = schemaHolds(reached, live);
    // What a node fails to read may be there again in a moment.
    const missing = holds.filter(({ id }) => id === "nodeFailing");
    return { changed: holds.filter(({ id }) => id !== "nodeFailing"), missing };
}

function schemaHolds({ product, version }: Reached, { schema, failing }: LiveTruth): Hold[] {
    const release = parseRelease(version, product);
    if (failing) {
        return [failingHold(failing)];
    }
    return schema && release && schemaFit(release, schema) !== "fits"
        ? [
              hold("schemaIncomplete", {
                  message: `the schema log shows ${schema}, which does not fit ${version}`,
                  next: "find out who has changed the database since it was migrated; docs/guides/roll-back-and-restore.md",
              }),
          ]
        : [];
}

/** By what their runtimes say, where these know a digest, else by its name: a tag may have been moved between two batches. */
function imageHolds({ namespace }: Reached, { nodes }: LiveTruth): Hold[] {
    const own = nodes.filter(({ adopted, batch }) => !adopted && batch !== undefined);
    const known = own.filter(({ digests = [] }) => digests.length > 0);
    const common = known.reduce<readonly string[] | undefined>(
        (left, { digests = [] }) => left?.filter((digest) => digests.includes(digest)) ?? digests,
        undefined,
    );
    const names = new Set(own.map(({ image = "" }) => image));
    const differ = known.length > 1 ? common?.length === 0 : names.size > 1;
    const shown =
        known.length > 1
            ? known.map(({ name, digests = [] }) => `${name} ${digests[0]}`)
            : own.map(({ name, image = "" }) => `${name} ${image}`);
    return differ
        ? [
              hold("imagesDiffer", {
                  message: `the nodes run different images: ${distinct(shown).join(", ")}`,
                  next: `kubectl -n ${namespace} get pods -l camunda.org/batch -o custom-columns=NODE:.metadata.name,IMAGE:.status.containerStatuses[0].imageID   # then engine.image REPOSITORY:TAG@DIGEST`,
              }),
          ]
        : [];
}

/** One node for each image. */
function distinct(shown: readonly string[]): string[] {
    const byImageName = new Map(shown.map((text) => [text.split(" ")[1], text]));
    return [...byImageName.values()];
}

/** Where nobody says who asks, a node's image has to do. */
const byImage = ({ authenticationRequired, image }: LiveNode): boolean => authenticationRequired === true && image !== undefined;

const versionOf = (node: LiveNode, { image, version }: Reached): string =>
    byImage(node) ? (isSameTag(node.image ?? "", image) ? version : (node.image ?? "")) : node.version;

/** Whether a batch was asked for something else since. The label follows `rollout undo`; the image, `set image`. */
export const asksForAnother = (workload: Template, { version, image }: Template): boolean =>
    (workload.version !== "" && workload.version !== version) || !isSameTag(workload.image, image);

/** By digests, else by tags, as far as both have them: a webhook may have written a mirror in front of it, or a digest behind it. */
export function isSameTag(one: string, other: string): boolean {
    const [digests, tags] = [[one, other].map(digestIn), [one, other].map((image) => readImage(image).tag)];
    const [a, b] = digests.every(Boolean) ? digests : tags.every(Boolean) ? tags : [];
    return a === b;
}
