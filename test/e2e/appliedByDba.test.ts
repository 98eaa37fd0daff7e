import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { command } from "./support/command";
import { startMigration, type Migration } from "./support/migration";
import { PostgresServer, until } from "./support/postgres";
import { createSchema, differences, structureOf } from "./support/schemas";
import { engineJar, engineScripts } from "./support/scripts";

// Proves on a real PostgreSQL that the migration only looks where a DBA applies the scripts, and what it takes for done; with the bundle that
// the command writes. The Job around it is in schemaByDba.test.ts; other databases have bundles that nobody ran here.
describe("Scripts applied by a DBA", function () {
    let server: PostgresServer;
    let folder: string;
    let bundles = 0;

    before(async () => {
        [server, folder] = await Promise.all([PostgresServer.start(), mkdtemp(path.join(tmpdir(), "dba-"))]);
        await server.sql("postgres", `create role looker login password '${server.password.replaceAll("'", "''")}'`);
    });

    after(async () => {
        await server?.stop();
        if (folder) await rm(folder, { recursive: true });
    });

    /** A schema by Camunda's create scripts, after an engine has started on it. */
    async function used(database: string, version: string): Promise<string> {
        await createSchema(server, database, version);
        await server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
        return database;
    }

    const looking = (database: string, to: string, settings: Record<string, string> = {}) =>
        startMigration(server, database, to, { APPLIED_BY: "dba", POLL_SECONDS: "1", BUDGET_SECONDS: "120", ...settings });

    /** One that looks, and finds nothing to wait for, or not long. */
    const look = async (database: string, to: string, settings: Record<string, string> = {}) =>
        (await looking(database, to, { BUDGET_SECONDS: "1", ...settings })).ended();

    async function bundle(...options: string[]): Promise<string> {
        const out = path.join(folder, `bundle-${++bundles}.sql`);
        const { code, output } = await command("bundle", [...options, "--out", out]);
        expect(code, output).to.equal(0);
        return out;
    }

    /** Held, with everything as it was. */
    async function expectHeld(database: string, to: string, id: string, ...says: string[]): Promise<Migration> {
        const before = await server.dump(database);
        const held = await look(database, to);
        expect(held.record.hold?.id, held.output).to.equal(id);
        expect(held.exitCode).to.equal(3);
        for (const part of says) expect(held.message).to.contain(part);
        expect(await server.dump(database)).to.equal(before);
        return held;
    }

    it("waits, goes on when the bundle was run, and has written nothing itself", async () => {
        const database = await used("waiting", "7.22.0");
        const file = await bundle("--from", "7.22.0", "--to", "7.23.0", "--scripts", await engineJar("7.23.0"));
        const running = await looking(database, "7.23.0");
        await until("it waits", () => Promise.resolve(running.output().includes("awaiting  the schema is at 7.22.0")));
        await server.runFiles(database, file);
        const after = await server.dump(database);
        const { record, exitCode, output } = await running.ended();
        expect(exitCode, output).to.equal(0);
        expect(record).to.deep.include({ outcome: "unchanged", from: "7.23.0", to: "7.23.0", applied: [] });
        expect(await server.dump(database)).to.equal(after);
        expect(after).not.to.match(/databasechangelog/i);
        await createSchema(server, "waiting_fresh", "7.23.0");
        expect(differences(await structureOf(server, "waiting_fresh"), await structureOf(server, database))).to.deep.equal([]);
    });

    it("waits while the bundle is run statement by statement", async () => {
        const database = await used("slowly", "7.21.0");
        const text = await readFile(await bundle("--from", "7.21.0", "--to", "7.22.0", "--scripts", await engineScripts("7.22.0")), "utf8");
        const statements = text
            .replace(/^--.*$/gm, "")
            .split(";")
            .filter((part) => part.trim());
        const half = Math.floor(statements.length / 2);
        await server.sql(database, `set role camunda; ${statements.slice(0, half).join(";")}`);
        const running = await looking(database, "7.22.0");
        await until("it sees the half of it", () =>
            Promise.resolve(/awaiting {2}postgres_engine_7\.21_to_7\.22\.sql: done are .*; not done are/.test(running.output())),
        );
        await server.sql(database, `set role camunda; ${statements.slice(half).join(";")}`);
        const { record, output } = await running.ended();
        expect(record.outcome, output).to.equal("unchanged");
    });

    it("what creates a schema is a bundle, too", async () => {
        await server.createDatabase("created");
        await expectHeld("created", "7.23.0", "migrationAwaited", "the database is empty", "npm run -s bundle -- --to 7.23.0");
        await server.runFiles("created", await bundle("--to", "7.23.0", "--scripts", await engineJar("7.23.0")));
        expect((await look("created", "7.23.0")).record).to.deep.include({ outcome: "unchanged", to: "7.23.0" });
    });

    it("needs to read, and no more", async () => {
        const database = await used("readonly", "7.23.0");
        await server.sql(database, "grant select on all tables in schema public to looker");
        const { record, output } = await look(database, "7.23.0", { DB_USER: "looker" });
        expect(record.outcome, output).to.equal("unchanged");
    });

    it("holds at the end of its budget, and says what is to be run", async () => {
        const database = await used("late", "7.22.0");
        await expectHeld(
            database,
            "7.23.0",
            "migrationAwaited",
            "the schema is at 7.22.0; target is 7.23.0",
            "npm run -s bundle -- --from 7.22.0 --to 7.23.0 --scripts DIR",
        );
    });

    it("is not taken in by a row of the schema log", async () => {
        const database = await used("row", "7.22.0");
        await server.sql(database, "insert into act_ge_schema_log values ('1200', now(), '7.23.0')");
        await expectHeld(
            database,
            "7.23.0",
            "migrationAwaited",
            "postgres_engine_7.22_to_7.23.sql: nothing of it is there, but the schema log shows 7.23.0",
            "next: run the missing statements",
        );
    });

    it("misses an index, too", async () => {
        const database = await used("index", "7.22.0");
        await server.sql(database, "drop index act_idx_hi_pro_rst_pro_inst_id");
        const says = "postgres_engine_7.21_to_7.22.sql: the schema log shows 7.22.0; not done are ";
        await expectHeld(database, "7.22.0", "migrationAwaited", `${says}ACT_HI_PROCINST.ACT_IDX_HI_PRO_RST_PRO_INST_ID`);
    });

    async function expectNothingMissing(database: string, version: string): Promise<void> {
        const { record, output } = await look(database, version);
        expect(record.outcome, output).to.equal("unchanged");
    }

    const versions = Array.from({ length: 19 }, (_, i) => `7.${i + 6}.0`);
    it(`takes every fresh schema for done: ${versions.join(", ")}`, async () => {
        for (const version of versions) {
            const database = `fresh_${version.split(".")[1]}`;
            await createSchema(server, database, version);
            await expectNothingMissing(database, version);
        }
    });

    const atOnce: [title: string, version: string, to: string, statement: string, id: string][] = [
        ["several behind", "7.20.0", "7.23.0", "select 1", "schemaBehind"],
        ["too far ahead", "7.24.0", "7.22.0", "select 1", "schemaAhead"],
        [
            "another product's",
            "7.22.0",
            "7.23.0",
            "update act_ge_property set value_ = '6.8.0' where name_ = 'schema.version'",
            "schemaForeign",
        ],
    ];
    for (const [title, version, to, statement, id] of atOnce) {
        it(`${title}: says so at once, since no script is on its way`, async () => {
            const database = await used(id.toLowerCase(), version);
            await server.sql(database, statement);
            const { record, output } = await (await looking(database, to, { BUDGET_SECONDS: "600" })).ended();
            expect(record.hold?.id, output).to.equal(id);
            expect(output).not.to.contain("awaiting");
        });
    }

    it("leaves somebody's lock of Liquibase as it is, and the next migration goes on by itself", async () => {
        const database = "mixed";
        await server.createDatabase(database);
        const migrate = async (to: string) => (await startMigration(server, database, to)).ended();
        expect((await migrate("7.22.0")).record.outcome).to.equal("created");
        await server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
        const lock =
            "update databasechangeloglock set locked = true, lockedby = 'host#camunda-rolling-update.gone (1.2.3.4)', lockgranted = now()";
        await server.sql(database, lock);
        await server.runFiles(database, await bundle("--from", "7.22.0", "--to", "7.23.0", "--scripts", await engineScripts("7.23.0")));
        const before = await server.dump(database);
        await expectNothingMissing(database, "7.23.0");
        expect(await server.dump(database)).to.equal(before);
        const { record, output } = await migrate("7.24.0");
        expect(record, output).to.deep.include({
            outcome: "migrated",
            from: "7.23.0",
            to: "7.24.0",
            applied: ["7.23-to-7.24", "7.24.0-tag"],
        });
    });

    it("bundle writes to no file that is there, and says what it was given wrongly", async () => {
        const file = await bundle("--from", "7.22.0", "--to", "7.23.0", "--scripts", await engineScripts("7.23.0"));
        const again = await command("bundle", [
            "--to",
            "7.23",
            "--from",
            "x",
            "--scripts",
            "/no/such",
            "--database",
            "sqlite",
            "--product",
            "x",
            "--out",
            file,
        ]);
        expect(again.code).to.equal(1);
        for (const part of [
            "--to 7.23 is",
            "--from x is",
            "--scripts /no/such has no upgrade",
            "--database sqlite",
            "--product x",
            "is there already",
        ]) {
            expect(again.output).to.contain(part);
        }
        const none = await command("bundle", ["--from", "7.20.0", "--to", "7.23.0", "--scripts", await engineScripts("7.23.0")]);
        expect(none.code).to.equal(2);
        const other = await command("bundle", ["--to", "7.22.0", "--scripts", await engineScripts("7.23.0")]);
        expect(other.code, other.output).to.equal(2);
    });
});
