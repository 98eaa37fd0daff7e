import { rollingUpdatePage } from "../pages";
import { HoldEntry } from "./entry";

/** Holds about settings and overrides. */
export const settingsHolds = {
    configurationInvalid: {
        when: "Settings are wrong or unknown. One message names all of them.",
        why: "A setting that is wrong or unknown would do something else than you asked for, without a word.",
        alsoWhy: ["The migration is configured by its environment, and changes nothing while a value is wrong."],
        raisedBy: ["settings", "Job"],
        overridable: false,
        final: true,
    },
    overrideUnused: {
        when: "An override lifts nothing, or belongs to an update that is completed.",
        why: "An override is for one update. If it stays, it could lift a hold of a later update that nobody thought of.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    overrideWithdrawn: {
        when: "An override is removed before its update is completed.",
        why: "The history of the stack keeps every override of an update, so an override stays until its update is completed.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;

/** Holds about the version: what is the next one, and where it was rehearsed. */
export const versionHolds = {
    versionUnsupported: {
        when: "The catalogue does not contain the target version.",
        why: "The order of the minors, their schemas and patches come from a catalogue. For a minor that is not in it, they would be a guess.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    previousUnsupported: {
        when: "The catalogue does not contain the previous version.",
        why: "Rolling updates begin with 7.5 → 7.6. For a version that is not in the catalogue, the next minor is not known.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    minorSkipped: {
        when: "The target is not the next minor.",
        why: "An engine is guaranteed to work with its own schema and that of the next minor only: one minor at a time.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    latestPatchFirst: {
        when: "The nodes are not on the latest patch of their minor before an update to the next minor.",
        why: "Before the next minor, all nodes and the database are on the latest patch of the current one. That is a rolling update of its own.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    rolloutInFlight: {
        when: "Another version is set while an update is in progress.",
        why: "At most two versions may run side by side: the next update begins when the last one is completed.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    downgrade: {
        when: "The target is lower than the previous version, and no rollback is configured.",
        why: "No script returns a schema to an earlier version, and an engine is not guaranteed to work with one that is more than a minor ahead.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    rollbackRefused: {
        when: "The rollback leads to another version than the previous one, or repeats the reason of the last rollback.",
        why: "Nodes work with the schema of the next minor and no further: they roll back by one step, and the schema stays.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    rollbackUnused: {
        when: "`rollback` is set, but the target is not a lower version.",
        why: "A rollback setting that is not needed now would take effect later, when nobody expects it.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    productSwitchUnsupported: {
        when: "The target is another product, and its vendor does not describe the switch.",
        why: "Schemas and versions of two products are comparable only where a vendor describes the switch.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    productSwitchNotRolling: {
        when: "The vendor describes the switch to another product as stop and start.",
        why: "The vendor describes the switch as stop and start, not as a rolling update.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    promotionMissing: {
        when: "The stack in `promotion.stack` has not completed the same update, completed it too long ago, or with another image.",
        why: "Schema scripts may take long or block. Camunda asks to try them in staging first, under a load like that of production.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        override: "This override also lifts `imageNotRehearsed` and `scriptsNotRehearsed`.",
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;

/** Holds about the image and the application in it. */
export const imageHolds = {
    floatingTag: {
        when: "The tag of the image is mutable: tomorrow it may point to another image.",
        why: "A node that restarts by itself would run the image of that day, outside the order of the procedure.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    imageDiffers: {
        when: "The name of the image contains another version, product or edition than the settings.",
        why: "The gate checks the version in the settings, but the nodes run the engine in the image.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    imageUnchanged: {
        when: "The version changes, but the image stays the same.",
        why: "The nodes would keep the engine in that image, and the update would wait for the target version in vain.",
        raisedBy: ["gate"],
        overridable: false,
        final: true,
    },
    patchNotPublic: {
        when: "The target is a patch that the community edition does not publish, with the public image of that edition.",
        why: "Camunda publishes the first release of each minor. Later patches are images of the enterprise edition, in a registry with a login.",
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
    applicationChanged: {
        when: "The application changes in the same update as the version.",
        why: "While versions are mixed, no application may use new features: update the engine first, then the application.",
        source: rollingUpdatePage,
        raisedBy: ["gate"],
        overridable: true,
        final: true,
    },
} as const satisfies Readonly<Record<string, HoldEntry>>;
