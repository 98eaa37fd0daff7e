import { expect } from "chai";
import { Diagnosis } from "../../cli/schema/diagnosis";
import { command } from "./support/command";
import { Databases } from "./support/databases";
import { PostgresServer } from "./support/postgres";
import { known, lineOf, refusals } from "./support/refusals";
import { engineScripts } from "./support/scripts";
import { Options, wrongConnections, wrongForDoctor } from "./support/wrongInputs";

/**
 * On a real PostgreSQL 15, with the scripts out of the engines' jars. It does not prove that engines work with a schema that has no difference,
 * nor anything about other versions of PostgreSQL.
 */
describe("the schema doctor", function () {
    let server: PostgresServer;
    let databases: Databases;

    before(async () => {
        server = await PostgresServer.start();
        databases = new Databases(server);
    });
    after(() => server.stop());

    async function doctor(database: string, minor: number, more: Options = {}): Promise<{ code: number | null; diagnosis: Diagnosis }> {
        const options = { ...known(server, database, await engineScripts(`7.${minor}.0`)), ...more };
        const { code, output } = await command("doctor", [...lineOf(options), "--json"]);
        expect(output).to.not.contain(server.password);
        expect(output, output).to.match(/^\{/);
        return { code, diagnosis: JSON.parse(output) as Diagnosis };
    }

    const named = ({ kind, what, table, name }: Diagnosis["differences"][number]) => `${kind} ${what} ${table} ${name}`;

    for (let minor = 16; minor <= 24; minor++) {
        it(`finds nothing in a fresh schema of 7.${minor}, and leaves nothing there`, async () => {
            const database = await databases.fresh(minor);
            const before = await server.dump(database);
            const { code, diagnosis } = await doctor(database, minor);
            expect(diagnosis).to.deep.include({ version: `7.${minor}.0`, differences: [], documented: [], skipped: [] });
            expect(code).to.equal(0);
            expect(await server.dump(database)).to.equal(before);
        });

        it(`finds only what is documented in a schema that was upgraded from 7.5 to 7.${minor}`, async () => {
            const { code, diagnosis } = await doctor(await databases.upgraded(5, minor), minor);
            expect(diagnosis.differences.map(named)).to.deep.equal([]);
            expect(diagnosis.documented.map(named)).to.deep.equal([
                "different column act_hi_actinst assignee_",
                ...(minor >= 22 ? ["extra property act_ge_property telemetry.lock"] : []),
            ]);
            expect(code).to.equal(0);
        });
    }

    for (let minor = 6; minor <= 15; minor++) {
        it(`knows what patches did to a schema that was upgraded from 7.5 to 7.${minor}, and the create scripts do not yet`, async () => {
            const database = await databases.upgraded(5, minor);
            const patched = { version: `7.${minor}.0`, "patch-scripts": await engineScripts("7.24.0") };
            const { code, diagnosis } = await doctor(database, minor, patched);
            expect(diagnosis.differences.map(named)).to.deep.equal([]);
            expect(code).to.equal(0);
        });
    }

    const upgrade = (name: string) => `upgrade/postgres_engine_${name}.sql`;
    const createScript = "create/activiti.postgres.create.engine.sql";
    /** What was done to a schema of 7.24, what the doctor says, and the script that it names: none where no script of Camunda's is about it. */
    const faults: readonly [sql: string, said: string, script?: string][] = [
        [
            "drop index act_idx_hi_pro_rst_pro_inst_id",
            "missing index act_hi_procinst act_idx_hi_pro_rst_pro_inst_id",
            upgrade("7.21_to_7.22"),
        ],
        ["drop index act_idx_task_owner", "missing index act_ru_task act_idx_task_owner", upgrade("7.13_patch_7.13.4_to_7.13.5_1")],
        ["drop index act_idx_exec_buskey", "missing index act_ru_execution act_idx_exec_buskey", createScript],
        [
            "drop index act_idx_job_handler; create index act_idx_job_handler on act_ru_job(handler_type_)",
            "different index act_ru_job act_idx_job_handler",
            upgrade("7.5_to_7.6"),
        ],
        [
            "update pg_index set indisvalid = false where indexrelid = 'act_idx_task_owner'::regclass",
            "different index act_ru_task act_idx_task_owner",
            upgrade("7.13_patch_7.13.4_to_7.13.5_1"),
        ],
        ["create index act_idx_of_somebody on act_ru_job(rev_)", "extra index act_ru_job act_idx_of_somebody"],
        [
            "create index act_idx_hi_act_inst_start on act_hi_actinst(start_time_)",
            "extra index act_hi_actinst act_idx_hi_act_inst_start",
            upgrade("7.10_patch_7.10.13_to_7.10.14"),
        ],
        ["alter table act_ru_job drop column batch_id_", "missing column act_ru_job batch_id_", upgrade("7.21_to_7.22")],
        ["alter table act_hi_comment drop column rev_", "missing column act_hi_comment rev_", upgrade("7.22_to_7.23")],
        [
            "alter table act_ru_authorization alter resource_id_ type varchar(64)",
            "different column act_ru_authorization resource_id_",
            upgrade("7.7_patch_7.7.4_to_7.7.5_2"),
        ],
        ["alter table act_ru_variable alter text_ type text", "different column act_ru_variable text_"],
        ["alter table act_ru_variable alter type_ drop not null", "different column act_ru_variable type_"],
        ["alter table act_ru_job alter retries_ set default 3", "different column act_ru_job retries_"],
        ["alter table act_hi_comment alter rev_ drop default", "different column act_hi_comment rev_", upgrade("7.22_to_7.23")],
        ["alter table act_ru_job add column priority_of_ours integer", "extra column act_ru_job priority_of_ours"],
        [`alter table act_ru_job add column "Of Ours" integer`, "extra column act_ru_job Of Ours"],
        ["alter table act_ru_task drop constraint act_fk_task_exe", "missing constraint act_ru_task act_fk_task_exe", createScript],
        [
            "alter table act_ru_variable drop constraint act_fk_var_batch",
            "missing constraint act_ru_variable act_fk_var_batch",
            upgrade("7.13_to_7.14"),
        ],
        ["alter table act_id_tenant drop constraint act_id_tenant_pkey cascade", "missing constraint act_id_tenant act_id_tenant_pkey"],
        ["alter table act_hi_batch add constraint act_of_ours check (id_ <> '')", "extra constraint act_hi_batch act_of_ours"],
        [
            "alter table act_ru_variable drop constraint act_fk_var_batch; alter table act_ru_variable add constraint act_fk_var_batch foreign key (batch_id_) references act_ru_batch (id_) not valid",
            "different constraint act_ru_variable act_fk_var_batch",
            upgrade("7.13_to_7.14"),
        ],
        [
            "delete from act_ge_property where name_ = 'startup.lock'",
            "missing property act_ge_property startup.lock",
            upgrade("7.7_patch_7.7.3_to_7.7.4"),
        ],
        [
            "delete from act_ge_property where name_ = 'deployment.lock'",
            "missing property act_ge_property deployment.lock",
            upgrade("7.1_to_7.2"),
        ],
        ["drop table act_re_camformdef", "missing table act_re_camformdef act_re_camformdef", upgrade("7.15_to_7.16")],
        ["drop table act_ru_meter_log", "missing table act_ru_meter_log act_ru_meter_log", upgrade("7.2_to_7.3")],
        ["create table act_of_ours (id_ integer)", "extra table act_of_ours act_of_ours"],
    ];

    for (const [sql, said, script] of faults) {
        it(`${sql}: ${said}, and what it says repairs it`, async () => {
            const database = await databases.fresh(24);
            await server.sql(database, sql);
            const { code, diagnosis } = await doctor(database, 24);
            expect(code).to.equal(2);
            expect(diagnosis.differences.map(named)).to.include(said);
            const finding = diagnosis.differences.find((one) => named(one) === said);
            expect(finding?.scripts[0]).to.equal(script);

            await server.sql(database, diagnosis.differences.map(({ repair }) => repair?.statement).join("\n"));
            const repaired = await doctor(database, 24);
            expect(repaired.diagnosis.differences.map(named)).to.deep.equal([]);
            expect(repaired.code).to.equal(0);
        });
    }

    it("names a script that was not run, though the schema log says so", async () => {
        const database = await databases.fresh(21);
        await server.sql(database, "insert into act_ge_schema_log values ('1100', now(), '7.22.0')");
        const { code, diagnosis } = await doctor(database, 22);
        expect(code).to.equal(2);
        expect(diagnosis.skipped).to.deep.equal([upgrade("7.21_to_7.22")]);
        await server.sql(database, diagnosis.differences.map(({ repair }) => repair?.statement).join("\n"));
        expect((await doctor(database, 22)).diagnosis.differences).to.deep.equal([]);
    });

    it("names what is missing of all patches, and repairs it", async () => {
        const database = await databases.fresh(5);
        const files = [
            "7.5_to_7.6",
            "7.6_to_7.7",
            "7.7_to_7.8",
            "7.8_to_7.9",
            "7.9_to_7.10",
            "7.10_to_7.11",
            "7.11_to_7.12",
            "7.12_to_7.13",
        ];
        const scripts = await engineScripts("7.24.0");
        await server.runFiles(database, ...files.map((name) => `${scripts}/${upgrade(name)}`));
        await server.runFiles(database, ...["7.13_to_7.14", "7.14_to_7.15", "7.15_to_7.16"].map((name) => `${scripts}/${upgrade(name)}`));
        const { diagnosis } = await doctor(database, 16);
        expect(diagnosis.skipped).to.include(upgrade("7.7_patch_7.7.3_to_7.7.4"));
        expect(diagnosis.differences.length).to.be.greaterThan(20);
        expect(diagnosis.differences.filter(({ scripts: [first] }) => first === undefined)).to.deep.equal([]);
        await server.sql(database, diagnosis.differences.map(({ repair }) => repair?.statement).join("\n"));
        expect((await doctor(database, 16)).diagnosis.differences).to.deep.equal([]);
    });

    it("names the row that the schema log lacks, where somebody says that the schema is newer", async () => {
        const database = await databases.upgraded(16, 22);
        await server.sql(database, "delete from act_ge_schema_log where id_ = '1100'");
        const { diagnosis } = await doctor(database, 22, { version: "7.22.0" });
        expect(diagnosis.differences.map(named)).to.deep.equal(["missing schema log act_ge_schema_log 7.22.0"]);
        await server.sql(database, diagnosis.differences[0].repair?.statement ?? "");
        expect((await doctor(database, 22)).code).to.equal(0);
    });

    it("does not judge what is not Camunda's", async () => {
        const database = await databases.fresh(22);
        await server.sql(
            database,
            `create table orders (id integer); create index orders_by_name on act_ru_variable(name_); create view act_all as select 1 as one;
             insert into act_ge_property values ('historyLevel', '3', 1), ('camunda.installation.id', 'x', 1);
             create schema other; create table other.act_ru_job (id_ integer)`,
        );
        expect((await doctor(database, 22)).diagnosis).to.deep.include({ differences: [], documented: [] });
    });

    it("works in the schema that the URL names, and in a scratch database", async () => {
        const database = await databases.fresh(22);
        await server.sql(database, `alter schema public rename to "Engine"; drop index "Engine".act_idx_task_owner`);
        const scratch = await databases.empty();
        const url = `${server.jdbcUrl(database)}?currentSchema=%22Engine%22`;
        const { diagnosis } = await doctor(database, 22, { url, "scratch-url": server.jdbcUrl(scratch) });
        expect(diagnosis.differences.map(named)).to.deep.equal(["missing index act_ru_task act_idx_task_owner"]);
        expect(await server.sql(scratch, "select relname from pg_class where relname like 'act%'")).to.deep.equal([]);

        const { output, code } = await command("doctor", lineOf({ ...known(server, database, await engineScripts("7.22.0")), url }));
        expect(output).to.contain('set search_path to "Engine";').and.to.contain("missing index ACT_IDX_TASK_OWNER of ACT_RU_TASK");
        expect(code).to.equal(2);
    });

    describe("says what is wrong with", () =>
        refusals(
            "doctor",
            [...wrongConnections, ...wrongForDoctor],
            () => databases,
            async () => known(server, "", await engineScripts("7.22.0")),
        ));
});
