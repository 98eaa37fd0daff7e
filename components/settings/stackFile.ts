import { namesWithin } from "./validate";
import { anything, Check, flag, matching } from "./checks";
import { absent, Fault, quoted } from "./faults";
import { misplaced, Misplaced, stepToSection, withValue } from "./misplaced";
import { nearest } from "./nearest";
import { ownStackFaults, StackPlace } from "./promotion";
import { PlainArgs } from "./settle";

/** Settings of a stack, as its file has them; what they are worth is known when nothing refuses them. */
export interface StackValues extends PlainArgs {
    readonly name: string;
    readonly namespace: string;
    readonly createNamespace: unknown;
    readonly protect: unknown;
}

/** Everything that a stack can be told; a section is checked by itself. */
const known: Record<string, Check> = {
    // Part of the names of pods, which end with what Kubernetes adds and may have 63 characters.
    name: matching("at most 40 lower case letters, digits and hyphens, a letter first", /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/),
    namespace: matching("at most 63 lower case letters, digits and hyphens", /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/),
    createNamespace: flag,
    protect: flag,
    databasePassword: anything,
    engine: anything,
    nodes: anything,
    migration: anything,
    database: anything,
    overrides: anything,
    rollback: anything,
    adopt: anything,
    promotion: anything,
    backup: anything,
    guard: anything,
    verification: anything,
};

/** The settings of a project's stack, from the texts that Pulumi keeps them as, with what is wrong with those that are the stack's own. */
export function stackValues(
    all: Readonly<Record<string, string>>,
    project: string,
    place?: StackPlace,
    hidden: readonly string[] = [],
): { values: StackValues; faults: readonly Fault[]; warnings: readonly string[] } {
    const own = Object.entries(all).filter(([key]) => key.startsWith(`${project}:`));
    const elsewhere = misplaced(all, project, { all: Object.keys(known), within: namesWithin }, hidden);
    const texts: Record<string, string | undefined> = {
        ...elsewhere.texts,
        ...Object.fromEntries(own.map(([key, text]) => [key.slice(project.length + 1), text])),
    };
    const value = (key: string): unknown =>
        elsewhere.nested
            .filter(([[section]]) => section === key)
            .reduce((all, [[, ...path], text]) => withValue(all, path, typed(text)), parse(texts[key]));
    const values: StackValues = {
        name: texts.name ?? "camunda",
        namespace: texts.namespace ?? "camunda",
        createNamespace: value("createNamespace") ?? false,
        protect: value("protect") ?? true,
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
            .filter((key) => !Object.hasOwn(known, key) && !elsewhere.faults.some(({ path }) => path === key))
            .map((key) => unknown(key, texts)),
        ...(["name", "namespace", "createNamespace", "protect"] as const)
            .filter((key) => !known[key].passes(values[key]))
            .map((key) => ({ path: key, message: `is ${JSON.stringify(values[key])}, but has to be ${known[key].expected}` })),
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
    const meant = nearest(key, Object.keys(known));
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
