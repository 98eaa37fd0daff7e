import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { freePort, OpenTransaction, until } from "./postgres";
import { createParts } from "./schemas";
import { engineScripts } from "./scripts";

const run = promisify(execFile);

const PASSWORD = "a password, with 'quotes' & more";

/** A MariaDB server of its own on a loopback port. */
export class MariadbServer {
    /** May do everything in each database, and nothing beyond: sees no transaction of others. */
    readonly user = "camunda";
    readonly password = PASSWORD;
    private readonly schemas = new Map<string, Promise<string>>();

    private constructor(
        readonly port: number,
        private readonly folder: string,
        /** A file that holds the password of the user. */
        readonly passwordFile: string,
        private readonly server: ChildProcess,
    ) {}

    static async start(): Promise<MariadbServer> {
        await install();
        const folder = await mkdtemp(path.join(tmpdir(), "mariadb-"));
        const passwordFile = path.join(folder, "password");
        await writeFile(passwordFile, PASSWORD);
        const data = path.join(folder, "data");
        const user = `--user=${userInfo().username}`;
        await run("mariadb-install-db", [
            "--no-defaults",
            `--datadir=${data}`,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            user,
        ]);
        const port = await freePort();
        const socket = path.join(folder, "socket");
        const settings = { datadir: data, port, socket, "bind-address": "127.0.0.1", "innodb-flush-log-at-trx-commit": 0 };
        const options = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
        // Never for longer than the test, however that ends.
        const server = spawn("setpriv", ["--pdeathsig=KILL", "mariadbd", "--no-defaults", user, ...options], { stdio: "ignore" });
        const started = new MariadbServer(port, folder, passwordFile, server);
        await until("MariaDB accepts connections", async () => {
            if (server.exitCode !== null) throw new Error(`MariaDB ended at once, with exit code ${server.exitCode}`);
            return started.sql("mysql", "select 1").then(
                () => true,
                () => false,
            );
        });
        await started.sql("mysql", `create user ${started.user}@'%' identified by '${PASSWORD.replaceAll("'", "''")}'`);
        await started.sql("mysql", `grant all on \`d%\`.* to ${started.user}@'%'`);
        return started;
    }

    async stop(): Promise<void> {
        const ended = once(this.server, "exit");
        this.server.kill("SIGKILL");
        await ended;
        await rm(this.folder, { recursive: true });
    }

    /** The name has to begin with d. */
    async createDatabase(name: string): Promise<void> {
        await this.sql("mysql", `create database ${name} character set utf8mb3 collate utf8mb3_bin`);
    }

    jdbcUrl(database: string): string {
        return `jdbc:mariadb://127.0.0.1:${this.port}/${database}`;
    }

    /** Runs statements as superuser, and gives the rows, with tabs between columns. */
    async sql(database: string, statements: string): Promise<string[]> {
        const client = run("mariadb", [...this.client(), database], { maxBuffer: 2 ** 26 });
        client.child.stdin?.end(statements);
        const { stdout } = await client;
        return stdout === "" ? [] : stdout.trimEnd().split("\n");
    }

    async runFiles(database: string, ...files: string[]): Promise<void> {
        for (const file of files) await this.sql(database, await readFile(file, "utf8"));
    }

    /** A copy, under a name of its own, of what Camunda's create scripts of a version make. */
    async createSchema(database: string, version: string): Promise<string> {
        const made = this.schemas.get(version) ?? this.fileOfSchema(version);
        this.schemas.set(version, made);
        await this.createDatabase(database);
        await this.runFiles(database, await made);
        return database;
    }

    /** Everything in the database as SQL, to tell whether something changed. */
    async dump(database: string): Promise<string> {
        const { stdout } = await run(
            "mariadb-dump",
            [...this.client().filter((option) => !/^--(batch|skip-c)/.test(option)), "--skip-dump-date", database],
            {
                maxBuffer: 2 ** 26,
            },
        );
        return stdout;
    }

    /** Runs statements in a transaction, or under a lock, and leaves it open. */
    async open(database: string, statements: string): Promise<OpenTransaction> {
        const session = spawn("mariadb", [...this.client(), "--unbuffered", database]);
        const ended = once(session, "exit");
        session.stdin.write(`begin; ${statements}; select 'open';\n`);
        await Promise.race([
            once(session.stdout, "data"),
            ended.then(([code]) => Promise.reject(new Error(`mariadb ended with exit code ${code}`))),
        ]);
        return {
            rollback: async () => {
                session.stdin.end("rollback;\n");
                await ended;
            },
        };
    }

    private async fileOfSchema(version: string): Promise<string> {
        const create = path.join(await engineScripts(version), "create");
        const texts = await Promise.all(
            createParts.map((part) => readFile(path.join(create, `activiti.mariadb.create.${part}.sql`), "utf8")),
        );
        const file = path.join(this.folder, `${version}.sql`);
        await writeFile(file, texts.join("\n"));
        return file;
    }

    private client(): string[] {
        return [
            "--no-defaults",
            "--batch",
            "--skip-column-names",
            "--protocol=socket",
            `--socket=${path.join(this.folder, "socket")}`,
            "--user=root",
        ];
    }
}

/** Brings the server's programs. Not Debian's package mariadb-server, which makes and starts a server of its own; its programs are in these two. */
export async function install(): Promise<void> {
    if (["/usr/sbin/mariadbd", "/usr/bin/mariadb", "/usr/bin/mariadb-dump"].every((file) => existsSync(file))) return;
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-qq", "--no-install-recommends", "mariadb-server-core", "mariadb-client"], { env });
}

const columns = `select concat('column ', lower(table_name), '.', lower(column_name), ' ', column_type, if(is_nullable = 'YES', '', ' not null'), ' ',
    coalesce(collation_name, ''), ' default ', coalesce(column_default, 'null')) from information_schema.columns`;
const indexes = `select concat('index ', lower(table_name), '.', lower(index_name), ' ', non_unique, ' ',
    group_concat(concat(lower(column_name), coalesce(sub_part, '')) order by seq_in_index)) from information_schema.statistics`;
const constraints = `select concat('constraint ', lower(table_name), '.', lower(constraint_name), ' ', constraint_type) from information_schema.table_constraints`;

/** What a database has of Camunda's, as information_schema tells it: one line for each column, index, constraint, and row of ACT_GE_PROPERTY. */
export async function structureOf(server: MariadbServer, database: string): Promise<Set<string>> {
    const where = "where table_schema = database() and table_name like 'ACT\\_%'";
    const properties = "select concat('property ', name_) from ACT_GE_PROPERTY where name_ <> 'historyLevel'";
    return new Set(
        await server.sql(
            database,
            `${columns} ${where}; ${indexes} ${where} group by table_name, index_name, non_unique; ${constraints} ${where}; ${properties}`,
        ),
    );
}

/** What a schema has otherwise than a fresh one: with - what is missing, with + what is there instead, or on top. */
export function differences(fresh: Set<string>, found: Set<string>): string[] {
    return [
        ...[...fresh].filter((line) => !found.has(line)).map((line) => `- ${line}`),
        ...[...found].filter((line) => !fresh.has(line)).map((line) => `+ ${line}`),
    ].sort();
}
