import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { camunda } from "../../components/domain/catalogue/camunda";
import type { Structure } from "../../cli/schema/structure";
import { startMigration } from "./support/migration";
import { PostgresServer } from "./support/postgres";
import { createSchema, differences, structureOf } from "./support/schemas";
import { engineScripts } from "./support/scripts";

/** Camunda widened it in the create scripts of 7.14, and has no script that does it to an older schema. */
const assignee = "column act_hi_actinst.assignee_: character varying(64), not character varying(255)";
/** Fresh schemas have it no more since 7.22, and no script takes it away. */
const telemetry = "extra property act_ge_property.telemetry.lock";

// Proves every hop from 7.5 to the last minor on a real PostgreSQL 15, by the real scripts and with rows that were written by SQL. It does not prove
// that an engine of before 7.22 works on what comes out, nor what a hop does to those who work meanwhile.
describe("Schema migration from every version to the last", function () {
    const minors = camunda.minors.map(({ minor }) => minor);
    const last = minors[minors.length - 1];
    const number = (minor: string) => Number(minor.split(".")[1]);
    const fresh = new Map<string, Structure>();
    let server: PostgresServer;
    let scripts: string;
    let databases = 0;

    before(async () => {
        server = await PostgresServer.start();
        scripts = await engineScripts(`${last}.0`);
    });

    after(() => server?.stop());

    const newSchema = (version: string) => createSchema(server, `hop${++databases}`, version);
    const schemaLog = (database: string) => server.sql(database, "select version_ from act_ge_schema_log order by id_::int");
    const migrate = async (database: string, to: string, settings: Record<string, string> = {}) =>
        (await startMigration(server, database, to, { SCRIPTS: scripts, ...settings })).ended();

    /** What the create scripts of a minor and its own patch scripts make. */
    async function freshSchema(minor: string): Promise<Structure> {
        const known = fresh.get(minor);
        if (known) return known;
        const database = await newSchema(`${minor}.0`);
        const patches = camunda.minors.find((entry) => entry.minor === minor)?.patchScripts ?? [];
        const files = patches.map(({ file }) => path.join(scripts, "upgrade", `postgres_${file}`));
        if (files.length > 0) await server.runFiles(database, ...files);
        const structure = await structureOf(server, database);
        fresh.set(minor, structure);
        return structure;
    }

    /** What remains, as documented, of a schema that was made by the create scripts of one minor and is now at another. */
    const remains = (from: string, at: string) => [
        ...(number(from) < 14 && number(at) >= 14 ? [assignee] : []),
        ...(number(from) < 22 && number(at) >= 22 ? [telemetry] : []),
    ];

    const rows = [
        "select count(*) from act_re_procdef",
        "select id_, proc_def_id_, suspension_state_ from act_ru_execution order by id_",
        "select name_, assignee_ from act_ru_task",
        "select name_, text_, bytearray_id_ from act_ru_variable order by id_",
        "select id_, retries_, handler_type_ from act_ru_job",
        "select topic_name_, act_id_ from act_ru_ext_task",
        "select type_, total_jobs_ from act_ru_batch",
        "select id_, end_time_ is null from act_hi_procinst order by id_",
        "select id_, text_ from act_hi_varinst order by id_",
        "select count(*) from act_hi_actinst",
        "select configuration_ from act_ru_incident",
    ];
    const contents = async (database: string) => Promise.all(rows.map((query) => server.sql(database, query)));

    it("makes all hops one by one, each to the schema that the create scripts make, and keeps what was in it", async () => {
        const database = await newSchema("7.5.0");
        await server.runFiles(database, path.join(__dirname, "data", "usedSince75.sql"));
        const before = await contents(database);
        for (const [index, minor] of minors.slice(1).entries()) {
            const { record, output } = await migrate(database, `${minor}.0`);
            expect(record, output).to.deep.include({ outcome: "migrated" });
            expect(record.from).to.match(new RegExp(`^${minors[index].replace(".", "\\.")}\\.`));
            expect(differences(await freshSchema(minor), await structureOf(server, database)), minor).to.deep.equal(remains("7.5", minor));
            expect(await contents(database), minor).to.deep.equal(before);
        }
        expect(await server.sql(database, "select state_ from act_hi_procinst order by id_")).to.deep.equal(["COMPLETED", "ACTIVE"]);
        expect((await schemaLog(database)).at(-1)).to.equal(`${last}.0`);
        const twice = "select id, count(*) from databasechangelog where exectype = 'EXECUTED' group by id, filename having count(*) > 1";
        expect(await server.sql(database, twice)).to.deep.equal([]);
        expect((await migrate(database, `${last}.0`)).record).to.deep.include({ outcome: "unchanged", to: `${last}.0` });
    });

    it("makes the hops from 7.10 by what each engine's own jar brings: a patch script comes with a later one", async () => {
        const database = await newSchema("7.10.0");
        await server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
        for (const minor of minors.filter((one) => number(one) > 10)) {
            const { record, output } = await migrate(database, `${minor}.0`, { SCRIPTS: await engineScripts(`${minor}.0`) });
            expect(record, output).to.deep.include({ outcome: "migrated" });
        }
        expect(differences(await freshSchema(last), await structureOf(server, database))).to.deep.equal(remains("7.10", last));
    });

    for (const minor of minors.slice(0, -1)) {
        it(`brings a ${minor} schema that no engine has used to ${last} at once`, async () => {
            const database = await newSchema(`${minor}.0`);
            const { record, output } = await migrate(database, `${last}.0`);
            expect(record, output).to.deep.include({ outcome: "migrated", from: `${minor}.0`, to: `${last}.0` });
            expect(differences(await freshSchema(last), await structureOf(server, database))).to.deep.equal(remains(minor, last));
            console.log(`        ${minor} → ${last}: ${record.seconds} s`);
        });
    }

    it("says what it did in few words: the scripts that it ran, and no tag that it only passed", async () => {
        const database = await newSchema("7.11.0");
        const { record } = await migrate(database, "7.12.0");
        expect(record.applied).to.deep.equal([
            "7.11.2-to-7.11.3",
            "7.11.7-to-7.11.8",
            "7.11.18-to-7.11.19",
            "7.11-to-7.12",
            "7.12.10-to-7.12.11",
        ]);
        expect(record.to).to.equal("7.12.11");
        expect(await schemaLog(database)).to.deep.equal(["7.11.0", "7.11.3", "7.11.8", "7.11.19", "7.12.0", "7.12.11"]);
    });

    it("has rows of its own for every table that a hop rewrites or widens", async () => {
        const text = await readFile(path.join(__dirname, "data", "usedSince75.sql"), "utf8");
        for (const table of ["act_hi_procinst", "act_ru_event_subscr", "act_ru_authorization", "act_ru_job", "act_hi_varinst"])
            expect(text).to.contain(`insert into ${table} `);
    });
});
