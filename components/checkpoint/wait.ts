import { setTimeout as sleep } from "node:timers/promises";
import { failingHold } from "../domain/failing";
import { inOneLine } from "../domain/foreign";
import { describeHolds, Hold, Override, shortOf } from "../domain/hold";
import { unreachable } from "./rules/completion";
import { NodeFault, reason, StillHeld } from "../cluster/errors";

/** How long is waited for, and who is told. */
export interface Waiting {
    /** What is left to wait for; an error counts as a hold, since an API server may be away for a moment. */
    readonly look: () => Promise<Hold[]>;
    readonly budgetSeconds: number;
    /** What is added to it by now. @default nothing */
    readonly moreSeconds?: () => number;
    /** Reports the time left and what is pending, in one line: at each change, and every few seconds. */
    readonly report: (text: string) => void;
    /** Reports a hold in full, once for each id, when it has lasted. @default nobody */
    readonly tell?: (text: string) => void;
    /** How long a hold lasts before it is reported in full: a node that starts is no news. @default 20 */
    readonly tellAfterSeconds?: number;
    readonly signal: AbortSignal;
    /** Those that there are: the command that adds one comes after them. @default none */
    readonly overrides?: readonly Override[];
    /** @default 200: what it costs is two requests to the API server, and nodes only as often as they have to be asked */
    readonly pollMilliseconds?: number;
}

/** Waits until nothing holds any more; throws when the run is interrupted, and StillHeld when the budget ends or something holds for good. */
export async function waitUntilFree(waiting: Waiting): Promise<void> {
    const { look, report, signal, overrides, pollMilliseconds = 200 } = waiting;
    const tellLasting = lasting(waiting);
    const begin = Date.now();
    let reported = { text: "", at: 0 };
    for (;;) {
        const holds = await look().catch((error: unknown) => [heldBy(error)]);
        if (holds.length === 0) {
            return;
        }
        if (signal.aborted) {
            throw new Error(`The run was interrupted while waiting for this; pulumi up goes on here.\n${describeHolds(holds, overrides)}`);
        }
        if (holds.some(({ final }) => final)) {
            throw new StillHeld(`Waiting cannot resolve this. No later step was started.\n${describeHolds(holds, overrides)}`, holds);
        }
        const budgetSeconds = waiting.budgetSeconds + (waiting.moreSeconds?.() ?? 0);
        const left = Math.ceil(budgetSeconds - (Date.now() - begin) / 1000);
        if (left <= 0) {
            throw new StillHeld(
                `The budget of ${budgetSeconds} s has ended. No later step was started.\n${describeHolds(holds, overrides)}`,
                holds,
            );
        }
        tellLasting(holds);
        const text = summarize(holds);
        if (text !== reported.text || Date.now() - reported.at > 5000) {
            report(`${left} s left: ${text}`);
            reported = { text, at: Date.now() };
        }
        await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
    }
}

/**
 * Ends when the run is interrupted: Ctrl-C reaches this process too, and a CLI that was killed leaves it without its parent.
 * Without it a hook that waits would hold up the end of the update, or stay behind alone.
 */
export function interruption(): { signal: AbortSignal; stop: () => void } {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && abort(), 1000);
    process.on("SIGINT", abort).on("SIGTERM", abort);
    const stop = () => {
        clearInterval(watch);
        process.off("SIGINT", abort).off("SIGTERM", abort);
    };
    return { signal: controller.signal, stop };
}

/** Reports in full what has lasted, by id: a number that counts down in a message, or the next node in the same state, is nothing new. */
function lasting({ tell, tellAfterSeconds = 20, overrides }: Waiting): (holds: readonly Hold[]) => void {
    const since = new Map<string, number>();
    const told = new Set<string>();
    return (holds) => {
        [...since.keys()].filter((id) => !holds.some((hold) => hold.id === id)).forEach((id) => since.delete(id));
        for (const hold of holds) {
            const begin = since.get(hold.id) ?? Date.now();
            since.set(hold.id, begin);
            if (tell && !told.has(hold.id) && Date.now() - begin >= tellAfterSeconds * 1000) {
                told.add(hold.id);
                tell(describeHolds([hold], overrides));
            }
        }
    };
}

/** What is pending, in few words, since a terminal of 110 columns shows about 30 letters of it; then the first hold's id, and how many more there are. */
function summarize(holds: readonly Hold[]): string {
    const more = holds.length > 1 ? ` and ${holds.length - 1} more` : "";
    return inOneLine(`${shortOf(holds[0])} (${holds[0].id})${more}`);
}

const heldBy = (error: unknown): Hold => (error instanceof NodeFault ? failingHold(error.node) : unreachable(reason(error)));
