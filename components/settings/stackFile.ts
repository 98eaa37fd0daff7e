import { namesWithin } from "./validate";
import { absent, Fault, quoted } from "./faults";
import { misplaced, Misplaced, stepToSection, withValue } from "./misplaced";
import { nearest } from "./nearest";
import { ownStackFaults, StackPlace } from "./promotion";
import { PlainArgs } from "./settle";
import { sections } from "./table/sections";
import { defaultsOf } from "./table/setting";
import { stackSection } from "./table/stackSection";

/** Settings of a stack, as its file has them; what they are worth is known when nothing refuses them. */
export interface StackValues extends PlainArgs {
    readonly name: string;
    readonly namespace: string;
    readonly createNamespace: unknown;
    readonly protect: unknown;
}

/** Everything that a stack can be told; a section is checked by itself. */
const known: readonly string[] = [...Object.keys(stackSection), ...Object.keys(sections)];

const defaults = defaultsOf(stackSection);

/** The settings of a project's stack, from the texts that Pulumi keeps them as, with what is wrong with those that are the stack's own. */
export function stackValues(
    all: Readonly<Record<string, string>>,
    project: string,
    place?: StackPlace,
    hidden: readonly string[] = [],
): { values: StackValues; faults: readonly Fault[]; warnings: readonly string[] } {
    const own = Object.entries(all).filter(([key]) => key.startsWith(`${project}:`));
    const elsewhere = misplaced(all, project, { all: known, within: namesWithin }, hidden);
    const texts: Record<string, string | undefined> = {
        ...elsewhere.texts,
        ...Object.fromEntries(own.map(([key, text]) => [key.slice(project.length + 1), text])),
    };
    const value = (key: string): unknown =>
        elsewhere.nested
            .filter(([[section]]) => section === key)
            .reduce((all, [[, ...path], text]) => withValue(all, path, typed(text)), parse(texts[key]));
    const values: StackValues = {
        name: texts.name ?? defaults.name,
        namespace: texts.namespace ?? defaults.namespace,
        createNamespace: value("createNamespace") ?? defaults.createNamespace,
        protect: value("protect") ?? defaults.protect,
        engine: value("engine") ?? {},
        nodes: value("nodes") as object | undefined,
        migration: value("migration") as object | undefined,
        databaseSettings: value("database") as object | undefined,
        overrides: value("overrides") as object[] | undefined,
        rollback: value("rollback") as object | undefined,
        adopt: value("adopt") as object | undefined,
        promotion: value("promotion") as object | undefined,
        backup: value("backup") as object | undefined,
        guard: value("guard"),
        verification: value("verification") as object | undefined,
    };
    const faults = [...stackFaults(texts, values, elsewhere), ...(place ? ownStackFaults(values.promotion, place) : [])];
    return { values, faults, warnings: elsewhere.warnings };
}

function stackFaults(texts: Readonly<Record<string, string | undefined>>, values: StackValues, elsewhere: Misplaced): Fault[] {
    const database = values.databaseSettings;
    const others = ["jdbcUrl", "secret", "rds"];
    const inCluster = typeof database !== "object" || !Object.keys(database).some((key) => others.includes(nearest(key, others) ?? key));
    return [
        ...elsewhere.faults,
        ...Object.keys(texts)
            .filter((key) => !known.includes(key) && !elsewhere.faults.some(({ path }) => path === key))
            .map((key) => unknown(key, texts)),
        ...(["name", "namespace", "createNamespace", "protect"] as const)
            .filter((key) => !stackSection[key].check.passes(values[key]))
            .map((key) => ({ path: key, message: `is ${JSON.stringify(values[key])}, but has to be ${stackSection[key].check.expected}` })),
        ...(inCluster && !texts.databasePassword
            ? [
                  {
                      ...absent("databasePassword", "the database in the cluster needs one"),
                      next: "pulumi config set --secret databasePassword …",
                  },
              ]
            : []),
    ];
}

/** A name that is not known: it is taken away as it stands, since a point in it is no step of a path. */
function unknown(key: string, texts: Readonly<Record<string, string | undefined>>): Fault {
    const meant = nearest(key, known);
    const remove = `pulumi config rm ${quoted(key)}`;
    if (meant === undefined) {
        return { path: key, message: "is not known", remove: key, next: `${remove}   # docs/reference/settings.md lists all settings` };
    }
    const isSet = texts[meant] !== undefined;
    const set = `pulumi config set ${meant === "databasePassword" ? "--secret " : ""}${meant} …`;
    return {
        path: key,
        message: `is not known; the nearest name is ${meant}${isSet ? ", which is set, too" : ""}`,
        remove: key,
        next: Object.hasOwn(namesWithin, meant) ? stepToSection(key, meant, isSet) : isSet ? remove : `${remove} && ${set}`,
    };
}

/** What `pulumi config set --path` makes of a text: whole numbers and truth values are no texts there, and other numbers are. */
function typed(text: string): unknown {
    const value = parse(text);
    return typeof value === "number" && !/^(?:0|-?[1-9]\d*)$/.test(text) ? text : (value ?? text);
}

/** Objects, lists and truth values are kept as JSON; what is none is a text. */
function parse(text: string | undefined): unknown {
    try {
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
    } catch {
        return text;
    }
}
