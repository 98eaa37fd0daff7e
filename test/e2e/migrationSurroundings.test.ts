import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { install } from "../../local/packages";
import { Databases } from "./support/databases";
import { LIQUIBASE, startMigration, type Migration } from "./support/migration";
import { freePort, PostgresServer, until } from "./support/postgres";

const run = promisify(execFile);

/**
 * What a database may be surrounded by: each time one error that names the cause, and a database that is what it was, or a migration that is made.
 * Real servers; what it does not prove is what a cloud's own proxies do. Needs root, for a file system of a few megabytes.
 */
describe("A migration and what its database is surrounded by", function () {
    let server: PostgresServer;
    let databases: Databases;
    let folder: string;

    before(async () => {
        server = await PostgresServer.start();
        databases = new Databases(server);
        folder = await mkdtemp(path.join(tmpdir(), "surroundings-"));
        await chmod(folder, 0o755);
    });
    after(async () => {
        await server?.stop();
        if (folder) await rm(folder, { recursive: true });
    });

    const migrate = async (database: string, settings: Record<string, string> = {}) =>
        (await startMigration(server, database, "7.22.0", settings)).ended();

    async function expectFailed(database: string, cause: string, settings?: Record<string, string>): Promise<Migration> {
        const before = await server.dump(database);
        const failed = await migrate(database, settings);
        expect([failed.exitCode, failed.record.hold?.id], failed.output).to.deep.equal([1, "migrationFailed"]);
        expect(failed.message).to.contain(cause);
        expect(failed.message).to.match(/^migrationFailed: .*\n {2}why: .*\n {2}next: .*\n {2}docs: .*\n{/);
        expect(failed.output).not.to.contain(server.password);
        expect(await server.dump(database)).to.equal(before);
        return failed;
    }

    it("a database that is read-only, as a replica is", async () => {
        const database = await databases.fresh(21);
        await server.sql("postgres", `alter database ${database} set default_transaction_read_only = on`);
        await expectFailed(database, "read-only transaction");
        await server.sql("postgres", `alter database ${database} reset default_transaction_read_only`);
        expect((await migrate(database)).record.outcome).to.equal("migrated");
    });

    it("no connection left", async () => {
        const database = await databases.fresh(21);
        await server.sql("postgres", `alter role ${server.user} connection limit 0`);
        const { message } = await expectFailed(database, "too many connections");
        expect(message).to.contain("each engine node keeps a pool").and.to.contain("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE");
        await server.sql("postgres", `alter role ${server.user} connection limit -1`);
    });

    it("a disk that is full: nothing of the step stays", async () => {
        const disk = path.join(folder, "disk");
        await mkdir(disk);
        await run("mount", ["-t", "tmpfs", "-o", "size=40m", "tmpfs", disk]);
        try {
            const [uid, gid] = await Promise.all(
                ["-u", "-g"].map(async (option) => Number((await run("id", [option, "postgres"])).stdout)),
            );
            await mkdir(path.join(disk, "data"));
            await chown(path.join(disk, "data"), uid, gid);
            await server.sql("postgres", `create tablespace small location '${path.join(disk, "data")}'`);
            const database = await databases.fresh(21);
            await server.sql("postgres", `alter database ${database} set tablespace small`);
            const row = `insert into act_hi_procinst (id_, proc_inst_id_, business_key_, proc_def_key_, proc_def_id_, start_time_, root_proc_inst_id_)
                select 'p' || i, 'p' || i, repeat('k', 200), 'order', 'order:1', now(), repeat('r', 60) from generate_series(%s) i`;
            const fill = async (i: number): Promise<void> => {
                await server.sql(database, row.replace("%s", `${i * 1000}, ${i * 1000 + 999}`));
                return fill(i + 1);
            };
            const full = await fill(0).catch((error: Error) => error.message);
            expect(full).to.contain("No space left on device");
            await expectFailed(database, "No space left on device");
            expect(await server.sql(database, "select version_ from act_ge_schema_log order by id_::int desc limit 1")).to.deep.equal([
                "7.21.0",
            ]);
            await server.sql("postgres", `drop database ${database}`);
            await server.sql("postgres", "drop tablespace small");
        } finally {
            await run("umount", [disk]);
        }
    });

    it("a Liquibase without H2, whose shell asks the questions elsewhere: it asks them itself", async () => {
        const home = path.join(folder, "liquibase");
        const lib = path.join(home, "internal", "lib");
        await mkdir(lib, { recursive: true });
        await copyFile(path.join(LIQUIBASE, "liquibase"), path.join(home, "liquibase"));
        const from = path.join(LIQUIBASE, "internal", "lib");
        for (const jar of (await readdir(from)).filter((name) => name !== "h2.jar"))
            await symlink(path.join(from, jar), path.join(lib, jar));
        const settings = { PATH: `${home}${path.delimiter}${process.env.PATH ?? ""}` };
        const database = await databases.fresh(21);
        await server.sql("postgres", `alter database ${database} set default_transaction_read_only = on`);
        await expectFailed(database, "read-only transaction", settings);
        await server.sql("postgres", `alter database ${database} reset default_transaction_read_only`);
        // The same facts as by the shell, those of a lock that a migration has left among them.
        await migrate(database);
        await server.sql(
            database,
            `update databasechangeloglock set locked = true, lockgranted = now(), lockedby = '10.0.0.1#camunda-rolling-update.gone (10.0.0.1)';
             delete from act_ge_schema_log where version_ = '7.22.0'`,
        );
        const [held, alike] = [await migrate(database, settings), await migrate(database)];
        expect(held.output).to.contain("unlock");
        expect([held.record.hold, held.record.from]).to.deep.equal([alike.record.hold, alike.record.from]);
        expect(held.record.hold?.id).to.equal("schemaHalfApplied");
    });

    it("PgBouncer in between, which hands on no settings of a session: refused at the door, with the words that PgBouncer has for it", async () => {
        const database = await databases.fresh(21);
        const bouncer = await startPgBouncer(server, folder);
        try {
            const { message } = await expectFailed(database, "unsupported startup parameter", {
                JDBC_URL: `jdbc:postgresql://127.0.0.1:${bouncer.port}/${database}`,
            });
            expect(message).to.contain("PgBouncer");
        } finally {
            bouncer.process.kill();
            await once(bouncer.process, "exit");
        }
        expect((await migrate(database)).record.outcome).to.equal("migrated");
    });

    it("a server that takes encrypted connections only", async () => {
        const database = await databases.fresh(21);
        const [data] = await server.sql("postgres", "show data_directory");
        const at = (name: string) => path.join(data, name);
        await run("openssl", [
            ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
            ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", at("server.key"), "-out", at("server.crt")],
        ]);
        const { uid, gid } = await stat(data);
        for (const name of ["server.key", "server.crt"]) {
            await chown(at(name), uid, gid);
            await chmod(at(name), 0o600);
        }
        const certificate = path.join(folder, "server.crt");
        await writeFile(certificate, await readFile(at("server.crt")));
        await server.sql("postgres", "alter system set ssl = on");
        const rules = await readFile(at("pg_hba.conf"), "utf8");
        await writeFile(at("pg_hba.conf"), rules.replace(/^host /gm, "hostssl "));
        await server.sql("postgres", "select pg_reload_conf()");
        const url = (options: string) => ({ JDBC_URL: `${server.jdbcUrl(database)}?${options}` });
        await until("encryption is on", async () => (await server.sql("postgres", "show ssl"))[0] === "on");
        await expectFailed(database, "no pg_hba.conf entry", url("sslmode=disable"));
        await expectFailed(database, "valid certification path", url("sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"));
        expect((await migrate(database, url(`sslmode=verify-full&sslrootcert=${certificate}`))).record.outcome).to.equal("migrated");
    });
});

/** PgBouncer in front of the server, in the mode in which a session of the database is a client's for one transaction only. */
async function startPgBouncer(server: PostgresServer, folder: string): Promise<{ port: number; process: ChildProcess }> {
    if (!existsSync("/usr/sbin/pgbouncer")) await install(["pgbouncer"]);
    const port = await freePort();
    const users = path.join(folder, "users.txt");
    await writeFile(users, `"${server.user}" "${server.password}"\n`, { mode: 0o644 });
    const settings = path.join(folder, "pgbouncer.ini");
    await writeFile(
        settings,
        [
            "[databases]",
            `* = host=127.0.0.1 port=${server.port}`,
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            `listen_port = ${port}`,
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            `auth_file = ${users}`,
            "pool_mode = transaction",
        ].join("\n"),
    );
    const bouncer = spawn("setpriv", ["--pdeathsig=INT", "--reuid=postgres", "--regid=postgres", "--clear-groups", "pgbouncer", settings], {
        stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    bouncer.stderr.on("data", (data: Buffer) => (said += data.toString()));
    await until("PgBouncer listens", () => {
        if (bouncer.exitCode !== null) throw new Error(said);
        return Promise.resolve(said.includes("process up"));
    });
    return { port, process: bouncer };
}
