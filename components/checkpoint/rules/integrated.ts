import { asksForAnother, putBack } from "./completion";
import { noTables } from "../../domain/engineFault";
import { inCommand } from "../../domain/foreign";
import { goneHold } from "../../domain/gone";
import { Hold } from "../../domain/hold";
import { parseRelease } from "../../domain/release";
import { schemaFit } from "../../domain/schemaVersion";
import { workloadKind } from "../../domain/workloadKind";
import { BatchState, IntegratedBatch, NodeState } from "../../domain/facts/batch";
import { databaseUnexpected } from "../../domain/facts/migration";

const checkpointReason =
    "A batch is reported complete before its new pods are ready, and its old pods are never waited for: the next one would begin with too few nodes in service.";

/** What keeps a batch from counting as integrated, none when the next one may begin. */
export function batchHolds(wanted: IntegratedBatch, state: BatchState): Hold[] {
    const kind = workloadKind(wanted.stableNames).toLowerCase();
    const lost = wanted.stableNames
        ? `; a node that a correction does not reach (Kubernetes 1.35.0 to 1.35.3) stays until: kubectl -n ${wanted.namespace} delete pod NODE, on a lost machine with --force`
        : "";
    // The name without the cluster's: the progress line has room for few letters.
    const batch = /batch-\d+$/.exec(wanted.deployment)?.[0] ?? wanted.deployment;
    const hold = (id: string, message: string, why = checkpointReason, pending = "not ready") => ({
        id,
        message,
        short: `${batch} ${pending}`,
        why,
        next: `kubectl -n ${wanted.namespace} describe ${kind} ${wanted.deployment}   # and set right what it shows; pulumi up goes on here${lost}`,
        overridable: false,
    });
    if (state.gone) {
        return [goneHold(workloadKind(wanted.stableNames), wanted.deployment, wanted.namespace, `${batch} is gone`)];
    }
    if (state.observedGeneration < wanted.generation) {
        return [
            hold(
                "nodeNotReady",
                `${wanted.deployment}: generation ${wanted.generation} is not observed yet, but ${state.observedGeneration}`,
                checkpointReason,
                "not begun",
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
    const { asks } = state;
    if (asks && asksForAnother(asks, wanted)) {
        return [
            {
                ...hold(
                    "changedByHand",
                    `${wanted.deployment}: asks for ${asks.image} (${asks.version || "no version"}), and this update has written ${wanted.image} (${wanted.version})`,
                    "Somebody else has changed it since. Pulumi's state has it as updated, and an update changes only what differs from that.",
                ),
                next: putBack,
                final: true,
            },
        ];
    }
    const staying = state.nodes.filter((node) => !node.leaving);
    const nodes = wanted.autoscaled ? state.wantedReplicas : wanted.nodes;
    const missing = nodes - Math.min(state.updatedReplicas, state.availableReplicas, state.replicas);
    const holds = [
        ...staying.flatMap((node) => imageHolds(wanted, node, hold)),
        ...staying.filter((node) => !node.ready).map((node) => notReady(wanted, node, hold)),
        ...state.nodes
            .filter((node) => node.leaving)
            .map((node) =>
                hold("nodeNotGone", `${node.name}: finishing its requests and jobs before it goes`, checkpointReason, "old node leaving"),
            ),
        ...staying.filter((node) => node.ready).flatMap((node) => answerHolds(wanted, node, hold)),
    ].map((one) => {
        const node =
            one.id === "nodeWrongVersion" && missing <= 0 ? staying.find(({ name }) => one.message.startsWith(`${name}:`)) : undefined;
        return node && node.image !== wanted.image ? { ...one, next: restart(wanted, node) } : one;
    });
    if (holds.length === 0 && (missing > 0 || staying.length !== nodes)) {
        const counts = `${state.updatedReplicas} updated and ${state.availableReplicas} available of ${nodes}, ${staying.length} pods`;
        return [hold("nodeNotReady", `${wanted.deployment}: ${counts}`, checkpointReason, "incomplete")];
    }
    return holds;
}

type MakeHold = (id: string, message: string, why?: string, pending?: string) => Hold;

/** A node that is not ready; one that finds no tables in its database shows that the data are gone. */
function notReady({ namespace }: IntegratedBatch, { name, problem, fault }: NodeState, hold: MakeHold): Hold {
    const message = `${name}: not ready${problem && ` (${problem})`}${fault ? `: ${fault}` : ""}`;
    return fault?.startsWith(noTables)
        ? {
              ...hold(databaseUnexpected, message, "The database is empty: its data were lost, or another database has taken its place."),
              next: `restore the database from its backup (docs/guides/roll-back-and-restore.md), then pulumi up; the log: kubectl -n ${namespace} logs ${name} --previous`,
          }
        : hold("nodeNotReady", message, checkpointReason, problem || "not ready");
}
/** The controller counts such a node as updated: somebody has changed the image of the pod itself, which no update of the batch would notice. */
const restart = ({ namespace, deployment }: IntegratedBatch, { name }: NodeState): string =>
    `kubectl -n ${namespace} delete pod ${name}   # ${deployment} starts it again, from the image of this update; pulumi up goes on here`;

/** The same tag may be another image by now, which nobody sees before a node runs it: then waiting does not help. */
function imageHolds(wanted: IntegratedBatch, node: NodeState, hold: MakeHold): Hold[] {
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
            next: `pulumi config set --path engine.image ${inCommand(`${wanted.image.split("@")[0]}@${rehearsed[0]}`)} && pulumi up   # what was rehearsed; or rehearse this one: docs/guides/promotion.md`,
            liftedBy: "an override of promotionMissing lifts this one, too",
            final: known,
        },
    ];
}

function answerHolds(wanted: IntegratedBatch, node: NodeState, hold: MakeHold): Hold[] {
    if (!node.answer) {
        return [
            hold(
                "nodeNotReady",
                `${node.name}: ready, but it does not answer ${wanted.restPath}/version`,
                checkpointReason,
                "does not answer",
            ),
        ];
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
                `is ${version}`,
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
