import { execFile } from "node:child_process";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { Client } from "pg";
import { HopReport } from "../../cli/schema/hopReport";
import { command } from "../../test/e2e/support/command";
import { startMigration } from "../../test/e2e/support/migration";
import { PostgresServer } from "../../test/e2e/support/postgres";
import { engineScripts } from "../../test/e2e/support/scripts";
import { wallSeconds } from "./measure";

const run = promisify(execFile);
const liquibase = path.join(path.dirname(require.resolve("liquibase/package.json")), "dist", "liquibase", "liquibase");

/** What a hop took. */
export interface HopFigures {
    readonly to: string;
    /** Seconds that `inspect` estimated, for the whole and for the table that was waited for longest. */
    readonly estimate?: number;
    readonly estimatedWait?: number;
    /** Longest time that a statement on one of the tables waited. */
    readonly wait: number;
    readonly table: string;
    /** Seconds of the migration, by this module and by Liquibase alone. */
    readonly migration: number;
    readonly bare: number;
}

/** Keeps writing to a table, a statement after the other, and gives the longest that one took. */
async function probe(server: PostgresServer, database: string, table: string, ended: () => boolean): Promise<number> {
    const client = new Client({ host: "127.0.0.1", port: server.port, database, user: server.user, password: server.password });
    await client.connect();
    const key = table === "act_ge_property" ? "name_" : "id_";
    let longest = 0;
    while (!ended()) {
        const begin = performance.now();
        await client.query(`delete from ${table} where ${key} = 'none'`);
        longest = Math.max(longest, (performance.now() - begin) / 1000);
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await client.end();
    return longest;
}

/** Marks a schema as Liquibase's, as it is where somebody works with Liquibase alone. */
export async function baseline(server: PostgresServer, database: string, version: string): Promise<void> {
    await bareLiquibase(server, database, version, "changelog-sync-to-tag", version);
}

async function bareLiquibase(server: PostgresServer, database: string, scripts: string, act: string, tag: string): Promise<void> {
    const folder = path.join(await engineScripts(scripts), "liquibase");
    await run(liquibase, [`--search-path=${folder}`, "--changelog-file=camunda-changelog.xml", act, `--tag=${tag}`], {
        env: {
            ...process.env,
            LIQUIBASE_COMMAND_URL: server.jdbcUrl(database),
            LIQUIBASE_COMMAND_USERNAME: server.user,
            LIQUIBASE_COMMAND_PASSWORD: server.password,
        },
    });
}

/** One hop: `inspect`, then the migration under probes on every table that it locks, then bare Liquibase on a database that is the same. */
export async function measureHop(server: PostgresServer, database: string, bareDatabase: string, to: string): Promise<HopFigures> {
    const { output } = await command("inspect", [
        ...["--url", server.jdbcUrl(database), "--user", server.user, "--password-file", server.passwordFile],
        ...["--scripts", await engineScripts(to), "--to", to, "--json"],
    ]);
    const report = JSON.parse(output) as HopReport;
    const tables = report.tables.map(({ table }) => table).filter((table) => table !== "act_ge_schema_log");
    let ended = false;
    const probes = tables.map(async (table) => ({ table, wait: await probe(server, database, table, () => ended) }));
    const migration = await wallSeconds(async () => {
        const { record, output: said } = await (await startMigration(server, database, to)).ended();
        if (record.outcome !== "migrated") throw new Error(`to ${to}: ${said}`);
    });
    ended = true;
    const waits = (await Promise.all(probes)).sort((a, b) => b.wait - a.wait);
    const bare = await wallSeconds(() => bareLiquibase(server, bareDatabase, to, "update-to-tag", to));
    const [longest = { table: "", wait: 0 }] = waits;
    return {
        to,
        estimate: report.seconds,
        estimatedWait: report.tables.find(({ table }) => table === longest.table)?.seconds,
        ...longest,
        migration,
        bare,
    };
}

const columns = ["migration", "bare", "ratio", "estimate", "longest wait"];
const cells = (texts: readonly string[]) => texts.map((text, i) => text.padStart(columns[i].length + 3)).join("");
const figure = (seconds: number | undefined) => (seconds === undefined ? "" : seconds.toFixed(seconds < 0.1 ? 3 : 2));

/** Heads the table of figures. */
export const printHead = (title: string): void => console.log(`\n${title}\n${"to".padEnd(6)}${cells(columns)}`);

/** Prints a row of it: seconds, but for the ratio; the estimate is that of the wait. */
export function printHop({ to, migration, bare, estimatedWait, wait, table }: HopFigures): void {
    console.log(`${to.padEnd(6)}${cells([migration, bare, migration / bare, estimatedWait, wait].map(figure))}  ${table.toUpperCase()}`);
}
