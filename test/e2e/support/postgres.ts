import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

const BIN = "/usr/lib/postgresql/15/bin";
const ROOT = userInfo().uid === 0;
const PASSWORD = "a password, with 'quotes' & more";

/** A transaction that stays open, with the locks that its statements took. */
export interface OpenTransaction {
    rollback(): Promise<void>;
}

/** A PostgreSQL 15 server of its own on a loopback port. */
export class PostgresServer {
    /** The owner of every database, who is no superuser. */
    readonly user = "camunda";
    readonly password = PASSWORD;

    private constructor(
        readonly port: number,
        private readonly folder: string,
        /** A file that holds the password of the owner. */
        readonly passwordFile: string,
        private readonly server: ChildProcess,
    ) {}

    static async start(): Promise<PostgresServer> {
        await install();
        const folder = await mkdtemp(path.join(tmpdir(), "postgres-"));
        const passwordFile = path.join(folder, "password");
        await writeFile(passwordFile, PASSWORD);
        if (ROOT) await giveToPostgres(folder, passwordFile);
        const data = path.join(folder, "data");
        await run(
            ...asServerUser(`${BIN}/initdb`, [
                `--pgdata=${data}`,
                "--username=postgres",
                "--auth=scram-sha-256",
                `--pwfile=${passwordFile}`,
                "--no-sync",
            ]),
        );
        const port = await freePort();
        const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: folder, fsync: "off" };
        const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
        const server = spawn(...asServerUser(`${BIN}/postgres`, ["-D", data, ...options]), { stdio: "ignore" });
        const started = new PostgresServer(port, folder, passwordFile, server);
        await until("PostgreSQL accepts connections", async () => {
            if (server.exitCode !== null) throw new Error(`PostgreSQL ended at once, with exit code ${server.exitCode}`);
            return started.sql("postgres", "select 1").then(
                () => true,
                () => false,
            );
        });
        await started.sql("postgres", `create role ${started.user} login password '${PASSWORD.replaceAll("'", "''")}'`);
        return started;
    }

    async stop(): Promise<void> {
        const ended = once(this.server, "exit");
        this.server.kill("SIGINT"); // PostgreSQL's fast shutdown: sessions are ended, not waited for
        await ended;
        await rm(this.folder, { recursive: true });
    }

    async createDatabase(name: string): Promise<void> {
        await this.sql("postgres", `create database ${name} owner ${this.user}`);
    }

    jdbcUrl(database: string): string {
        return `jdbc:postgresql://127.0.0.1:${this.port}/${database}`;
    }

    /** Runs statements as superuser, and gives the rows of the last one, with | between columns. */
    async sql(database: string, statements: string): Promise<string[]> {
        const { stdout } = await run(
            "psql",
            ["-XAtq", "-v", "ON_ERROR_STOP=1", "--dbname", database, "-c", statements],
            this.client("postgres"),
        );
        return stdout === "" ? [] : stdout.trimEnd().split("\n");
    }

    /** Runs script files as the owner, as one transaction. */
    async runFiles(database: string, ...files: string[]): Promise<void> {
        await run(
            "psql",
            ["-Xq1", "-v", "ON_ERROR_STOP=1", "--dbname", database, ...files.flatMap((file) => ["-f", file])],
            this.client(this.user),
        );
    }

    /** Everything in the database as SQL, to tell whether something changed. */
    async dump(database: string): Promise<string> {
        const { stdout } = await run("pg_dump", [database], this.client("postgres"));
        return stdout.replace(/^\\(un)?restrict .*$/gm, ""); // a random key in each dump
    }

    /** Runs statements in a transaction and leaves it open. */
    async open(database: string, statements: string): Promise<OpenTransaction> {
        const session = spawn("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "--dbname", database], this.client("postgres"));
        const ended = once(session, "exit");
        session.stdin.write(`begin; ${statements}; select 'open';\n`);
        await Promise.race([
            once(session.stdout, "data"),
            ended.then(([code]) => Promise.reject(new Error(`psql ended with exit code ${code}`))),
        ]);
        return {
            rollback: async () => {
                session.stdin.end("rollback;\n");
                await ended;
            },
        };
    }

    private client(user: string) {
        return {
            env: { ...process.env, PGHOST: "127.0.0.1", PGPORT: String(this.port), PGUSER: user, PGPASSWORD: PASSWORD },
            maxBuffer: 2 ** 26,
        };
    }
}

/** Polls until the condition holds, for a minute at most. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 60_000;
    while (!(await condition())) {
        if (Date.now() > end) throw new Error(`not within a minute: ${what}`);
        await setTimeout(100);
    }
}

/** Brings the server's programs; two suites at a time would get into each other's way. */
export async function install(): Promise<void> {
    if (existsSync(`${BIN}/initdb`)) return;
    // Debian would make and start a server of its own; this file, there before the package is, keeps it from that.
    await mkdir("/etc/postgresql-common", { recursive: true });
    await writeFile("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-qq", "--no-install-recommends", "-o=Dpkg::Options::=--force-confold", "postgresql-15"], { env });
}

/** Not as root, which PostgreSQL refuses; and never for longer than the test, however that ends. */
function asServerUser(command: string, args: string[]): [string, string[]] {
    const user = ROOT ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
    return ["setpriv", ["--pdeathsig=INT", ...user, command, ...args]];
}

async function giveToPostgres(...files: string[]): Promise<void> {
    const [uid, gid] = await Promise.all(["-u", "-g"].map(async (option) => Number((await run("id", [option, "postgres"])).stdout)));
    for (const file of files) await chown(file, uid, gid);
}

export async function freePort(): Promise<number> {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    return port;
}
