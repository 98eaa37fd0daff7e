import { Difference, Structure } from "./structure";
import { Action, ScriptFile, spoken, Statement } from "./statement";

/** Camunda's scripts that lead to a version: those of its create/ and those of upgrade/ up to it, in order. */
export interface SchemaScripts {
    readonly create: readonly ScriptFile[];
    readonly upgrade: readonly ScriptFile[];
}

/** A difference with the script that would have kept it away, and the statement that repairs it. */
export interface Finding extends Difference {
    /** Scripts that make it so, in order; the first is enough. None: no script of the vendor's does. */
    readonly scripts: readonly string[];
    readonly repair?: Repair;
    /** Why it is no difference that counts. */
    readonly documented?: string;
}

/** A statement that repairs a difference. */
export interface Repair {
    readonly statement: string;
    /** The script that it was taken from; none: it follows from the fresh schema, and no script of the vendor's has it. */
    readonly from?: string;
    /** What to think of before. */
    readonly note?: string;
}

/** One step of the scripts, taken out of its place. */
export interface Step {
    readonly file: string;
    readonly statement: Statement;
    readonly action: Action;
}

const stepsOf = (files: readonly ScriptFile[]): Step[] =>
    files.flatMap(({ file, statements }) =>
        statements.flatMap((statement) => statement.actions.map((action) => ({ file, statement, action }))),
    );

/** What in the scripts makes an object, and what removes it, by the object. */
const makers: Readonly<Record<string, readonly string[]>> = {
    table: ["createTable"],
    column: ["addColumn", "changeType", "setNotNull", "dropNotNull", "setDefault"],
    index: ["createIndex"],
    constraint: ["addForeignKey", "addUnique", "addCheck"],
    property: ["insert"],
    "schema log": ["insert"],
};
const removers: Readonly<Record<string, string>> = {
    table: "dropTable",
    column: "dropColumn",
    index: "dropIndex",
    constraint: "dropConstraint",
};

/** Whether a step is about the object of a difference. */
function isAbout({ what, table, name }: Difference, { action, statement }: Step): boolean {
    if (what === "schema log") {
        return action.table === table && statement.text.includes(`'${name}'`);
    }
    return action.name === name && (action.table === table || action.kind === "dropIndex");
}

/** The steps that make the object what a fresh schema has, or remove what it has not. */
export function stepsFor(difference: Difference, scripts: SchemaScripts): Step[] {
    const kinds = difference.kind === "extra" ? [removers[difference.what] ?? ""] : (makers[difference.what] ?? []);
    const about = (files: readonly ScriptFile[]) =>
        stepsOf(files).filter((step) => kinds.includes(step.action.kind) && isAbout(difference, step));
    const upgrade = about(scripts.upgrade);
    return upgrade.length > 0 ? upgrade : about(scripts.create);
}

/** The last thing that the upgrade scripts do with the object of a difference: it is made, or it is removed. */
export function lastStep(difference: Difference, scripts: SchemaScripts): Step | undefined {
    const kinds = [...(makers[difference.what] ?? []), removers[difference.what] ?? ""];
    return stepsOf(scripts.upgrade)
        .filter((step) => kinds.includes(step.action.kind) && isAbout(difference, step))
        .at(-1);
}

const typeIn = (column = "") => column.replace(/( not null)?( default .*)?$/s, "");

/** Whether a step brings the object to what a fresh schema has: a later script may have changed it once more. */
function leadsTo({ what, kind, fresh = "", found = "" }: Difference, { action }: Step): boolean {
    if (kind === "extra") {
        return true;
    }
    if (what === "column") {
        const typeDiffers = typeIn(fresh) !== typeIn(found);
        const sameType = action.type === typeIn(fresh);
        const asFresh = Boolean(action.hasDefault) === fresh.includes(" default ");
        if (kind === "missing") return action.kind === "addColumn" && sameType && asFresh;
        return typeDiffers
            ? action.kind === "changeType" && sameType && found.replace(typeIn(found), "") === fresh.replace(typeIn(fresh), "")
            : action.kind === (fresh.includes(" not null") ? "setNotNull" : "dropNotNull") && !fresh.includes(" default ");
    }
    return what !== "index" || fresh.endsWith(`(${(action.columns ?? []).join(", ")})`);
}

/** The statement for what no script has, out of the fresh schema. */
function derived({ kind, what, table, name, fresh = "", found = "" }: Difference): string | undefined {
    const [t, n] = [spoken(table), spoken(name)];
    if (what === "column" && kind === "different") {
        const [wanted, present] = [fresh, found].map(
            (text): (string | undefined)[] => /^(.*?)( not null)?(?: default (.*))?$/s.exec(text) ?? [],
        );
        const changes = [
            wanted[1] === present[1] ? "" : `alter column ${n} type ${wanted[1] ?? ""}`,
            wanted[3] === present[3] ? "" : `alter column ${n} ${wanted[3] === undefined ? "drop default" : `set default ${wanted[3]}`}`,
            wanted[2] === present[2] ? "" : `alter column ${n} ${wanted[2] ? "set" : "drop"} not null`,
        ];
        return `alter table ${t} ${changes.filter(Boolean).join(", ")}`;
    }
    const unique = fresh.startsWith("UNIQUE ") ? "unique " : "";
    const make: Readonly<Record<string, string>> = {
        column: `alter table ${t} add column ${n} ${fresh}`,
        index: `create ${unique}index ${n} on ${t} using ${fresh.replace("UNIQUE ", "")}`,
        constraint: `alter table ${t} add constraint ${n} ${fresh}`,
    };
    const remove: Readonly<Record<string, string>> = {
        table: `drop table ${t}`,
        column: `alter table ${t} drop column ${n}`,
        index: `drop index ${n}`,
        constraint: `alter table ${t} drop constraint ${n}`,
    };
    return kind === "extra" ? remove[what] : make[what];
}

function noteOn({ kind, what, fresh, found }: Difference): string | undefined {
    if (kind === "extra" && ["table", "column"].includes(what)) {
        return "its data would be lost: find out first who made it";
    }
    if (kind !== "extra" && what === "index") {
        return "nobody writes the table while the index is built";
    }
    return what === "column" && typeIn(fresh) !== typeIn(found) && kind === "different"
        ? "nobody reads or writes the table meanwhile, which is long where every row has to be written"
        : undefined;
}

/** How to put a difference right: by the vendor's own statement if there is one that leads all the way. */
export function repairOf(difference: Difference, scripts: SchemaScripts): Repair | undefined {
    const { kind, what } = difference;
    const note = noteOn(difference);
    // A table is made as a fresh schema has it now; what scripts added to it later is in there.
    const create = stepsFor(difference, { create: scripts.create, upgrade: [] });
    const step =
        what === "table" && kind === "missing"
            ? create[0]
            : [...create, ...stepsFor(difference, scripts)].filter((one) => leadsTo(difference, one)).at(-1);
    const statement = step?.statement.text ?? derived(difference);
    if (statement === undefined || (kind === "different" && ["property", "schema log"].includes(what) && !step)) {
        return undefined;
    }
    // What is there under the name has to go first.
    const inTheWay = kind === "different" && ["index", "constraint"].includes(what);
    const drop = inTheWay ? derived({ ...difference, kind: "extra" }) : undefined;
    const first = drop === undefined ? "" : `${drop};\n`;
    return { statement: `${first}${statement};`, from: step?.file, note };
}

/** Scripts of upgrade/ of which nothing is there that a fresh schema has by them. */
export function skippedScripts(differences: readonly Difference[], fresh: Structure, { upgrade }: SchemaScripts): string[] {
    const has = ({ kind, table, name }: Action): string | undefined => {
        const { columns, indexes } = table in fresh.tables ? fresh.tables[table] : { columns: {}, indexes: {} };
        const made: Readonly<Record<string, boolean>> = {
            createTable: table in fresh.tables,
            addColumn: name in columns,
            createIndex: name in indexes,
            insert: table === "act_ge_property" && name in fresh.properties,
        };
        return made[kind] ? `${table} ${name}` : undefined;
    };
    const missing = new Set(differences.filter(({ kind }) => kind !== "extra").map(({ table, name }) => `${table} ${name}`));
    return upgrade
        .filter(({ statements }) => {
            const made = statements.flatMap(({ actions }) => actions.map(has)).filter((one) => one !== undefined);
            return made.length > 0 && made.every((one) => missing.has(one));
        })
        .map(({ file }) => file);
}
