import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Observer } from "../../local/demo/observer";
import { command } from "./support/command";
import { generations, kubectl, sql, until } from "./support/kubectl";
import { engineJar } from "./support/scripts";
import { TestStack } from "./support/testStack";

const application = "/camunda/internal/camunda-bpm-run-core.jar";

/**
 * Scripts out of an application's jar, in an image with nothing but a Java runtime to open it, and a step whose scripts a DBA runs, on the real
 * cluster. The tests build on each other. What the migration takes for done, and the other tools that open jars, are in the suites on PostgreSQL.
 */
describe("a schema that somebody else migrates", () => {
    let stack: TestStack;
    let observer: Observer;

    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();

    before(async () => {
        stack = await TestStack.create({ "nodes.count": "2", "migration.scriptsPath": application, "migration.budgetSeconds": "300" });
    });
    after(() => stack.remove());

    it("is created by scripts out of the application's jar", async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0"]);
        // The first row of a schema that Camunda's change log has made.
        expect(await sql("select version_ from act_ge_schema_log where id_ = '0'")).to.equal("7.16.0");
    });

    it("says at preview what to hand out", async () => {
        await stack.set("engine.version", "7.23.0");
        await stack.set("migration.appliedBy", "dba");
        const { code, output } = await stack.preview();
        expect(code, output).to.equal(0);
        expect(output).to.contain("npm run -s bundle -- --from 7.22.0 --to 7.23.0 --scripts DIR");
    });

    it("scripts that are nowhere: no node is touched, and the error says what to set", async () => {
        const before = await generations();
        await stack.set("migration.scriptsPath", "/no/scripts");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("scriptsMissing: there is no /no/scripts in the image").and.to.contain("set migration.scriptsPath");
        expect(await generations()).to.equal(before);
        await stack.set("migration.scriptsPath", application);
    });

    it("waits for the DBA, and goes on when the bundle was run", async () => {
        const folder = mkdtempSync(join(tmpdir(), "bundle-"));
        const file = join(folder, "update.sql");
        const written = await command("bundle", [
            "--from",
            "7.22.0",
            "--to",
            "7.23.0",
            "--scripts",
            await engineJar("7.23.0"),
            "--out",
            file,
        ]);
        expect(written.code, written.output).to.equal(0);

        const { ended } = stack.start();
        await until("the migration waits", async () =>
            (await kubectl("logs", "job/camunda-schema-7-23-0", "-c", "migrate").catch(() => "")).includes(
                "awaiting  the schema is at 7.22.0",
            ),
        );
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0"]);
        await sql(readFileSync(file, "utf8"));
        rmSync(folder, { recursive: true });

        const { code, output } = await ended;
        expect(code, output).to.equal(0);
        expect(await versions()).to.deep.equal(["7.23.0", "7.23.0"]);
        expect(await sql("select count(*) from databasechangelog where id = '7.22-to-7.23'")).to.equal("0");
        expect(await stack.output("completedVersion")).to.equal("7.23.0");
    });
});
