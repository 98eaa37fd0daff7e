import { expect } from "chai";
import { aboutSeconds, inBytes, indexKey, measureNeeds, reportHop } from "../../../cli/schema/hopReport";
import { hopScripts } from "../../../cli/schema/hopScripts";
import { conflictsOf, LockContext, stronger } from "../../../cli/schema/statementLocks";
import { Structure } from "../../../cli/schema/structure";
import { loadParser, parseScript } from "../../../cli/sqlScripts";

const column = (type: string) => ({ type, nullable: true });
const found: Structure = {
    tables: {
        act_ru_job: {
            columns: { id_: column("character varying(64)"), owner_: column("character varying(64)") },
            indexes: { act_idx_job: "btree (owner_)" },
            constraints: { act_fk_job: "FOREIGN KEY (owner_) REFERENCES act_ru_task(id_)" },
        },
        act_ru_task: { columns: { id_: column("character varying(64)") }, indexes: {}, constraints: {} },
    },
    properties: {},
};

// That PostgreSQL takes these locks: test/e2e/inspect.test.ts, for all that Camunda's scripts do.
describe("what a statement does to tables", () => {
    before(loadParser);
    const rows: readonly [sql: string, ...effects: string[]][] = [
        ["insert into ACT_RU_JOB values ('1')", "act_ru_job ROW EXCLUSIVE row"],
        ["insert into ACT_RU_JOB select * from ACT_RU_TASK", "act_ru_job ROW EXCLUSIVE rows"],
        ["update ACT_RU_JOB set OWNER_ = null", "act_ru_job ROW EXCLUSIVE rows"],
        ["delete from ACT_RU_JOB", "act_ru_job ROW EXCLUSIVE rows"],
        ["create table ACT_NEW (ID_ varchar(64))"],
        ["create table ACT_NEW (ID_ varchar(64), foreign key (ID_) references ACT_RU_JOB (ID_))", "act_ru_job SHARE ROW EXCLUSIVE nothing"],
        ["create table ACT_NEW (ID_ varchar(64)); create index I on ACT_NEW(ID_); alter table ACT_NEW add A varchar(1)"],
        ["create index I on ACT_RU_JOB(OWNER_)", "act_ru_job SHARE index"],
        ["create index concurrently I on ACT_RU_JOB(OWNER_)", "act_ru_job ACCESS EXCLUSIVE unknown"],
        ["drop index ACT_IDX_JOB", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["drop index ACT_IDX_UNKNOWN", " ACCESS EXCLUSIVE unknown"],
        ["alter table ACT_RU_JOB add A varchar(64)", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["alter table ACT_RU_JOB add A integer not null default 1", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["alter table ACT_RU_JOB add A timestamp default clock_timestamp()", "act_ru_job ACCESS EXCLUSIVE rewrite"],
        ["alter table ACT_RU_JOB add A varchar(64) unique", "act_ru_job ACCESS EXCLUSIVE index"],
        ["alter table ACT_RU_JOB add A integer generated always as identity", "act_ru_job ACCESS EXCLUSIVE unknown"],
        ["alter table ACT_RU_JOB drop column OWNER_", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["alter table ACT_RU_JOB alter OWNER_ type varchar(255)", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["alter table ACT_RU_JOB alter OWNER_ type text", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["alter table ACT_RU_JOB alter OWNER_ type varchar(32)", "act_ru_job ACCESS EXCLUSIVE rewrite"],
        ["alter table ACT_RU_JOB alter OWNER_ type varchar(255) using ID_", "act_ru_job ACCESS EXCLUSIVE rewrite"],
        ["alter table ACT_RU_JOB alter OWNER_ type integer", "act_ru_job ACCESS EXCLUSIVE rewrite"],
        ["alter table ACT_RU_JOB alter OWNER_ set not null", "act_ru_job ACCESS EXCLUSIVE scan"],
        ["alter table ACT_RU_JOB alter OWNER_ drop not null", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["alter table ACT_RU_JOB alter OWNER_ set default '1'", "act_ru_job ACCESS EXCLUSIVE nothing"],
        [
            "alter table ACT_RU_JOB add constraint C foreign key (OWNER_) references ACT_RU_TASK (ID_)",
            "act_ru_job SHARE ROW EXCLUSIVE scan",
            "act_ru_task SHARE ROW EXCLUSIVE nothing",
        ],
        ["alter table ACT_RU_JOB add constraint C unique (OWNER_)", "act_ru_job ACCESS EXCLUSIVE index"],
        ["alter table ACT_RU_JOB add constraint C check (ID_ <> '')", "act_ru_job ACCESS EXCLUSIVE scan"],
        [
            "alter table ACT_RU_JOB drop constraint ACT_FK_JOB",
            "act_ru_job ACCESS EXCLUSIVE nothing",
            "act_ru_task ACCESS EXCLUSIVE nothing",
        ],
        ["alter table ACT_RU_JOB set (fillfactor = 50)", "act_ru_job ACCESS EXCLUSIVE unknown"],
        ["drop table ACT_RU_JOB", "act_ru_job ACCESS EXCLUSIVE nothing"],
        ["cluster ACT_RU_JOB using ACT_IDX_JOB", "act_ru_job ACCESS EXCLUSIVE unknown"],
        ["truncate ACT_RU_JOB", "act_ru_job ACCESS EXCLUSIVE unknown"],
        ["vacuum", " ACCESS EXCLUSIVE unknown"],
        ["do $$ begin drop table act_ru_task; end $$", "act_ru_task ACCESS EXCLUSIVE unknown"],
    ];
    const effectsOf = (sql: string, server = 15) => {
        const context = new LockContext(found, server);
        return parseScript(sql).flatMap((one) => context.effects(one).map(({ table, lock, work }) => `${table} ${lock} ${work}`));
    };
    for (const [sql, ...effects] of rows) {
        it(`${sql}: ${effects.join(", ") || "nothing that others notice"}`, () => expect(effectsOf(sql)).to.deep.equal(effects));
    }

    it("a default rewrites before PostgreSQL 11", () =>
        expect(effectsOf("alter table ACT_RU_JOB add A integer default 1", 10)).to.deep.equal(["act_ru_job ACCESS EXCLUSIVE rewrite"]));

    it("the stronger of two locks, and what each waits for", () => {
        expect(stronger("SHARE", "ACCESS EXCLUSIVE")).to.equal("ACCESS EXCLUSIVE");
        expect(stronger("SHARE", "ROW EXCLUSIVE")).to.equal("SHARE");
        expect(conflictsOf("ACCESS EXCLUSIVE")).to.include("AccessShareLock");
        expect(conflictsOf("SHARE")).to.include("RowExclusiveLock").and.to.not.include("ShareLock").and.to.not.include("AccessShareLock");
        expect(conflictsOf("SHARE ROW EXCLUSIVE")).to.include("ShareLock").and.to.not.include("RowShareLock");
    });

    it("statements as they stand in the script, without what is said before them", () =>
        expect(
            parseScript("-- the ä of a comment; with a semicolon\n\nselect 'ö;' ; -- one\n-- two\nselect 2;\n").map(({ text }) => text),
        ).to.deep.equal(["select 'ö;'", "select 2"]));
});

describe("the report of a hop", () => {
    before(loadParser);
    const script = (sql: string) => [{ file: "upgrade/x.sql", statements: parseScript(sql) }];
    const hop =
        "insert into ACT_GE_SCHEMA_LOG values ('1'); alter table ACT_RU_TASK add A varchar(64); alter table ACT_RU_JOB add A varchar(64); create index I on ACT_RU_JOB(A);";
    const report = (sql: string, seconds?: number) =>
        reportHop(
            script(sql),
            new LockContext(found, 15),
            { act_ru_job: { rows: 7, counted: true, bytes: 8192 } },
            { scan: {}, index: seconds === undefined ? {} : { [indexKey("act_ru_job", ["a"])]: seconds } },
        );

    it("keeps every lock to the end of the transaction", () => {
        const { tables, seconds, ddl } = report(hop, 10);
        expect(tables.map(({ table, lock }) => [table, lock])).to.deep.equal([
            ["act_ge_schema_log", "ROW EXCLUSIVE"],
            ["act_ru_task", "ACCESS EXCLUSIVE"],
            ["act_ru_job", "ACCESS EXCLUSIVE"],
        ]);
        expect(tables.map((table) => (table.seconds ?? NaN) >= 10)).to.deep.equal([false, true, true]);
        expect(tables[2]).to.deep.include({ rows: 7, counted: true, bytes: 8192 });
        expect([ddl, seconds && seconds > 10 && seconds < 10.1]).to.deep.equal([true, true]);
    });

    it("estimates nothing that was not measured", () => {
        const { tables, seconds } = report(hop);
        expect([seconds, tables[1].seconds]).to.deep.equal([undefined, undefined]);
    });

    it("finds no DDL in rows", () => expect(report("insert into ACT_GE_SCHEMA_LOG values ('1');")).to.deep.include({ ddl: false }));

    it("asks to measure what takes its time with the size of a table", () =>
        expect(measureNeeds(script(`${hop} alter table ACT_RU_TASK alter ID_ set not null;`), new LockContext(found, 15))).to.deep.equal([
            { table: "act_ru_job", indexes: [["a"]], added: { a: "character varying(64)" }, scan: false },
            { table: "act_ru_task", indexes: [], added: { a: "character varying(64)" }, scan: true },
        ]));

    const texts: readonly [seconds: number | undefined, text: string][] = [
        [undefined, "not estimated"],
        [0.01, "less than 0.1 s"],
        [1.26, "about 1.3 s"],
        [61.4, "about 61 s"],
        [600, "about 10 min"],
    ];
    for (const [seconds, text] of texts) it(text, () => expect(aboutSeconds(seconds)).to.equal(text));
    const sizes: readonly [number, string][] = [
        [0, "0 B"],
        [8192, "8.0 kB"],
        [375 * 2 ** 20, "375 MB"],
        [4.1 * 2 ** 30, "4.1 GB"],
    ];
    for (const [bytes, text] of sizes) it(text, () => expect(inBytes(bytes)).to.equal(text));
});

describe("the scripts of a hop", () => {
    const log = (...versions: string[]) => versions.map((version, id) => ({ id: String(id), version }));
    const all = ["7.11_to_7.12", "7.12_to_7.13", "7.21_to_7.22", "7.22_to_7.23", "7.23_to_7.24", "7.12_patch_7.12.10_to_7.12.11"].map(
        (name) => `upgrade/postgres_engine_${name}.sql`,
    );
    const rows: readonly [from: string[], to: string, files: string[], refusal?: string][] = [
        [["7.22.0"], "7.23.0", ["7.22_to_7.23"]],
        [["7.22.0"], "7.23.4", ["7.22_to_7.23"]],
        [["7.21.0", "7.22.0"], "7.22.0", []],
        [["7.12.0"], "7.13.0", ["7.12_patch_7.12.10_to_7.12.11", "7.12_to_7.13"]],
        [["7.12.0", "7.12.11"], "7.13.0", ["7.12_to_7.13"]],
        [["7.22.0"], "7.24.0", [], "2 hops away: the next is to 7.23.0"],
        [["7.22.0"], "7.21.0", [], "ahead of 7.21.0"],
        [["7.22.0"], "7.99.0", [], "7.99.0 is not a version"],
        [["2.1.0"], "7.24.0", [], "2.1.0 is not a version"],
        [["7.19.0"], "7.20.0", [], "has no upgrade/postgres_engine_7.19_to_7.20.sql"],
    ];
    for (const [from, to, files, refusal] of rows) {
        it(`${from.join(", ")} to ${to}: ${refusal ?? (files.join(", ") || "none")}`, () => {
            const hop = hopScripts(log(...from), to, all);
            expect(hop.files).to.deep.equal(files.map((name) => `upgrade/postgres_engine_${name}.sql`));
            if (refusal === undefined) expect(hop.refusal).to.equal("");
            else expect(hop.refusal).to.contain(refusal);
        });
    }
});
