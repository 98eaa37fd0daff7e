import * as semver from "semver";
import { catalogue } from "./releases";

/** A Camunda version, taken apart. */
export interface Release {
    /** All three numbers, e.g. `7.23.0`. */
    readonly version: string;
    /** What one update may raise by one, e.g. `23`. */
    readonly minor: number;
    readonly patch: number;
}

/** Reads a version of exactly three numbers; anything else (`7.23`, `latest`, `v7.23.0`, `7.23.0-alpha1`) is undefined. */
export function parseRelease(version: string): Release | undefined {
    if (!/^\d+\.\d+\.\d+$/.test(version)) {
        return undefined;
    }
    const parsed = semver.parse(version);
    return parsed?.major === 7 ? { version, minor: parsed.minor, patch: parsed.patch } : undefined;
}

/** Whether the catalogue knows the minor, and with it the schema that it needs. */
export const isSupported = (release: Release): boolean => release.minor >= catalogue.first && release.minor <= catalogue.last;

/** The version that the schema log shows for a release: there are no patch scripts since 7.15, so it is the minor's first. */
export const schemaVersion = (release: Release): string => `7.${release.minor}.0`;

/** Before, equal or after, by numbers: 7.9 comes before 7.10. */
export const compareReleases = (a: Release, b: Release): number => semver.compare(a.version, b.version);

/** The minors that a step from `previous` to `wanted` leaves out, e.g. 7.22 → 7.24: `["7.23"]`. */
export function skippedMinors(previous: Release, wanted: Release): string[] {
    const skipped: string[] = [];
    for (let minor = previous.minor + 1; minor < wanted.minor; minor++) {
        skipped.push(`7.${minor}`);
    }
    return skipped;
}
