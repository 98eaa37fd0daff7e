import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { forNodes } from "../../components/rules/jdbcUrl";
import { startMigration } from "../../test/e2e/support/migration";
import { freePort, PostgresServer, until } from "../../test/e2e/support/postgres";
import { deployProcesses } from "../demo/instances";
import { startLoad } from "../demo/load";
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

/** Each hop to the next minor, made while an engine of the version before serves 50 requests per second; prints what became of them. */
export async function requestsDuringHops(server: PostgresServer, database: string, first: number, last: number): Promise<void> {
    const columns = ["migration, s", "failed of", "p50 before, ms", "p50", "p99 before, ms", "p99", "longest"];
    const print = (to: string, cells: readonly string[]) =>
        console.log(`${to.padEnd(6)}${cells.map((cell, i) => cell.padStart(columns[i].length + 3)).join("")}`);
    console.log("\n50 requests per second at an engine of the version before, for 20 s before a hop and during it, 5 s longer");
    print("to", columns);
    for (let minor = first + 1; minor <= last; minor++) {
        const engine = await startEngine(server, database, `7.${minor - 1}.0`);
        try {
            await deployProcesses(engine.rest);
            const requests = { rest: engine.rest, rate: 50, keepAlive: false };
            // The first requests meet a JVM that has not compiled anything yet.
            const warm = await startLoad(requests);
            await sleep(10_000);
            await warm.stop();
            const quiet = await startLoad(requests);
            await sleep(20_000);
            const before = await quiet.stop();
            const load = await startLoad(requests);
            const seconds = await wallSeconds(async () => {
                const { record, output } = await (await startMigration(server, database, `7.${minor}.0`)).ended();
                if (record.outcome !== "migrated") throw new Error(output);
            });
            await sleep(5_000);
            const during = await load.stop();
            const figures = [before.p50, during.p50, before.p99, during.p99, during.max].map((figure) => figure.toFixed(0));
            print(`7.${minor}`, [seconds.toFixed(1), `${during.failed}/${during.sent}`, ...figures]);
            for (const { at, request, cause } of during.failures) console.log(`  ${at} ${request}: ${cause}`);
        } finally {
            await engine.stop();
        }
    }
}
