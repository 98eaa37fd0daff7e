import { expect } from "chai";
import { expectationFor } from "../../components/schema/rules/expected";
import { history, target } from "../unit/support/facts";
import { MariadbSchemas } from "./support/mariadbSchemas";
import { Migration, startMigration } from "./support/migration";
import { PostgresServer } from "./support/postgres";
import { createSchema } from "./support/schemas";
import { engineScripts } from "./support/scripts";

const id = "1ec4c2ba-7e5f-11f0-a1b2-0242ac120002";
const otherId = "9d3bb0fe-7e5f-11f0-a1b2-0242ac120002";

// What a stack expects, as it writes it beside the script.
const fresh = expectationFor(target("7.23.0"), { history: [] });
const takenOver = expectationFor(target("7.22.0", { adopt: "app=orders" }), { history: [] });
const at22 = { version: "7.22.0", history: history("7.22.0") };
const recorded = expectationFor(target("7.23.0"), at22);
const withId = { ...at22, evidence: [{ from: "", to: "camunda 7.22.0", at: "", image: "", digests: [], scripts: "", installation: id }] };
const recordedId = expectationFor(target("7.23.0"), withId);
const any = expectationFor(target("7.23.0", { overrides: [{ hold: "databaseUnexpected", reason: "new data center" }] }), withId);

// Proves on a real PostgreSQL, and for MariaDB's own questions on a MariaDB, which databases the migration changes and which it leaves as they are,
// with rows that were written by SQL in the place of engines. That engines write these rows, and what a stack does then, is for the tests on the cluster.
describe("The migration and the database that is expected", function () {
    let server: PostgresServer;
    let scripts: string;
    let databases = 0;

    before(async () => {
        server = await PostgresServer.start();
        scripts = await engineScripts("7.24.0");
    });
    after(() => server?.stop());

    const empty = async () => {
        await server.createDatabase(`expected${++databases}`);
        return `expected${databases}`;
    };
    /** A schema by the create scripts; used, where engines call it something or nothing: before 7.14 they did not. */
    const schema = async (version: string, installation?: string) => {
        const database = await createSchema(server, `expected${++databases}`, version);
        if (installation !== undefined) {
            await server.sql(database, "insert into act_ge_property values ('historyLevel', '3', 1)");
        }
        if (installation) {
            await server.sql(database, `insert into act_ge_property values ('camunda.installation.id', '${installation}', 1)`);
        }
        return database;
    };
    const migrate = async (database: string, to: string, expected: string, settings: Record<string, string> = {}) =>
        (await startMigration(server, database, to, { SCRIPTS: scripts, TARGET: to, EXPECTED_DATABASE: expected, ...settings })).ended();

    const says = ({ message, record, output }: Migration, text: string) => {
        expect(record.hold?.id, output).to.equal("databaseUnexpected");
        expect(record.hold?.message).to.contain(text);
        expect(message)
            .to.match(/^databaseUnexpected: .*\n {2}why: .*\n {2}next: .*'overrides\[0\].hold' databaseUnexpected .*\n {2}docs: .*\n\{/)
            .and.to.have.lengthOf.below(4096);
    };

    it("expects what these stacks write", () =>
        expect([fresh, takenOver, recorded, recordedId, any]).to.deep.equal([
            "fresh",
            "takenOver 7.22.0",
            "recorded 7.22.0",
            `recorded 7.22.0 ${id}`,
            "any",
        ]));

    const refused: [name: string, database: () => Promise<string>, to: string, expected: string, says: string][] = [
        ["an empty one where nodes are taken over", empty, "7.22.0", takenOver, "is empty; expected is 7.22.0"],
        ["one a minor below the nodes that are taken over", () => schema("7.21.0", id), "7.22.0", takenOver, "has the schema 7.21.0"],
        ["an empty one where a version is recorded", empty, "7.23.0", recorded, "is empty; expected is the schema 7.22.0"],
        [
            "an empty one where an installation is recorded",
            empty,
            "7.23.0",
            recordedId,
            `is empty; expected is the schema 7.22.0 of installation ${id}`,
        ],
        ["one a minor below the recorded version", () => schema("7.21.0"), "7.22.0", recorded, "has the schema 7.21.0"],
        [
            "another installation's",
            () => schema("7.22.0", otherId),
            "7.23.0",
            recordedId,
            `of installation ${otherId}; expected is the schema 7.22.0 of installation ${id}`,
        ],
        ["one that no engine has used", () => schema("7.22.0"), "7.23.0", recordedId, "no installation id"],
        ["one that engines have used, in a stack without a record", () => schema("7.22.0", id), "7.23.0", fresh, "which engines have used"],
        ["the same two minors behind", () => schema("7.21.0", ""), "7.23.0", fresh, "set --path engine.version 7.21.0"],
    ];
    for (const [name, database, to, expected, text] of refused) {
        it(`refuses ${name}, and changes nothing`, async () => {
            const there = await database();
            const before = await server.dump(there);
            const held = await migrate(there, to, expected);
            expect(held.exitCode).to.equal(3);
            if (text.startsWith("set ")) expect(held.record.hold?.next).to.contain(text);
            says(held, text.startsWith("set ") ? "" : text);
            expect(await server.dump(there)).to.equal(before);
        });
    }

    const changed: [name: string, database: () => Promise<string>, to: string, expected: string, outcome: string][] = [
        ["creates the schema of a first installation", empty, "7.23.0", fresh, "created"],
        ["goes on with a creation that was interrupted", () => schema("7.21.0"), "7.23.0", fresh, "migrated"],
        ["migrates the recorded schema", () => schema("7.22.0", ""), "7.23.0", recorded, "migrated"],
        ["migrates the recorded installation's", () => schema("7.22.0", id), "7.23.0", recordedId, "migrated"],
        ["goes where an override says so", () => schema("7.22.0", otherId), "7.23.0", any, "migrated"],
        ["creates where an override says so", empty, "7.23.0", any, "created"],
        ["leaves a used schema at the target alone, in a stack without a record", () => schema("7.23.0", id), "7.23.0", fresh, "unchanged"],
        ["takes over a schema that is as expected", () => schema("7.22.0", id), "7.22.0", takenOver, "unchanged"],
        ["takes over a schema that is a minor ahead", () => schema("7.23.0", id), "7.22.0", takenOver, "unchanged"],
        [
            "finds the restored schema of the previous version",
            () => schema("7.22.0", id),
            "7.22.0",
            recordedId.replace("7.22.0", "7.23.0"),
            "unchanged",
        ],
    ];
    for (const [name, database, to, expected, outcome] of changed) {
        it(name, async () => {
            const { record, output, exitCode } = await migrate(await database(), to, expected);
            expect([record.outcome, exitCode], output).to.deep.equal([outcome, 0]);
        });
    }

    it("applies patch scripts to a schema that is taken over, and none to a used one that nobody takes over", async () => {
        const [adopted, foreign] = [await schema("7.13.0", ""), await schema("7.13.0", "")];
        const { record, output } = await migrate(adopted, "7.13.0", "takenOver 7.13.0");
        expect([record.outcome, record.applied.some((each) => each.startsWith("7.13.4-to-"))], output).to.deep.equal(["migrated", true]);
        says(await migrate(foreign, "7.13.0", fresh), "which engines have used");
    });

    it("does not wait for a DBA where the database is another one, and waits where it is the expected one", async () => {
        const settings = { APPLIED_BY: "dba", POLL_SECONDS: "1", BUDGET_SECONDS: "1" };
        says(await migrate(await empty(), "7.23.0", recordedId, settings), "is empty");
        says(await migrate(await schema("7.22.0", otherId), "7.23.0", recordedId, settings), otherId);
        const awaited = await migrate(await schema("7.22.0", id), "7.23.0", recordedId, settings);
        expect(awaited.record.hold?.id, awaited.output).to.equal("migrationAwaited");
    });

    it("records what engines call the installation, of each product, and nothing else that stands there", async () => {
        const database = await schema("7.22.0", id);
        const installation = async () => (await migrate(database, "7.22.0", "any")).record.installation;
        expect(await installation()).to.equal(id);
        await server.sql(database, `insert into act_ge_property values ('operaton.installation.id', '${otherId}', 1)`);
        expect(await installation()).to.equal(`${id} ${otherId}`);
        const strange = `update act_ge_property set value_ = 'a"; drop table act_ru_job; --' where name_ = 'camunda.installation.id'`;
        await server.sql(database, strange);
        expect(await installation()).to.equal(otherId);
        expect((await migrate(await empty(), "7.22.0", fresh)).record.installation).to.equal("");
    });

    it("takes an installation with the ids of two products for the recorded one by either", async () => {
        const database = await schema("7.22.0", otherId);
        await server.sql(database, `insert into act_ge_property values ('operaton.installation.id', '${id}', 1)`);
        expect((await migrate(database, "7.23.0", recordedId)).record.outcome).to.equal("migrated");
    });

    it("refuses an expectation that it does not understand", async () => {
        const { record } = await migrate(await empty(), "7.23.0", "");
        expect(record.hold?.id).to.equal("configurationInvalid");
    });

    describe("on MariaDB", () => {
        let schemas: MariadbSchemas;
        before(async () => (schemas = await MariadbSchemas.start()));
        after(() => schemas?.server.stop());

        const property = (database: string, name: string, value: string) =>
            schemas.server.sql(database, `insert into ACT_GE_PROPERTY values ('${name}', '${value}', 1)`);

        it("refuses an empty database, another installation and a used one without a record; migrates the recorded one, and records its id", async () => {
            const at = { EXPECTED_DATABASE: `recorded 7.21.0 ${id}` };
            says(await schemas.migrate(await schemas.newDatabase(), "7.22.0", at), "is empty");

            const other = await schemas.newSchema("7.21.0");
            await property(other, "historyLevel", "3");
            await property(other, "camunda.installation.id", otherId);
            const before = await schemas.server.dump(other);
            says(await schemas.migrate(other, "7.22.0", at), otherId);
            says(await schemas.migrate(other, "7.22.0", { EXPECTED_DATABASE: fresh }), "which engines have used");
            expect(await schemas.server.dump(other)).to.equal(before);

            await schemas.server.sql(other, `update ACT_GE_PROPERTY set VALUE_ = '${id}' where NAME_ = 'camunda.installation.id'`);
            const { record, output } = await schemas.migrate(other, "7.22.0", at);
            expect(record, output).to.deep.include({ outcome: "migrated", installation: id });
        });
    });
});
