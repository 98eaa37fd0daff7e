import { Client, DatabaseError } from "pg";
import { indexKey, MeasureNeed, Rates, TableReport, TableSize } from "./schema/hopReport";
import { foreign } from "../components/domain/foreign";
import { conflictsOf } from "./schema/statementLocks";
import { measure, NotMeasured } from "./measureIndex";
import { Connection, inWords, rolledBack } from "./postgres";

/** Up to here, counting takes some milliseconds. */
const CHEAP_BYTES = 8 << 20;

/** Rows and sizes of tables as they are now. */
export async function sizesOf(client: Client, schema: string, tables: readonly string[]): Promise<Record<string, TableSize>> {
    const { rows } = await client.query<{ table: string; rows: number | null; cheap: boolean; bytes: string }>(
        `select c.relname as table, c.relkind = 'r' and pg_relation_size(c.oid) < ${CHEAP_BYTES} as cheap, pg_total_relation_size(c.oid) as bytes,
            case when c.reltuples >= 0 and c.relpages > 0
                then c.reltuples / c.relpages * pg_relation_size(c.oid) / current_setting('block_size')::int end as rows
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = any($2) and c.relkind in ('r', 'p')`,
        [schema, tables],
    );
    const found: Record<string, TableSize> = {};
    for (const { table, rows: estimate, cheap, bytes } of rows) {
        const name = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;
        const count = cheap ? await countOf(client, name) : estimate === null ? undefined : Math.round(estimate);
        found[table] = { rows: count, counted: cheap, bytes: Number(bytes) };
    }
    return found;
}

const countOf = async (client: Client, table: string): Promise<number> =>
    Number((await client.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0].n);

/** What was measured for the estimates, and how, in words. */
export interface Measurement {
    readonly rates: Rates;
    /** Rows of tables, by the sample. */
    readonly rows: Readonly<Record<string, number>>;
    readonly how: readonly string[];
}

/** Measures what the hop will take, table by table; what cannot be measured is left open, with the reason. */
export async function measureRates(connection: Connection, schema: string, needs: readonly MeasureNeed[]): Promise<Measurement> {
    const { client, address, user } = connection;
    const rates: { scan: Record<string, number>; index: Record<string, number> } = { scan: {}, index: {} };
    const counts: Record<string, number> = {};
    const how: string[] = [];
    for (const need of needs) {
        const name = need.table.toUpperCase();
        try {
            const { scan, indexes, share, rows, faithful } = await rolledBack(client, async () => {
                await client.query("set local statement_timeout = '10s'");
                return measure(client, schema, need);
            });
            rates.scan[need.table] = scan;
            counts[need.table] = rows;
            indexes.forEach((one, i) => (rates.index[indexKey(need.table, need.indexes[i])] = one));
            const part = share >= 1 ? "all of it" : `${(share * 100).toPrecision(2)} % of it`;
            const without = faithful ? "" : "; without parallel workers, since the user may not create tables there: rather too much";
            how.push(`${name}: ${part} was read and copied, the indexes built on the copy, and the times multiplied${without}`);
        } catch (error) {
            if (!(error instanceof DatabaseError || error instanceof NotMeasured)) {
                throw error;
            }
            const why = error instanceof NotMeasured ? error.message : inWords(error, address, user);
            how.push(`${name}: not estimated, ${why}`);
        }
    }
    return { rates, rows: counts, how };
}

/** A transaction that the hop would have to wait for, if it ran now. */
export interface Blocker {
    readonly pid: number | null;
    readonly application: string;
    /** Seconds since it began; undefined: it is another user's, and may not be seen. */
    readonly age?: number;
    readonly state: string;
    readonly tables: readonly string[];
}

/** Open transactions older than a second that hold a lock which one of the hop's has to wait for. */
export async function blockersOf(client: Client, schema: string, tables: readonly TableReport[]): Promise<Blocker[]> {
    const { rows } = await client.query<{
        pid: number | null;
        application: string;
        age: number | null;
        state: string;
        table: string;
        mode: string;
    }>(
        `select l.pid, coalesce(nullif(a.application_name, ''), a.backend_type, 'a prepared transaction') as application,
            extract(epoch from clock_timestamp() - a.xact_start)::float8 as age, coalesce(a.state, '') as state, c.relname as table, l.mode
         from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
            left join pg_stat_activity a on a.pid = l.pid
         where l.granted and l.locktype = 'relation' and l.database = (select oid from pg_database where datname = current_database())
            and n.nspname = $1 and c.relname = any($2) and l.pid is distinct from pg_backend_pid()
            and (a.xact_start is null or a.xact_start < clock_timestamp() - interval '1 second')
         order by age desc nulls last, l.pid, c.relname`,
        [schema, tables.map(({ table }) => table)],
    );
    const lockOf = Object.fromEntries(tables.map(({ table, lock }) => [table, lock]));
    const found = new Map<number | null, Blocker>();
    for (const { pid, application, age, state, table } of rows.filter((row) => conflictsOf(lockOf[row.table]).includes(row.mode))) {
        const before = found.get(pid)?.tables ?? [];
        found.set(pid, {
            pid,
            application: foreign(application, 63),
            age: age ?? undefined,
            state,
            tables: [...new Set([...before, table])],
        });
    }
    return [...found.values()];
}
