import { isSection } from "./checks";
import { Fault, quoted } from "./faults";
import { nearest } from "./nearest";

/** A setting by the steps of its path: names, and places in lists. */
export type Path = readonly (string | number)[];

/** The names that settings may have: those of a project, and for those that are sections, the names in them. */
export interface SettingNames {
    readonly all: readonly string[];
    readonly within: Readonly<Record<string, readonly string[]>>;
}

/** What was set where nothing reads it. */
export interface Misplaced {
    readonly faults: readonly Fault[];
    /** Where it may be meant for another program: what to know, and no fault. */
    readonly warnings: readonly string[];
    /** Texts by the names that they were meant for, and by the paths. Judged as if they were there, or what they replace would be called missing. */
    readonly texts: Readonly<Record<string, string>>;
    readonly nested: readonly (readonly [path: Path, text: string])[];
}

/** A path as `pulumi config set --path` takes it; undefined: it is none. */
export function pathIn(text: string): Path | undefined {
    const step = /(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\["([^"]*)"\]/y;
    const steps: (string | number)[] = [];
    while (step.lastIndex < text.length) {
        const found = step.exec(text);
        if (!found) {
            return undefined;
        }
        const [, name, place, inQuotes = ""] = found as (string | undefined)[];
        steps.push(place === undefined ? (name ?? inQuotes) : Number(place));
    }
    return typeof steps[0] === "string" ? steps : undefined;
}

const written = (path: Path): string =>
    path
        .map((step, i) => {
            if (typeof step === "number") return `[${step}]`;
            return /^[\w-]+$/.test(step) ? `${i > 0 ? "." : ""}${step}` : `["${step}"]`;
        })
        .join("");

/** A value with one in it replaced: as `--path` does, which makes what is missing on the way. */
export function withValue(value: unknown, path: Path, wanted: unknown): unknown {
    const [step, rest] = [path.at(0), path.slice(1)];
    if (step === undefined) {
        return wanted;
    }
    if (typeof step === "number") {
        const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
        // The CLI, too, adds to a list at its end only.
        return step > list.length ? value : [...list.slice(0, step), withValue(list[step], rest, wanted), ...list.slice(step + 1)];
    }
    if (value !== undefined && !isSection(value)) {
        return value;
    }
    const section = (value ?? {}) as Record<string, unknown>;
    return { ...section, [step]: withValue(Object.hasOwn(section, step) ? section[step] : undefined, rest, wanted) };
}

/**
 * What was set without `--path`, and what was set for another project.
 * @param hidden The keys, and the paths below them, whose values are secrets: they have to become secrets again.
 */
export function misplaced(
    all: Readonly<Record<string, string>>,
    project: string,
    names: SettingNames,
    hidden: readonly string[] = [],
): Misplaced {
    const kept = (key: string) => (hidden.includes(key) ? "--secret " : "");
    const own = Object.keys(all).flatMap((key) => (key.startsWith(`${project}:`) ? [key.slice(project.length + 1)] : []));
    const others = otherPrefixes(all, project, names, own);
    const found = [
        ...own.filter((key) => !names.all.includes(key)).map((key) => ({ key, name: key, text: all[`${project}:${key}`] })),
        ...others.filter(({ wrong }) => wrong),
    ].map((one) => ({ ...one, path: meantBy(one.name, names) }));
    const nested = found.filter(({ path }) => path !== undefined && path.length > 1);
    const whole = found.filter(({ key, name, path }) => key !== name && path?.length === 1);
    return {
        faults: [
            ...nested.map(({ key, name, path = [], text }): Fault => {
                const meant = written(path);
                const prefix = key === name ? "" : `, and under another prefix than "${project}:"`;
                return {
                    path: key,
                    message: `has no effect: it was set without --path${prefix}${meant === name || written(pathIn(name) ?? []) === meant ? "" : `; the nearest name is ${meant}`}`,
                    remove: key,
                    next: `pulumi config rm ${quoted(key)} && pulumi config set ${kept(key)}--path ${quoted(meant)} ${inSight(meant, text)}`,
                };
            }),
            ...whole.map(({ key, name, text }) => ({
                path: key,
                message: `has no effect: the settings of this project begin with "${project}:"${own.includes(name) ? `, and ${project}:${name} is set, too` : ""}`,
                remove: key,
                next: stepHome(key, name, text, {
                    project,
                    isSet: own.includes(name),
                    isSection: Object.hasOwn(names.within, name),
                    secret: name === "databasePassword" ? "--secret " : kept(key),
                }),
            })),
        ],
        warnings: others
            .filter(({ wrong }) => !wrong)
            .map(({ key, name }) => `${key} is not read: the settings of this project begin with "${project}:" (${project}:${name})`),
        texts: Object.fromEntries(whole.filter(({ name }) => !own.includes(name)).map(({ name, text }) => [name, text])),
        nested: nested.flatMap(({ path = [], text }) => [[path, text] as const]),
    };
}

/** A value may be shown where it cannot be a secret: numbers, versions and flags, unless their name says otherwise. */
const inSight = (path: string, text: string): string =>
    /^(?:\d+(?:\.\d+){0,2}|true|false)$/.test(text) && !/env|secret|password|token/i.test(path) ? text : "…";

/** What to do about a section of another name: in the file, where nothing of it gets lost. */
export const stepToSection = (key: string, home: string, isSet: boolean): string =>
    isSet
        ? `move what is below ${key} in the stack's settings file to ${home}, and take ${key} away`
        : `rename ${key} in the stack's settings file to ${home}`;

function stepHome(
    key: string,
    name: string,
    text: string,
    { project, isSet, isSection, secret }: { project: string; isSet: boolean; isSection: boolean; secret: string },
): string {
    const home = `${project}:${name}`;
    if (isSection) {
        return stepToSection(key, home, isSet);
    }
    return isSet
        ? `pulumi config rm ${quoted(key)}   # or set ${name} to its value`
        : `pulumi config rm ${quoted(key)} && pulumi config set ${secret}${name} ${inSight(name, text)}`;
}

/** The path that a name without `--path` was meant for; of one step: it is a name itself. Undefined: nothing of ours. */
function meantBy(name: string, { all, within }: SettingNames): Path | undefined {
    if (all.includes(name)) {
        return [name];
    }
    const [section, ...rest] = pathIn(name) ?? [];
    if (rest.length === 0) {
        return undefined;
    }
    const known = Object.keys(within);
    const meant = known.includes(section as string) ? (section as string) : nearest(section as string, known);
    const place = typeof rest[0] === "number" ? 1 : 0;
    const inner = rest[place];
    if (meant === undefined || typeof inner !== "string") {
        return undefined;
    }
    const names = within[meant];
    return [meant, ...rest.slice(0, place), names.includes(inner) ? inner : (nearest(inner, names) ?? inner), ...rest.slice(place + 1)];
}

interface Elsewhere {
    readonly key: string;
    readonly name: string;
    readonly text: string;
    /** Whether it is meant for this project, rather than perhaps for another program's part. */
    readonly wrong: boolean;
}

/** Settings under other prefixes that look like ours. Those of providers have names like ours (`kubernetes:namespace`), but no sections of ours. */
function otherPrefixes(
    all: Readonly<Record<string, string>>,
    project: string,
    names: SettingNames,
    own: readonly string[],
): readonly Elsewhere[] {
    const keys = Object.entries(all).flatMap(([key, text]) => {
        const [prefix = "", name] = key.split(/:(?:config:)?(.*)/s) as (string | undefined)[];
        return prefix === project || name === undefined ? [] : [{ key, prefix, name, text }];
    });
    const isLikeOurs = ({ name, text }: { name: string; text: string }): boolean => {
        const path = meantBy(name, names);
        return path !== undefined && (path.length === 1 ? hasOurNames(names.within[name], text) : written(path) === name);
    };
    const ofOurs = new Set(keys.filter(isLikeOurs).map(({ prefix }) => prefix));
    return keys.flatMap((one) => {
        const near = isNear(one.prefix, project);
        if (!(isLikeOurs(one) || (names.all.includes(one.name) && (near || ofOurs.has(one.prefix))))) {
            return [];
        }
        // A setting of ours that is nowhere else, or a prefix that is nearly ours, was meant here.
        const wrong = near || !own.some((name) => name === "engine" || name.startsWith("engine."));
        return wrong || !own.includes(one.name) ? [{ ...one, wrong }] : [];
    });
}

const isNear = (prefix: string, project: string): boolean =>
    /camunda/i.test(prefix) || nearest(prefix, [project]) !== undefined || (prefix.length > 3 && project.includes(prefix));

/** Whether a section, or each part of a list of them, has names of ours and no others. */
function hasOurNames(within: readonly string[] | undefined, text: string): boolean {
    if (!within || !/^\s*[[{]/.test(text)) {
        return false;
    }
    try {
        const value = JSON.parse(text) as unknown;
        const parts: unknown[] = Array.isArray(value) ? (value as unknown[]) : [value];
        return parts.length > 0 && parts.every((part) => isSection(part) && areOurs(Object.keys(part), within));
    } catch {
        return false;
    }
}

const areOurs = (keys: readonly string[], within: readonly string[]): boolean =>
    keys.length > 0 && keys.every((key) => within.includes(key));
