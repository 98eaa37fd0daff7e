import { rollingUpdatePage } from "../pages";
import { HoldEntry } from "./entry";

/** Why what runs counts, and not the record. */
const truth = "The gate checks the versions that run, not the versions that were recorded last.";

/** Holds about the plan of the batches, and whether there is capacity for it. */
export const capacityHolds = {
    layoutChanged: {
        when: "The number of nodes or the batch size changes in the same update as the version.",
        why: "Batches that appear or disappear during an update would run the target version out of order, or remove nodes that the plan needs.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    noSpareNode: {
        when: "There is only one node, and no surge: no node would serve while it is updated.",
        why: "At least one node stays available at any time.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    noNodeLeft: {
        when: "The next batch to leave service has the only nodes that serve.",
        why: "At least one node stays available at any time, and a batch leaves service as a whole.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        final: false,
    },
    stableNamesChanged: {
        when: "`nodes.stableNames` changes while nodes run.",
        why: "A Deployment cannot become a StatefulSet: new nodes would start beside the old ones under the same labels, and no checkpoint could tell them apart.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    capacityShort: {
        when: "A ResourceQuota has less than the update needs at its widest moment.",
        why: "The API server refuses pods beyond a ResourceQuota: the batch would be out of service until its budget ends.",
        source: "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
        raisedBy: ["gate"],
        overridable: false,
        final: false,
    },
    machinesFull: {
        when: "The machines have no capacity for all nodes of a batch.",
        why: "A node without a machine never gets ready. The gate counts requests as a scheduler does; autoscaling of machines and affinities are not counted.",
        raisedBy: ["gate"],
        overridable: true,
        final: false,
    },
    minimumShort: {
        when: "A PodDisruptionBudget requires more nodes in service than a batch leaves.",
        why: "A PodDisruptionBudget names the nodes that somebody needs in service, and a rollout of a batch does not respect it.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        final: false,
    },
    replicasContested: {
        when: "An autoscaler scales a batch, and this stack sets its number of nodes as well.",
        why: "Each update sets the configured number of nodes again: under load, it would remove nodes that an autoscaler has added.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    guardWithdrawn: {
        when: "The guard is switched off together with another version or image, or while an update is in progress.",
        why: "Pulumi deletes last. Until then the guard would refuse the nodes that the update starts, and the update would wait for them in vain.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    nodeNotAdmitted: {
        when: "Somebody starts or changes a node with an image that the guard does not admit.",
        why: "At most two versions run side by side: none before its schema, and only the target once the update is completed.",
        source: rollingUpdatePage,
        raisedBy: ["guard"],
        overridable: false,
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;

/** Holds about what runs, beside what is recorded. */
export const truthHolds = {
    truthUnknown: {
        when: "The nodes could not be queried. Where nothing is recorded, this is a warning.",
        why: "If the nodes do not report their versions, only the record is known, and the nodes may run something else.",
        raisedBy: ["gate"],
        overridable: true,
        final: false,
    },
    nodesDiffer: {
        when: "The nodes run more versions than the update allows.",
        why: `At most two versions run side by side, and only while an update is in progress. ${truth}`,
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    nodesNotAsRecorded: {
        when: "The nodes run another version than the recorded one.",
        why: `${truth} From another version, this would be another update.`,
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    schemaNotAsRecorded: {
        when: "The schema log shows another version than the recorded one.",
        why: "The schema log says which version the schema has, and this stack has not changed it.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    incidentsPresent: {
        when: "There are open incidents, or jobs without retries, before an update begins.",
        why: "Failures that exist already can hide what the update breaks, and a node of the target version may retry their jobs.",
        raisedBy: ["gate"],
        overridable: true,
        final: false,
    },
    adoptionMovesVersion: {
        when: "Nodes are taken over, and the target is another version than they run.",
        why: "A cluster is taken over as it is. The running version becomes the record, and the update follows.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    adoptedNodesRemain: {
        when: "An update begins while nodes that were taken over still run.",
        why: "This stack does not manage these nodes: they would stay on the previous version.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    adoptedNodesForgotten: {
        when: "`adopt` is removed or selects other nodes while the nodes that were taken over still run.",
        why: "Nodes that this stack does not know would stay on their version through every later update.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;
