import { Minor, Product, Script } from "./catalogue/model";
import { nextMinor, Release } from "./release";

/** Scripts of patches of the release's minor that the release brings. */
export const patchScripts = ({ known, patch }: Release): readonly Script[] =>
    (known?.patchScripts ?? []).filter((script) => (script.patch ?? 0) <= patch);

/**
 * What the schema log shows for a release. Most patches change no table, so it is a lower version than the release's own; before 7.11
 * there is no log, and it is what the log would show.
 */
export function schemaOf(release: Release): string {
    const newest = patchScripts(release).at(-1);
    return newest ? (newest.writes ?? `${release.minor}.${newest.patch ?? 0}`) : (release.known?.schema ?? `${release.minor}.0`);
}

/**
 * The least that the schema log shows for a release when everything has been applied: a script is left out where its twin of an earlier
 * minor has been applied, and its entry with it.
 */
export function leastSchemaOf(release: Release): string {
    const newest = patchScripts(release)
        .filter(({ sameAs }) => !sameAs)
        .at(-1);
    return newest?.writes ?? release.known?.schema ?? `${release.minor}.0`;
}

/** Where a schema version stands: by the minor that made it, and within it. Undefined: none of the product's. */
interface Position {
    readonly minor: number;
    readonly patch: number;
}

/** Number of the last minor of Camunda whose schema a product has: 24 of a fork that was made after 7.24, whatever Camunda brings later. */
export const lastOfCamunda = ({ forkedAfter, minors }: Product): number =>
    Number((forkedAfter ?? minors[minors.length - 1].minor).split(".")[1]);

/** Camunda's minors come first; CIB seven's own versions follow them, so that 2.1.0 comes after 7.24.0. */
function positionOf(product: Product, version: string): Position | undefined {
    const numbers = /^(\d+)\.(\d+)\.(\d+)(?:_\d+)?$/.exec(version);
    if (!numbers) {
        return undefined;
    }
    const [major, minor, patch] = numbers.slice(1).map(Number);
    if (major === 7) {
        return { minor, patch };
    }
    const own = product.ownSchemas.indexOf(`${major}.${minor}`);
    return own < 0 ? undefined : { minor: lastOfCamunda(product) + 1 + own, patch };
}

/** Below, at or above, like a comparison of versions; undefined where one of them is none of the product's. */
export function compareSchemas(product: Product, a: string, b: string): number | undefined {
    const [left, right] = [positionOf(product, a), positionOf(product, b)];
    return left && right && (left.minor - right.minor || left.patch - right.patch);
}

/** The schema of a minor with all its patches: that of CIB seven 1.1.1 is Camunda's of 7.23, and 1.1.0 had that of 7.22. */
const newestSchemaOf = ({ minor, patchScripts: scripts, schema }: Minor): string => scripts?.at(-1)?.writes ?? schema ?? `${minor}.0`;

/** The newest schema that nodes of a release work with: that of the next minor with all its patches, or, of the last, its own. */
export function highestSchemaOf(release: Release): string {
    const next = nextMinor(release);
    return next ? newestSchemaOf(next) : schemaOf(release);
}

/** How a schema fits nodes of a release: never older than their minor, and never newer than the next minor's. */
export function schemaFit(release: Release, schema: string): "fits" | "behind" | "ahead" | "unknown" {
    const position = positionOf(release.product, schema);
    const own = positionOf(release.product, schemaOf(release));
    if (!position || !own) {
        return "unknown";
    }
    const next = nextMinor(release);
    const highest = next ? positionOf(release.product, newestSchemaOf(next))?.minor : own.minor + 1;
    if (position.minor < own.minor) {
        return "behind";
    }
    return position.minor > (highest ?? own.minor) ? "ahead" : "fits";
}
