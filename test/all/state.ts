import { nameOf, Piece } from "./pieces";

/** How a piece ended. One that was interrupted has not ended: it is not kept. */
export interface Result {
    readonly verdict: "passed" | "failed" | "timed out";
    /** Counts of tests; undefined where what ran does not count any. */
    readonly passed?: number;
    readonly failed?: number;
    /** Tests that skipped themselves. */
    readonly pending?: number;
    readonly seconds: number;
    /** When it ended, ISO 8601. */
    readonly at: string;
}

/** What is kept of the runs on one state of the sources, to go on from. */
export interface RunState {
    /** The commit, and a checksum of what was changed since. */
    readonly commit: string;
    /** By the names of pieces. */
    readonly results: Readonly<Record<string, Result>>;
    /** How often each has been run to an end on these sources, also if its result was forgotten since. */
    readonly attempts: Readonly<Record<string, number>>;
    /** Seconds of the last run of each piece, on whatever commit. */
    readonly durations: Readonly<Record<string, number>>;
}

/** Where a run begins: with what was kept, if that is of the same sources, without the results that somebody wants anew. The durations stay in any case. */
export function begin(commit: string, kept: Partial<RunState> | undefined, anew: readonly Piece[] = []): RunState {
    const { results = {}, attempts = {} } = kept?.commit === commit ? kept : {};
    const forgotten = new Set(anew.map(nameOf));
    const still = Object.entries(results).filter(([name]) => !forgotten.has(name));
    return { commit, results: Object.fromEntries(still), attempts, durations: kept?.durations ?? {} };
}

/** What is still to be run, in order: all that has not ended. */
export const left = (pieces: readonly Piece[], { results }: RunState): Piece[] => pieces.filter((piece) => !(nameOf(piece) in results));

/** With the result of a piece. */
export function after(state: RunState, piece: Piece, result: Result): RunState {
    const name = nameOf(piece);
    return {
        ...state,
        results: { ...state.results, [name]: result },
        attempts: { ...state.attempts, [name]: (state.attempts[name] ?? 0) + 1 },
        // How long one was let run that did not end says nothing of the next one.
        durations: result.verdict === "timed out" ? state.durations : { ...state.durations, [name]: result.seconds },
    };
}

/** How long a piece took last time, or else usually takes. */
export const expectedSeconds = (piece: Piece, { durations }: RunState): number => durations[nameOf(piece)] ?? piece.usualSeconds;

/** How long pieces will take, in words. */
export function timeLeft(pieces: readonly Piece[], state: RunState): string {
    const seconds = pieces.reduce((sum, piece) => sum + expectedSeconds(piece, state), 0);
    return seconds < 90
        ? `${Math.ceil(seconds)} s`
        : seconds < 5400
          ? `${Math.ceil(seconds / 60)} min`
          : `${(seconds / 3600).toFixed(1)} h`;
}

/** Counts of tests as mocha prints them at its end; of what prints none, nothing. */
export function countsIn(output: string): Pick<Result, "passed" | "failed" | "pending"> {
    const last = (word: string) => [...output.matchAll(new RegExp(`^ +(\\d+) ${word}\\b`, "gm"))].at(-1)?.[1];
    const passed = last("passing");
    return passed === undefined
        ? {}
        : { passed: Number(passed), failed: Number(last("failing") ?? 0), pending: Number(last("pending") ?? 0) };
}

/** What an ended process says of the piece. An exit code of 0 without a single test is no pass where tests were to be counted. */
export function verdictOf(exitCode: number | undefined, timedOut: boolean, counts: Pick<Result, "passed" | "failed">): Result["verdict"] {
    if (timedOut) {
        return "timed out";
    }
    return exitCode === 0 && !counts.failed && counts.passed !== 0 ? "passed" : "failed";
}
