import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { camunda } from "../../components/domain/catalogue/camunda";
import { MariadbServer } from "./support/mariadb";
import { MariadbSchemas, number, waits } from "./support/mariadbSchemas";
import { Migration } from "./support/migration";
import { until } from "./support/postgres";
import { engineScripts } from "./support/scripts";
import { spoilt } from "./support/wrongInputs";

// Proves the migration on a real MariaDB 10.11, by the real scripts, which Camunda has up to 7.22 for it, and with rows that were written by SQL; being
// killed is in mariadbKilled.test.ts. It does
// not prove anything of MySQL, of several servers that replicate each other, or of engines at work.
describe("Schema migration on MariaDB", function () {
    const minors = camunda.minors.map(({ minor }) => minor).filter((minor) => number(minor) <= 22);
    let server: MariadbServer;
    let schemas: MariadbSchemas;

    before(async () => {
        schemas = await MariadbSchemas.start();
        ({ server } = schemas);
    });

    after(() => server?.stop());

    const newDatabase = () => schemas.newDatabase();
    const newSchema = (version: string) => schemas.newSchema(version);
    const schemaLog = (database: string) => schemas.schemaLog(database);
    const expectSchema = (database: string, from: string, at: string) => schemas.expectSchema(database, from, at);
    const start: MariadbSchemas["startMigration"] = (...asked) => schemas.startMigration(...asked);
    const migrate: MariadbSchemas["migrate"] = (...asked) => schemas.migrate(...asked);

    async function expectHold(id: string, says: string, ...[database, to, settings]: Parameters<typeof migrate>): Promise<Migration> {
        const before = await server.dump(database);
        const held = await migrate(database, to, settings);
        expect(held.record.hold?.id, held.output).to.equal(id);
        expect(held.message).to.contain(says);
        expect(await server.dump(database)).to.equal(before);
        return held;
    }

    it("makes all hops from 7.5 to 7.22 one by one, each to the schema that the create scripts make, and keeps what was in it", async () => {
        const database = await newSchema("7.5.0");
        const used = await readFile(path.join(__dirname, "data", "usedSince75.sql"), "utf8");
        const named = used.replace(/insert into \w+/g, (insert) => insert.replace(/act_\w+/, (name) => name.toUpperCase()));
        await server.sql(database, named.replace(/'(\d+) days?'/g, "$1 day"));
        const rows =
            "select ID_, TEXT_ from ACT_HI_VARINST; select NAME_, ASSIGNEE_ from ACT_RU_TASK; select ID_, RETRIES_ from ACT_RU_JOB";
        const before = await server.sql(database, rows);
        for (const minor of minors.slice(1)) {
            const [{ record, output }] = await Promise.all([migrate(database, `${minor}.0`), schemas.freshSchema(minor)]);
            expect(record, output).to.deep.include({ outcome: "migrated" });
            await expectSchema(database, "7.5", minor);
        }
        expect(before).to.have.length.above(3);
        expect(await server.sql(database, rows)).to.deep.equal(before);
        expect(await server.sql(database, "select STATE_ from ACT_HI_PROCINST order by ID_")).to.deep.equal(["COMPLETED", "ACTIVE"]);
        expect((await migrate(database, "7.22.0")).record).to.deep.include({ outcome: "unchanged", to: "7.22.0" });
        await expectHold("scriptsIncomplete", "mariadb_engine_7.22_to_7.23.sql", database, "7.23.0", {
            SCRIPTS: await engineScripts("7.24.0"),
        });
    });

    it("brings a 7.5 schema that no engine has used to 7.22 at once, by a jdbc:mysql: URL as well", async () => {
        const database = await newSchema("7.5.0");
        const url = server.jdbcUrl(database).replace("mariadb", "mysql");
        const { record, output } = await migrate(database, "7.22.0", { JDBC_URL: `${url}?sessionVariables=sql_mode=ANSI_QUOTES` });
        expect(record, output).to.deep.include({ outcome: "migrated", from: "7.5.0", to: "7.22.0" });
        await expectSchema(database, "7.5", "7.22");
    });

    it("creates the schema in an empty database, though a creation was killed in it; and marks Camunda's changelog where it is on record", async () => {
        const database = await newDatabase();
        const killed = await start(database, "7.21.0");
        const tables = `select count(*) from information_schema.tables where table_schema = '${database}'`;
        await until("there are some tables", async () => Number(await server.sql("mysql", tables)) > 30);
        await killed.kill();
        const { record, output } = await migrate(database, "7.21.0");
        expect(record, output).to.deep.include({ outcome: "created", to: "7.21.0" });
        await expectSchema(database, "7.16", "7.21");

        const camundas = "select ID from DATABASECHANGELOG where AUTHOR = 'Camunda' order by ORDEREXECUTED";
        expect(await server.sql(database, camundas)).to.deep.equal([]);
        await server.sql(
            database,
            `insert into DATABASECHANGELOG (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE)
             values ('7.16.0-baseline', 'Camunda', 'db/camunda-changelog.xml', now(), 1, 'EXECUTED')`,
        );
        expect((await migrate(database, "7.22.0")).record).to.deep.include({ outcome: "migrated", applied: ["7.21-to-7.22"] });
        expect((await server.sql(database, camundas)).at(-1)).to.equal("7.22.0-tag");
        await expectSchema(database, "7.16", "7.22");
    });

    it("tells every fresh schema for what it is, and none for half a one", async () => {
        const left = minors.slice(1);
        // Four at a time: each mostly waits for a JVM to start, on any machine.
        const some = async (): Promise<void> => {
            for (let minor = left.shift(); minor; minor = left.shift()) {
                const { record, output } = await migrate(await newSchema(`${minor}.0`), `7.${number(minor) - 1}.0`);
                expect(record, `${minor}: ${output}`).to.deep.include({ outcome: "unchanged", from: `${minor}.0` });
            }
        };
        await Promise.all([some(), some(), some(), some()]);
    });

    it("holds what somebody else has left half done, names the statements, and goes on when they are done", async () => {
        const database = await newSchema("7.21.0");
        await server.sql(
            database,
            "insert into ACT_GE_SCHEMA_LOG values ('1100', now(), '7.22.0'); alter table ACT_RU_TASK add column TASK_STATE_ varchar(64)",
        );
        const says =
            "mariadb_engine_7.21_to_7.22.sql: done are add column TASK_STATE_ to ACT_RU_TASK, insert 1100 into ACT_GE_SCHEMA_LOG; not done are add column";
        await expectHold("schemaHalfApplied", says, database, "7.22.0");
        await server.sql(
            database,
            `alter table ACT_HI_TASKINST add column TASK_STATE_ varchar(64); alter table ACT_RU_JOB add column BATCH_ID_ varchar(64);
             alter table ACT_HI_JOB_LOG add column BATCH_ID_ varchar(64); alter table ACT_HI_PROCINST add RESTARTED_PROC_INST_ID_ varchar(64)`,
        );
        await expectHold(
            "schemaHalfApplied",
            "not done are create index ACT_IDX_HI_PRO_RST_PRO_INST_ID on ACT_HI_PROCINST",
            database,
            "7.22.0",
        );
        await server.sql(database, "create index ACT_IDX_HI_PRO_RST_PRO_INST_ID on ACT_HI_PROCINST(RESTARTED_PROC_INST_ID_)");
        expect((await migrate(database, "7.22.0")).record.outcome).to.equal("unchanged");

        const prefixed = await newDatabase();
        await server.sql(prefixed, "create table MY_ACT_GE_PROPERTY (NAME_ varchar(64))");
        await expectHold("schemaUnknown", "there are no ACT_ tables, but there is MY_ACT_GE_PROPERTY", prefixed, "7.22.0");

        const before711 = await newSchema("7.8.0");
        await server.sql(before711, "alter table ACT_ID_USER add LOCK_EXP_TIME_ timestamp(3) null");
        await expectHold("schemaHalfApplied", "not done are add column ATTEMPTS_ to ACT_ID_USER", before711, "7.9.0");
    });

    it("waits for a table that is in use, says who uses it as far as its user may see, and completes", async () => {
        for (const privileged of [false, true]) {
            if (privileged) await server.sql("mysql", `grant process on *.* to ${server.user}@'%'`);
            const database = await newSchema("7.21.0");
            const blocker = await server.open(database, "update ACT_RU_JOB set RETRIES_ = 1; select * from ACT_RU_JOB");
            const running = await start(database, "7.22.0", { LOCK_TIMEOUT: "1s" });
            await until("it has tried once", () => Promise.resolve(running.output().includes("the tables were in use (attempt 1")));
            await blocker.rollback();
            const { record, output } = await running.ended();
            expect(record, output).to.deep.include({ outcome: "migrated", to: "7.22.0" });
            expect(record.waits?.[0].heldBy?.application, output).to.equal(privileged ? "root@localhost" : undefined);
            await expectSchema(database, "7.21", "7.22");
        }
        await server.sql("mysql", `revoke process on *.* from ${server.user}@'%'`);
    });

    it("fails within its budget when the table stays in use, and says how far it came", async () => {
        const database = await newSchema("7.21.0");
        const blocker = await server.open(database, "select * from ACT_RU_JOB");
        const { record, exitCode } = await migrate(database, "7.22.0", { LOCK_TIMEOUT: "1s", BUDGET_SECONDS: "1" });
        await blocker.rollback();
        expect(exitCode).to.equal(1);
        expect(record.hold?.message)
            .to.contain("Lock wait timeout exceeded")
            .and.to.contain("are done add column TASK_STATE_ to ACT_RU_TASK");
        expect(await schemaLog(database)).to.deep.equal(["7.21.0"]);
        expect((await migrate(database, "7.22.0")).record.outcome).to.equal("migrated");
        await expectSchema(database, "7.21", "7.22");
    });

    it("runs once where two are started, and leaves the lock of a stranger alone", async () => {
        const database = await newSchema("7.21.0");
        await server.sql("mysql", "set global log_output = 'TABLE', general_log = on");
        const both = await Promise.all([migrate(database, "7.22.0"), migrate(database, "7.22.0")]);
        // Liquibase makes its lock by that: a lock that the other has taken meanwhile would be gone.
        const made = `select argument from general_log where argument like 'DELETE FROM ${database}.DATABASECHANGELOGLOCK%'`;
        expect(await server.sql("mysql", `set global general_log = off; ${made}`)).to.deep.equal([]);
        // The one that came second may count what the first has done meanwhile; each statement is on record once.
        for (const { record, output } of both) expect(record.outcome, output).to.be.oneOf(["migrated", "unchanged"]);
        await expectSchema(database, "7.21", "7.22");

        const waitedFor = await newSchema("7.20.0");
        const blocker = await server.open(waitedFor, "select * from ACT_RU_JOB");
        const first = await start(waitedFor, "7.21.0", { LOCK_TIMEOUT: "60s" });
        await until("the first has begun", async () => (await server.sql("mysql", waits(waitedFor))).length > 0);
        const second = await migrate(waitedFor, "7.21.0", { WAIT_SECONDS: "0" });
        expect(second.record.hold?.id, second.output).to.equal("migrationRunning");
        await blocker.rollback();
        expect((await first.ended()).record.outcome).to.equal("migrated");
        await server.sql(waitedFor, "update DATABASECHANGELOGLOCK set LOCKED = 1, LOCKEDBY = 'somebody (10.0.0.9)', LOCKGRANTED = now()");
        await expectHold("staleMigrationLock", "somebody (10.0.0.9)", waitedFor, "7.22.0");
    });

    it("says why it failed: wrong password, no server, no privilege, a URL or scripts that are of no use", async () => {
        const database = await newSchema("7.21.0");
        await expectHold("migrationFailed", "refused the user camunda or its password", database, "7.22.0", { DB_PASSWORD: "wrong" });
        await expectHold("migrationFailed", "cannot be reached", database, "7.22.0", { JDBC_URL: "jdbc:mariadb://127.0.0.1:1/x" });
        await expectHold("configurationInvalid", "names no database", database, "7.22.0", { JDBC_URL: server.jdbcUrl("") });
        await expectHold("configurationInvalid", "sets initSql", database, "7.22.0", {
            JDBC_URL: `${server.jdbcUrl(database)}?initSql=do 1`,
        });
        await expectHold("configurationInvalid", "LOCK_TIMEOUT is soon", database, "7.22.0", { LOCK_TIMEOUT: "soon" });
        const strange = await spoilt(await mkdtemp(path.join(tmpdir(), "scripts-")), "7.22.0", (folder) =>
            appendFile(path.join(folder, "upgrade", "mariadb_engine_7.21_to_7.22.sql"), "; drop table ACT_RU_JOB;"),
        );
        await expectHold("scriptsIncomplete", "not understood: drop table ACT_RU_JOB", database, "7.22.0", { SCRIPTS: strange });
        await rm(path.dirname(strange), { recursive: true });
        await server.sql("mysql", `create user reader@'%' identified by 'r'; grant select on ${database}.* to reader@'%'`);
        const reader = { DB_USER: "reader", DB_PASSWORD: "r" };
        await expectHold("migrationFailed", "The user reader lacks a privilege", database, "7.22.0", reader);
    });
});
