import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { loadModule, parseSync } from "libpg-query";
import { Action, ScriptFile, Statement } from "./schema/statement";
import { readScript } from "./scriptSource";

/** As much of PostgreSQL's parse tree as Camunda's scripts need; whatever is not here makes a statement unknown. */
interface Node {
    readonly [key: string]: Tree;
}
type Tree = Node | readonly Tree[] | string | number | boolean | undefined;
interface Parsed {
    readonly stmts?: readonly { readonly stmt: Node; readonly stmt_location?: number; readonly stmt_len?: number }[];
}

const node = (tree: Tree): Node => (typeof tree === "object" && !Array.isArray(tree) ? (tree as Node) : {});
const list = (tree: Tree): readonly Node[] => (Array.isArray(tree) ? tree.map(node) : []);
const text = (tree: Tree): string => (typeof tree === "string" ? tree : "");

const tableOf = (tree: Tree): string => text(node(tree).relname);
const names = (tree: Tree): string[] => list(tree).map((one) => text(node(one.String).sval));
const literal = (tree: Node): string | undefined => {
    const { sval, ival } = node(tree.A_Const);
    const number = node(ival).ival ?? 0; // zero is left out
    return sval !== undefined ? text(node(sval).sval) : ival !== undefined && typeof number === "number" ? String(number) : undefined;
};

/** PostgreSQL's internal names of types, and what `format_type` makes of them. */
const types: Readonly<Record<string, string>> = {
    varchar: "character varying",
    bpchar: "character",
    int4: "integer",
    int8: "bigint",
    float8: "double precision",
    bool: "boolean",
    timestamp: "timestamp without time zone",
};

function typeOf(tree: Tree): string {
    const name = names(node(tree).names).at(-1) ?? "";
    const modifiers = list(node(tree).typmods).map(literal);
    return `${types[name] ?? name}${modifiers.length > 0 ? `(${modifiers.join(",")})` : ""}`;
}

const constraintKinds: Readonly<Record<string, string>> = {
    CONSTR_FOREIGN: "addForeignKey",
    CONSTR_UNIQUE: "addUnique",
    CONSTR_PRIMARY: "addUnique",
    CONSTR_CHECK: "addCheck",
};

const simpleCommands: Readonly<Record<string, string>> = {
    AT_DropColumn: "dropColumn",
    AT_SetNotNull: "setNotNull",
    AT_DropNotNull: "dropNotNull",
    AT_ColumnDefault: "setDefault",
    AT_DropConstraint: "dropConstraint",
};

const unknown = (name: string, table = ""): Action => ({ kind: "unknown", table, name });

/** What the constraints of a column add to it; undefined: something that is not known here. */
function columnFacts(definition: Node): Partial<Action> | undefined {
    const constraints = list(definition.constraints).map((one) => node(one.Constraint));
    const of = (kind: string) => constraints.filter(({ contype }) => contype === kind);
    const known = ["CONSTR_NOTNULL", "CONSTR_NULL", "CONSTR_DEFAULT", "CONSTR_FOREIGN", "CONSTR_UNIQUE", "CONSTR_PRIMARY"];
    if (constraints.some(({ contype }) => !known.includes(text(contype)))) {
        return undefined; // generated, identity, check: none in Camunda's scripts, and not all of them are harmless
    }
    return {
        type: typeOf(definition.typeName),
        hasDefault: of("CONSTR_DEFAULT").length > 0,
        computed: of("CONSTR_DEFAULT").some(({ raw_expr }) => node(raw_expr).A_Const === undefined),
        references: of("CONSTR_FOREIGN").map(({ pktable }) => tableOf(pktable)),
        unique: of("CONSTR_UNIQUE").length + of("CONSTR_PRIMARY").length > 0,
    };
}

function alteration(table: string, command: Node): Action {
    const subtype = text(command.subtype);
    const name = text(command.name);
    const column = node(node(command.def).ColumnDef);
    if (subtype === "AT_AddColumn") {
        const facts = columnFacts(column);
        return facts ? { kind: "addColumn", table, name: text(column.colname), ...facts } : unknown(subtype, table);
    }
    if (subtype === "AT_AlterColumnType") {
        // A USING expression may make anything of the values: then every row is written.
        return { kind: "changeType", table, name, type: typeOf(column.typeName), computed: column.raw_default !== undefined };
    }
    if (subtype === "AT_AddConstraint") {
        const constraint = node(node(command.def).Constraint);
        const kind = constraintKinds[text(constraint.contype)];
        const references = constraint.pktable ? [tableOf(constraint.pktable)] : [];
        return kind
            ? { kind, table, name: text(constraint.conname), references, columns: names(constraint.keys) }
            : unknown(subtype, table);
    }
    const kind = simpleCommands[subtype];
    return kind ? { kind, table, name } : unknown(subtype, table);
}

const readers: Readonly<Partial<Record<string, (tree: Node) => Action[]>>> = {
    CreateStmt: ({ relation, tableElts }) => {
        const elements = list(tableElts);
        const constraints = elements.flatMap(({ Constraint, ColumnDef }) => [
            Constraint,
            ...list(node(ColumnDef).constraints).map((one) => one.Constraint),
        ]);
        const references = constraints.map((one) => tableOf(node(one).pktable)).filter(Boolean);
        return [{ kind: "createTable", table: tableOf(relation), name: tableOf(relation), references }];
    },
    IndexStmt: ({ relation, idxname, indexParams, concurrent }) =>
        concurrent
            ? [unknown("create index concurrently", tableOf(relation))]
            : [
                  {
                      kind: "createIndex",
                      table: tableOf(relation),
                      name: text(idxname),
                      columns: list(indexParams).map((one) => text(node(one.IndexElem).name)),
                  },
              ],
    DropStmt: ({ removeType, objects }) =>
        list(objects).map((object) => {
            const name = names(node(object.List).items).at(-1) ?? "";
            const kind = { OBJECT_INDEX: "dropIndex", OBJECT_TABLE: "dropTable" }[text(removeType)];
            return kind ? { kind, table: kind === "dropTable" ? name : "", name } : unknown(text(removeType));
        }),
    AlterTableStmt: ({ relation, cmds, objtype }) =>
        objtype === "OBJECT_TABLE"
            ? list(cmds).map((command) => alteration(tableOf(relation), node(command.AlterTableCmd)))
            : [unknown(text(objtype), tableOf(relation))],
    InsertStmt: ({ relation, selectStmt }) => {
        const rows = list(node(node(selectStmt).SelectStmt).valuesLists);
        const first = list(node(rows[0]?.List).items).at(0);
        return [{ kind: "insert", table: tableOf(relation), name: (first && literal(first)) ?? "", computed: rows.length === 0 }];
    },
    UpdateStmt: ({ relation }) => [{ kind: "update", table: tableOf(relation), name: "" }],
    DeleteStmt: ({ relation }) => [{ kind: "delete", table: tableOf(relation), name: "" }],
};

/** A function may do anything, with the rights of whoever runs the statement; and what names a schema is meant for another place than this one. */
function isPlain(tree: Tree): boolean {
    if (Array.isArray(tree)) {
        return tree.every(isPlain);
    }
    return Object.entries(node(tree)).every(
        ([key, value]) => !["FuncCall", "SubLink", "RangeFunction", "schemaname", "catalogname"].includes(key) && isPlain(value),
    );
}

/** Takes a script apart, by PostgreSQL's own parser. `loadParser` has to be done before. */
export function parseScript(script: string): Statement[] {
    // Where a statement begins is told in bytes.
    const bytes = Buffer.from(script);
    const { stmts = [] } = parseSync(script) as Parsed;
    return stmts.map(({ stmt, stmt_location: begin = 0, stmt_len: length }) => {
        const whole = bytes.subarray(begin, length === undefined ? undefined : begin + length).toString();
        const [kind] = Object.keys(stmt);
        return {
            text: whole.replace(/^(\s+|--.*(\n|$))+/, "").trim(),
            actions: readers[kind]?.(node(stmt[kind])) ?? [unknown(kind)],
            plain: isPlain(stmt),
        };
    });
}

/** Makes the parser ready. */
export const loadParser = (): Promise<void> => loadModule();

const order = (file: string) =>
    file
        .split(/(\d+)/)
        .map((part, i) => (i % 2 ? part.padStart(6, "0") : part))
        .join("");

/** Camunda's scripts for PostgreSQL below a folder of it, in the order of their versions; patches of a minor come before the step to the next. */
export async function readScripts(folder: string, part: "create" | "upgrade"): Promise<ScriptFile[]> {
    await loadParser();
    const prefix = part === "create" ? "activiti.postgres.create." : "postgres_";
    if (part === "upgrade" && !existsSync(path.join(folder, part))) {
        return []; // jars of before 7.11 have none
    }
    const files = (await readdir(path.join(folder, part))).filter((file) => file.startsWith(prefix) && file.endsWith(".sql"));
    files.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    return Promise.all(
        files.map(async (file) => {
            const script = (await readScript(folder, `${part}/${file}`)).toString("utf8");
            try {
                return { file: `${part}/${file}`, statements: parseScript(script) };
            } catch (error) {
                throw new Error(`${part}/${file} is not SQL that PostgreSQL understands: ${(error as Error).message}`, { cause: error });
            }
        }),
    );
}
