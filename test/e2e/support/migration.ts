import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrationFiles } from "../../../components/schema/job/files";
import { PostgresServer, until } from "./postgres";
import { engineScripts } from "./scripts";

/** The distribution of Liquibase that migrates. */
export const LIQUIBASE = path.join(path.dirname(require.resolve("liquibase/package.json")), "dist", "liquibase");

/** The last line of the termination message. */
export interface MigrationRecord {
    outcome: "created" | "migrated" | "unchanged" | "held";
    from: string | null;
    to: string;
    applied: string[];
    seconds: number;
    scripts?: string;
    installation?: string;
    /** What it waited for in vain, for each part that was tried again. */
    waits?: {
        attempts: number;
        seconds: number;
        heldBy?: { table: string; pid: number; application: string; query: string; open: number };
    }[];
    hold?: { id: string; message: string; next: string };
}

/** A migration that has ended. */
export interface Migration {
    exitCode: number | null;
    /** Standard output and standard error. */
    output: string;
    /** The whole termination message. */
    message: string;
    record: MigrationRecord;
}

/** A migration that runs. */
export interface RunningMigration {
    /** Standard output and standard error so far. */
    output(): string;
    ended(): Promise<Migration>;
    /** Ends the script, Liquibase and its JVM with -9. */
    kill(): Promise<void>;
}

/** A server that has databases to migrate. */
export interface MigrationServer {
    readonly user: string;
    readonly passwordFile: string;
    jdbcUrl(database: string): string;
}

/**
 * Starts migrate.sh on a database of the server, with the settings on top of those that it needs; EXPECTED_DATABASE is none of its environment, but the
 * line that a stack writes beside it.
 */
export async function startMigration(
    server: MigrationServer,
    database: string,
    to: string,
    { EXPECTED_DATABASE: expected, ...settings }: Record<string, string> = {},
): Promise<RunningMigration> {
    const folder = await mkdtemp(path.join(tmpdir(), "migration-"));
    const recordFile = path.join(folder, "termination-log");
    for (const [name, text] of Object.entries(migrationFiles())) await writeFile(path.join(folder, name), text);
    if (expected !== undefined) await writeFile(path.join(folder, "expected"), expected);
    const script = spawn("sh", [path.join(folder, "migrate.sh")], {
        detached: true, // in a process group of its own, which kill() ends
        env: {
            PATH: `${LIQUIBASE}${path.delimiter}${process.env.PATH ?? ""}`,
            JDBC_URL: server.jdbcUrl(database),
            DB_USER: server.user,
            DB_PASSWORD_FILE: server.passwordFile,
            SCRIPTS: settings.SCRIPTS ?? (await engineScripts(to)),
            TARGET: to,
            RECORD: recordFile,
            TMPDIR: folder, // a script that is killed cannot clean up
            ...settings,
        },
    });
    let output = "";
    for (const stream of [script.stdout, script.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
    const closed = new Promise<number | null>((resolve, reject) => script.once("error", reject).once("close", resolve));
    return {
        output: () => output,
        ended: async () => {
            const exitCode = await closed;
            const message = await readFile(recordFile, "utf8");
            await rm(folder, { recursive: true });
            const record = JSON.parse(message.trimEnd().split("\n").at(-1) ?? "") as MigrationRecord;
            return { exitCode, output, message, record };
        },
        kill: async () => {
            process.kill(-(script.pid ?? NaN), "SIGKILL");
            await closed;
            await rm(folder, { recursive: true });
        },
    };
}

/** Waits until a migration of a database on PostgreSQL stands in the queue for a lock. */
export const untilMigrationWaits = (server: PostgresServer, database: string): Promise<void> =>
    until("the migration waits for a lock", async () => {
        const waiting = `select 1 from pg_stat_activity where datname = '${database}' and application_name like 'camunda-rolling-update.%' and wait_event_type = 'Lock'`;
        return (await server.sql("postgres", waiting)).length > 0;
    });
