import { rollingUpdatePage } from "../pages";
import { HoldEntry } from "./entry";

/** Holds of the checkpoint of a batch: whether the batch is integrated, and stays so. */
export const batchHolds = {
    nodeNotReady: {
        when: "A node of the batch is missing, not ready, or does not answer.",
        why: "The provider reports a batch as complete before its new nodes are ready: the next batch would start with too few nodes in service.",
        raisedBy: ["checkpoint"],
        overridable: false,
        final: false,
    },
    nodeNotGone: {
        when: "An old node of the batch still runs, or a node belongs to no batch.",
        why: "A node that no batch updates would stay on its version through every later update.",
        raisedBy: ["checkpoint"],
        overridable: false,
        final: false,
    },
    nodeWrongVersion: {
        when: "A node reports another version than the target.",
        why: "The running engine counts, not the tag of its image.",
        raisedBy: ["checkpoint"],
        overridable: false,
        final: false,
        waiting: "Not where the first batch was rolled back by itself and was not updated again: then the checkpoint fails at once.",
    },
    nodeFailing: {
        when: "Nodes in service answer with HTTP 5xx to a question that makes the engine read its database.",
        why: "Schema log, incidents and jobs are the same for all nodes, so one node is queried for them. No node answered without an error.",
        raisedBy: ["gate", "checkpoint"],
        overridable: true,
        override: "At the gate only. A checkpoint waits until the nodes answer.",
        final: false,
    },
    imageNotRehearsed: {
        when: "A node runs another image than the one that was rehearsed, under the same tag.",
        why: "The other stack rehearsed an image, not its tag. This stack gets the same image.",
        raisedBy: ["checkpoint"],
        overridable: false,
        override: "An override of `promotionMissing` lifts it.",
        final: true,
    },
    changedByHand: {
        when: "Somebody else has changed a batch that has passed its checkpoint, or is in progress.",
        why: "An update is completed when every node runs the target version. Pulumi's state has this batch as updated, so `pulumi up` alone does not change it.",
        raisedBy: ["gate", "checkpoint"],
        overridable: false,
        final: true,
    },
    objectGone: {
        when: "Somebody has deleted a Deployment, a StatefulSet or the migration Job of the stack.",
        why: "Somebody has deleted it, or its namespace, since Pulumi created it. It is not known who.",
        raisedBy: ["checkpoint"],
        overridable: false,
        final: true,
    },
    clusterUnreachable: {
        when: "A checkpoint gets no answer from the cluster or from a node.",
        why: "A checkpoint passes only when the cluster and the nodes themselves report what the step had to achieve.",
        raisedBy: ["checkpoint"],
        overridable: false,
        final: false,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;

/** Holds between batches: what has become worse than before the first batch. */
export const betweenBatchesHolds = {
    capacityLost: {
        when: "Before the next batch leaves service, fewer nodes serve than there should be.",
        why: "The nodes of the next batch would be out of service in addition to these. At least one node stays available at any time.",
        source: rollingUpdatePage,
        raisedBy: ["checkpoint"],
        overridable: true,
        final: false,
    },
    failedJobsRising: {
        when: "There are more jobs without retries, or more incidents, than before the first batch. In a rollback this is a warning.",
        why: "A failure since the first batch may be caused by the target version, and with each batch more jobs run on it.",
        raisedBy: ["checkpoint"],
        overridable: true,
        final: false,
    },
    deployedWhileMixed: {
        when: "Somebody has deployed models while two versions run. In a rollback this is a warning.",
        why: "While versions are mixed, no process may use a feature of the target version: a node of the previous version may have to run it.",
        source: rollingUpdatePage,
        raisedBy: ["checkpoint"],
        overridable: true,
        final: true,
    },
    jobsLocked: {
        when: "Jobs or external tasks may be locked by a node that is gone.",
        why: "A lock that a node leaves behind blocks its job or task until the lock ends, and the next batch would leave more of them.",
        raisedBy: ["checkpoint"],
        overridable: true,
        final: false,
        waiting: "This hold ends by itself after `verification.lockSeconds` at most: [locked jobs](../guides/verification.md#locked-jobs).",
    },
    canaryNotFinished: {
        when: "A process instance of one version was not finished by the other in time, or none can be started before the first batch.",
        why: "While versions are mixed, any node may have to continue an instance that a node of the other version has started.",
        source: rollingUpdatePage,
        raisedBy: ["checkpoint"],
        overridable: true,
        override: "Only when `verification.canary.seconds` are over.",
        final: false,
        waiting: "It does not help for longer than `verification.canary.seconds`.",
    },
    mixedTooLong: {
        when: "Two versions run for longer than `verification.mixedMinutes`. In a rollback this is a warning.",
        why: "The settings of this stack limit how long versions are mixed. Until every node runs the target, no new feature may be used.",
        source: rollingUpdatePage,
        raisedBy: ["checkpoint"],
        overridable: true,
        final: true,
    },
    soaking: {
        when: "Nothing is wrong: `verification.soakSeconds` are not over yet.",
        why: "A defect of a new version does not always show at once. The setting verification.soakSeconds says how long no hold may be found.",
        raisedBy: ["checkpoint"],
        overridable: false,
        final: false,
    },
    paused: {
        when: "Nothing is wrong: `verification.pauseAfter` asks for a look after this step.",
        why: "The setting verification.pauseAfter asks for a look before the update goes on. Nothing is wrong, and nodes that were not updated still serve.",
        raisedBy: ["checkpoint"],
        overridable: false,
        override: "The go-ahead is a setting: `verification.goAhead`.",
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;

/** Holds before the record says that an update is completed. */
export const completionHolds = {
    imagesDiffer: {
        when: "The nodes run different images when the update is to be completed.",
        why: "All nodes of a completed update run one image. Either the tag points to another image now, or somebody has changed nodes by hand.",
        raisedBy: ["checkpoint"],
        overridable: true,
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;
