import { appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { command } from "./support/command";
import { startMigration, type Migration } from "./support/migration";
import { PostgresServer } from "./support/postgres";
import { createParts } from "./support/schemas";
import { engineScripts } from "./support/scripts";

// Proves migrate.sh against a real PostgreSQL and a real Liquibase. It does not prove the Job around it, other releases of PostgreSQL, nor
// engines that work meanwhile; those are in the rollout tests. A migration that is not alone is in
// migrationsAtOnce.test.ts.
describe("Schema migration", function () {
    let server: PostgresServer;
    let folder: string;
    let databases = 0;

    before(async () => {
        [server, folder] = await Promise.all([PostgresServer.start(), mkdtemp(path.join(tmpdir(), "migrate-"))]);
        for (const version of ["7.22.0", "7.23.0", "7.24.0"]) await engineScripts(version);
    });

    after(async () => {
        await server?.stop();
        if (folder) await rm(folder, { recursive: true });
    });

    async function newDatabase(): Promise<string> {
        const name = `engine${++databases}`;
        await server.createDatabase(name);
        return name;
    }

    /** A schema as Camunda's create scripts leave it, which Liquibase knows nothing of, after an engine has started on it. */
    async function databaseByScripts(version: string): Promise<string> {
        const database = await newDatabase();
        const create = path.join(await engineScripts(version), "create");
        await server.runFiles(database, ...createParts.map((part) => path.join(create, `activiti.postgres.create.${part}.sql`)));
        await startEngine(database);
        return database;
    }

    /** The one trace of an engine start that matters here: it writes its history level. */
    const startEngine = (database: string) => server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");

    const schemaLog = (database: string) => server.sql(database, "select id_, version_ from act_ge_schema_log order by id_::int");

    const liquibaseLog = (database: string) =>
        server.sql(database, "select id, filename, exectype, md5sum, tag from databasechangelog order by orderexecuted");

    const columnsAndIndexes = (database: string) =>
        server.sql(
            database,
            `select table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
             from information_schema.columns where table_name like 'act\\_%'
             union all select tablename, indexdef, '', 0, '', '' from pg_indexes where tablename like 'act\\_%' order by 1, 2`,
        );

    const start = (database: string, to: string, settings?: Record<string, string>) => startMigration(server, database, to, settings);

    const migrate = async (database: string, to: string, settings?: Record<string, string>) =>
        (await start(database, to, settings)).ended();

    /** A migration that was held: with this id, in this form, with everything as it was. */
    async function expectHold(
        id: string,
        message: string,
        database: string,
        to: string,
        settings?: Record<string, string>,
    ): Promise<Migration> {
        const before = await server.dump(database);
        const held = await migrate(database, to, settings);
        expect(held.record.hold?.id, held.output).to.equal(id);
        expect(held.record.outcome).to.equal("held");
        expect(held.record.hold?.message).to.contain(message);
        expect(held.exitCode).to.equal(id === "migrationFailed" ? 1 : 3);
        expect(held.message)
            .to.match(new RegExp(`^${id}: .*\n {2}why: .*\n {2}next: .*\n {2}docs: .*\n{`))
            .and.to.have.lengthOf.below(4096);
        expect(held.output).to.not.contain(server.password);
        expect(await server.dump(database)).to.equal(before);
        return held;
    }

    it("creates, leaves alone, migrates by one minor version, and ends with the schema of the create scripts", async () => {
        const database = await newDatabase();
        const created = await migrate(database, "7.22.0");
        expect(created.record, created.output).to.deep.include({ outcome: "created", from: null, to: "7.22.0" });
        expect(created.exitCode).to.equal(0);
        await startEngine(database);

        const before = await server.dump(database);
        expect((await migrate(database, "7.22.0")).record).to.deep.include({
            outcome: "unchanged",
            from: "7.22.0",
            to: "7.22.0",
            applied: [],
        });
        expect(await server.dump(database)).to.equal(before);

        const migrated = await migrate(database, "7.23.0");
        expect(migrated.record, migrated.output).to.deep.include({
            outcome: "migrated",
            from: "7.22.0",
            to: "7.23.0",
            applied: ["7.22-to-7.23", "7.23.0-tag"],
        });
        expect((await schemaLog(database)).at(-1)).to.equal("1200|7.23.0");
        expect(await columnsAndIndexes(database)).to.deep.equal(await columnsAndIndexes(await databaseByScripts("7.23.0")));
    });

    it("baselines a schema that Liquibase does not know, then migrates it", async () => {
        const created = await newDatabase();
        await migrate(created, "7.23.0");

        const database = await databaseByScripts("7.22.0");
        const { record, output } = await migrate(database, "7.23.0");
        expect(record, output).to.deep.include({ outcome: "migrated", from: "7.22.0", applied: ["7.22-to-7.23", "7.23.0-tag"] });
        expect(await schemaLog(database)).to.deep.equal(["0|7.22.0", "1200|7.23.0"]);
        expect(await liquibaseLog(database)).to.deep.equal(await liquibaseLog(created));
    });

    it("migrates by one more version at a time, whatever the patch number", async () => {
        const database = await databaseByScripts("7.23.0");
        const { record } = await migrate(database, "7.24.0", { TARGET: "7.24.5" });
        expect(record).to.deep.include({ outcome: "migrated", from: "7.23.0", to: "7.24.0" });
        expect((await migrate(database, "7.24.0", { TARGET: "7.24.2" })).record.outcome).to.equal("unchanged");
    });

    it("finishes a creation that was interrupted between two versions", async () => {
        const database = await newDatabase();
        await migrate(database, "7.22.0", { TARGET: "7.20.0" });
        const { record } = await migrate(database, "7.22.0");
        expect(record).to.deep.include({ outcome: "migrated", from: "7.20.0", to: "7.22.0" });
    });

    it("works in the schema that the URL names", async () => {
        const database = await newDatabase();
        await server.sql(database, `create schema engine authorization ${server.user}`);
        const { record, output } = await migrate(database, "7.22.0", {
            JDBC_URL: `${server.jdbcUrl(database)}?options=-c%20search_path=engine`,
        });
        expect(record.outcome, output).to.equal("created");
        expect(
            await server.sql(database, "select schemaname from pg_tables where tablename in ('act_ge_schema_log', 'databasechangelog')"),
        ).to.deep.equal(["engine", "engine"]);
    });

    it("holds a skipped version, a newer schema and a schema without a version", async () => {
        await expectHold("schemaBehind", "the schema is at 7.22.0, target is 7.24.0", await databaseByScripts("7.22.0"), "7.24.0");
        await expectHold("schemaAhead", "the schema is at 7.24.0, target is 7.22.0", await databaseByScripts("7.24.0"), "7.22.0");

        const unknown = await databaseByScripts("7.22.0");
        await server.sql(unknown, "update act_ge_schema_log set id_ = 'x'");
        await expectHold("schemaUnknown", "ACT_GE_SCHEMA_LOG has no version", unknown, "7.23.0");
        await server.sql(unknown, "drop table act_ge_schema_log");
        await expectHold("schemaHalfApplied", "not done are ACT_GE_SCHEMA_LOG", unknown, "7.23.0");
    });

    it("leaves alone a schema of another product that is where it has to be, and holds one that is not", async () => {
        const database = await databaseByScripts("7.24.0");
        await server.sql(database, "insert into act_ge_schema_log values ('1400', now(), '2.1.0')");
        expect((await migrate(database, "7.24.0", { TARGET: "2.1.0" })).record).to.deep.include({ outcome: "unchanged", to: "2.1.0" });
        expect((await migrate(database, "7.24.0", { TARGET: "2.2.0" })).output).to.contain(
            "schemaStepByHand: the schema is at 2.1.0, target is 2.2.0",
        );
    });

    it("goes on under the path by which somebody else's Liquibase has run Camunda's changelog", async () => {
        const path = "org/camunda/bpm/engine/db/liquibase/camunda-changelog.xml";
        for (const prefix of ["", "classpath:"]) {
            const database = await newDatabase();
            await migrate(database, "7.22.0");
            await server.sql(database, `update databasechangelog set filename = '${prefix}${path}'`);
            const { record, output } = await migrate(database, "7.23.0");
            expect(record, output).to.deep.include({ outcome: "migrated", applied: ["7.22-to-7.23", "7.23.0-tag"] });
            const last = "select filename from databasechangelog order by orderexecuted desc limit 1";
            expect(await server.sql(database, last)).to.deep.equal([path]);
        }
    });

    it("holds a changelog without the tag, and one whose path leads elsewhere", async () => {
        const database = await databaseByScripts("7.22.0");
        const scripts = path.join(folder, "scripts");
        await cp(await engineScripts("7.22.0"), scripts, { recursive: true });
        await expectHold("scriptsIncomplete", "has no tag 7.23.0", database, "7.23.0", { SCRIPTS: scripts });
        await expectHold("scriptsIncomplete", "has no tag 7.23.0", database, "7.23.0", { SCRIPTS: folder });

        const elsewhere = await newDatabase();
        await migrate(elsewhere, "7.22.0");
        await server.sql(elsewhere, "update databasechangelog set filename = '../db/camunda-changelog.xml'");
        await expectHold("changelogPathDiffers", "../db/camunda-changelog.xml", elsewhere, "7.23.0");
    });

    it("tells which scripts it took, and holds others than those that were rehearsed", async () => {
        const [staging, production] = [await databaseByScripts("7.22.0"), await databaseByScripts("7.22.0")];
        const { record } = await migrate(staging, "7.23.0");
        expect(record.scripts).to.match(/^sha256:[0-9a-f]{64}$/);

        const scripts = path.join(folder, "rehearsed");
        await cp(await engineScripts("7.23.0"), scripts, { recursive: true });
        await appendFile(path.join(scripts, "liquibase", "upgrade", "oracle_engine_7.22_to_7.23.sql"), "-- not for PostgreSQL");
        const settings = { SCRIPTS: scripts, EXPECTED_SCRIPTS: record.scripts ?? "" };
        const same = await migrate(await databaseByScripts("7.22.0"), "7.23.0", settings);
        expect(same.record, same.output).to.deep.include({ outcome: "migrated", scripts: record.scripts });

        await appendFile(path.join(scripts, "liquibase", "upgrade", "postgres_engine_7.22_to_7.23.sql"), "-- another one");
        const held = await expectHold("scriptsNotRehearsed", `the rehearsed ones ${record.scripts}`, production, "7.23.0", settings);
        expect(held.record.scripts).not.to.equal(record.scripts);
        expect(held.record.hold?.message).to.contain(held.record.scripts);
        // Where nothing is left to be run, it does not matter what could be.
        expect((await migrate(staging, "7.23.0", settings)).record).to.deep.include({ outcome: "unchanged", scripts: held.record.scripts });
        expect((await migrate(production, "7.23.0", { SCRIPTS: scripts })).record.outcome).to.equal("migrated");
    });

    it("holds other databases and a configuration that says too little", async () => {
        const database = await newDatabase();
        await expectHold(
            "databaseUnsupported",
            "jdbc:oracle:thin:@localhost:1521 is neither PostgreSQL nor MySQL or MariaDB",
            database,
            "7.23.0",
            {
                JDBC_URL: "jdbc:oracle:thin:@localhost:1521/x",
            },
        );
        await expectHold("configurationInvalid", "DB_USER, SCRIPTS", database, "7.23.0", { DB_USER: "", SCRIPTS: "" });
        await expectHold("configurationInvalid", "TARGET, a version such as", database, "7.23.0", { TARGET: "7.23" });
    });

    it("says why it failed: wrong password, no server, no permission", async () => {
        const database = await newDatabase();
        await expectHold("migrationFailed", "password authentication failed", database, "7.22.0", { DB_PASSWORD: "wrong" });
        const nobody = { JDBC_URL: "jdbc:postgresql://127.0.0.1:1/x" };
        await expectHold("migrationFailed", "Connection to 127.0.0.1:1 refused", database, "7.22.0", nobody);
        await server.sql(database, "alter schema public owner to postgres");
        await expectHold("migrationFailed", "permission denied for schema public. Nothing was changed", database, "7.22.0");
    });

    it("leaves a lock that somebody else took, and says how to release it", async () => {
        const database = await newDatabase();
        await migrate(database, "7.22.0");
        await server.sql(database, "update databasechangeloglock set locked = true, lockgranted = now(), lockedby = 'laptop (10.0.0.7)'");
        const { record } = await expectHold("staleMigrationLock", "laptop (10.0.0.7)", database, "7.23.0");
        expect(record.hold?.next).to.match(/liquibase .*release-locks$/);
        expect((await migrate(database, "7.22.0")).record.outcome).to.equal("unchanged");
    });

    it("does the same by hand", async () => {
        const database = await newDatabase();
        const run = (...args: string[]) => command("migrate", args);
        const [url, scripts] = [server.jdbcUrl(database), await engineScripts("7.22.0")];
        const known = ["--url", url, "--user", server.user, "--password-file", server.passwordFile, "--scripts", scripts];

        const created = await run(...known, "--to", "7.22.0");
        expect(created.output).to.contain("finished  the schema is at 7.22.0");
        expect(created.code).to.equal(0);
        const oneAhead = await run(...known, "--to", "7.21.0");
        expect(oneAhead.output).to.contain("unchanged the schema is at 7.22.0, which engines of 7.21 work with");
        expect(oneAhead.code).to.equal(0);
        const ahead = await run(...known, "--to", "7.20.0");
        expect(ahead.output).to.contain("schemaAhead: the schema is at 7.22.0, target is 7.20.0");
        expect(ahead.code).to.equal(3);
        const wrong = await run("--url", "postgres://x", "--to", "7.22", "--scripts", folder);
        for (const fault of ["--url postgres://x", "--user is missing", "--password-file is missing", "--scripts ", "--to 7.22 is not"])
            expect(wrong.output).to.contain(fault);
        expect(wrong.code).to.equal(2);
        const help = await run("--help");
        expect(help.output).to.contain("--scripts <dir>");
        expect(help.code).to.equal(0);
        expect((await run("--no-such-option")).code).to.equal(2);
    });
});
