import { cpus, totalmem } from "node:os";

/** The machine that is measured on, in a few words. */
export const machine = (): string => `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;

/** Seconds that something takes, by the clock. */
export async function wallSeconds(action: () => Promise<unknown>): Promise<number> {
    const begin = Date.now();
    await action();
    return (Date.now() - begin) / 1000;
}

/** The middle one of an odd number of figures. */
export const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)];
