import { lastStep, SchemaScripts } from "./repair";
import { Difference } from "./structure";

/** A difference between schemas that were upgraded and fresh ones that is known, and that no script of the vendor's takes away. */
interface KnownDifference {
    readonly what: string;
    readonly table: string;
    readonly name: string;
    readonly found?: string;
    readonly why: string;
}

/** Found by running Camunda's scripts from each minor since 7.5 to 7.24, and comparing with the create scripts of each. */
const known: readonly KnownDifference[] = [
    {
        what: "column",
        table: "act_hi_actinst",
        name: "assignee_",
        found: "character varying(64)",
        why: "schemas that were created before 7.14 have it so, and no script of Camunda's widens it",
    },
    {
        what: "property",
        table: "act_ge_property",
        name: "telemetry.lock",
        why: "schemas that were created before 7.22 have the row, and no script of Camunda's removes it",
    },
];

/** Why a difference does not count; undefined where it does. */
export function documentedWhy(difference: Difference, scripts: SchemaScripts): string | undefined {
    const { kind, what, table, name, found } = difference;
    const entry = known.find(
        (one) =>
            one.what === what &&
            one.table === table &&
            one.name === name &&
            (one.found === undefined ? kind === "extra" : one.found === found),
    );
    return entry?.why ?? patchAhead(difference, scripts);
}

/** The create scripts of a minor's first release do not know what its patches changed later. */
function patchAhead(difference: Difference, scripts: SchemaScripts): string | undefined {
    const last = lastStep(difference, scripts);
    if (!last?.file.includes("_patch_")) {
        return undefined;
    }
    const removed = last.action.kind.startsWith("drop");
    const asPatched = {
        extra: !removed,
        missing: removed,
        // Of two shapes, the patch made the one that is there.
        different: difference.what === "index" && difference.found === `btree (${(last.action.columns ?? []).join(", ")})`,
    }[difference.kind];
    return asPatched ? `${last.file} made it so; the release by whose scripts the fresh schema was made came before that patch` : undefined;
}
