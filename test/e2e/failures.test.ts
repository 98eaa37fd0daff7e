import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { generations, kubectl, migrationRuns, sql, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const goodImage = "localhost/camunda-bpm-platform:run-{version}";

/**
 * One rollout that meets one fault after the other, with requests all the while: each fault holds it where it is, and it goes on from there.
 * The faults build on each other: the tests are to be run together, in order.
 */
describe("a rolling update that meets faults", () => {
    let stack: TestStack;
    let observer: Observer;
    let load: Load;

    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();
    const schemaVersions = async () => (await observer.schemaLog()).map(({ version }) => version);

    before(async () => {
        stack = await TestStack.create({
            "nodes.budgetSeconds": "60",
            "migration.lockTimeout": "1s",
            // The migration tries again for 0.8 of it: the locked table is to outlast that.
            "migration.budgetSeconds": "60",
        });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        const { rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
        await deployProcesses(rest);
        load = await startLoad({ rest, rate: 20, keepAlive: false });
        await stack.set("engine.version", "7.23.0");
    });
    after(async () => {
        await load?.stop();
        await stack.remove();
    });
    afterEach(() => expect(load.failures()).to.deep.equal([]));

    it("a wrong password: no node is touched, and the error names the cause", async () => {
        const before = await generations();
        await stack.setSecret("databasePassword", "wrong");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("migrationFailed").and.to.contain("password authentication failed");
        expect(await generations()).to.equal(before);
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0", "7.22.0"]);
        await stack.setSecret("databasePassword", "right");
    });

    it("a table that is locked: no node is touched, nothing is half done, and the error names the cause", async () => {
        const before = await generations();
        const holder = sql("begin; lock table act_ru_execution in access share mode; select pg_sleep(600)").catch(() => "ended");
        await until(
            "the lock is held",
            async () => (await sql("select count(*) from pg_stat_activity where query like 'begin; lock%'")) === "1",
        );
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("migrationFailed").and.to.contain("lock timeout").and.to.contain("Nothing was changed");
        expect(await generations()).to.equal(before);
        expect((await schemaVersions()).at(-1)).to.equal("7.22.0");
        await sql("select pg_terminate_backend(pid) from pg_stat_activity where query like 'begin; lock%'");
        expect(await holder).to.equal("ended");
    });

    it("pulumi killed while the migration runs: the next run goes on, and the schema is applied once", async () => {
        // An image that will not become ready comes with it, for the next test: another application in the middle of an update, which is refused.
        await stack.set("engine.image", `${goodImage}-neverready`);
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        expect(output).to.contain("applicationChanged: the update to 7.23.0, which is in progress, also changes the application");
        await stack.set("overrides[0].hold", "applicationChanged");
        await stack.set("overrides[0].reason", "a test of an image that does not start");
        const { process: pulumi, ended } = stack.start();
        await until("the migration runs", () => migrationRuns("7.23.0"));
        pulumi.kill("SIGKILL");
        await ended;
        expect((await stack.cancel()).code).to.equal(0);
    });

    it("nodes that never get ready: the first batch is held, the others serve the previous version, and the budget ends", async () => {
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain('before hook "checkpoint camunda-batch-1" failed: The budget of 60 s has ended')
            .and.to.match(/nodeNotReady: camunda-batch-1-\S+: not ready/);
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0"]);
        expect(await kubectl("get", "deployments", "-o", "jsonpath={.items[*].metadata.generation}")).to.match(/^[2-9] 1 1$/);
        expect((await schemaVersions()).filter((version) => version === "7.23.0")).to.have.length(1);
    });

    it("another version meanwhile is refused", async () => {
        await stack.set("engine.version", "7.24.0");
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        expect(output).to.contain("rolloutInFlight: 7.23.0 → 7.24.0").and.to.contain("last completed: 7.22.0");
        await stack.set("engine.version", "7.23.0");
    });

    it("pulumi killed during batch 2, with an image that works: the next run completes, and the schema was applied once", async () => {
        // The image that the update has begun with is no other application.
        await stack.set("engine.image", goodImage);
        const { process: pulumi, ended } = stack.start();
        await until(
            "batch 2 is upgraded",
            async () => (await kubectl("get", "deployment", "camunda-batch-2", "-o", "jsonpath={.metadata.generation}")) === "2",
            240,
        );
        pulumi.kill("SIGKILL");
        await ended;
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
        expect((await stack.cancel()).code).to.equal(0);

        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(await versions()).to.deep.equal(["7.23.0", "7.23.0", "7.23.0"]);
        expect((await schemaVersions()).filter((version) => version === "7.23.0")).to.have.length(1);
        expect(await sql("select count(*) from databasechangelog where id = '7.22-to-7.23'")).to.equal("1");
        expect(await stack.output("completedVersion")).to.equal("7.23.0");
    });

    it("one Ctrl-C during a checkpoint ends the update early, and the next run goes on", async () => {
        await stack.set("nodes.env.JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx250m");
        const { process: pulumi, ended } = stack.start();
        await until(
            "batch 1 is restarted",
            async () => (await kubectl("get", "pods", "-l", "camunda.org/batch=batch-1", "--no-headers")).split("\n").length > 1,
        );
        const interrupted = Date.now();
        pulumi.kill("SIGINT");
        const { code, output } = await ended;
        expect(code).not.to.equal(0);
        expect(output).to.contain("interrupted");
        expect(Date.now() - interrupted, "long before the budget of 60 s").to.be.lessThan(15_000);
        await until("the restarted node is back", async () => (await versions()).length === 3);
        const { code: again, output: rest } = await stack.up();
        expect(again, rest).to.equal(0);
    });
});
