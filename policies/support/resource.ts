/** What a preview cannot know yet: it is neither right nor wrong. */
export const unknown: unique symbol = Symbol("not known at preview");

/** A property of a resource, or a part of one. */
export type Value = string | number | boolean | null | undefined | typeof unknown | readonly Value[] | Properties;

/** Properties by their names. */
export interface Properties {
    readonly [name: string]: Value;
}

/** A resource as the engine shows it to a policy: with its inputs before its own step, with its outputs after the last one. */
export interface Resource {
    readonly urn: string;
    /** e.g. `kubernetes:apps/v1:Deployment`. */
    readonly type: string;
    readonly name: string;
    /** Stack that it belongs to, e.g. `production`. */
    readonly stack: string;
    /** Types of the components around it, the outermost first. */
    readonly within: readonly string[];
    readonly properties: Properties;
    readonly protect: boolean;
    /** Its own time-out, in seconds; 0: the provider's default. */
    readonly createSeconds: number;
    /** URN of the component around it. Empty: there is none, or the resource is looked at alone. */
    readonly parent: string;
    /** URNs of what it waits for; none where it is looked at alone. */
    readonly dependencies: readonly string[];
}

/** What a URN tells: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */
export function readUrn(urn: string): { stack: string; within: string[] } {
    const [stack = "", , types = ""] = urn.replace("urn:pulumi:", "").split("::");
    return { stack, within: types.split("$").slice(0, -1) };
}

/** Type of the component right around a resource. */
export const owner = ({ within }: Resource): string | undefined => within.at(-1);

/** A value by its path; `unknown` as soon as the way there is not known, undefined where it ends. */
export function at(value: Value, ...path: readonly (string | number)[]): Value {
    return path.reduce<Value>((parent, key) => {
        if (parent === unknown || typeof parent !== "object" || parent === null) {
            return parent === unknown ? unknown : undefined;
        }
        return (parent as Record<string | number, Value>)[key];
    }, value);
}

/** The items of a list; none where there is no list, or it is not known. */
export const items = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : []);

/** The entries of an object; none where there is no object, or it is not known. */
export const entries = (value: Value): [name: string, value: Value][] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value as Properties) : [];

/** A text; undefined where it is another kind of value, or is not known. */
export const text = (value: Value): string | undefined => (typeof value === "string" ? value : undefined);

/** Whether a value is certainly another one than expected. */
export const differs = (value: Value, expected: Value): boolean => value !== unknown && value !== expected;

/** Whether a value is certainly missing. */
export const missing = (value: Value): boolean => value === undefined || value === null;

/** A value as a message shows it; never for a value that may be a secret. */
export const show = (value: Value): string =>
    value === unknown ? "not known yet" : missing(value) ? "not set" : typeof value === "string" ? value : JSON.stringify(value);
