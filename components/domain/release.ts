import * as semver from "semver";
import { Minor, Product } from "./catalogue/model";
import { productOf } from "./catalogue/products";

/** A version of a product, taken apart. */
export interface Release {
    readonly product: Product;
    /** All three numbers, e.g. `7.23.0`. */
    readonly version: string;
    /** What one update may raise by one, e.g. `7.23`. */
    readonly minor: string;
    readonly patch: number;
    /** What the catalogue knows about the minor. */
    readonly known?: Minor;
}

/** Reads a version of exactly three numbers; anything else (`7.23`, `latest`, `v7.23.0`, `7.23.0-alpha1`) is undefined. */
export function parseRelease(version: string, productId = "camunda"): Release | undefined {
    const product = productOf(productId);
    const parsed = /^\d+\.\d+\.\d+$/.test(version) ? semver.parse(version) : null;
    if (!product || !parsed) {
        return undefined;
    }
    const minor = `${parsed.major}.${parsed.minor}`;
    return { product, version, minor, patch: parsed.patch, known: product.minors.find((entry) => entry.minor === minor) };
}

/**
 * The release that a text which is no version is most likely meant for: `7.21` is that minor's latest, `v7.21.0`, `run-7.21.0` and `7.21.0-SNAPSHOT`
 * are 7.21.0. Undefined: nothing that the catalogue knows.
 */
export function meantBy(text: string, productId: string, edition: string): Release | undefined {
    const [, minor, patch] = (/^\D*(\d{1,4}\.\d{1,4})(?:\.(?:(\d{1,4})|[x*]))?(?![\d.])/i.exec(text) ?? []) as (string | undefined)[];
    const known = productOf(productId)?.minors.find((entry) => entry.minor === minor);
    return known && parseRelease(patch === undefined ? latestOf(known, edition) : `${known.minor}.${Number(patch)}`, productId);
}

/** Newest release of a minor that the catalogue knows, in an edition. */
export const latestOf = (minor: Minor, edition: string): string =>
    edition === "community" ? (minor.latestCommunity ?? minor.latest) : minor.latest;

/** The product's minors in words, e.g. `7.5 to 7.24`. */
export const rangeOf = ({ minors }: Product): string => `${minors[0].minor} to ${minors[minors.length - 1].minor}`;

/** Before, equal or after, by numbers: 7.9 comes before 7.10. Of one product. */
export const compareReleases = (a: Release, b: Release): number => semver.compare(a.version, b.version);

const place = ({ product, known }: Release): number => (known ? product.minors.indexOf(known) : -1);

/** The minors that a step leaves out, e.g. 7.22 → 7.24: `7.23`; none between products, or where the catalogue does not know both ends. */
export function skippedMinors(from: Release, to: Release): Minor[] {
    return from.known && to.known && from.product === to.product ? from.product.minors.slice(place(from) + 1, place(to)) : [];
}

/** The minor that follows; undefined where the catalogue ends. */
export const nextMinor = (release: Release): Minor | undefined => (release.known ? release.product.minors[place(release) + 1] : undefined);

/** The minor that comes before; undefined where the catalogue begins. */
export const minorBefore = (release: Release): Minor | undefined =>
    release.known ? release.product.minors[place(release) - 1] : undefined;
