import { expect } from "chai";
import { startMigration, untilMigrationWaits } from "./support/migration";
import { PostgresServer, until } from "./support/postgres";
import { createSchema } from "./support/schemas";
import { engineScripts } from "./support/scripts";

const noDeleteFromLocks = `
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'a delete from %', tg_table_name; end $$;
    create function watch() returns event_trigger language plpgsql security definer as $$ begin
        if to_regclass('public.databasechangeloglock') is not null then
            create or replace trigger no_delete before delete on public.databasechangeloglock execute function public.refuse();
        end if;
    end $$;
    create event trigger watch on ddl_command_end when tag in ('CREATE TABLE') execute function watch()`;

// Proves on a real PostgreSQL what a migration does that is not alone: beside a transaction, another migration, or what a killed one has left. It does
// not prove the Job around it; being killed at every place is in killedMigration.test.ts.
describe("A schema migration that is not alone", function () {
    let server: PostgresServer;
    let databases = 0;

    before(async () => {
        server = await PostgresServer.start();
        for (const version of ["7.22.0", "7.23.0"]) await engineScripts(version);
    });

    after(() => server?.stop());

    /** A schema of 7.22 on which an engine has started. */
    async function used722(): Promise<string> {
        const database = await createSchema(server, `engine${++databases}`, "7.22.0");
        await server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
        return database;
    }

    const schemaLog = (database: string) => server.sql(database, "select id_, version_ from act_ge_schema_log order by id_::int");
    const start = (database: string, to: string, settings?: Record<string, string>) => startMigration(server, database, to, settings);
    const migrate = async (database: string, to: string, settings?: Record<string, string>) =>
        (await start(database, to, settings)).ended();

    it("gives way to a transaction that holds a table, and migrates when that has ended", async () => {
        const database = await used722();
        await migrate(database, "7.22.0");
        const transaction = await server.open(database, "lock table act_ru_execution");
        const failed = await migrate(database, "7.23.0", { LOCK_TIMEOUT: "1s", BUDGET_SECONDS: "10" });
        await transaction.rollback();
        expect(failed.record.hold?.message).to.contain(
            "canceling statement due to lock timeout. Nothing was changed: the schema still has 49 tables at 7.22.0",
        );
        expect(failed.message).to.match(/^migrationFailed: /);
        expect(await schemaLog(database)).to.deep.equal(["0|7.22.0"]);

        expect((await migrate(database, "7.23.0")).record).to.deep.include({
            outcome: "migrated",
            applied: ["7.22-to-7.23", "7.23.0-tag"],
        });
    });

    it("lets one of two migrations at once do the work, and the other wait for it", async () => {
        const database = await used722();
        const transaction = await server.open(database, "lock table act_ru_execution");
        const first = await start(database, "7.23.0", { LOCK_TIMEOUT: "60s" });
        await untilMigrationWaits(server, database);
        // Not compared by a dump: that would wait for the table as well.
        const { record, exitCode } = await migrate(database, "7.23.0", { WAIT_SECONDS: "0" });
        expect([record.hold?.id, exitCode]).to.deep.equal(["migrationRunning", 3]);
        const second = await start(database, "7.23.0");
        await until("the second migration waits", () => Promise.resolve(second.output().includes("waiting")));
        await transaction.rollback();

        expect((await first.ended()).record).to.deep.include({ outcome: "migrated", from: "7.22.0" });
        expect((await second.ended()).record).to.deep.include({ outcome: "unchanged", from: "7.23.0" });
        expect(await schemaLog(database)).to.deep.equal(["0|7.22.0", "1200|7.23.0"]);
    });

    it("lets two begin at once where Liquibase has never run: none takes the other's lock away", async () => {
        const database = await used722();
        // Liquibase makes its lock by a delete: a lock that the other has taken meanwhile would be gone.
        await server.sql(database, noDeleteFromLocks);
        const both = await Promise.all([1, 2].map(() => migrate(database, "7.23.0")));
        // The one that came second may count what the first has done meanwhile.
        for (const { record, output } of both) expect(record.outcome, output).to.be.oneOf(["migrated", "unchanged"]);
        expect(await schemaLog(database)).to.deep.equal(["0|7.22.0", "1200|7.23.0"]);
    });

    it("goes on after one that was killed: waits for what it left in the database, and releases its lock", async () => {
        const database = await used722();
        const transaction = await server.open(database, "lock table act_ru_execution");
        const killed = await start(database, "7.23.0", { LOCK_TIMEOUT: "60s" });
        await untilMigrationWaits(server, database);
        await killed.kill();
        const next = await start(database, "7.23.0");
        await until("the next migration waits for the session of the killed one", () => Promise.resolve(next.output().includes("waiting")));
        await transaction.rollback();

        const { record, output } = await next.ended();
        expect(output).to.contain("unlock").and.to.contain("was ended by force");
        expect(record).to.deep.include({ outcome: "migrated", from: "7.22.0", applied: ["7.22-to-7.23", "7.23.0-tag"] });
        expect(await server.sql(database, "select locked from databasechangeloglock")).to.deep.equal(["f"]);
    });
});
