import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { forNodes } from "../../components/nodes/rules/jdbcUrl";
import { Databases } from "../../test/e2e/support/databases";
import { startMigration } from "../../test/e2e/support/migration";
import { freePort, PostgresServer, until } from "../../test/e2e/support/postgres";
import { deployProcesses } from "../demo/instances";
import { LoadOptions, LoadResult, startLoad } from "../demo/load";
import { furtherEngine } from "../images/images";
import { wallSeconds } from "./measure";

const run = promisify(execFile);

/** An engine on this machine, without a cluster. */
interface LocalEngine {
    rest: string;
    stop(): Promise<void>;
}

/** The jar of the local stack's image, with the settings that nodes have. */
async function startEngine(server: PostgresServer, database: string, version: string): Promise<LocalEngine> {
    const folder = await mkdtemp(join(tmpdir(), "engine-"));
    const jar = "camunda/internal/camunda-bpm-run-core.jar";
    const [, layer] = furtherEngine(version).image.layers;
    await run("tar", ["-xf", layer, "-C", folder, jar]);
    const port = await freePort();
    const java = spawn("java", ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-jar", join(folder, jar)], {
        stdio: "ignore",
        env: {
            PATH: process.env.PATH,
            SERVER_PORT: String(port),
            SPRING_DATASOURCE_URL: forNodes(server.jdbcUrl(database)),
            SPRING_DATASOURCE_USERNAME: server.user,
            SPRING_DATASOURCE_PASSWORD: server.password,
            SPRING_DATASOURCE_DRIVER_CLASS_NAME: "org.postgresql.Driver",
            SPRING_DATASOURCE_HIKARI_TRANSACTION_ISOLATION: "TRANSACTION_READ_COMMITTED",
            CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE: "false",
            SERVER_SHUTDOWN: "graceful",
        },
    });
    const ended = once(java, "exit");
    const rest = `http://127.0.0.1:${port}/engine-rest`;
    const stop = async () => {
        java.kill();
        await ended;
        await rm(folder, { recursive: true });
    };
    const served = () =>
        fetch(`${rest}/engine`).then(
            ({ ok }) => ok,
            () => false,
        );
    await until(`an engine ${version} answers`, served).catch(async (error: Error) => {
        await stop();
        throw error;
    });
    return { rest, stop };
}

/** An engine with the processes of the load, warm, and what becomes of 50 requests per second while nothing else happens. */
async function withEngine(
    server: PostgresServer,
    database: string,
    version: string,
    act: (requests: LoadOptions, before: LoadResult) => Promise<void>,
): Promise<void> {
    const engine = await startEngine(server, database, version);
    try {
        await deployProcesses(engine.rest);
        const requests = { rest: engine.rest, rate: 50, keepAlive: false };
        // The first requests meet a JVM that has not compiled anything yet.
        const warm = await startLoad(requests);
        await sleep(10_000);
        await warm.stop();
        const quiet = await startLoad(requests);
        await sleep(20_000);
        await act(requests, await quiet.stop());
    } finally {
        await engine.stop();
    }
}

function printRow(first: string, cells: readonly string[], columns: readonly string[]): void {
    console.log(`${first.padEnd(6)}${cells.map((cell, i) => cell.padStart(columns[i].length + 3)).join("")}`);
}

function printFailures({ failures }: LoadResult): void {
    for (const { at, request, cause } of failures) console.log(`  ${at} ${request}: ${cause}`);
}

const milliseconds = (...figures: readonly number[]) => figures.map((figure) => figure.toFixed(0));

/** Each hop to the next minor, made while an engine of the version before serves 50 requests per second; prints what became of them. */
export async function requestsDuringHops(server: PostgresServer, database: string, first: number, last: number): Promise<void> {
    const columns = ["migration, s", "failed of", "p50 before, ms", "p50", "p99 before, ms", "p99", "longest"];
    console.log("\n50 requests per second at an engine of the version before, for 20 s before a hop and during it, 5 s longer");
    printRow("to", columns, columns);
    for (let minor = first + 1; minor <= last; minor++) {
        await withEngine(server, database, `7.${minor - 1}.0`, async (requests, before) => {
            const load = await startLoad(requests);
            const seconds = await wallSeconds(async () => {
                const { record, output } = await (await startMigration(server, database, `7.${minor}.0`)).ended();
                if (record.outcome !== "migrated") throw new Error(output);
            });
            await sleep(5_000);
            const during = await load.stop();
            const figures = milliseconds(before.p50, during.p50, before.p99, during.p99, during.max);
            printRow(`7.${minor}`, [seconds.toFixed(1), `${during.failed}/${during.sent}`, ...figures], columns);
            printFailures(during);
        });
    }
}

/**
 * The hop to 7.22, whose fourth statement changes ACT_RU_JOB, while a transaction has read that table and stays open for 30 s: each attempt locks ACT_RU_TASK,
 * waits for ACT_RU_JOB until the timeout, and is undone. Prints what became of 50 requests per second from the migration's start to 5 s after its end.
 */
export async function requestsBehindATransaction(server: PostgresServer, databases: Databases, timeouts: readonly string[]): Promise<void> {
    const columns = ["attempts", "migration, s", "failed of", "p50 before, ms", "p50", "p99 before, ms", "p99", "longest"];
    console.log("\n50 requests per second at 7.21 while a transaction keeps ACT_RU_JOB for 30 s of the hop to 7.22, by lock timeout");
    printRow("", columns, columns);
    for (const timeout of timeouts) {
        const database = await databases.fresh(21);
        await withEngine(server, database, "7.21.0", async (requests, before) => {
            const transaction = await server.open(database, "select count(*) from act_ru_job");
            const load = await startLoad(requests);
            const migration = await startMigration(server, database, "7.22.0", { LOCK_TIMEOUT: timeout });
            let attempts = 0;
            const seconds = await wallSeconds(async () => {
                await sleep(30_000);
                await transaction.rollback();
                const { record, output } = await migration.ended();
                if (record.outcome !== "migrated") throw new Error(output);
                attempts = 1 + (record.waits?.at(-1)?.attempts ?? 0);
            });
            await sleep(5_000);
            const during = await load.stop();
            const figures = milliseconds(before.p50, during.p50, before.p99, during.p99, during.max);
            printRow(timeout, [String(attempts), seconds.toFixed(1), `${during.failed}/${during.sent}`, ...figures], columns);
            printFailures(during);
        });
    }
}
