import { planBatches } from "../../domain/batches";
import { asksForAnother, batchDeviations } from "../../checkpoint/rules/completion";
import { Facts, LiveNode } from "../../domain/facts/facts";
import { imageOf } from "../../domain/image";
import { compareSchemas, schemaFit, schemaOf } from "../../domain/schemaVersion";
import { parseRelease } from "../../domain/release";
import { moves } from "./database";
import { expectedVersions, putRight, refreshed } from "./putRight";
import { isByHand } from "./schema";
import { Rule } from "./rule";
import { changesKind } from "./stableNames";
import { count } from "../../domain/text";
import { hasSpare, inFlight, kindOf, onlyRoomChanges, releaseOf, resumes, versionChanges } from "../../domain/transition";
import { set } from "../../domain/commands";

/** Rules about what runs, where it was asked. */
export const truthRules: readonly Rule[] = [
    {
        id: "truthUnknown",
        live: true,
        finds: (facts) => {
            const { live, previous, wanted, completed } = facts;
            // Before the first installation is completed nothing has to serve: what mends it must not wait for what it mends.
            const serves = previous && (completed.version !== undefined || completed.history.length > 0);
            // More memory may be what makes nodes answer again.
            if (!live || !(serves || wanted.adopt) || onlyRoomChanges(facts)) {
                return undefined;
            }
            const next =
                "kubectl get pods, kubectl logs …   # bring them into service first; if the REST API requires authentication: nodes.restSecret";
            if (live.problem) {
                return {
                    message: `the nodes could not be queried: ${live.problem}`,
                    next: "kubectl get --raw /readyz   # with this stack's kubeconfig and context",
                };
            }
            // Nodes that do not answer yet are what an update that goes on waits for, at its checkpoints.
            if (resumes(facts)) {
                return undefined;
            }
            const silent = live.nodes.filter(({ problem }) => problem !== "");
            // A rollout that is under way may have nodes that never got ready: what mends it must not wait for them.
            // Nodes that are to move to another database, or to be another kind of object, are stopped before (databaseMoved, stableNamesChanged).
            if (live.nodes.length === 0 && (moves(facts) || changesKind(facts))) {
                return undefined;
            }
            // No step is judged where the version stays, and what mends a node that never got ready must not wait for it (noNodeLeft looks at the others).
            const judges = !previous || versionChanges(facts);
            const unknown = silent.length === live.nodes.length || (silent.length > 0 && !inFlight(facts));
            if (live.nodes.length === 0 || (judges && unknown)) {
                return {
                    message:
                        silent.length > 0
                            ? `${silent.length} of ${count(live.nodes.length, "node")} did not report a version: ${list(silent, ({ problem }) => problem)}`
                            : "there is no node that could report its version",
                    // Nodes that do not exist cannot be brought into service.
                    next: previous && live.nodes.length === 0 ? refreshed(facts, "creates them again") : next,
                };
            }
            return undefined;
        },
    },
    {
        id: "noNodeLeft",
        live: true,
        finds: (facts) => {
            const { wanted, live } = facts;
            const image = imageOf(wanted.image, wanted.version);
            const planned = planBatches(wanted.nodes, wanted.batchSize);
            const template = { image, version: wanted.version };
            // The first batch that is written; the others follow when this one is in service again.
            const next =
                live?.workloads &&
                (wanted.rollback ? planned.reverse() : planned).find(({ id }) => {
                    const workload = live.workloads?.find(({ batch }) => batch === id);
                    return !workload || asksForAnother(workload, template);
                });
            const serving = answered(facts).filter(({ batch }) => batch !== undefined);
            return next && hasSpare(wanted) && !wanted.surge && serving.length > 0 && serving.every(({ batch }) => batch === next.id)
                ? {
                      message: `${next.id} would leave service, but no node of another batch serves: only ${list(serving, ({ version }) => version)}`,
                      next: wanted.stableNames
                          ? refreshed(facts, "creates again what was removed; kubectl get pods shows what else is missing")
                          : "pulumi config set --path nodes.surge true && pulumi up   # or bring the others into service first: kubectl get pods",
                  }
                : undefined;
        },
    },
    {
        id: "nodesDiffer",
        live: true,
        finds: (facts) => {
            const nodes = answered(facts).filter(({ adopted }) => !adopted || !facts.previous);
            const versions = new Set(nodes.map(({ version }) => version));
            return versions.size > (inFlight(facts) ? 2 : 1)
                ? {
                      message: `${versions.size} versions run: ${list(nodes, ({ version }) => version)}`,
                      next: putRight(facts, nodes) ?? "bring the nodes to one version first",
                  }
                : undefined;
        },
    },
    {
        id: "nodesNotAsRecorded",
        live: true,
        finds: (facts) => {
            const { previous } = facts;
            const nodes = answered(facts).filter(({ adopted }) => !adopted);
            const expected = expectedVersions(facts);
            const others = nodes.filter(({ version }) => !expected.includes(version));
            // Some as recorded and some not: then they differ, which says it already.
            if (others.length === 0 || (others.length < nodes.length && !inFlight(facts))) {
                return undefined;
            }
            return {
                message: previous
                    ? `recorded is ${expected.join(" or ")}, but running are ${list(others, ({ version }) => version)}`
                    : `nothing is recorded, but nodes run already: ${list(others, ({ version }) => version)}`,
                next:
                    putRight(facts, others) ??
                    "they belong to another stack, or this stack has lost its state: pulumi stack ls, pulumi stack import; docs/guides/adoption.md",
            };
        },
    },
    {
        id: "changedByHand",
        live: true,
        finds: (facts) => {
            const { previous, live, rollout } = facts;
            // Where the state of the stack was read; an update finds it at its checkpoints.
            if (!previous || !rollout || !live || live.problem || !inFlight(facts)) {
                return undefined;
            }
            const { product, version } = previous;
            const reached = { product, version, image: imageOf(previous.image, version), namespace: "", autoscaled: true };
            const changed = planBatches(previous.nodes, previous.batchSize)
                .filter(({ id }) => rollout.vouched[id] === version)
                .flatMap(({ id, nodes }) => batchDeviations({ id, workload: id, nodes }, reached, live).changed);
            return changed.length > 0 ? { message: changed.map(({ message }) => message).join("; "), next: changed[0].next } : undefined;
        },
    },
    {
        id: "schemaNotAsRecorded",
        live: true,
        finds: (facts) => {
            const { previous, wanted, completed, live } = facts;
            const recorded = previous && releaseOf(previous);
            // After a return of the nodes the schema is ahead, as it should be.
            if (!recorded || !live?.schema || previous.rollback || schemaFit(recorded, live.schema) !== "fits") {
                return undefined;
            }
            // That is what schemaStepByHand asks for.
            const to = releaseOf(wanted);
            if (to && isByHand(facts) && schemaFit(to, live.schema) === "fits") {
                return undefined;
            }
            const before = completed.version === undefined ? undefined : parseRelease(completed.version, previous.product);
            const expected = [recorded, ...(inFlight(facts) && before ? [before] : [])].map(schemaOf);
            const minorOf = (version: string) => version.split(".", 2).join(".");
            return expected.some(
                (version) =>
                    compareSchemas(recorded.product, version, live.schema ?? "") === 0 || minorOf(version) === minorOf(live.schema ?? ""),
            )
                ? undefined
                : {
                      message: `recorded is the schema ${expected.join(" or ")}, but the schema log shows ${live.schema}`,
                      next: "find out who has migrated it; if it was intended, override this hold: the migration Job finds the schema at its target",
                  };
        },
    },
    {
        id: "incidentsPresent",
        live: true,
        finds: (facts) => {
            const { incidents = 0, failedJobs = 0 } = facts.live ?? {};
            const begins = ["patch", "minor", "productSwitch"].includes(kindOf(facts)) && !inFlight(facts);
            return begins && incidents + failedJobs > 0
                ? {
                      message: `open incidents: ${incidents}, jobs without retries: ${failedJobs}`,
                      next: "resolve them in Cockpit, or by the REST API: GET incident, GET job?noRetriesLeft=true",
                  }
                : undefined;
        },
    },
    {
        id: "adoptionMovesVersion",
        finds: (facts) => {
            const { previous, wanted } = facts;
            const others = previous ? [] : answered(facts).filter(({ adopted, version }) => adopted && version !== wanted.version);
            return others.length > 0
                ? {
                      message: `the nodes to be taken over run ${list(others, ({ version }) => version)}, but the target is ${wanted.version}`,
                      next: `${set(others[0].version)}   # then ${wanted.version}`,
                  }
                : undefined;
        },
    },
    {
        id: "adoptedNodesRemain",
        finds: (facts) => {
            const { previous, wanted, live } = facts;
            const remaining = live?.nodes.filter(({ adopted }) => adopted) ?? [];
            return previous && versionChanges(facts) && remaining.length > 0
                ? {
                      message: `nodes that were taken over still run (${[...new Set([wanted.adopt, previous.adopt])].filter(Boolean).join(", ")}): ${list(remaining, ({ version }) => version)}`,
                      next: "remove them from service and delete them, then: pulumi config rm --path adopt && pulumi up   # docs/guides/adoption.md",
                  }
                : undefined;
        },
    },
    {
        id: "adoptedNodesForgotten",
        live: true,
        finds: (facts) => {
            const { previous, wanted, live } = facts;
            const remaining = live?.nodes.filter(({ forgotten }) => forgotten) ?? [];
            return previous?.adopt && previous.adopt !== wanted.adopt && !versionChanges(facts) && remaining.length > 0
                ? {
                      message: `adopt ${previous.adopt} → ${wanted.adopt ?? "(none)"}, but nodes of ${previous.adopt} still run: ${list(remaining, ({ version, problem }) => version || problem)}`,
                      next: `pulumi config set --path adopt.selector '${previous.adopt}'   # until they are removed: docs/guides/adoption.md; override this hold if the selector was wrong`,
                  }
                : undefined;
        },
    },
];

const answered = ({ live }: Facts): LiveNode[] => live?.nodes.filter(({ problem }) => problem === "") ?? [];

/** The first nodes by name, and how many more there are. */
function list(nodes: readonly LiveNode[], what: (node: LiveNode) => string): string {
    const shown = nodes.slice(0, 3).map((node) => `${node.name} ${what(node)}`);
    return [...shown, ...(nodes.length > 3 ? [`and ${nodes.length - 3} more`] : [])].join(", ");
}
