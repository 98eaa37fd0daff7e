import { inCommand } from "./foreign";
import { Hold } from "./holds";
import { parseRelease } from "./release";
import { schemaFit } from "./schema";
import { workloadKind } from "./workload";

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
    /** Why it is not ready, in the cluster's words, e.g. `ImagePullBackOff`. */
    readonly problem: string;
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
    readonly nodes: readonly NodeState[];
}

const checkpointReason =
    "A batch is reported complete before its new pods are ready, and its old pods are never waited for: the next one would begin with too few nodes in service.";

/** What keeps a batch from counting as integrated, none when the next one may begin. */
export function batchHolds(wanted: IntegratedBatch, state: BatchState): Hold[] {
    const kind = workloadKind(wanted.stableNames).toLowerCase();
    const lost = wanted.stableNames
        ? `; a node that a correction does not reach (Kubernetes 1.35.0 to 1.35.3) stays until: kubectl -n ${wanted.namespace} delete pod NODE, on a lost machine with --force`
        : "";
    const hold = (id: string, message: string, why = checkpointReason) => ({
        id,
        message,
        why,
        next: `kubectl -n ${wanted.namespace} describe ${kind} ${wanted.deployment}   # and set right what it shows; pulumi up goes on here${lost}`,
        overridable: false,
    });
    if (state.observedGeneration < wanted.generation) {
        return [
            hold(
                "nodeNotReady",
                `${wanted.deployment}: generation ${wanted.generation} is not observed yet, but ${state.observedGeneration}`,
            ),
        ];
    }
    if (state.returned) {
        return [
            {
                ...hold(
                    "nodeWrongVersion",
                    `${wanted.deployment}: was taken back at ${state.returned} (verification.returnFirstBatch), and has not been upgraded again`,
                    "Pulumi's state has it as upgraded, and an update changes only what differs from that.",
                ),
                next: "pulumi up --refresh   # or with verification.returnFirstBatch, which looks for it",
                final: true,
            },
        ];
    }
    const staying = state.nodes.filter((node) => !node.leaving);
    const nodes = wanted.autoscaled ? state.wantedReplicas : wanted.nodes;
    const missing = nodes - Math.min(state.updatedReplicas, state.availableReplicas, state.replicas);
    const holds = [
        ...staying.flatMap((node) => imageHolds(wanted, node, hold)),
        ...staying
            .filter((node) => !node.ready)
            .map((node) => hold("nodeNotReady", `${node.name}: not ready${node.problem && ` (${node.problem})`}`)),
        ...state.nodes
            .filter((node) => node.leaving)
            .map((node) => hold("nodeNotGone", `${node.name}: finishing its requests and jobs before it goes`)),
        ...staying.filter((node) => node.ready).flatMap((node) => answerHolds(wanted, node, hold)),
    ];
    if (holds.length === 0 && (missing > 0 || staying.length !== nodes)) {
        const counts = `${state.updatedReplicas} updated and ${state.availableReplicas} available of ${nodes}, ${staying.length} pods`;
        return [hold("nodeNotReady", `${wanted.deployment}: ${counts}`)];
    }
    return holds;
}

/** The same tag may be another image by now, which nobody sees before a node runs it: then waiting does not help. */
function imageHolds(wanted: IntegratedBatch, node: NodeState, hold: (id: string, message: string, why: string) => Hold): Hold[] {
    const rehearsed = wanted.digests ?? [];
    const known = node.digests.length > 0;
    // An old pod has another image, as it should.
    if (
        rehearsed.length === 0 ||
        node.image !== wanted.image ||
        !(known || node.ready) ||
        node.digests.some((d) => rehearsed.includes(d))
    ) {
        return [];
    }
    const ran = `rehearsed was ${rehearsed.join(", ")}`;
    return [
        {
            ...hold(
                "imageNotRehearsed",
                `${node.name}: runs ${node.digests.join(", ") || "an image without a digest"} as ${node.image}, and ${ran}`,
                "What was rehearsed in the other stack is an image, not its tag; production gets the same one.",
            ),
            next: `pulumi config set --path engine.image ${inCommand(`${wanted.image.split("@")[0]}@${rehearsed[0]}`)} && pulumi up   # what was rehearsed; or rehearse this one: README.md, Promote from staging`,
            liftedBy: "an override of promotionMissing lifts this one, too",
            final: known,
        },
    ];
}

function answerHolds(wanted: IntegratedBatch, node: NodeState, hold: (id: string, message: string, why?: string) => Hold): Hold[] {
    if (!node.answer) {
        return [hold("nodeNotReady", `${node.name}: ready, but it does not answer ${wanted.restPath}/version`)];
    }
    if (node.answer.authenticationRequired && wanted.restSecret) {
        return [
            hold(
                "nodeNotReady",
                `${node.name}: ready, but it does not accept the credentials in Secret ${wanted.restSecret}`,
                "An engine locks a user for good after ten wrong passwords: no node is asked again before the Secret is another one.",
            ),
        ];
    }
    // Camunda's REST API answers this one only to known users when authentication is on: then the image has to do.
    const version = node.answer.authenticationRequired ? (node.image === wanted.image ? wanted.version : node.image) : node.answer.version;
    const holds: Hold[] = [];
    if (version !== wanted.version) {
        holds.push(
            hold(
                "nodeWrongVersion",
                `${node.name}: is ${version}, wanted ${wanted.version}`,
                "What counts is the engine that runs, not the tag of its image.",
            ),
        );
    }
    const release = parseRelease(wanted.version, wanted.product);
    if (node.answer.schema && release && schemaFit(release, node.answer.schema) !== "fits") {
        holds.push(
            hold(
                "schemaIncomplete",
                `${node.name}: its database's schema log shows ${node.answer.schema}, which does not fit ${wanted.version}`,
                "The engine does not notice a schema that does not fit; the schema log is the only truth about it.",
            ),
        );
    }
    return holds;
}
