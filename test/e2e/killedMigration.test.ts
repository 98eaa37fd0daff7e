import { expect } from "chai";
import { startMigration, untilMigrationWaits } from "./support/migration";
import { PostgresServer } from "./support/postgres";
import { createSchema, differences, structureOf } from "./support/schemas";
import { engineScripts } from "./support/scripts";

/** Number of the advisory lock at which a migration is made to stand still. */
const here = 4711;

/** A place in a migration: statements that make it wait there for whoever holds `held`. */
interface Place {
    readonly name: string;
    readonly held: string;
    readonly stops?: string;
    readonly outcome: string;
}

/** Liquibase commits a change set, and then writes that it has been run in a transaction of its own: in between is a place, too. */
const record = (id: string, outcome: string): Place => ({
    name: `after ${id}, before Liquibase has it on record`,
    held: `select pg_advisory_lock(${here})`,
    stops: `create trigger stop before insert on databasechangelog for each row when (new.id = '${id}') execute function stop_here()`,
    outcome,
});
const table = (name: string): Place => ({ name: `inside, at ${name}`, held: `lock table ${name}`, outcome: "migrated" });
const lock = (locked: boolean, name: string, outcome: string): Place => ({
    name,
    held: `select pg_advisory_lock(${here})`,
    stops: `create trigger stop before update on databasechangeloglock for each row when (new.locked = ${locked}) execute function stop_here()`,
    outcome,
});

// Proves that a migration that was killed with -9, Liquibase and its JVM with it, is gone on with by the next one; on PostgreSQL, where each
// change set is one transaction. It does not prove that for databases whose DDL commits by itself.
describe("A migration that is killed", function () {
    let server: PostgresServer;
    let scripts: string;
    let databases = 0;

    const migrate = async (database: string, to: string) => (await startMigration(server, database, to, { SCRIPTS: scripts })).ended();

    before(async () => {
        server = await PostgresServer.start();
        scripts = await engineScripts("7.24.0");
        // Both with Liquibase's tables, which triggers are put on.
        await server.createDatabase("from721");
        await migrate("from721", "7.21.0");
        await createSchema(server, "from712", "7.11.0");
        await migrate("from712", "7.12.0");
    });

    after(() => server?.stop());

    const hops: { from: string; to: string; next: string; places: Place[] }[] = [
        {
            from: "7.21",
            to: "7.22",
            next: "7.23",
            places: [
                lock(true, "before the first change set", "migrated"),
                ...["act_ru_task", "act_hi_taskinst", "act_ru_job", "act_hi_job_log", "act_hi_procinst"].map(table),
                record("7.21-to-7.22", "unchanged"),
                record("7.22.0-tag", "unchanged"),
                lock(false, "after the last change set", "unchanged"),
            ],
        },
        {
            from: "7.12",
            to: "7.13",
            next: "7.14",
            places: [
                lock(true, "before the first change set", "migrated"),
                record("7.12-to-7.13", "migrated"),
                ...["7.13.4-to-7.13.5_1", "7.13.4-to-7.13.5_2", "7.13.6-tag"].map((id) => record(id, "unchanged")),
                lock(false, "after the last change set", "unchanged"),
            ],
        },
    ];
    for (const { from, to, next, places } of hops) {
        for (const { name, held, stops, outcome } of places) {
            it(`${from} → ${to}, ${name}: the next one converges, with each script applied once and no lock left`, async () => {
                const database = `killed${++databases}`;
                await server.sql("postgres", `create database ${database} template from${from.replace(".", "")} owner ${server.user}`);
                await server.sql(
                    database,
                    `create function stop_here() returns trigger language plpgsql as
                     $$ begin perform pg_advisory_lock(${here}); perform pg_advisory_unlock(${here}); return new; end $$; ${stops ?? ""}`,
                );
                const blocker = await server.open(database, held);
                const killed = await startMigration(server, database, `${to}.0`, { SCRIPTS: scripts, LOCK_TIMEOUT: "120s" });
                await untilMigrationWaits(server, database);
                await killed.kill();
                await blocker.rollback();
                if (stops) await server.sql(database, `drop trigger stop on ${/on (\w+)/.exec(stops)?.[1]}`);

                const { record, output } = await migrate(database, `${to}.0`);
                expect(record.outcome, output).to.equal(outcome);
                // What was run without being on record is marked by the next hop, at the latest.
                const after = await migrate(database, `${next}.0`);
                expect(after.record.outcome, after.output).to.equal("migrated");
                const twice = "select id, filename from databasechangelog group by id, filename having count(*) > 1";
                expect(await server.sql(database, twice)).to.deep.equal([]);
                expect(await server.sql(database, "select locked from databasechangeloglock")).to.deep.equal(["f"]);
                const sessions = `select 1 from pg_stat_activity where datname = '${database}' and application_name like 'camunda-rolling-update%'`;
                expect(await server.sql("postgres", sessions)).to.deep.equal([]);
                const undisturbed = await undisturbedSchema(from, to, next);
                expect(differences(await structureOf(server, undisturbed), await structureOf(server, database))).to.deep.equal([]);
                const log = "select id_, version_ from act_ge_schema_log order by id_::int";
                expect(await server.sql(database, log)).to.deep.equal(await server.sql(undisturbed, log));
            });
        }
    }

    const made = new Map<string, string>();

    /** The same hops of the same database, left alone. */
    async function undisturbedSchema(from: string, to: string, next: string): Promise<string> {
        const known = made.get(to);
        if (known) return known;
        const database = `undisturbed${++databases}`;
        await server.sql("postgres", `create database ${database} template from${from.replace(".", "")} owner ${server.user}`);
        for (const version of [to, next]) await migrate(database, `${version}.0`);
        made.set(to, database);
        return database;
    }
});
