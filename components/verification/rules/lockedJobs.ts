import { JobsSeen } from "../../domain/facts/standing";

/** Jobs that may be locked by a node that is gone. */
export interface Suspects {
    /** When the last old node was seen to be gone, in milliseconds since the epoch. */
    readonly since: number;
    readonly ids: readonly string[];
    readonly locked: boolean;
}

/**
 * The jobs that may still be locked by a node that is gone. No REST API tells the owner of a lock, so this is told by exclusion: who is gone takes no
 * new ones, so only what was locked when it had gone can be its, and is not any more once it is seen unlocked or done.
 */
export function suspectsAfter(before: Suspects | undefined, seen: JobsSeen, now: number): Suspects {
    if (!before) {
        return { since: now, ids: seen.ids, locked: seen.locked };
    }
    // What is missing in a list that was cut off may be there all the same.
    return seen.all ? { ...before, ids: before.ids.filter((id) => seen.ids.includes(id)) } : before;
}
