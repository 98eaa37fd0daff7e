import { describeMoment, secondsPerFurther, secondsPerTrial, Trial } from "./matrix";
import { Outcome } from "./judge";

const widths = [13, 20, 8, 8, 5, 7, 11];

const row = (...cells: string[]) =>
    cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join(" ")
        .trimEnd();

/** The head of the table. */
export const head = row("fault", "step", "promise", "roll, s", "runs", "failed", "in service", "what happened");

/** The row of a trial; its moments, if there are several, and what was broken are told below it, a line each. */
export function outcomeRow({ trial, broken, happened, seconds, runs, failed, fewestInService }: Outcome): string {
    const figures = [seconds.toFixed(0), String(runs), String(failed), fewestInService === undefined ? "?" : `≥ ${fewestInService}`];
    return [
        row(trial.fault, steps(trial), broken.length ? "BROKEN" : "kept", ...figures, happened),
        ...several(trial),
        ...broken.map((promise) => `    ${promise}`),
    ].join("\n");
}

/** The row of a trial that could not be judged, since what tries it has failed. */
export const failedRow = (trial: Trial, error: Error): string =>
    [row(trial.fault, steps(trial), "UNKNOWN"), ...several(trial), ...error.message.split("\n").map((line) => `    ${line}`)].join("\n");

const steps = ({ moments }: Trial): string => (moments.length === 1 ? describeMoment(moments[0]) : `${moments.length} moments`);
const several = ({ moments }: Trial): string[] => (moments.length === 1 ? [] : [`    ${moments.map(describeMoment).join(", ")}`]);

/** How long trials take, by those that were there already. */
export function timeLeft(left: readonly Trial[], taken: readonly number[] = []): string {
    const estimated = left.map(({ moments }) => secondsPerTrial + (moments.length - 1) * secondsPerFurther);
    const sum = (all: readonly number[]) => all.reduce((total, seconds) => total + seconds, 0);
    const minutes = Math.ceil((taken.length ? (left.length * sum(taken)) / taken.length : sum(estimated)) / 60);
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
    // What the migration's Job says comes as the last words of its pod.
    const [hold] = errors.flatMap((line) => /^(?:\* \[Pod \S+\]: \[Error\] )?([a-z]+[A-Z]\w*: \S.*)/.exec(line)?.[1] ?? []);
    const error = errors.find((line) => line.startsWith("error: ")) ?? lines.filter(Boolean).at(-1) ?? "no output";
    return (hold ?? error.replace(/^error: /, "")).slice(0, 160);
}
