import { overridableIds } from "../../domain/holds/registry";
import { flag, labelSelector, matching, moment, oneOf, restPath, text, threeNumbers, whole } from "../checks";
import { changes, Section } from "./setting";

/** A part of the list `overrides`. */
export const overrideSection = {
    hold: {
        check: oneOf(overridableIds),
        text: "Id of the hold, e.g. `applicationChanged`.",
        required: true,
        change: changes.nothing,
        more: "holds.md",
    },
    reason: {
        check: text,
        text: "Why it is safe here; shown at every preview that it lifts something, and kept in the history of the stack.",
        required: true,
        change: changes.nothing,
    },
} satisfies Section;

/** `rollback`: takes the nodes, never the schema, back to the previous version. */
export const rollbackSection = {
    from: {
        check: threeNumbers,
        text: "Version that the nodes leave, e.g. `7.23.0`. The gate refuses if the last update had another target.",
        required: true,
        change: "Together with an earlier `engine.version`, the nodes roll back, batch by batch.",
        more: "../guides/roll-back-and-restore.md#roll-back-the-nodes",
    },
    reason: { check: text, text: "Why. The history of the stack keeps it.", required: true, change: changes.nothing },
} satisfies Section;

/** `adopt`: nodes that were installed by other means and are taken over. */
export const adoptSection = {
    selector: {
        check: labelSelector,
        text: "Label selector of their pods, e.g. `app=camunda`.",
        required: true,
        change: changes.nothing,
        more: "../guides/adoption.md",
    },
    port: { check: whole(1, 65535), text: "Port of their REST API.", otherwise: "that of the nodes", change: changes.nothing },
    restPath: { check: restPath, text: "Path of their REST API.", otherwise: "that of the nodes", change: changes.nothing },
} satisfies Section;

/** `promotion`: the stack that an update is rehearsed in (hold `promotionMissing`). */
export const promotionSection = {
    stack: {
        check: matching("the name of a stack: STACK, PROJECT/STACK or ORG/PROJECT/STACK", /^(?:[\w.-]+\/){0,2}[\w.-]+$/),
        text: "Stack that has to have completed the same transition, with the same image and scripts.",
        required: true,
        change: "Setting or removing it may run the last migration again, which finds its work done.",
        more: "../guides/promotion.md",
    },
    maxAgeDays: {
        check: whole(1, 365),
        text: "How long ago that stack may have completed the transition, in days.",
        default: 14,
        change: changes.nothing,
    },
    output: {
        check: matching("the name of a stack output, e.g. evidence", /^\S+$/),
        text: "Output of that stack with the component's `evidence`.",
        default: "evidence",
        change: changes.nothing,
    },
} satisfies Section;

/** `backup`: the backup of a database that this module takes no snapshot of (hold `backupMissing`). */
export const backupSection = {
    required: {
        check: flag,
        text: "Whether a backup has to be named before an update that changes the data.",
        otherwise: "`true` where one is named, else `false`",
        change: changes.nothing,
        more: "../guides/roll-back-and-restore.md#name-the-backup",
    },
    at: {
        check: moment,
        text: "When the backup was taken, with the time zone: later than the last change of the schema.",
        otherwise: "none is named",
        change: changes.nothing,
    },
    reference: {
        check: text,
        text: "How the backup is found again, e.g. its identifier. The state of the gate keeps it.",
        otherwise: "none is named",
        change: changes.nothing,
    },
} satisfies Section;
