import { Cell, describeMoment, secondsPerCell } from "./matrix";
import { Outcome } from "./judge";

const widths = [13, 20, 8, 8, 5, 7, 11];

const row = (...cells: string[]) =>
    cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join(" ")
        .trimEnd();

/** The head of the table. */
export const head = row("fault", "step", "promise", "roll, s", "runs", "failed", "in service", "what happened");

/** The row of a cell; what was broken is told below it, a line each. */
export function outcomeRow({ cell, broken, happened, seconds, runs, failed, fewestInService }: Outcome): string {
    const figures = [seconds.toFixed(0), String(runs), String(failed), fewestInService === undefined ? "?" : `≥ ${fewestInService}`];
    return [
        row(cell.fault, describeMoment(cell.moment), broken.length ? "BROKEN" : "kept", ...figures, happened),
        ...broken.map((promise) => `    ${promise}`),
    ].join("\n");
}

/** The row of a cell that could not be judged, since what tries it has failed. */
export const failedRow = ({ fault, moment }: Cell, error: Error): string =>
    [row(fault, describeMoment(moment), "UNKNOWN"), ...error.message.split("\n").map((line) => `    ${line}`)].join("\n");

/** How long a number of cells takes, by those that were there already. */
export function timeLeft(cells: number, taken: readonly number[] = []): string {
    const each = taken.length ? taken.reduce((sum, seconds) => sum + seconds, 0) / taken.length : secondsPerCell;
    const minutes = Math.ceil((cells * each) / 60);
    return minutes < 90 ? `about ${minutes} min` : `about ${(minutes / 60).toFixed(1)} h`;
}

/** Why an update failed, in one line: the first hold that its output names, or else the first error. */
export function reasonIn(output: string): string {
    const lines = output.split("\n").map((line) => line.trim());
    const errors = lines.slice(
        Math.max(
            0,
            lines.findIndex((line) => line.startsWith("error: ")),
        ),
    );
    const hold = errors.find((line) => /^[a-z]+[A-Z]\w*: \S/.test(line));
    const error = errors.find((line) => line.startsWith("error: ")) ?? lines.filter(Boolean).at(-1) ?? "no output";
    return (hold ?? error.replace(/^error: /, "")).slice(0, 160);
}
