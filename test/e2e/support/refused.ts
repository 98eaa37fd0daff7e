import { expect } from "chai";
import { rules } from "../../../components/gate/rules/judge";

const holds = ["configurationInvalid", "overrideUnused", "overrideWithdrawn", ...rules.map(({ id }) => id)];
/** Whether a word is the id of a hold. */
export const isHold = (text: string) => holds.includes(text);

/** Ids of the holds that a text tells, each as often as it does. */
export const told = (text: string) => [...text.matchAll(/(?<=^|\s)(\w+): /gm)].map(([, id]) => id).filter(isHold);
/** How often a text has something. */
export const count = (text: string, what: RegExp) => [...text.matchAll(what)].length;

/** Runs all, two at a time, since more would only wait for the processors; each can be waited for by itself. */
export function twoAtATime<Row, Result>(rows: readonly Row[], run: (row: Row) => Promise<Result>): Promise<Result>[] {
    const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
    return rows.map((row, i) => {
        const result = lanes[i % 2].then(() => run(row));
        lanes[i % 2] = result.catch(() => undefined);
        return result;
    });
}

/** What every refusal has to be, wherever it is read: no stack trace, and nothing that was typed as a password. */
export function expectPlainWords(output: string): void {
    expect(output).not.to.match(/^\s+at /m);
    expect(output).not.to.contain("hunter2");
}
