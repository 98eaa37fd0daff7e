import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { HopReport } from "../../cli/schema/hopReport";
import { stronger } from "../../cli/schema/statementLocks";
import { command } from "./support/command";
import { Databases, scriptsBetween } from "./support/databases";
import { PostgresServer } from "./support/postgres";
import { known, lineOf, refusals } from "./support/refusals";
import { engineScripts } from "./support/scripts";
import { Options, spoilt, wrongConnections, wrongForInspection } from "./support/wrongInputs";

interface Report extends HopReport {
    readonly from: string;
    readonly schema: string;
    readonly by: string;
    readonly estimate: readonly string[];
    readonly blockers: readonly { pid: number; application: string; age: number; tables: readonly string[] }[];
}

/** Locks as pg_locks has them, by their names in the manual; weaker ones are of no account here. */
const modes: Readonly<Record<string, string>> = {
    RowExclusiveLock: "ROW EXCLUSIVE",
    ShareLock: "SHARE",
    ShareRowExclusiveLock: "SHARE ROW EXCLUSIVE",
    AccessExclusiveLock: "ACCESS EXCLUSIVE",
};

/**
 * On a real PostgreSQL 15, with the scripts out of the engines' jars. How near the estimates come is not tested here, since it depends on the
 * machine: `npm run bench:migration` tells. What other versions of PostgreSQL lock is not proven.
 */
describe("the safety report of a hop", function () {
    let server: PostgresServer;
    let databases: Databases;
    let folder: string;

    before(async () => {
        [server, folder] = [await PostgresServer.start(), await mkdtemp(path.join(tmpdir(), "inspect-"))];
        databases = new Databases(server);
    });
    after(async () => {
        await server.stop();
        await rm(folder, { recursive: true });
    });

    const optionsFor = async (database: string, to: number, more: Options = {}): Promise<Options> => ({
        ...known(server, database, await engineScripts("7.24.0")),
        to: `7.${to}.0`,
        ...more,
    });

    async function inspect(database: string, to: number, more: Options = {}): Promise<Report> {
        const { code, output } = await command("inspect", [...lineOf(await optionsFor(database, to, more)), "--json"]);
        expect(code, output).to.equal(0);
        expect(output).to.not.contain(server.password);
        return JSON.parse(output) as Report;
    }

    /** Strongest lock on each table that was there before, and whether a table was written anew, as the scripts do it. */
    async function locksOf(database: string, scripts: readonly string[]): Promise<Record<string, string>> {
        const files = "select oid || ' ' || relfilenode from pg_class where relname like 'act%' and relkind = 'r' order by 1";
        const before = await server.sql(database, files);
        const texts = await Promise.all(scripts.map((file) => readFile(file, "utf8")));
        const transaction = await server.open(database, `${texts.join("\n").trim().replace(/;$/, "")}\n`);
        const rows = await server.sql(
            database,
            `select c.relname, l.mode from pg_locks l join pg_class c on c.oid = l.relation
             where l.granted and l.pid <> pg_backend_pid() and c.relkind = 'r' and c.relname like 'act\\_%'`,
        );
        await transaction.rollback();
        expect(await server.sql(database, files)).to.deep.equal(before);
        const strongest: Record<string, string> = {};
        for (const [table, mode] of rows.map((row) => row.split("|"))) {
            if (modes[mode]) strongest[table] = strongest[table] ? stronger(strongest[table], modes[mode]) : modes[mode];
        }
        return strongest;
    }

    for (let minor = 5; minor < 24; minor++) {
        const scripts = scriptsBetween(minor, minor + 1);
        it(`tells the locks of 7.${minor} to 7.${minor + 1} as PostgreSQL takes them`, async () => {
            const database = await databases.fresh(minor);
            const before = await server.dump(database);
            const report = await inspect(database, minor + 1);
            expect(await server.dump(database)).to.equal(before);
            expect([report.from, report.by]).to.deep.equal([`7.${minor}.0`, minor < 11 ? "tables" : "log"]);

            const upgrade = path.join(await engineScripts("7.24.0"), "upgrade");
            const files = report.scripts.map(({ file }) => path.join(upgrade, path.basename(file)));
            expect(files).to.include(path.join(upgrade, `postgres_engine_7.${minor}_to_7.${minor + 1}.sql`));
            const told = Object.fromEntries(report.tables.map(({ table, lock }) => [table, lock]));
            expect(told).to.deep.equal(await locksOf(database, files));
            expect(report.ddl).to.equal(scripts.some(({ exclusive, share, creates }) => exclusive ?? share ?? creates));
            // How many rows an update writes is not known before.
            expect(report.seconds).to.be.a(scripts.some(({ updates }) => updates) ? "undefined" : "number");
            expect(
                report.scripts.flatMap(({ statements }) => statements.flatMap(({ effects }) => effects.map(({ work }) => work))),
            ).to.not.include.members(["unknown", "rewrite"]);
        });
    }

    for (const minor of [18, 19, 23]) {
        it(`says that there is no DDL in the hop from 7.${minor} to 7.${minor + 1}`, async () => {
            const { output, code } = await command("inspect", lineOf(await optionsFor(await databases.fresh(minor), minor + 1)));
            expect(output).to.contain("no DDL in this hop").and.to.not.contain("from the first lock");
            expect(code).to.equal(0);
        });
    }

    it("says so where there is nothing to do", async () => {
        const report = await inspect(await databases.fresh(22), 22);
        expect(report).to.deep.include({ ddl: false, scripts: [], tables: [] });
    });

    it("leaves out patches that the schema log has, and twins of these", async () => {
        const filesTo = async (to: number, from: number) => {
            const { scripts } = await inspect(await databases.upgraded(from, to - 1), to);
            return scripts.map(({ file }) => path.basename(file).replace("postgres_engine_", ""));
        };
        expect(await filesTo(13, 12)).to.deep.equal([
            "7.12_patch_7.12.0_to_7.12.1.sql",
            "7.12_patch_7.12.10_to_7.12.11.sql",
            "7.12_patch_7.12.11_to_7.12.12.sql",
            "7.12_to_7.13.sql",
            "7.13_patch_7.13.4_to_7.13.5_1.sql",
        ]);
        expect(await filesTo(13, 11)).to.deep.equal([
            "7.12_patch_7.12.10_to_7.12.11.sql",
            "7.12_to_7.13.sql",
            "7.13_patch_7.13.4_to_7.13.5_1.sql",
        ]);
    });

    it("tells by the tables what state a schema has that is older than the schema log, wherever it is", async () => {
        const database = await databases.fresh(9);
        const { output, code } = await command("inspect", lineOf(await optionsFor(database, 10)));
        expect(code, output).to.equal(0);
        expect(output).to.contain("7.9.0 → 7.10.0").and.to.contain("7.9.0 is what the tables tell");
        await server.sql(database, "alter schema public rename to engine; create schema public");
        const elsewhere = await inspect(database, 10, { url: `${server.jdbcUrl(database)}?currentSchema=engine` });
        expect([elsewhere.from, elsewhere.schema]).to.deep.equal(["7.9.0", "engine"]);
        await server.sql(database, "alter table engine.act_id_user drop column attempts_");
        const url = `${server.jdbcUrl(database)}?currentSchema=engine`;
        const half = await command("inspect", lineOf(await optionsFor(database, 10, { url })));
        expect(
            [half.code, half.output.includes("postgres_engine_7.8_to_7.9.sql: done are ACT_ID_USER.LOCK_EXP_TIME_")],
            half.output,
        ).to.deep.equal([4, true]);
    });

    it("leaves out patches that the tables tell, where there is no log", async () => {
        const database = await databases.fresh(8);
        const patchesTo79 = async () =>
            (await inspect(database, 9)).scripts.flatMap(({ file }) => /_7\.8_patch_(.*)\.sql$/.exec(file)?.[1] ?? []);
        const all = ["7.8.0_to_7.8.1", "7.8.4_to_7.8.5", "7.8.11_to_7.8.12", "7.8.12_to_7.8.13_1", "7.8.12_to_7.8.13_2"];
        expect(await patchesTo79()).to.deep.equal(all);
        const upgrade = path.join(await engineScripts("7.24.0"), "upgrade");
        await server.runFiles(database, path.join(upgrade, "postgres_engine_7.8_patch_7.8.0_to_7.8.1.sql"));
        expect(await patchesTo79()).to.deep.equal(all.slice(1));
    });

    it("tells rows and sizes as they are now, measures, and leaves nothing behind", async () => {
        const database = await databases.fresh(21);
        await server.sql(
            database,
            `insert into act_hi_procinst (id_, proc_inst_id_, proc_def_id_, start_time_) select i, i, 'p', now() from generate_series(1, 200000) i;
             insert into act_ru_job (id_, type_) select i, 'message' from generate_series(1, 7) i`,
        );
        const before = await server.sql(database, "select count(*) from pg_class");
        const { tables, scripts, estimate } = await inspect(database, 22);
        const table = (name: string) => tables.find((one) => one.table === name);
        expect(table("act_ru_job")).to.deep.include({ rows: 7, counted: true, lock: "ACCESS EXCLUSIVE", keepsFrom: "reading and writing" });
        expect(table("act_hi_procinst")?.rows).to.equal(200000);
        expect(table("act_hi_procinst")?.bytes).to.be.greaterThan(20_000_000);
        const [, , jobs, , , , index] = scripts[0].statements;
        expect(index.effects).to.deep.equal([
            { table: "act_hi_procinst", lock: "SHARE", work: "index", columns: ["restarted_proc_inst_id_"] },
        ]);
        // All that is locked stays so while the index is built.
        expect(index.seconds).to.be.greaterThan(jobs.seconds ?? NaN);
        expect(table("act_ru_job")?.seconds).to.be.greaterThan(index.seconds ?? NaN);
        expect(estimate).to.have.lengthOf(1);
        expect(estimate[0]).to.contain("ACT_HI_PROCINST: all of it was read");
        expect(await server.sql(database, "select count(*) from pg_class")).to.deep.equal(before);
    });

    it("names the transactions that it would have to wait for, and no others", async () => {
        const database = await databases.fresh(16);
        const open = (name: string, statements: string) =>
            server.open(database, `set local application_name = '${name}'; ${statements}; select pg_sleep(1.2)`);
        const transactions = await Promise.all([
            open("a report", "select count(*) from act_ru_job"),
            open("history", "delete from act_hi_varinst where id_ = 'none'"),
            open("a reader of history", "select count(*) from act_hi_varinst"),
            open("something else", "select count(*) from act_ru_task"),
        ]);
        const unseen = await command("inspect", lineOf(await optionsFor(database, 17)));
        await server.sql("postgres", `grant pg_read_all_stats to ${server.user}`);
        const { blockers } = await inspect(database, 17);
        const seen = await command("inspect", lineOf(await optionsFor(database, 17)));
        await server.sql("postgres", `revoke pg_read_all_stats from ${server.user}`);
        await Promise.all(transactions.map((one) => one.rollback()));

        expect(blockers.map(({ application, tables }) => [application, ...tables])).to.have.deep.members([
            ["a report", "act_ru_job"],
            ["history", "act_hi_varinst"],
        ]);
        for (const { age, pid } of blockers) {
            expect(age).to.be.greaterThan(1);
            expect(seen.output).to.match(new RegExp(`pid ${pid}, (a report|history), open for \\d+ s, idle in transaction: ACT_`));
            // They are another user's.
            expect(unseen.output).to.match(new RegExp(`pid ${pid}, (a report|history), open, since when may not be seen: ACT_`));
        }
        expect((await inspect(database, 17)).blockers).to.deep.equal([]);
    });

    it("assumes the worst of a statement that it does not understand", async () => {
        const scripts = await spoilt(folder, "7.24.0", (copy) =>
            writeFile(
                path.join(copy, "upgrade", "postgres_engine_7.22_to_7.23.sql"),
                "insert into ACT_GE_SCHEMA_LOG values ('1200', CURRENT_TIMESTAMP, '7.23.0'); cluster ACT_RU_JOB; vacuum; alter table ACT_RU_TASK alter column OWNER_ type integer using 1;",
            ),
        );
        const report = await inspect(await databases.fresh(22), 23, { scripts });
        const effects = report.scripts[0].statements
            .slice(1)
            .map((one) => one.effects.map(({ table, lock, work }) => `${table} ${lock} ${work}`));
        expect(effects).to.deep.equal([
            ["act_ru_job ACCESS EXCLUSIVE unknown"],
            [" ACCESS EXCLUSIVE unknown"],
            ["act_ru_task ACCESS EXCLUSIVE rewrite"],
        ]);
        expect(report.seconds).to.equal(undefined);
        expect(report.ddl).to.equal(true);
    });

    it("goes without estimates where it may not write, and says so", async () => {
        const database = await databases.fresh(21);
        await server.sql(database, `alter database ${database} set default_transaction_read_only = on`);
        const readOnly = await inspect(database, 22);
        expect(readOnly.estimate[0]).to.contain("not estimated, the database").and.to.contain("is read-only");
        expect(readOnly.seconds).to.equal(undefined);
        expect(readOnly.tables).to.have.lengthOf(6);

        const { output, code } = await command("inspect", [...lineOf(await optionsFor(database, 22)), "--no-measure"]);
        expect(output).to.contain("not estimated in all");
        expect(code).to.equal(0);
    });

    it("measures on a temporary table where the user may not create others, and says what that means", async () => {
        const database = await databases.fresh(21);
        await server.sql(database, "alter schema public owner to postgres; revoke create on schema public from public");
        const { estimate, seconds } = await inspect(database, 22);
        expect(estimate[0]).to.contain("without parallel workers, since the user may not create tables there");
        expect(seconds).to.be.a("number");
    });

    it("does not measure a table that is partitioned, and says so", async () => {
        const database = await databases.fresh(21);
        await server.sql(
            database,
            `create table parts (like act_hi_procinst) partition by hash (id_); drop table act_hi_procinst;
             alter table parts rename to act_hi_procinst; alter table act_hi_procinst owner to ${server.user}`,
        );
        const { estimate, seconds, tables } = await inspect(database, 22);
        expect(estimate).to.deep.equal(["ACT_HI_PROCINST: not estimated, it is partitioned"]);
        expect(seconds).to.equal(undefined);
        expect(tables.find(({ table }) => table === "act_hi_procinst")).to.deep.include({ lock: "ACCESS EXCLUSIVE", counted: false });
    });

    describe("says what is wrong with", () =>
        refusals(
            "inspect",
            [...wrongConnections, ...wrongForInspection],
            () => databases,
            async () => ({ ...known(server, "", await engineScripts("7.23.0")), to: "7.23.0" }),
        ));
});
