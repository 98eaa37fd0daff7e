import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { Client } from "pg";
import { MeasureNeed } from "./schema/hopReport";

/** What was measured on a table, made good for all of it. */
export interface Measured {
    /** Rows, by those in the blocks that were read. */
    readonly rows: number;
    /** Seconds to read the table once. */
    readonly scan: number;
    /** Seconds to build each index, in the order of the need. */
    readonly indexes: readonly number[];
    /** Share of the table that was read. */
    readonly share: number;
    /** Whether it could be built as PostgreSQL would build the real one: else the estimate is too high rather than too low. */
    readonly faithful: boolean;
}

/** Long runs: the first blocks of each are slow, since the system reads ahead only after them. */
const RUNS = 8;
/** 64 MiB in all, with blocks of the usual size: building an index on them takes some tenths of a second, enough to be measured. */
const RUN_BLOCKS = 1024;
/** Reading and copying the sample ends with the run in which this is over, by when a part of all regions was read. */
const BUDGET_SECONDS = 4;

/** Why a table is not measured. */
export class NotMeasured extends Error {}

async function seconds(act: () => Promise<unknown>): Promise<number> {
    const begin = performance.now();
    await act();
    return (performance.now() - begin) / 1000;
}

/** Runs of blocks, evenly over the table, in leaps: its beginning may be in memory and its end not, or the other way round. */
function runsOf(blocks: number): [begin: number, end: number][] {
    if (blocks <= RUNS * RUN_BLOCKS) {
        return [[0, blocks]];
    }
    return Array.from({ length: RUNS }, (_, i) => {
        const begin = Math.floor((((i * 5) % RUNS) * (blocks - RUN_BLOCKS)) / (RUNS - 1));
        return [begin, begin + RUN_BLOCKS];
    });
}

/**
 * Measures on this very database, in a transaction that the caller rolls back, what reading a table and building its indexes takes: a sample of
 * its rows is copied to a table of its own and the indexes are built there. What is not in memory shows in the first reading of the sample.
 */
export async function measure(client: Client, schema: string, { table, indexes, added }: MeasureNeed): Promise<Measured> {
    const from = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;
    const { rows } = await client.query<{
        bytes: string;
        block: number;
        memory: string;
        server: number;
        partitioned: boolean;
        faithful: boolean;
    }>(
        `select pg_relation_size(c.oid) as bytes, current_setting('block_size')::int as block, c.relkind = 'p' as partitioned,
            pg_size_bytes(current_setting('effective_cache_size')) as memory, current_setting('server_version_num')::int / 10000 as server,
            has_schema_privilege($2, 'create') as faithful
         from pg_class c where c.oid = to_regclass($1)`,
        [from, schema],
    );
    const [{ bytes, block, memory, server, partitioned, faithful }] = rows;
    const blocks = Number(bytes) / block;
    if (partitioned) {
        throw new NotMeasured("it is partitioned");
    }
    if (server < 14 && blocks > RUNS * RUN_BLOCKS) {
        throw new NotMeasured("PostgreSQL before 14 would read all of the table to find a part of it");
    }
    const copy = await emptyCopy(client, from, faithful ? schema : "pg_temp");
    const [read, found, first, again] = await copyRuns(client, from, copy, runsOf(blocks));
    for (const [column, type] of Object.entries(added)) {
        if (!/^[a-z][a-z0-9_ ]*(?:\(\d+(?:,\d+)*\))?$/.test(type)) {
            throw new NotMeasured(`the type of ${column} is none that Camunda's scripts have`);
        }
        await client.query(`alter table ${copy} add column ${client.escapeIdentifier(column)} ${type}`);
    }
    const factor = read === 0 ? 1 : blocks / read;
    const total = Math.round(found * factor);
    const times: number[] = [];
    for (const columns of indexes) {
        const names = columns.map((column) => client.escapeIdentifier(column)).join(", ");
        const build = () => seconds(() => client.query(`create index on ${copy} (${names})`));
        // Once more, and the shorter one: the first has to write the copy to the disk, which the real table has behind it.
        const built = Math.min(await build(), await build());
        // Sorting n rows takes n log n. The system reads ahead while rows are sorted, so what comes from the disk counts only where that takes longer;
        // and it comes for the first index only, if memory can keep it for the next.
        const deeper = found > 1 ? Math.log2(Math.max(total, 2)) / Math.log2(found) : 1;
        const reading = times.length === 0 || Number(bytes) > Number(memory) ? first : again;
        times.push(Math.max(built * deeper, reading) * factor);
    }
    return { rows: total, scan: first * factor, indexes: times, share: 1 / factor, faithful };
}

/**
 * PostgreSQL builds an index on a temporary table without parallel workers and without a log. So the copy is an ordinary table of the engine's
 * schema, which nobody sees and which the rollback removes, unless the user may not make one there.
 */
async function emptyCopy(client: Client, from: string, schema: string): Promise<string> {
    const copy = `${client.escapeIdentifier(schema)}.camunda_inspect_${randomBytes(6).toString("hex")}`;
    await client.query(`create table ${copy} (like ${from})`);
    return copy;
}

/** Reads each run twice and copies it: blocks and rows of it, and the seconds of the first and of the second reading. */
async function copyRuns(
    client: Client,
    from: string,
    copy: string,
    runs: readonly (readonly [begin: number, end: number])[],
): Promise<[blocks: number, rows: number, first: number, again: number]> {
    let [blocks, rows, first, again] = [0, 0, 0, 0];
    const begun = performance.now();
    for (const [begin, end] of runs) {
        // A range of row addresses reads these blocks only (PostgreSQL 14 and later).
        const range = `from ${from} where ctid >= '(${begin},0)' and ctid < '(${end},0)'`;
        first += await seconds(() => client.query(`select count(*) ${range}`));
        again += await seconds(() => client.query(`select count(*) ${range}`));
        rows += (await client.query(`insert into ${copy} select * ${range}`)).rowCount ?? 0;
        blocks += end - begin;
        if (performance.now() - begun > BUDGET_SECONDS * 1000) break;
    }
    return [blocks, rows, first, again];
}
