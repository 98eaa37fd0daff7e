import { once } from "node:events";
import { connect, createServer } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { startMigration } from "./support/migration";
import { freePort, PostgresServer, until } from "./support/postgres";
import { createSchema, differences, structureOf } from "./support/schemas";
import { engineScripts } from "./support/scripts";

// Proves that each state in which a database can be found has one answer, on schemas that Camunda's create scripts of that version made.
// States that a migration itself leaves are in migrate.test.ts and killedMigration.test.ts.
describe("The database decides", function () {
    let server: PostgresServer;
    let scripts: string;
    let databases = 0;

    before(async () => {
        server = await PostgresServer.start();
        scripts = await engineScripts("7.24.0");
    });

    after(() => server?.stop());

    const newSchema = (version: string) => createSchema(server, `state${++databases}`, version);
    const used = (database: string) => server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
    const upgrade = (name: string) => path.join(scripts, "upgrade", `postgres_engine_${name}.sql`);
    const migrate = async (database: string, to: string, settings: Record<string, string> = {}) =>
        (await startMigration(server, database, to, { SCRIPTS: scripts, TARGET: to, ...settings })).ended();

    async function fresh(version: string, ...patches: string[]) {
        const database = await newSchema(version);
        if (patches.length > 0) await server.runFiles(database, ...patches.map(upgrade));
        return structureOf(server, database);
    }

    interface Held {
        readonly state: string;
        readonly version: string;
        /** What somebody has done to a schema of that version. */
        readonly done?: string;
        readonly to: string;
        readonly settings?: Record<string, string>;
        readonly id: string;
        readonly says: string;
    }
    const halves: Held[] = [
        {
            state: "a step that ended half-way, the schema log written",
            version: "7.21.0",
            done: "insert into act_ge_schema_log values ('1100', now(), '7.22.0'); alter table act_ru_task add task_state_ varchar(64)",
            to: "7.22.0",
            id: "schemaHalfApplied",
            says: "postgres_engine_7.21_to_7.22.sql: done are ACT_RU_TASK.TASK_STATE_; not done are ACT_HI_TASKINST.TASK_STATE_ ACT_RU_JOB.BATCH_ID_",
        },
        {
            state: "a step that ended half-way, before there was a schema log",
            version: "7.8.0",
            done: "alter table act_id_user add lock_exp_time_ timestamp",
            to: "7.9.0",
            id: "schemaHalfApplied",
            says: "postgres_engine_7.8_to_7.9.sql: done are ACT_ID_USER.LOCK_EXP_TIME_; not done are ACT_ID_USER.ATTEMPTS_",
        },
        {
            state: "a step whose row in the schema log is missing",
            version: "7.23.0",
            done: "update act_ge_schema_log set version_ = '7.22.0'",
            to: "7.23.0",
            id: "schemaHalfApplied",
            says: "postgres_engine_7.22_to_7.23.sql: it has been applied, but 7.22.0 is what the schema log shows",
        },
        {
            state: "a schema log that is ahead of the tables",
            version: "7.12.0",
            done: "insert into act_ge_schema_log values ('200', now(), '7.13.0')",
            to: "7.13.0",
            id: "schemaHalfApplied",
            says: "postgres_engine_7.12_to_7.13.sql: nothing of it is there, but the schema log shows 7.13.0",
        },
        {
            state: "a patch script that ended half-way",
            version: "7.12.0",
            done: "create index act_idx_hi_incident_create_time on act_hi_incident (create_time_)",
            to: "7.13.0",
            id: "schemaHalfApplied",
            says: "postgres_engine_7.12_patch_7.12.10_to_7.12.11.sql: done are ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_CREATE_TIME; not done are",
        },
        {
            state: "tables with a prefix",
            version: "7.22.0",
            done: `do $$ declare t text; begin
                for t in select tablename from pg_tables where schemaname = 'public' loop execute format('alter table %I rename to %I', t, 'my_' || t); end loop;
                end $$`,
            to: "7.22.0",
            id: "schemaUnknown",
            says: "there are no ACT_ tables, but there is my_act_ge_property",
        },
        {
            state: "a schema of before 7.5",
            version: "7.5.0",
            done: "drop table act_ru_batch",
            to: "7.6.0",
            id: "schemaUnknown",
            says: "no ACT_GE_SCHEMA_LOG, and not all that a schema of 7.5 has",
        },
        {
            state: "a schema of the product that Camunda came from",
            version: "7.5.0",
            done: "update act_ge_property set value_ = '5.22.0.0' where name_ = 'schema.version'",
            to: "7.6.0",
            id: "schemaForeign",
            says: "ACT_GE_PROPERTY has schema.version 5.22.0.0",
        },
        {
            state: "Operaton's schema after 7.24, which has the id that CIB seven gives 2.1.0",
            version: "7.24.0",
            done: "insert into act_ge_schema_log values ('1400', now(), '7.25.0')",
            to: "7.24.0",
            id: "schemaForeign",
            says: "the schema log shows 7.25.0, which is no schema of Camunda 7",
        },
        {
            state: "CIB seven's schema, for nodes of Camunda",
            version: "7.24.0",
            done: "insert into act_ge_schema_log values ('1400', now(), '2.1.0')",
            to: "7.24.0",
            id: "schemaForeign",
            says: "the schema log shows 2.1.0, which is no schema of Camunda 7",
        },
        {
            state: "several minors behind, before there was a schema log",
            version: "7.7.0",
            done: "insert into act_ge_property values ('historyLevel', '3', 1)",
            to: "7.10.0",
            id: "schemaBehind",
            says: "the schema is at 7.7.0, target is 7.10.0",
        },
        { state: "further ahead", version: "7.10.0", to: "7.8.0", id: "schemaAhead", says: "the schema is at 7.10.0, target is 7.8.0" },
    ];
    for (const { state, version, done, to, settings, id, says } of halves) {
        it(`${state}: ${id}, and nothing is changed`, async () => {
            const database = await newSchema(version);
            if (done) await server.sql(database, done);
            const before = await server.dump(database);
            const { record, exitCode, output, message } = await migrate(database, to, settings);
            expect(record.hold?.id, output).to.equal(id);
            expect(record.hold?.message).to.contain(says);
            expect(message).to.have.lengthOf.below(4096);
            expect(exitCode).to.equal(3);
            expect(await server.dump(database)).to.equal(before);
        });
    }

    it("at the target, and one minor ahead, before there was a schema log: nothing to do", async () => {
        const database = await newSchema("7.10.0");
        await server.runFiles(
            database,
            ...["7.10_patch_7.10.5_to_7.10.6", "7.10_patch_7.10.6_to_7.10.7", "7.10_patch_7.10.13_to_7.10.14"].map(upgrade),
        );
        for (const to of ["7.10.0", "7.9.0"])
            expect((await migrate(database, to)).record).to.deep.include({ outcome: "unchanged", from: "7.10.0", to: "7.10.0" });
    });

    it("at the target, beside the tables of another engine with a prefix: nothing to do", async () => {
        const database = await newSchema("7.22.0");
        await server.sql(database, "create table my_act_ge_property (name_ varchar(64))");
        expect((await migrate(database, "7.22.0")).record).to.deep.include({ outcome: "unchanged", to: "7.22.0" });
    });

    it("ahead by CIB seven's next minor, for nodes of CIB seven: nothing to do", async () => {
        const database = await newSchema("7.24.0");
        await server.sql(database, "insert into act_ge_schema_log values ('1400', now(), '2.1.0'), ('1500', now(), '2.2.0')");
        const { record, output } = await migrate(database, "7.24.0", { OWN_SCHEMAS: "2.1 2.2", HIGHEST: "2.2.0" });
        expect(record, output).to.deep.include({ outcome: "unchanged", to: "2.2.0" });
    });

    it("a patch script behind: it is run, a twin of one that was run is not, and a second time nothing is", async () => {
        const database = await newSchema("7.12.0");
        await used(database);
        // The same as 7.12.0 to 7.12.1, run by hand under the name of the minor before, without its row in the schema log.
        await server.sql(
            database,
            `drop index act_idx_hi_act_inst_start;
             create index act_idx_hi_act_inst_start_end on act_hi_actinst (start_time_, end_time_)`,
        );
        const { record, output } = await migrate(database, "7.12.12");
        expect(record, output).to.deep.include({ outcome: "migrated", from: "7.12.0", to: "7.12.12" });
        expect(record.applied).to.deep.equal(["7.12.10-to-7.12.11", "7.12.11-to-7.12.12"]);
        const patched = await fresh(
            "7.12.0",
            "7.12_patch_7.12.0_to_7.12.1",
            "7.12_patch_7.12.10_to_7.12.11",
            "7.12_patch_7.12.11_to_7.12.12",
        );
        expect(differences(patched, await structureOf(server, database))).to.deep.equal([]);
        expect((await migrate(database, "7.12.12")).record).to.deep.include({ outcome: "unchanged", to: "7.12.12" });
    });

    it("a database that a Liquibase of the user's has brought here by another file goes on, with each script applied once", async () => {
        const database = await newSchema("7.13.0");
        await used(database);
        await migrate(database, "7.14.0");
        await server.sql(database, "update databasechangelog set filename = 'db/our-own.xml'");
        const { record, output } = await migrate(database, "7.15.0");
        expect(record, output).to.deep.include({ outcome: "migrated", from: "7.14.0", to: "7.15.0", applied: ["7.14-to-7.15"] });
        expect((await migrate(database, "7.16.0")).record.applied).to.deep.equal(["7.15-to-7.16"]);
        expect((await migrate(database, "7.17.0")).record.applied).to.deep.equal(["7.16-to-7.17", "7.17.0-tag"]);
        expect(differences(await fresh("7.17.0"), await structureOf(server, database))).to.deep.equal([
            "column act_hi_actinst.assignee_: character varying(64), not character varying(255)",
        ]);
    });

    it("a step whose script is not in the folder, and a schema of before 7.16 in an empty database, are held", async () => {
        const database = await newSchema("7.9.0");
        const missing = await migrate(database, "7.10.0", { SCRIPTS: await engineScripts("7.10.0") });
        expect(missing.record.hold?.message).to.match(/ has no upgrade\/postgres_engine_7\.9_to_7\.10\.sql$/);
        await server.createDatabase("empty");
        expect((await migrate("empty", "7.12.0")).record.hold?.id).to.equal("scriptsIncomplete");
    });

    it("a database that is not reached yet is waited for, and held when it stays away; by hand nobody waits for it", async () => {
        const database = await newSchema("7.21.0");
        const port = await freePort();
        const settings = (CONNECT_SECONDS?: string) => ({
            JDBC_URL: `jdbc:postgresql://127.0.0.1:${port}/${database}`,
            ...(CONNECT_SECONDS ? { CONNECT_SECONDS } : {}),
        });
        for (const [seconds, waits] of [[undefined, false] as const, ["3", true] as const]) {
            const { exitCode, record, message, output } = await migrate(database, "7.22.0", settings(seconds));
            expect([exitCode, record.hold?.id], output).to.deep.equal([1, "migrationFailed"]);
            expect(message).to.contain("The database cannot be reached at");
            expect(output.includes("waiting   for the database, "), output).to.equal(waits);
        }
        const migration = await startMigration(server, database, "7.22.0", { SCRIPTS: scripts, TARGET: "7.22.0", ...settings("60") });
        await until("the migration waits", () => Promise.resolve(migration.output().includes("waiting   for the database, ")));
        const way = createServer((from) => {
            const to = connect(server.port, "127.0.0.1");
            for (const socket of [from, to]) socket.on("error", () => [from, to].forEach((one) => one.destroy()));
            from.pipe(to).pipe(from);
        }).listen(port, "127.0.0.1");
        await once(way, "listening");
        const { record, output } = await migration.ended();
        way.close();
        expect(record.outcome, output).to.equal("migrated");
    });
});
