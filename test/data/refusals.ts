/**
 * Arguments of `check` as they are typed in a shell, and its exit code. For exit code 2 all holds, in their order; for others words of the
 * message.
 */
export type RefusedTransition = readonly [args: string, exitCode: number, ...expected: string[]];

/** What is changed in a stack's settings by path, `undefined` for what goes, and holds or words of the message. */
export type RefusedSettings = readonly [settings: Readonly<Record<string, unknown>>, ...expected: string[]];

/** Rows by what they have in common. */
export type Refused<Row> = Readonly<Record<string, readonly Row[]>>;

export { refusedOptions } from "./refusedOptions";
export { refusedSettings } from "./refusedSettings";
export { refusedTransitions } from "./refusedTransitions";
