import { asksForAnother, putBack } from "./completion";
import { noTables } from "../../domain/engineFault";
import { inCommand } from "../../domain/foreign";
import { goneHold } from "../../domain/gone";
import { Found, Hold, hold } from "../../domain/hold";
import { HoldId } from "../../domain/holds/registry";
import { tablesGone } from "../../domain/holds/schema";
import { parseRelease } from "../../domain/release";
import { schemaFit } from "../../domain/schemaVersion";
import { count } from "../../domain/text";
import { workloadKind } from "../../domain/workloadKind";
import { BatchState, IntegratedBatch, NodeState } from "../../domain/facts/batch";

/** What keeps a batch from counting as integrated, none when the next one may begin. */
export function batchHolds(wanted: IntegratedBatch, state: BatchState): Hold[] {
    const kind = workloadKind(wanted.stableNames).toLowerCase();
    const lost = wanted.stableNames
        ? `; a node that a correction does not reach (Kubernetes 1.35.0 to 1.35.3) stays until: kubectl -n ${wanted.namespace} delete pod NODE, on a lost machine with --force`
        : "";
    // The name without the cluster's: the progress line has room for few letters.
    const batch = /batch-\d+$/.exec(wanted.deployment)?.[0] ?? wanted.deployment;
    const next = `kubectl -n ${wanted.namespace} describe ${kind} ${wanted.deployment}   # and correct what it shows; pulumi up goes on here${lost}`;
    const pending: MakeHold = (id, message, what, more = {}) => hold(id, { message, short: `${batch} ${what}`, next, ...more });
    if (state.gone) {
        return [goneHold(workloadKind(wanted.stableNames), wanted.deployment, wanted.namespace, `${batch} is gone`)];
    }
    if (state.observedGeneration < wanted.generation) {
        return [
            pending(
                "nodeNotReady",
                `${wanted.deployment}: generation ${wanted.generation} is not observed yet (observed is ${state.observedGeneration})`,
                "not begun",
            ),
        ];
    }
    if (state.returned) {
        return [
            pending(
                "nodeWrongVersion",
                `${wanted.deployment}: was rolled back at ${state.returned} (verification.returnFirstBatch), and was not updated again`,
                "rolled back",
                {
                    why: "Pulumi's state has this batch as updated, so `pulumi up` alone does not change it.",
                    next: "pulumi up --refresh   # or with verification.returnFirstBatch, which looks for it",
                    final: true,
                },
            ),
        ];
    }
    const { asks } = state;
    if (asks && asksForAnother(asks, wanted)) {
        return [
            pending(
                "changedByHand",
                `${wanted.deployment}: is set to ${asks.image} (${asks.version || "no version"}), but this update has set ${wanted.image} (${wanted.version})`,
                "changed by hand",
                { next: putBack },
            ),
        ];
    }
    const staying = state.nodes.filter((node) => !node.leaving);
    const nodes = wanted.autoscaled ? state.wantedReplicas : wanted.nodes;
    const missing = nodes - Math.min(state.updatedReplicas, state.availableReplicas, state.replicas);
    const holds = [
        ...staying.flatMap((node) => imageHolds(wanted, node, pending)),
        ...staying.filter((node) => !node.ready).map((node) => notReady(wanted, node, pending)),
        ...state.nodes
            .filter((node) => node.leaving)
            .map((node) =>
                pending("nodeNotGone", `${node.name}: finishes its requests and jobs before it stops`, "old node leaving", {
                    why: "The provider does not wait for old nodes: the next batch would start with too few nodes in service.",
                }),
            ),
        ...staying.filter((node) => node.ready).flatMap((node) => answerHolds(wanted, node, pending)),
    ].map((one) => {
        const node =
            one.id === "nodeWrongVersion" && missing <= 0 ? staying.find(({ name }) => one.message.startsWith(`${name}:`)) : undefined;
        return node && node.image !== wanted.image ? { ...one, next: restart(wanted, node) } : one;
    });
    if (holds.length === 0 && (missing > 0 || staying.length !== nodes)) {
        const counts = `${state.updatedReplicas} updated and ${state.availableReplicas} available of ${nodes}, ${count(staying.length, "pod")}`;
        return [pending("nodeNotReady", `${wanted.deployment}: ${counts}`, "incomplete")];
    }
    return holds;
}

/** A hold of the batch, with what is pending in few words. */
type MakeHold = (id: HoldId, message: string, what: string, more?: Partial<Found>) => Hold;

/** A node that is not ready; one that finds no tables in its database shows that the data are gone. */
function notReady({ namespace }: IntegratedBatch, { name, problem, fault }: NodeState, pending: MakeHold): Hold {
    const message = `${name}: not ready${problem && ` (${problem})`}${fault ? `: ${fault}` : ""}`;
    return fault?.startsWith(noTables)
        ? pending("databaseUnexpected", message, "not ready", {
              why: tablesGone,
              next: `restore the database from its backup (docs/guides/roll-back-and-restore.md), then pulumi up; the log: kubectl -n ${namespace} logs ${name} --previous`,
              overridable: false,
              // A node that starts may find them in a moment, where its database does not serve yet.
              final: false,
          })
        : pending("nodeNotReady", message, problem || "not ready");
}

/** The controller counts such a node as updated: somebody has changed the image of the pod itself, which no update of the batch would notice. */
const restart = ({ namespace, deployment }: IntegratedBatch, { name }: NodeState): string =>
    `kubectl -n ${namespace} delete pod ${name}   # ${deployment} starts it again, from the image of this update; pulumi up goes on here`;

/** The same tag may be another image by now, which nobody sees before a node runs it: then waiting does not help. */
function imageHolds(wanted: IntegratedBatch, node: NodeState, pending: MakeHold): Hold[] {
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
        pending(
            "imageNotRehearsed",
            `${node.name}: runs ${node.digests.join(", ") || "an image without a digest"} as ${node.image}, but ${ran}`,
            "not ready",
            {
                next: `pulumi config set --path engine.image ${inCommand(`${wanted.image.split("@")[0]}@${rehearsed[0]}`)} && pulumi up   # the rehearsed image; or rehearse this one: docs/guides/promotion.md`,
                liftedBy: "An override of promotionMissing lifts this hold, too.",
                final: known,
            },
        ),
    ];
}

function answerHolds(wanted: IntegratedBatch, node: NodeState, pending: MakeHold): Hold[] {
    if (!node.answer) {
        return [pending("nodeNotReady", `${node.name}: ready, but it does not answer ${wanted.restPath}/version`, "does not answer")];
    }
    if (node.answer.authenticationRequired && wanted.restSecret) {
        return [
            pending(
                "nodeNotReady",
                `${node.name}: ready, but it does not accept the credentials in Secret ${wanted.restSecret}`,
                "not ready",
                {
                    why: "An engine locks a user for good after ten wrong passwords: no node is queried again before the Secret changes.",
                    next: `kubectl -n ${wanted.namespace} edit secret ${wanted.restSecret}   # correct username and password; pulumi up goes on here`,
                },
            ),
        ];
    }
    // Camunda's REST API answers this one only to known users when authentication is on: then the image has to do.
    const version = node.answer.authenticationRequired ? (node.image === wanted.image ? wanted.version : node.image) : node.answer.version;
    const holds: Hold[] = [];
    if (version !== wanted.version) {
        holds.push(pending("nodeWrongVersion", `${node.name}: is ${version}, target is ${wanted.version}`, `is ${version}`));
    }
    const release = parseRelease(wanted.version, wanted.product);
    if (node.answer.schema && release && schemaFit(release, node.answer.schema) !== "fits") {
        holds.push(
            pending(
                "schemaIncomplete",
                `${node.name}: the schema log of its database shows ${node.answer.schema}, which does not fit ${wanted.version}`,
                "not ready",
            ),
        );
    }
    return holds;
}
