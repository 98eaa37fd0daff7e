import { expect } from "chai";
import { describeFinding, diagnose } from "../../../cli/schema/diagnosis";
import { LogEntry, minorOf, newestIn, upTo, versionOfScripts } from "../../../cli/schema/schemaLog";
import { ScriptFile } from "../../../cli/schema/statement";
import { compareStructures, Structure, Table } from "../../../cli/schema/structure";
import { loadParser, parseScript } from "../../../cli/sqlScripts";

const key = "character varying(64)";
const table = (columns: Record<string, string>, more: Partial<Table> = {}): Table => ({
    columns: Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, { type, nullable: true }])),
    indexes: {},
    constraints: {},
    ...more,
});
const structure = (tables: Record<string, Table>, properties: Record<string, string> = {}): Structure => ({ tables, properties });
const job = table(
    { id_: key, name_: key },
    {
        indexes: { act_idx_job: "btree (name_)" },
        constraints: { act_ru_job_pkey: "PRIMARY KEY (id_)", act_fk_job: "FOREIGN KEY (name_) REFERENCES act_ru_task(id_)" },
    },
);
const fresh = structure({ act_ru_job: job }, { "schema.version": "fox", "startup.lock": "0" });
const withJob = (more: Partial<Table>) => structure({ act_ru_job: { ...job, ...more } }, fresh.properties);

// It does not prove that PostgreSQL describes its objects so: test/e2e/doctor.test.ts does.
describe("the differences of two structures", () => {
    const rows: readonly [title: string, found: Structure, ...differences: string[]][] = [
        ["none", fresh],
        [
            "nothing there",
            structure({}),
            "missing table act_ru_job",
            "missing index act_idx_job",
            "missing constraint act_fk_job",
            "missing property schema.version",
            "missing property startup.lock",
        ],
        ["a table of somebody's", structure({ ...fresh.tables, orders: job }, fresh.properties)],
        ["a table with the prefix", structure({ ...fresh.tables, act_of_ours: job }, fresh.properties), "extra table act_of_ours"],
        ["a column less", withJob({ columns: { id_: { type: key, nullable: true } } }), "missing column name_"],
        ["a column more", withJob({ columns: { ...job.columns, ours: { type: "text", nullable: true } } }), "extra column ours"],
        ["another type", withJob({ columns: { ...job.columns, name_: { type: "text", nullable: true } } }), "different column name_"],
        ["not null", withJob({ columns: { ...job.columns, name_: { type: key, nullable: false } } }), "different column name_"],
        [
            "a default",
            withJob({ columns: { ...job.columns, name_: { type: key, nullable: true, default: "1" } } }),
            "different column name_",
        ],
        [
            "a default of null is none",
            withJob({ columns: { ...job.columns, name_: { type: key, nullable: true, default: "NULL::character varying" } } }),
        ],
        ["an index less", withJob({ indexes: {} }), "missing index act_idx_job"],
        ["another index", withJob({ indexes: { act_idx_job: "btree (id_)" } }), "different index act_idx_job"],
        ["an index that is not valid", withJob({ indexes: { act_idx_job: "INVALID, btree (name_)" } }), "different index act_idx_job"],
        ["an index of somebody's", withJob({ indexes: { ...job.indexes, by_name: "btree (name_)" } })],
        ["an index with the prefix", withJob({ indexes: { ...job.indexes, act_idx_ours: "btree (name_)" } }), "extra index act_idx_ours"],
        ["no key", withJob({ constraints: {} }), "missing constraint act_ru_job_pkey", "missing constraint act_fk_job"],
        ["a row less", structure(fresh.tables, { "schema.version": "fox" }), "missing property startup.lock"],
        ["another value of a lock", structure(fresh.tables, { "schema.version": "fox", "startup.lock": "7" })],
        ["another mark", structure(fresh.tables, { "schema.version": "x", "startup.lock": "0" }), "different property schema.version"],
        ["rows of the engine", structure(fresh.tables, { ...fresh.properties, historyLevel: "3" })],
        ["another lock", structure(fresh.tables, { ...fresh.properties, "telemetry.lock": "0" }), "extra property telemetry.lock"],
    ];
    for (const [title, found, ...differences] of rows) {
        it(title, () =>
            expect(compareStructures(fresh, found).map(({ kind, what, name }) => `${kind} ${what} ${name}`)).to.deep.equal(differences),
        );
    }
});

describe("the repair of a difference", () => {
    const script = (file: string, sql: string): ScriptFile => ({ file, statements: parseScript(sql) });
    let create: ScriptFile[];
    let upgrade: ScriptFile[];

    before(async () => {
        await loadParser();
        create = [
            script(
                "create/engine.sql",
                `create table ACT_RU_JOB (ID_ varchar(64), NAME_ varchar(64), primary key (ID_)); create index ACT_IDX_JOB on ACT_RU_JOB(NAME_);
                 alter table ACT_RU_JOB add constraint ACT_FK_JOB foreign key (NAME_) references ACT_RU_TASK (ID_);
                 insert into ACT_GE_PROPERTY values ('startup.lock', '0', 1);`,
            ),
        ];
        upgrade = [
            script(
                "upgrade/postgres_engine_7.1_to_7.2.sql",
                "alter table ACT_RU_JOB add NAME_ varchar(32); create index ACT_IDX_OLD on ACT_RU_JOB(ID_);",
            ),
            script(
                "upgrade/postgres_engine_7.2_to_7.3.sql",
                "alter table ACT_RU_JOB alter column NAME_ type varchar(64); drop index ACT_IDX_OLD;",
            ),
            script("upgrade/postgres_engine_7.3_patch_7.3.1_to_7.3.2.sql", "create index ACT_IDX_PATCH on ACT_RU_JOB(NAME_);"),
            script("upgrade/postgres_engine_7.9_to_7.10.sql", "drop index ACT_IDX_JOB;"),
        ];
    });
    const judge = (found: Structure) => diagnose({ version: "7.3.0", fresh, found, create, upgrade });

    const rows: readonly [title: string, found: Structure, statement: string, script?: string, from?: string][] = [
        [
            "an index: the script's own statement",
            withJob({ indexes: {} }),
            "create index ACT_IDX_JOB on ACT_RU_JOB(NAME_);",
            "create/engine.sql",
            "create/engine.sql",
        ],
        [
            "an index of another shape goes first",
            withJob({ indexes: { act_idx_job: "btree (id_)" } }),
            "drop index ACT_IDX_JOB;\ncreate index ACT_IDX_JOB on ACT_RU_JOB(NAME_);",
            "create/engine.sql",
            "create/engine.sql",
        ],
        [
            "an index that a later script removes",
            withJob({ indexes: { ...job.indexes, act_idx_old: "btree (id_)" } }),
            "drop index ACT_IDX_OLD;",
            "upgrade/postgres_engine_7.2_to_7.3.sql",
            "upgrade/postgres_engine_7.2_to_7.3.sql",
        ],
        [
            "a column that was widened after it was added: as it is now",
            withJob({ columns: { id_: { type: key, nullable: true } } }),
            "alter table ACT_RU_JOB add column NAME_ character varying(64);",
            "upgrade/postgres_engine_7.1_to_7.2.sql",
        ],
        [
            "a type",
            withJob({ columns: { ...job.columns, name_: { type: "character varying(32)", nullable: true } } }),
            "alter table ACT_RU_JOB alter column NAME_ type varchar(64);",
            "upgrade/postgres_engine_7.1_to_7.2.sql",
            "upgrade/postgres_engine_7.2_to_7.3.sql",
        ],
        [
            "type, default and null at once",
            withJob({ columns: { ...job.columns, name_: { type: "text", nullable: false, default: "1" } } }),
            "alter table ACT_RU_JOB alter column NAME_ type character varying(64), alter column NAME_ drop default, alter column NAME_ drop not null;",
            "upgrade/postgres_engine_7.1_to_7.2.sql",
        ],
        [
            "a column of somebody's",
            withJob({ columns: { ...job.columns, "Of Ours": { type: "text", nullable: true } } }),
            'alter table ACT_RU_JOB drop column "Of Ours";',
        ],
        [
            "a row",
            structure(fresh.tables, { "schema.version": "fox" }),
            "insert into ACT_GE_PROPERTY values ('startup.lock', '0', 1);",
            "create/engine.sql",
            "create/engine.sql",
        ],
    ];
    for (const [title, found, statement, file, from] of rows) {
        it(title, () => {
            const { differences } = judge(found);
            expect(differences).to.have.lengthOf(1);
            const [{ repair, scripts }] = differences;
            expect(repair?.statement).to.equal(statement);
            expect(repair?.from).to.equal(from);
            expect(scripts[0]).to.equal(file);
            const said = describeFinding(differences[0]);
            expect(said).to.contain(file === undefined ? "none of Camunda's removes it" : file);
            expect(said.includes("no script of Camunda's has it")).to.equal(from === undefined);
        });
    }

    it("has none for the mark of a product", () => {
        const [finding] = judge(structure(fresh.tables, { ...fresh.properties, "schema.version": "x" })).differences;
        expect(finding.repair).to.equal(undefined);
        expect(describeFinding(finding)).to.contain("no statement could put this right");
    });

    it("does not count what a patch made, where the create scripts are older", () => {
        const { differences, documented } = judge(withJob({ indexes: { ...job.indexes, act_idx_patch: "btree (name_)" } }));
        expect(differences).to.deep.equal([]);
        expect(documented[0].documented).to.contain("7.3.1_to_7.3.2.sql made it so");
    });

    it("looks at no script of a later version", () =>
        expect(upTo(upgrade, "7.3.0").map(({ file }) => file)).to.deep.equal(upgrade.slice(0, 3).map(({ file }) => file)));
});

describe("the schema log", () => {
    const log = (...ids: string[]): LogEntry[] => ids.map((id) => ({ id, version: `version of ${id}` }));
    const rows: readonly [string, LogEntry[], string?][] = [
        ["by number", log("1000", "900", "0"), "version of 1000"],
        ["whatever the order", log("900", "1000"), "version of 1000"],
        ["without what is no number", log("x", "1", ""), "version of 1"],
        ["nothing", []],
        ["nothing that is a number", log("x")],
    ];
    for (const [title, entries, newest] of rows) {
        it(`newest ${title}: ${newest ?? "none"}`, () => expect(newestIn(entries)).to.equal(newest));
    }

    for (const [version, minor] of [["7.22.0", "7.22"], ["7.13.5_1", "7.13"], ["2.1.0", "2.1"], ["7.22"], ["main"], [""]]) {
        it(`${version || "nothing"} is of ${minor ?? "no minor"}`, () => expect(minorOf(version)).to.equal(minor));
    }

    it("tells the version of scripts by what they write, else by the last that leads somewhere", async () => {
        await loadParser();
        const create = [
            { file: "create/x.sql", statements: parseScript("insert into ACT_GE_SCHEMA_LOG values ('0', CURRENT_TIMESTAMP, '7.22.0');") },
        ];
        const upgrade = [{ file: "upgrade/postgres_engine_7.9_to_7.10.sql", statements: [] }];
        expect(versionOfScripts(create, upgrade)).to.equal("7.22.0");
        expect(versionOfScripts([], upgrade)).to.equal("7.10.0");
        expect(versionOfScripts([], [])).to.equal(undefined);
    });
});
