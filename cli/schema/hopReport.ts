import { isRowsOnly, ScriptFile, spoken, Statement } from "./statement";
import { blocks, Effect, keepsFrom, LockContext, stronger } from "./statementLocks";

/** What a table is now. */
export interface TableSize {
    /** Undefined: nobody knows, since the table was never analyzed. */
    readonly rows?: number;
    /** Whether the rows were counted; else PostgreSQL estimates them. */
    readonly counted: boolean;
    /** With indexes. */
    readonly bytes: number;
}

/** Seconds that work on tables takes, as far as it was measured; keys are tables, and `table(column, …)` for indexes. */
export interface Rates {
    readonly scan: Readonly<Record<string, number>>;
    readonly index: Readonly<Record<string, number>>;
}

/** A statement of the hop. */
export interface StatementReport {
    readonly text: string;
    readonly effects: readonly Effect[];
    /** Estimate; undefined: there is none. */
    readonly seconds?: number;
}

/** A script of the hop: one change set of Liquibase, and so one transaction. */
export interface ScriptReport {
    readonly file: string;
    readonly statements: readonly StatementReport[];
    readonly seconds?: number;
}

/** What the hop does to a table that others work on. */
export interface TableReport extends Partial<TableSize> {
    readonly table: string;
    /** The strongest lock. */
    readonly lock: string;
    /** What it keeps others from. */
    readonly keepsFrom: string;
    /** How long: from the first lock that others wait for to the end of its transaction. */
    readonly seconds?: number;
}

/** The whole of it. */
export interface HopReport {
    /** Whether tables change, rather than rows only. */
    readonly ddl: boolean;
    readonly scripts: readonly ScriptReport[];
    readonly tables: readonly TableReport[];
    readonly seconds?: number;
}

/** A statement that only writes the catalogue or a row: 0.3 to 5 ms each on PostgreSQL 15 and two busy processors, seen with 7.21 to 7.22. */
const SMALL = 0.003;

const sum = (figures: readonly (number | undefined)[]): number | undefined =>
    figures.some((one) => one === undefined) ? undefined : figures.reduce<number>((total, one) => total + (one ?? 0), 0);

/** Key of an index that does not have to have a name yet. */
export const indexKey = (table: string, columns: readonly string[]): string => `${table}(${columns.join(", ")})`;

function secondsOf({ table, work, columns = [] }: Effect, { scan, index }: Rates): number | undefined {
    const measured: Readonly<Record<string, number | undefined>> = {
        nothing: SMALL,
        row: SMALL,
        index: index[indexKey(table, columns)],
        scan: scan[table],
    };
    return measured[work];
}

/** What a hop does, statement by statement and table by table. */
export function reportHop(
    scripts: readonly ScriptFile[],
    context: LockContext,
    sizes: Readonly<Record<string, TableSize>>,
    rates: Rates,
): HopReport {
    const reported = scripts.map(({ file, statements }): ScriptReport => {
        const all = statements.map((statement) => reportStatement(statement, context, rates));
        return { file, statements: all, seconds: sum(all.map(({ seconds }) => seconds)) };
    });
    const tables = [
        ...new Set(reported.flatMap(({ statements }) => statements.flatMap(({ effects }) => effects.map(({ table }) => table)))),
    ];
    return {
        ddl: scripts.some(({ statements }) => !statements.every(isRowsOnly)),
        scripts: reported,
        tables: tables.map((table) => reportTable(table, reported, sizes[table])),
        seconds: sum(reported.map(({ seconds }) => seconds)),
    };
}

function reportStatement(statement: Statement, context: LockContext, rates: Rates): StatementReport {
    const effects = context.effects(statement);
    // Both ends of a foreign key are locked by one act.
    const seconds = effects.length === 0 ? SMALL : sum(effects.map((effect) => secondsOf(effect, rates)));
    return { text: statement.text.replace(/\s+/g, " "), effects, seconds };
}

function reportTable(table: string, scripts: readonly ScriptReport[], size: TableSize | undefined): TableReport {
    const lockedBy = ({ effects }: StatementReport) => effects.filter((effect) => effect.table === table || effect.table === "");
    const locks = scripts.flatMap(({ statements }) => statements.flatMap(lockedBy)).map(({ lock }) => lock);
    const lock = locks.reduce(stronger);
    const held = scripts.map(({ statements }) => {
        const first = statements.findIndex((statement) => lockedBy(statement).some((effect) => blocks(effect.lock)));
        return first < 0 ? 0 : sum(statements.slice(first).map(({ seconds }) => seconds));
    });
    return { table, ...size, lock, keepsFrom: keepsFrom(lock), seconds: sum(held) };
}

/** What has to be measured for the report: per table the indexes that are built, the columns that are added before, and whether it is read once. */
export interface MeasureNeed {
    readonly table: string;
    readonly indexes: readonly (readonly string[])[];
    readonly added: Readonly<Record<string, string>>;
    readonly scan: boolean;
}

/** What there is to measure in a hop. */
export function measureNeeds(scripts: readonly ScriptFile[], context: LockContext): MeasureNeed[] {
    const all = scripts.flatMap(({ statements }) => statements);
    const effects = all.flatMap((statement) => context.effects(statement));
    const tables = [...new Set(effects.filter(({ work }) => ["index", "scan"].includes(work)).map(({ table }) => table))];
    const added = all.flatMap(({ actions }) => actions).filter(({ kind }) => kind === "addColumn");
    return tables.map((table) => ({
        table,
        indexes: effects.filter((effect) => effect.table === table && effect.work === "index").map(({ columns = [] }) => columns),
        added: Object.fromEntries(added.filter((action) => action.table === table).map(({ name, type = "" }) => [name, type])),
        scan: effects.some((effect) => effect.table === table && effect.work === "scan"),
    }));
}

/** Seconds as a person reads them: an estimate has no more than two digits. */
export function aboutSeconds(seconds: number | undefined): string {
    if (seconds === undefined) return "not estimated";
    if (seconds < 0.1) return "less than 0.1 s";
    if (seconds < 10) return `about ${seconds.toFixed(1)} s`;
    return seconds < 120 ? `about ${Math.round(seconds)} s` : `about ${Math.round(seconds / 60)} min`;
}

/** Bytes as a person reads them. */
export function inBytes(bytes: number): string {
    const units = ["B", "kB", "MB", "GB", "TB"];
    const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10), units.length - 1);
    const value = bytes / 1024 ** power;
    return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

const works: Readonly<Record<string, string>> = {
    nothing: "only PostgreSQL's catalogue is written",
    row: "one row",
    rows: "rows are written: how many is not known",
    index: "an index is built",
    scan: "every row is read",
    rewrite: "every row is written anew",
    unknown: "not understood: the worst is assumed",
};

/** What a statement does to a table, in words. */
export function describeEffect({ table, lock, work }: Effect): string {
    const keeps = blocks(lock) ? `, which keeps others from ${keepsFrom(lock)}` : "";
    return `${table === "" ? "any table" : spoken(table)}: ${lock}${keeps}; ${works[work] ?? work}`;
}
