import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { Databases } from "./support/databases";
import { MariadbServer } from "./support/mariadb";
import { Migration, startMigration } from "./support/migration";
import { PostgresServer } from "./support/postgres";
import { engineScripts } from "./support/scripts";

// eslint-disable-next-line no-control-regex -- these are what must not be there
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** What a row says to make the migration run something, or believe something. */
const attempts = (file: string): Record<string, string> => ({
    "a quote": "x'; drop table victim; --",
    "an end of a string, and what is always true": "' or '1'='1",
    "a backslash before a quote": "\\'; drop table victim; -- ",
    "dollar quotes": "$q$; drop table victim; --",
    "a command of the shell": `$(touch ${file})`,
    "one in backticks": `'\`touch ${file}\`'`,
    "an answer in the next line": "x\nf: state.tables=0\nf: state.executed=all",
    "an answer in the same line": "x f: state.tables=0",
    "sequences of a terminal": "\u001b[2J\u001b]0;title\u0007\u202e\u009b31m",
});

/**
 * The login of the migration owns the schema, and a row is whatever an application has put there: it must not become a statement, a command, or another fact.
 * What a server does that is none is not tried here, but in test/hostile.
 */
describe("rows that are meant for the migration", function () {
    let folder: string;
    let file: string;
    let count = 0;

    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "hostile-"));
        file = path.join(folder, "executed");
    });
    after(() => rm(folder, { recursive: true }));

    const harmless = (done: Migration, title: string) => {
        expect(existsSync(file), `${title}: a command was run`).to.equal(false);
        expect(done.output, title).not.to.match(control);
        expect(done.message, title).not.to.match(control);
        expect(Buffer.byteLength(done.message), title).to.be.below(4096);
        expect(done.output.length, title).to.be.below(16_000);
    };
    const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

    describe("on PostgreSQL", () => {
        let server: PostgresServer;
        let databases: Databases;
        before(async () => {
            server = await PostgresServer.start();
            databases = new Databases(server);
        });
        after(() => server?.stop());

        /** A schema of 7.21 that Liquibase knows, an engine has used, and that has a table which must stay. */
        async function known(): Promise<string> {
            const database = await databases.fresh(21);
            await server.sql(
                database,
                `insert into act_ge_property values ('historyLevel', '3', 1); create table victim (id integer); alter table victim owner to ${server.user};
                 create table databasechangeloglock (id integer primary key, locked boolean not null, lockgranted timestamp, lockedby varchar(255));
                 create table databasechangelog (id varchar(255), author varchar(255), filename varchar(255), dateexecuted timestamp, orderexecuted integer,
                    exectype varchar(10), md5sum varchar(35), description varchar(255), comments varchar(255), tag varchar(255), liquibase varchar(20),
                    contexts varchar(255), labels varchar(255), deployment_id varchar(10));
                 alter table databasechangeloglock owner to ${server.user}; alter table databasechangelog owner to ${server.user};
                 insert into databasechangeloglock values (1, false, null, null)`,
            );
            return database;
        }
        const migrate = async (database: string) => (await startMigration(server, database, "7.22.0")).ended();
        const untouched = async (database: string, title: string) =>
            expect(await server.sql(database, "select count(*) from pg_class where relname = 'victim'"), title).to.deep.equal(["1"]);
        // psql takes a backslash as it is, since standard_conforming_strings is on.
        const places: [column: string, write: (text: string) => string, id: string][] = [
            [
                "lockedby of somebody",
                (text) => `update databasechangeloglock set locked = true, lockgranted = now(), lockedby = ${quoted(text)}`,
                "staleMigrationLock",
            ],
            ["version_ of the schema log", (text) => `update act_ge_schema_log set version_ = ${quoted(text)}`, "schemaForeign"],
            [
                "value_ of schema.version",
                (text) => `update act_ge_property set value_ = ${quoted(text)} where name_ = 'schema.version'`,
                "schemaForeign",
            ],
            [
                "filename of the changelog",
                (text) =>
                    `insert into databasechangelog (id, author, filename, orderexecuted) values ('7.16.0-baseline', 'Camunda', ${quoted(text)}, 1)`,
                "changelogPathDiffers",
            ],
        ];
        for (const [column, write, id] of places) {
            it(`${column}: is shown, and held`, async () => {
                for (const [title, text] of Object.entries(attempts(file))) {
                    const database = await known();
                    await server.sql(database, write(text));
                    const before = await server.dump(database);
                    const held = await migrate(database);
                    harmless(held, title);
                    expect(held.record.hold?.id, `${title}\n${held.output}`).to.equal(id);
                    expect(await server.dump(database), title).to.equal(before);
                }
            });
        }

        it("a lock that names a migration which is gone: this one lock is released, whatever its name is, and nothing else happens", async () => {
            for (const [title, text] of Object.entries(attempts(file)).slice(0, 5)) {
                const database = await known();
                const lockedby = `10.0.0.1#camunda-rolling-update.gone${text} (10.0.0.1)`;
                await server.sql(
                    database,
                    `update databasechangeloglock set locked = true, lockgranted = now(), lockedby = ${quoted(lockedby)};
                     update act_ge_schema_log set version_ = '7.19.0'`,
                );
                const held = await migrate(database);
                harmless(held, title);
                expect(held.output, title).to.contain("unlock");
                expect(held.record.hold?.id, title).not.to.equal("staleMigrationLock");
                expect(await server.sql(database, "select locked, lockedby is null from databasechangeloglock"), title).to.deep.equal([
                    "f|t",
                ]);
                await untouched(database, title);
            }
        });

        it("ids and numbers of the changelog: a migration goes through, and runs nothing else", async () => {
            const database = await known();
            const rows = Object.values(attempts(file)).map(
                (text, i) => `(${quoted(text)}, 'x', 'camunda-changelog.xml', ${i + 1}, 'EXECUTED', now())`,
            );
            await server.sql(
                database,
                `insert into databasechangelog (id, author, filename, orderexecuted, exectype, dateexecuted) values ${rows.join(", ")}`,
            );
            const done = await migrate(database);
            harmless(done, `number ${++count}`);
            expect(done.record.outcome, done.output).to.equal("migrated");
            await untouched(database, "");
        });

        it("who keeps a table locked names itself: its name and its statement are shown, and are no part of the record but its texts", async () => {
            const database = await known();
            const name = `x","outcome":"migrated\u001b[31m`;
            const blocker = await server.open(database, `set application_name = ${quoted(name)}; lock table act_ru_job`);
            const running = await startMigration(server, database, "7.22.0", { BUDGET_SECONDS: "3" });
            const held = await running.ended();
            await blocker.rollback();
            harmless(held, name);
            expect(held.record.outcome, held.output).to.equal("held");
            expect(held.record.hold?.id).to.equal("migrationFailed");
        });
    });

    describe("on MariaDB", () => {
        let server: MariadbServer;
        before(async () => (server = await MariadbServer.start()));
        after(() => server?.stop());

        // There, a backslash in a string is one of SQL's.
        const inMaria = (text: string) => quoted(text.replaceAll("\\", "\\\\"));

        it("lockedby and the version: shown, and held; a lock of a migration which is gone is released", async () => {
            const scripts = await engineScripts("7.22.0");
            for (const [title, text] of Object.entries(attempts(file))) {
                const database = await server.createSchema(`d${++count}`, "7.21.0");
                await server.sql(
                    database,
                    `insert into ACT_GE_PROPERTY values ('historyLevel', '3', 1); create table victim (id integer);
                     create table DATABASECHANGELOGLOCK (ID int primary key, LOCKED tinyint(1), LOCKGRANTED datetime, LOCKEDBY varchar(255));
                     insert into DATABASECHANGELOGLOCK values (1, 1, now(), ${inMaria(text)})`,
                );
                const migrate = async () => (await startMigration(server, database, "7.22.0", { SCRIPTS: scripts })).ended();
                const stale = await migrate();
                harmless(stale, title);
                expect(stale.record.hold?.id, `${title}\n${stale.output}`).to.equal("staleMigrationLock");
                const lockedby = inMaria(`10.0.0.1#camunda-rolling-update.gone${text} (10.0.0.1)`);
                await server.sql(
                    database,
                    `update DATABASECHANGELOGLOCK set LOCKEDBY = ${lockedby}; update ACT_GE_SCHEMA_LOG set VERSION_ = ${inMaria(text)}`,
                );
                const foreign = await migrate();
                harmless(foreign, title);
                expect(foreign.record.hold?.id, `${title}\n${foreign.output}`).to.equal("schemaForeign");
                expect(await server.sql(database, "select LOCKED from DATABASECHANGELOGLOCK"), title).to.deep.equal(["0"]);
                expect(await server.sql(database, "select count(*) from victim"), title).to.deep.equal(["0"]);
            }
        });
    });
});
