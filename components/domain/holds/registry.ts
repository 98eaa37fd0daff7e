import { documentation } from "../pages";
import { batchHolds, betweenBatchesHolds, completionHolds } from "./batches";
import { databaseHolds } from "./database";
import { HoldEntry, HoldGroup, Raiser } from "./entry";
import { capacityHolds, truthHolds } from "./nodes";
import { schemaHolds } from "./schema";
import { imageHolds, settingsHolds, versionHolds } from "./update";

/** All holds, by the step of the procedure: a new hold is an entry in one of these. */
export const holdGroups: readonly HoldGroup[] = [
    { title: "Settings and overrides", holds: settingsHolds },
    { title: "The version", holds: versionHolds },
    { title: "The image and the application", holds: imageHolds },
    { title: "Batches and capacity", holds: capacityHolds },
    { title: "What runs", holds: truthHolds },
    { title: "The database", holds: databaseHolds },
    { title: "The schema and its migration", holds: schemaHolds },
    { title: "The checkpoint of a batch", holds: batchHolds },
    { title: "Between batches", holds: betweenBatchesHolds },
    { title: "Completion", holds: completionHolds },
];

const registry = {
    ...settingsHolds,
    ...versionHolds,
    ...imageHolds,
    ...capacityHolds,
    ...truthHolds,
    ...databaseHolds,
    ...schemaHolds,
    ...batchHolds,
    ...betweenBatchesHolds,
    ...completionHolds,
} as const;

/** Stable name of a hold, e.g. `minorSkipped`; what an override refers to. */
export type HoldId = keyof typeof registry;

/** All ids, in the order of the procedure. */
export const holdIds = Object.keys(registry) as HoldId[];

/** What is known of a hold before it is raised. */
export const entryOf = (id: HoldId): HoldEntry => registry[id];

/** Whether a text is the id of a hold. */
export const isHoldId = (text: unknown): text is HoldId => typeof text === "string" && Object.hasOwn(registry, text);

/** Ids that an override may lift. */
export const overridableIds: readonly HoldId[] = holdIds.filter((id) => entryOf(id).overridable);

/** Ids of what somebody raises. */
export const idsRaisedBy = (raiser: Raiser): readonly HoldId[] => holdIds.filter((id) => entryOf(id).raisedBy.includes(raiser));

/** The reason of a hold as messages have it, with the page that says so. */
export function whyOf(id: HoldId): string {
    const { why, source } = entryOf(id);
    return source ? `${why} ${source}` : why;
}

/** Where a hold is documented: the anchor is the one that GitHub makes of a heading. */
export const docsOf = (id: HoldId): string => `${documentation}/reference/holds.md#${id.toLowerCase()}`;
