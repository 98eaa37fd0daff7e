import { Check } from "../checks";

/** One setting, described once: validation, defaults, documentation, the JSON schema and the argument interfaces come from it. */
export interface Setting {
    /** Type and range, with the words of the message where a value does not pass. */
    readonly check: Check;
    /** What it is, in a sentence, with its unit. */
    readonly text: string;
    /** What a change restarts, in a sentence. */
    readonly change: string;
    /** Its value where it is not given. */
    readonly default?: unknown;
    /** The same in words, where that depends on something. */
    readonly otherwise?: string;
    readonly required?: true;
    /** Its TypeScript type, where the check's schema does not say it. */
    readonly type?: string;
    /** A page that says more, seen from docs/reference/. */
    readonly more?: string;
}

/** Settings that belong together, by their names. */
export type Section = Readonly<Record<string, Setting>>;

/** What a change restarts, where several settings have the same answer. */
export const changes = {
    nothing: "A change restarts nothing.",
    nodes: "A change restarts the nodes, batch by batch.",
    migration: "A change runs the migration again, which finds its work done.",
    both: "A change restarts the nodes, batch by batch, and runs the migration again, which finds its work done.",
    ingress: "A change updates the Ingress and restarts nothing.",
    server: "AWS applies a change to the running server.",
} as const;

/** The checks of a section. */
export const checksOf = <T extends Section>(section: T): Record<keyof T & string, Check> =>
    Object.fromEntries(Object.entries(section).map(([name, { check }]) => [name, check])) as Record<keyof T & string, Check>;

/** The names of a section that cannot be left out. */
export const requiredOf = (section: Section): string[] =>
    Object.entries(section).flatMap(([name, { required }]) => (required ? [name] : []));

/** The defaults of a section that are fixed values, by their names. */
export type Defaults<T extends Section> = {
    [K in keyof T as T[K] extends { readonly default: unknown } ? K : never]: T[K]["default"];
};

/** What the settings of a section are where they are not given. */
export const defaultsOf = <T extends Section>(section: T): Defaults<T> =>
    Object.fromEntries(
        Object.entries(section).flatMap(([name, setting]) => ("default" in setting ? [[name, setting.default]] : [])),
    ) as Defaults<T>;
