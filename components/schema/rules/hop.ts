import { Minor, Script } from "../../domain/catalogue/model";
import { latestOf, Release, skippedMinors } from "../../domain/release";
import { compareSchemas, leastSchemaOf } from "../../domain/schemaVersion";

/** One step of an update: what it does to the schema, and what the vendor says about it. */
export interface HopContent {
    /** Scripts of the vendor's, in order. */
    readonly scripts: readonly Script[];
    /** What has to be so before. */
    readonly needs: readonly string[];
    /** What not to do, or what differs, while versions are mixed. */
    readonly whileMixed: readonly string[];
    /** What changes in how a node is run. */
    readonly changes: readonly string[];
    /** The vendor's pages about it. */
    readonly guides: readonly string[];
}

/**
 * What a step does. A script whose twin of another minor has been applied is left out: on PostgreSQL it would fail.
 * @param applied Files of scripts that have been applied; those of this step are added.
 */
export function hopContent(from: Release, to: Release, edition: string, applied: Set<string>): HopContent {
    const minors = from.minor === to.minor ? [] : [...skippedMinors(from, to), ...(to.known ? [to.known] : [])];
    // Camunda's community edition has no patches of the engine, but the patch scripts of the schema are for everybody.
    const patch = (minor: Minor | undefined, release: Release) =>
        (minor?.patchScripts ?? []).filter(
            (script) => (edition === "community" && minor?.latestCommunity) || (script.patch ?? 0) <= release.patch,
        );
    const all = [
        ...(from.minor === to.minor ? [] : patch(from.known, { ...from, patch: Infinity })),
        ...minors.flatMap((minor) => (from.product === to.product ? (minor.scripts ?? []) : [])),
        ...patch(to.known, to),
    ];
    const scripts = all.filter(({ file, sameAs }) => {
        const done = applied.has(file) || (sameAs !== undefined && applied.has(sameAs));
        applied.add(file);
        return !done;
    });
    return {
        scripts,
        needs: [...javaNeeds(from, to), ...minors.flatMap(({ needs }) => needs ?? [])],
        whileMixed: minors.flatMap(({ whileMixed }) => whileMixed ?? []),
        changes: minors.flatMap(({ changes }) => changes ?? []),
        guides: minors.flatMap(({ guide }) => guide ?? []),
    };
}

/** Whether the schema log shows that nothing of a step to a release is left to do; not where nobody tells the log. */
export const isAtTarget = (to: Release, schema: string | undefined): boolean =>
    schema !== undefined && (compareSchemas(to.product, schema, leastSchemaOf(to)) ?? -1) >= 0;

/** Scripts of patches that a database has seen: those that its schema log tells, or, where it is not told, those up to the release's patch. */
export function appliedBy({ product, minor, patch, known }: Release, schema?: string): Set<string> {
    // Before 7.11 there is no log; who tells a schema then tells it as the log would.
    const seen = (script: Script) =>
        schema === undefined
            ? (script.patch ?? 0) <= patch
            : (compareSchemas(product, script.writes ?? `${minor}.${script.patch ?? 0}`, schema) ?? 1) <= 0;
    return new Set((known?.patchScripts ?? []).filter(seen).map(({ file }) => file));
}

function javaNeeds(from: Release, to: Release): string[] {
    const least = (minor: Minor) => `${minor.java}${minor.javaOfRun ? ` (${minor.javaOfRun} for Run and Spring Boot applications)` : ""}`;
    return from.known && to.known && least(from.known) !== least(to.known)
        ? [`Java ${least(to.known)} or later; before it was ${least(from.known)}.`]
        : [];
}

/** Tables that the catalogue names, each as a word of its own. */
export const tablesIn = (names: string | undefined): string[] => names?.split(" ") ?? [];

/** Whether a script changes tables, rather than rows of the schema log and of properties only. */
export const hasDdl = ({ creates, exclusive, share, shareRow }: Script): boolean => Boolean(creates ?? exclusive ?? share ?? shareRow);

/** What a script does to those who work on the database, in words. */
export function describeScript(script: Script): string {
    const tables = (names: string) => tablesIn(names).join(", ");
    const effects = [
        script.creates ? `creates ${tables(script.creates)}` : "",
        script.exclusive ? `nobody reads or writes ${tables(script.exclusive)} until it has ended` : "",
        script.share ? `nobody writes ${tables(script.share)} while an index is built` : "",
        script.shareRow ? `nobody writes ${tables(script.shareRow)} while a foreign key is added` : "",
        script.updates ? `writes every row of ${tables(script.updates)}` : "",
    ].filter(Boolean);
    return `postgres_${script.file}: ${effects.length > 0 ? effects.join("; ") : "no change of a table, and no lock that anybody would notice"}`;
}

/** Whether the catalogue has never heard of a patch, since it is newer. */
export const isNewerPatch = (release: Release): boolean =>
    release.known !== undefined && release.patch > Number(latestOf(release.known, "enterprise").split(".")[2]);
