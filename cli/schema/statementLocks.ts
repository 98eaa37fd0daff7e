import { Action, Statement } from "./statement";
import { Structure } from "./structure";

/** What a statement does to a table that others work on. */
export interface Effect {
    /** The table; empty: any, since the statement is not understood and names none. */
    readonly table: string;
    /** PostgreSQL's name of the lock, e.g. `ACCESS EXCLUSIVE`. */
    readonly lock: string;
    /** What takes the time: `nothing` (only PostgreSQL's catalogue is written), `row`, `rows`, `index`, `scan`, `rewrite` or `unknown`. */
    readonly work: string;
    /** Columns of the index that is built. */
    readonly columns?: readonly string[];
}

/** PostgreSQL's table locks as far as scripts take them, weakest first, and what each keeps others from doing. */
const locks: readonly (readonly [lock: string, keeps: string])[] = [
    ["ACCESS SHARE", "nothing but changes of the table"],
    ["ROW EXCLUSIVE", "nothing but changes of the table and building an index"],
    ["SHARE", "writing"],
    ["SHARE ROW EXCLUSIVE", "writing"],
    ["ACCESS EXCLUSIVE", "reading and writing"],
];

const strength = (lock: string): number => locks.findIndex(([name]) => name === lock);

/** The stronger of two locks. */
export const stronger = (a: string, b: string): string => (strength(a) < strength(b) ? b : a);

/** What a lock keeps others from doing. */
export const keepsFrom = (lock: string): string => locks[strength(lock)]?.[1] ?? "reading and writing";

/** Whether others have to wait for it to read or write. */
export const blocks = (lock: string): boolean => strength(lock) >= strength("SHARE");

/** Modes of locks that a lock has to wait for, as pg_locks names them (PostgreSQL's manual, explicit locking, table of conflicts). */
export function conflictsOf(lock: string): readonly string[] {
    const writing = ["RowExclusiveLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"];
    const conflicts: Readonly<Record<string, readonly string[]>> = {
        "ROW EXCLUSIVE": ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"],
        SHARE: [...writing, "ShareUpdateExclusiveLock"],
        "SHARE ROW EXCLUSIVE": [...writing, "ShareUpdateExclusiveLock", "ShareLock"],
        "ACCESS EXCLUSIVE": [...writing, "ShareUpdateExclusiveLock", "ShareLock", "RowShareLock", "AccessShareLock"],
    };
    return conflicts[lock] ?? [];
}

/** What is known about the database while its statements are judged one after the other. */
export class LockContext {
    private readonly created = new Set<string>();
    private readonly indexed: Record<string, string> = {};
    private readonly types: Record<string, string> = {};
    private readonly referenced: Partial<Record<string, string>> = {};

    constructor(
        { tables }: Structure,
        /** Major version of the server. */
        private readonly server: number,
    ) {
        for (const [table, { columns, indexes, constraints }] of Object.entries(tables)) {
            for (const index of Object.keys(indexes)) this.indexed[index] = table;
            for (const [column, { type }] of Object.entries(columns)) this.types[`${table}.${column}`] = type;
            for (const [name, definition] of Object.entries(constraints)) {
                const target = / REFERENCES (\w+)/.exec(definition)?.[1];
                if (target !== undefined) this.referenced[`${table}.${name}`] = target;
            }
        }
    }

    /** What a statement does to the tables that were there before the script: nobody waits for those that it makes itself. */
    effects(statement: Statement): Effect[] {
        const found = statement.actions.flatMap((action) => this.effectsOf(action, statement));
        return found.filter(({ table }) => !this.created.has(table));
    }

    private effectsOf(action: Action, statement: Statement): Effect[] {
        const { kind, table, name, type = "", references = [] } = action;
        const exclusive = (work: string, columns?: readonly string[]): Effect => ({ table, lock: "ACCESS EXCLUSIVE", work, columns });
        // A foreign key locks both of its ends (PostgreSQL's manual, ALTER TABLE).
        const ends = references.map((target) => ({ table: target, lock: "SHARE ROW EXCLUSIVE", work: "nothing" }));
        switch (kind) {
            case "createTable":
                this.created.add(table);
                return ends;
            case "createIndex":
                this.indexed[name] = table;
                return [{ table, lock: "SHARE", work: "index", columns: action.columns }];
            case "dropIndex":
                return name in this.indexed
                    ? [{ table: this.indexed[name], lock: "ACCESS EXCLUSIVE", work: "nothing" }]
                    : this.unknown(action, statement);
            case "addColumn": {
                this.types[`${table}.${name}`] = type;
                // Since PostgreSQL 11, a constant default is kept in the catalogue (its release notes).
                const rewrites = action.computed || (action.hasDefault && this.server < 11);
                return [exclusive(rewrites ? "rewrite" : action.unique ? "index" : "nothing", action.unique ? [name] : undefined), ...ends];
            }
            case "changeType": {
                const widens = !action.computed && isWider(this.types[`${table}.${name}`], type);
                this.types[`${table}.${name}`] = type;
                return [exclusive(widens ? "nothing" : "rewrite")];
            }
            case "setNotNull":
            case "addCheck":
                return [exclusive("scan")];
            case "addUnique":
                return [exclusive("index", action.columns)];
            case "addForeignKey":
                return [{ table, lock: "SHARE ROW EXCLUSIVE", work: "scan" }, ...ends];
            case "dropConstraint": {
                const target = this.referenced[`${table}.${name}`];
                return [exclusive("nothing"), ...(target === undefined ? [] : [{ ...exclusive("nothing"), table: target }])];
            }
            case "dropNotNull":
            case "setDefault":
            case "dropColumn":
            case "dropTable":
                return [exclusive("nothing")];
            case "insert":
                return [{ table, lock: "ROW EXCLUSIVE", work: action.computed ? "rows" : "row" }];
            case "update":
            case "delete":
                return [{ table, lock: "ROW EXCLUSIVE", work: "rows" }];
            default:
                return this.unknown(action, statement);
        }
    }

    /** The worst is assumed: the strongest lock, on every table of Camunda's that the statement names. */
    private unknown({ table }: Action, { text }: Statement): Effect[] {
        const named = [...new Set([...(table === "" ? [] : [table]), ...(text.toLowerCase().match(/\bact_[a-z]{2}_\w+/g) ?? [])])];
        const tables = named.filter((name) => !(name in this.indexed));
        return (tables.length > 0 ? tables : [""]).map((name) => ({ table: name, lock: "ACCESS EXCLUSIVE", work: "unknown" }));
    }
}

/** Whether a column takes the type without a look at its rows: a longer varchar does (PostgreSQL's manual, ALTER TABLE, notes). */
function isWider(present: string | undefined, wanted: string): boolean {
    const length = (type: string | undefined) => {
        const limit: (string | undefined)[] | null = /^character varying(?:\((\d+)\))?$/.exec(type ?? "");
        return limit ? Number(limit[1] ?? Infinity) : undefined;
    };
    const [before, after] = [length(present), wanted === "text" ? Infinity : length(wanted)];
    return present === wanted || (before !== undefined && after !== undefined && after >= before);
}
