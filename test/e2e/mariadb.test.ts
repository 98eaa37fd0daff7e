import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { camunda } from "../../components/rules/catalogue/camunda";
import { scriptDatabases } from "../../components/rules/catalogue/databases";
import { changeSets } from "../../components/rules/changeLog";
import { differences, MariadbServer, structureOf } from "./support/mariadb";
import { Migration, startMigration } from "./support/migration";
import { until } from "./support/postgres";
import { engineScripts } from "./support/scripts";
import { spoilt } from "./support/wrongInputs";

// Proves the migration on a real MariaDB 10.11, by the real scripts, which Camunda has up to 7.22 for it, and with rows that were written by SQL. It does
// not prove anything of MySQL, of several servers that replicate each other, or of engines at work.
describe("Schema migration on MariaDB", function () {
    const number = (minor: string) => Number(minor.split(".")[1]);
    const minors = camunda.minors.map(({ minor }) => minor).filter((minor) => number(minor) <= 22);
    const fresh = new Map<string, Set<string>>();
    let server: MariadbServer;
    let scripts: string;
    let databases = 0;

    before(async () => {
        server = await MariadbServer.start();
        scripts = await engineScripts("7.22.0");
    });

    after(() => server?.stop());

    const newDatabase = async () => {
        await server.createDatabase(`d${++databases}`);
        return `d${databases}`;
    };
    const newSchema = (version: string) => server.createSchema(`d${++databases}`, version);
    const schemaLog = (database: string) => server.sql(database, "select VERSION_ from ACT_GE_SCHEMA_LOG order by ID_ + 0");
    const start = (database: string, to: string, settings: Record<string, string> = {}) =>
        startMigration(server, database, to, { SCRIPTS: scripts, ...settings });
    const migrate = async (database: string, to: string, settings: Record<string, string> = {}): Promise<Migration> =>
        (await start(database, to, settings)).ended();

    /** What the create scripts of a minor and its own patch scripts make. */
    async function freshSchema(minor: string): Promise<Set<string>> {
        const known = fresh.get(minor);
        if (known) return known;
        const database = await newSchema(`${minor}.0`);
        const sets = scriptDatabases.filter(({ id }) => id === "mariadb").flatMap(changeSets);
        const patches = sets.filter((set) => set.minor === minor && set.file.includes("_patch_"));
        await server.runFiles(database, ...patches.map(({ file }) => path.join(scripts, "upgrade", `mariadb_${file}`)));
        const structure = await structureOf(server, database);
        fresh.set(minor, structure);
        return structure;
    }

    /** What remains, as documented, of a schema that was made by the create scripts of one minor and is now at another. */
    const remains = (from: string, at: string) => [
        ...(number(from) < 14 && number(at) >= 14 ? ["+ column act_hi_actinst.assignee_ varchar(64) utf8mb3_bin default NULL"] : []),
        ...(number(from) < 22 && number(at) >= 22 ? ["+ property telemetry.lock"] : []),
        ...(number(from) < 14 && number(at) >= 14 ? ["- column act_hi_actinst.assignee_ varchar(255) utf8mb3_bin default NULL"] : []),
    ];

    async function expectSchema(database: string, from: string, at: string): Promise<void> {
        expect(differences(await freshSchema(at), await structureOf(server, database)), at).to.deep.equal(remains(from, at));
        if (number(at) >= 11) expect((await schemaLog(database)).at(-1)).to.match(new RegExp(`^${at.replace(".", "\\.")}\\.`));
        const twice = "select ID from DATABASECHANGELOG group by ID, AUTHOR, FILENAME having count(*) > 1";
        expect(await server.sql(database, twice)).to.deep.equal([]);
        expect(await server.sql(database, "select LOCKED + 0 from DATABASECHANGELOGLOCK")).to.deep.equal(["0"]);
    }

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
            const [{ record, output }] = await Promise.all([migrate(database, `${minor}.0`), freshSchema(minor)]);
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

    describe("killed in the middle of a script, it is gone on with at the statement that was under way", () => {
        const places = [
            { from: "7.9", to: "7.10", at: "ACT_HI_COMMENT" },
            { from: "7.10", to: "7.11", at: "ACT_HI_OP_LOG" },
            { from: "7.12", to: "7.13", at: "ACT_RU_AUTHORIZATION" },
            { from: "7.21", to: "7.22", at: "ACT_RU_TASK" },
            // The server had done it, and Liquibase had not yet written that down.
            { from: "7.21", to: "7.22", at: "ACT_HI_PROCINST", unrecorded: true },
        ];
        for (const { from, to, at, unrecorded } of places) {
            it(`${from} → ${to}, at ${at}${unrecorded ? ", the last statement done but not on record" : ""}`, async () => {
                const database = await killedAt(from, to, at);
                if (unrecorded) await server.sql(database, "delete from DATABASECHANGELOG order by ORDEREXECUTED desc limit 1");
                const { record, output } = await migrate(database, `${to}.0`);
                expect(record, output).to.deep.include({ outcome: "migrated" });
                expect(output).to.match(/resume +of .* are done .*; not done are .*; the next run goes on there/);
                await expectSchema(database, from, to);
            });
        }

        it("unless something is gone that Liquibase has on record: then what is done and what is not is named", async () => {
            const database = await killedAt("7.21", "7.22", "ACT_HI_PROCINST");
            await server.sql(database, "alter table ACT_RU_TASK drop column TASK_STATE_");
            // Only the lock that the dead migration left is released.
            const before = await structureOf(server, database);
            const { message, record } = await migrate(database, "7.22.0");
            expect(record.hold?.id, message).to.equal("schemaHalfApplied");
            expect(message).to.contain("done are add column TASK_STATE_ to ACT_HI_TASKINST");
            expect(await structureOf(server, database)).to.deep.equal(before);
            expect(message).to.match(
                /not done are add column TASK_STATE_ to ACT_RU_TASK \(which Liquibase has on record\), .*create index/,
            );
        });
    });

    const waits = (database: string) =>
        `select id from information_schema.processlist where db = '${database}' and state = 'Waiting for table metadata lock'`;

    /** A schema in which a migration was killed when it waited for that table; its session has ended. */
    async function killedAt(from: string, to: string, table: string): Promise<string> {
        const database = await newSchema(`${from}.0`);
        const blocker = await server.open(database, `select * from ${table}`);
        const killed = await start(database, `${to}.0`, { LOCK_TIMEOUT: "60s" });
        await until("the migration waits", async () => (await server.sql("mysql", waits(database))).length > 0);
        await killed.kill();
        const sessions = `select id from information_schema.processlist where db = '${database}' and user = '${server.user}'`;
        await until("the server has noticed", async () => (await server.sql("mysql", sessions)).length === 0);
        await blocker.rollback();
        return database;
    }

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
        const both = await Promise.all([migrate(database, "7.22.0"), migrate(database, "7.22.0")]);
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
        await expectHold("migrationFailed", "the user reader may not do what the migration needs", database, "7.22.0", reader);
    });
});
