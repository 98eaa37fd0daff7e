import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { camunda } from "../../components/domain/catalogue/camunda";
import { MariadbServer, structureOf } from "./support/mariadb";
import { MariadbSchemas, number, waits } from "./support/mariadbSchemas";
import { until } from "./support/postgres";

// Proves that a migration that was killed with -9 in the middle of a script, where each statement commits by itself, is told by the next one for what it
// is, and gone on with. On a real MariaDB 10.11; it does not prove anything of MySQL. Scripts that alter no table, or only
// make some, are left out: nothing in them can be kept waiting.
describe("A migration on MariaDB that is killed", function () {
    let server: MariadbServer;
    let schemas: MariadbSchemas;
    let scripts: string;

    before(async () => {
        schemas = await MariadbSchemas.start();
        ({ server, scripts } = schemas);
    });

    after(() => server?.stop());

    const logged = (database: string) =>
        `select id from information_schema.processlist where db = '${database}' and info like 'insert into ACT\\_GE\\_SCHEMA\\_LOG%'`;

    /** A schema in which a migration was killed when it waited for that table; its session has ended. */
    async function killedAt(from: string, to: string, table: string): Promise<string> {
        const database = await schemas.newSchema(`${from}.0`);
        const log = table === "ACT_GE_SCHEMA_LOG";
        const blocker = await server.open(database, `select * from ${table}${log ? " for update" : ""}`);
        const killed = await schemas.startMigration(database, `${to}.0`, { LOCK_TIMEOUT: "60s" });
        const waiting = log ? logged(database) : waits(database);
        await until("the migration waits", async () => (await server.sql("mysql", waiting)).length > 0);
        await killed.kill();
        const sessions = `select id from information_schema.processlist where db = '${database}' and user = '${server.user}'`;
        // One that waits for a row is told by the server only when the row is free.
        if (log) await Promise.all((await server.sql("mysql", sessions)).map((id) => server.sql("mysql", `kill ${id}`)));
        await until("the server has noticed", async () => (await server.sql("mysql", sessions)).length === 0);
        await blocker.rollback();
        return database;
    }

    /** It is said how far the script had come, and the rest is made. */
    async function expectResumed(database: string, from: string, to: string): Promise<void> {
        const { record, output } = await schemas.migrate(database, `${to}.0`);
        expect(record, output).to.deep.include({ outcome: "migrated" });
        expect(output).to.match(new RegExp(`resume +of ${from}-to-${to} are done .*; not done are .+; the next run goes on there`));
        await schemas.expectSchema(database, from, to);
    }

    /** Tables that a script alters, each once, in the order of its statements. */
    const altered = (upgrade: string, file: string) => [
        ...new Set(
            readFileSync(path.join(upgrade, file), "utf8")
                .replace(/^\s*--.*$/gm, "")
                .split(";")
                .flatMap(
                    (statement) => /^\s*(?:alter table|create (?:unique )?index \w+ on) (\w+)/i.exec(statement)?.[1].toUpperCase() ?? [],
                ),
        ),
    ];

    describe("in the middle of each script, is gone on with at the statement that was under way:", () => {
        const minors = camunda.minors.map(({ minor }) => minor).filter((minor) => number(minor) <= 22);
        for (const [i, to] of minors.slice(1).entries()) {
            const from = minors[i];
            it(`${from} → ${to}`, async function () {
                const upgrade = path.join(scripts, "upgrade");
                const patches = readdirSync(upgrade).filter((file) => file.startsWith(`mariadb_engine_${from}_patch_`));
                const before = patches.flatMap((file) => altered(upgrade, file));
                const fresh = await schemas.newSchema(`${from}.0`);
                const present = await server.sql(
                    fresh,
                    "select upper(table_name) from information_schema.tables where table_schema = database()",
                );
                const places = altered(upgrade, `mariadb_engine_${from}_to_${to}.sql`).filter(
                    (table) => present.includes(table) && !before.includes(table),
                );
                if (places.length === 0) this.skip(); // shows as pending: nothing in it waits for a table
                const database = await killedAt(from, to, places[Math.floor(places.length / 2)]);
                await expectResumed(database, from, to);
            });
        }
    });

    describe("before, inside or after a statement of 7.21 → 7.22, is gone on with there:", () => {
        const [from, to] = ["7.21", "7.22"];
        const forget = "delete from DATABASECHANGELOG order by ORDEREXECUTED desc limit 1";
        const undoIndex = "drop index ACT_IDX_HI_PRO_RST_PRO_INST_ID on ACT_HI_PROCINST";
        const places: [at: string, table: string, afterwards?: string][] = [
            ...["ACT_RU_TASK", "ACT_HI_TASKINST", "ACT_RU_JOB", "ACT_HI_JOB_LOG", "ACT_HI_PROCINST"].flatMap(
                (table, i): [string, string, string?][] => [
                    [`inside that of ${table}${i === 0 ? ", before which there is none" : ""}`, table],
                    ...(i === 0
                        ? []
                        : [[`after the one before that of ${table}, not on record`, table, forget] as [string, string, string]]),
                ],
            ),
            // Nothing can be kept waiting at it: the index is taken away as if it had never been there, which is how the server leaves it.
            ["inside the index", "ACT_GE_SCHEMA_LOG", `${undoIndex}; ${forget}`],
            ["after the index, not on record", "ACT_GE_SCHEMA_LOG", forget],
            ["inside the row of the schema log", "ACT_GE_SCHEMA_LOG"],
        ];
        for (const [at, table, afterwards] of places) {
            it(at, async () => {
                const database = await killedAt(from, to, table);
                if (afterwards) await server.sql(database, afterwards);
                await expectResumed(database, from, to);
            });
        }

        it("after the last: there is nothing to go on with", async () => {
            const database = await schemas.newSchema(`${from}.0`);
            expect((await schemas.migrate(database, `${to}.0`)).record.outcome).to.equal("migrated");
            const lock = "#camunda-rolling-update.gone (10.0.0.1)";
            await server.sql(
                database,
                `${forget}; update DATABASECHANGELOGLOCK set LOCKED = 1, LOCKGRANTED = now(), LOCKEDBY = '10.0.0.1${lock}'`,
            );
            const { record, output } = await schemas.migrate(database, `${to}.0`);
            expect(record, output).to.deep.include({ outcome: "unchanged", to: `${to}.0` });
            await schemas.expectSchema(database, from, to);
        });
    });

    it("is held where something is gone that Liquibase has on record: what is done and what is not is named", async () => {
        const database = await killedAt("7.21", "7.22", "ACT_HI_PROCINST");
        await server.sql(database, "alter table ACT_RU_TASK drop column TASK_STATE_");
        // Only the lock that the dead migration left is released.
        const before = await structureOf(server, database);
        const { message, record } = await schemas.migrate(database, "7.22.0");
        expect(record.hold?.id, message).to.equal("schemaHalfApplied");
        expect(message).to.contain("done are add column TASK_STATE_ to ACT_HI_TASKINST");
        expect(await structureOf(server, database)).to.deep.equal(before);
        expect(message).to.match(/not done are add column TASK_STATE_ to ACT_RU_TASK \(which Liquibase has on record\), .*create index/);
    });
});
