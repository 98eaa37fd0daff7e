import { Hold } from "../../domain/hold";
import { Suspects } from "./lockedJobs";
import { soakHold } from "./soak";

/** How far the checkpoint of a batch has come. Times in milliseconds since the epoch. */
export interface Course {
    readonly batch: string;
    readonly soakSeconds: number;
    /** The latest time that was seen: a clock that is set back sets nothing back here. */
    readonly at: number;
    /** Since when the batch is integrated; undefined: it is not. */
    readonly integratedAt?: number;
    /** Whether it has been integrated at any time: from then on soak, canary and locks have time of their own. */
    readonly wasIntegrated: boolean;
    /** The last complete answer of the engine; undefined: there is none yet. */
    readonly asked?: { readonly at: number; readonly holds: readonly Hold[] };
    /** What the comparison has found, while the canary is asked. */
    readonly compared: readonly Hold[];
    readonly canary: "notBegun" | "crossing" | "passed";
    readonly suspects?: Suspects;
    /** Since when nothing has been found; undefined: something is. */
    readonly freeSince?: number;
}

/** What a look has shown. */
export type Seen =
    /** The batch itself; `compares`: whether there is anything to compare with, which a first installation has not. */
    | { readonly kind: "batch"; readonly holds: readonly Hold[]; readonly compares: boolean }
    /** What one node reports, compared with the baseline; `mixed`: whether the nodes have two versions. */
    | { readonly kind: "comparison"; readonly holds: readonly Hold[]; readonly mixed: boolean; readonly suspects?: Suspects }
    /** The instances that cross between the versions. */
    | { readonly kind: "canary"; readonly holds: readonly Hold[] };

/** What comes next: another question, or the answer of this look; none means that the next batch may begin. */
export type Next = { readonly act: "compare" | "cross" | "askForPause" } | { readonly act: "answer"; readonly holds: readonly Hold[] };

/** Where the course of a batch stands, and what comes next. */
export interface Advance {
    readonly course: Course;
    readonly next: Next;
}

/** The course of a batch, before its checkpoint has looked for the first time. */
export const courseOf = (batch: string, soakSeconds: number): Course => ({
    batch,
    soakSeconds,
    at: 0,
    wasIntegrated: false,
    compared: [],
    canary: "notBegun",
});

/**
 * How often the engine is asked while something is pending, in milliseconds: these questions are its database's work. What usually takes a moment
 * (a canary that crosses, a job that ends) must not cost each batch seconds, so that the first ones come sooner.
 */
const askEvery = (sinceMilliseconds: number): number => (sinceMilliseconds < 5000 ? 500 : 2000);

/**
 * The course between two batches: integrated → compared with the baseline → canary → soaked → looked at by somebody. Each step waits for the one before it.
 * A batch that is not integrated any more starts anew, but for a canary that has passed; soaking starts anew with each hold.
 */
export function advance(before: Course, seen: Seen, time: number): Advance {
    const at = Math.max(before.at, time);
    const course = { ...before, at };
    switch (seen.kind) {
        case "batch":
            return integrated(course, seen.holds, seen.compares);
        case "comparison": {
            const compared = { ...course, suspects: seen.suspects };
            // It begins when nothing else holds, and not where there are no two versions; once begun, it goes on whatever else holds.
            const crosses = seen.mixed && (course.canary === "crossing" || (course.canary === "notBegun" && seen.holds.length === 0));
            return crosses
                ? { course: { ...compared, canary: "crossing", compared: seen.holds }, next: { act: "cross" } }
                : answered(compared, seen.holds);
        }
        case "canary":
            return answered({ ...course, canary: seen.holds.length === 0 ? "passed" : "crossing", compared: [] }, [
                ...course.compared,
                ...seen.holds,
            ]);
    }
}

function integrated(course: Course, holds: readonly Hold[], compares: boolean): Advance {
    if (holds.length > 0 || !compares) {
        return { course: { ...course, integratedAt: undefined, freeSince: undefined }, next: { act: "answer", holds } };
    }
    const { asked, at, integratedAt = at } = course;
    const now = { ...course, integratedAt, wasIntegrated: true };
    return asked && at - asked.at < askEvery(asked.at - integratedAt)
        ? soaked(now, asked.holds)
        : { course: now, next: { act: "compare" } };
}

const answered = (course: Course, holds: readonly Hold[]): Advance => soaked({ ...course, asked: { at: course.at, holds } }, holds);

function soaked(course: Course, holds: readonly Hold[]): Advance {
    if (holds.length > 0) {
        return { course: { ...course, freeSince: undefined }, next: { act: "answer", holds } };
    }
    const { batch, soakSeconds, at, freeSince = at } = course;
    const soaking = soakHold(batch, freeSince, at, soakSeconds);
    return { course: { ...course, freeSince }, next: soaking ? { act: "answer", holds: [soaking] } : { act: "askForPause" } };
}
