import { expect } from "chai";
import { Observer } from "../../local/demo/observer";
import { kubectl, sql, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

/**
 * A stack whose database is gone in the middle of an update, on the real cluster. The tests build on each other. Which databases the migration changes
 * is in expectedDatabase.test.ts; a database that was mistyped when a cluster is taken over, in adoption.test.ts.
 */
describe("a database that is another one than the stack has completed its version on", () => {
    let stack: TestStack;
    let installation: string;

    const versions = async () => (await (await Observer.connect()).nodeVersions()).map(({ version }) => version).sort();
    const kept = async (name: string) => JSON.parse(await stack.output(name, "--json")) as Record<string, unknown>[];
    const expectation = () =>
        kubectl("get", "configmap", "camunda-schema-7-23-0", "-o", "jsonpath={.binaryData.expected}").then((text) => atob(text));

    before(async () => {
        stack = await TestStack.create({ "nodes.count": "2", "nodes.budgetSeconds": "150", "verification.pauseAfter[0]": "schema" });
    });
    after(() => stack.remove());

    it("is known by what its engines call it, from the first installation on; after that nothing differs", async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        installation = await sql("select value_ from act_ge_property where name_ = 'camunda.installation.id'");
        expect(installation).to.match(/^[0-9a-f-]{36}$/);
        expect((await kept("evidence")).map((entry) => entry.installation)).to.deep.equal([installation]);
        expect((await kept("history")).map(({ expected }) => expected)).to.deep.equal(["fresh"]);
        const preview = await stack.preview("--expect-no-changes");
        expect(preview.code, preview.output).to.equal(0);
    });

    it("is expected when an update begins, and gets its schema", async () => {
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("paused: ");
        expect(await expectation()).to.equal(`recorded 7.22.0 ${installation}`);
        expect(await sql("select version_ from act_ge_schema_log order by id_::int desc limit 1")).to.equal("7.23.0");
    });

    it("is missed at preview by the nodes that run, when its tables are gone; no node is touched", async () => {
        await sql("drop schema public cascade; create schema public");
        await stack.set("verification.goAhead", "7.23.0 schema");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output)
            .to.match(
                /databaseUnexpected: camunda-batch-\d-\S+: in service, but it answers schema\/log with HTTP status 500 .* relation "act_\w+" does not exist/,
            )
            .and.to.contain("next: restore the database from its backup (docs/guides/roll-back-and-restore.md)");
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0"]);
    });

    it("is not made anew when the namespace was deleted, and nothing counts as completed", async () => {
        await kubectl("delete", "namespace", "camunda", "--wait");
        const { code, output } = await stack.up("--refresh");
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain("is empty; expected is the schema 7.22.0 of installation")
            .and.to.contain("databaseUnexpected")
            .and.to.contain("'overrides[0].hold' databaseUnexpected");
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
        await until("the database answers", async () => (await sql("select count(*) from pg_tables where schemaname = 'public'")) === "0");
    });

    it("is made anew where an override says so, and is the expected one from then on", async () => {
        await stack.set("overrides[0].hold", "databaseUnexpected");
        await stack.set("overrides[0].reason", "no data to keep");
        // Nobody serves any more: that is a hold of its own.
        await stack.set("overrides[1].hold", "truthUnknown");
        await stack.set("overrides[1].reason", "no data to keep");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(await versions()).to.deep.equal(["7.23.0", "7.23.0"]);
        const renewed = await sql("select value_ from act_ge_property where name_ = 'camunda.installation.id'");
        expect(renewed).to.not.equal(installation);
        expect((await kept("evidence")).at(-1)).to.include({ installation: renewed });
        expect((await kept("history")).at(-1)).to.include({ expected: "any" });
        const preview = await stack.preview("--expect-no-changes");
        expect(preview.code, preview.output).to.equal(0);
    });
});
