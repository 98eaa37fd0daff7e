import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, startInstances } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { fewestInService } from "../../local/demo/records";
import { Transition } from "../../components";
import { command } from "./support/command";
import { kubectl, sql, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

/** The stand-in for the latest enterprise patch (local/images): 7.22.0 that answers this version. */
const patch = "7.22.13";

/**
 * One cluster on its way, with requests all the while: what was changed by hand is found, the patch goes before the minor, a second edit
 * waits for the first, and the nodes go back, from the middle and from the end. The tests build on each other.
 */
describe("transitions of a cluster that runs", () => {
    let stack: TestStack;
    let observer: Observer;
    let load: Load;

    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();
    const all = (version: string) => [version, version, version];
    const schema = async () => (await observer.schemaLog()).at(-1)?.version;
    const history = async () => JSON.parse(await stack.output("history", "--json")) as Transition[];
    const refused = async (...texts: string[]) => {
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        for (const text of texts) {
            expect(output).to.contain(text);
        }
    };
    const goes = async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        return output;
    };

    before(async () => {
        // Of the enterprise edition, whose patches the rules know; the image is the local one.
        stack = await TestStack.create({ "engine.edition": "enterprise" });
        await goes();
        observer = await Observer.connect();
        const { rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
        await deployProcesses(rest);
        load = await startLoad({ rest, rate: 20, keepAlive: false });
    });
    after(async () => {
        await load?.stop();
        await stack.remove();
    });
    afterEach(() => expect(load.failures()).to.deep.equal([]));

    it("a node that was changed by hand is found, and brought back", async () => {
        await kubectl("set", "image", "deployment/camunda-batch-2", `engine=localhost/camunda-bpm-platform:run-${patch}`);
        await until("the node is back, changed", async () => (await versions()).join() === `7.22.0,7.22.0,${patch}`);
        await stack.set("engine.version", patch);
        await refused(
            "nodesDiffer: 2 versions run: camunda-batch-",
            `next: pulumi config set --path engine.version 7.22.0 && pulumi up --refresh`,
        );
        const checked = await command("check", ["--stack", "dev", "--config-file", stack.settings], stack.env);
        expect(checked.code, checked.output).to.equal(2);
        expect(checked.output).to.contain("nodesDiffer");

        await stack.set("engine.version", "7.22.0");
        expect((await stack.refresh()).code).to.equal(0);
        await goes();
        expect(await versions()).to.deep.equal(all("7.22.0"));
    });

    it("open incidents hold the beginning of an update", async () => {
        const { rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
        const [{ id }] = await startInstances(rest, { each: 1 });
        const body = JSON.stringify({ incidentType: "outage", configuration: "test" });
        const headers = { "Content-Type": "application/json" };
        const executions = (await (await fetch(`${rest}/execution?processInstanceId=${id}`)).json()) as { id: string }[];
        const created = await fetch(`${rest}/execution/${executions[0].id}/create-incident`, { method: "POST", headers, body });
        expect(created.status).to.equal(200);
        await stack.set("engine.version", patch);
        await refused("incidentsPresent: open incidents: 1, jobs without retries: 0");
        const incident = (await created.json()) as { id: string };
        expect((await fetch(`${rest}/incident/${incident.id}`, { method: "DELETE" })).status).to.equal(204);
    });

    it("the latest patch goes before the next minor, and is a rolling update of its own", async () => {
        await stack.set("engine.version", "7.23.0");
        await refused(`latestPatchFirst: 7.22.0 → 7.23.0 starts from 7.22.0, but the latest patch of 7.22 is ${patch}`);
        await stack.set("engine.version", patch);
        const checked = await command("check", ["--stack", "dev", "--config-file", stack.settings, "--json"], stack.env);
        expect(checked.code, checked.output).to.equal(0);
        expect(JSON.parse(checked.output)).to.include({ verdict: "patch" });
        const output = await goes();
        expect(output).to.contain("found running: 3 nodes answer 7.22.0; schema log 7.22.0; postgresql 15.");
        expect(await versions()).to.deep.equal(all(patch));
        expect(await schema()).to.equal("7.22.0");
    });

    it("two quick edits: the second waits until the first has reached every node", async () => {
        await stack.set("engine.version", "7.23.0");
        const previewed = await stack.preview();
        expect(previewed.code, previewed.output).to.equal(0);
        expect(previewed.output).to.match(/rows now, as a node counts them: ACT_RU_EXECUTION [\d,]+/);
        const { process: pulumi, ended } = stack.start();
        await until("the schema is migrated", async () => (await schema()) === "7.23.0", 180);
        pulumi.kill("SIGKILL");
        await ended;
        await stack.cancel();
        await stack.set("engine.version", "7.24.0");
        await refused(`rolloutInFlight: 7.23.0 → 7.24.0 is set while the update to 7.23.0 is in progress (last completed: ${patch})`);
        await stack.set("engine.version", "7.23.0");
    });

    it("the nodes go back from the middle of a rollout, the broken one first; the schema stays", async () => {
        await stack.set("nodes.budgetSeconds", "60");
        const { process: pulumi, ended } = stack.start();
        await until("batch 1 has the wanted version", async () => (await versions()).includes("7.23.0"), 240);
        pulumi.kill("SIGKILL");
        await ended;
        await stack.cancel();
        // Batch 2 is the one that breaks.
        await kubectl("set", "image", "deployment/camunda-batch-2", "engine=localhost/camunda-bpm-platform:run-7.23.0-neverready");
        await until("batch 2 is broken", async () => (await versions()).length === 2);

        await stack.set("engine.version", patch);
        await refused("downgrade:", `pulumi config set --path rollback.from 7.23.0`);
        await stack.set("rollback.from", "7.23.0");
        await stack.set("rollback.reason", "batch 2 never got ready");
        await observer.start();
        expect((await stack.refresh()).code).to.equal(0);
        await goes();
        // Two of three serve when it begins. If batch 1 went back first, one would be left.
        expect(fewestInService(await observer.stop())?.nodes).to.equal(2);
        expect(await versions()).to.deep.equal(all(patch));
        expect(await schema()).to.equal("7.23.0");
        expect((await history()).at(-1)).to.deep.include({
            from: "camunda 7.23.0",
            to: `camunda ${patch}`,
            overrides: [],
            rollback: "batch 2 never got ready",
        });
    });

    it("and forward again: the migration finds its work done", async () => {
        await stack.set("engine.version", "7.23.0");
        await refused("rollbackUnused: rollback is set (from 7.23.0)", "next: pulumi config rm --path rollback");
        await stack.unset("rollback");
        await goes();
        expect(await versions()).to.deep.equal(all("7.23.0"));
        expect(await sql("select count(*) from databasechangelog where id = '7.22-to-7.23'")).to.equal("1");
    });

    it("the nodes go back after completion, only to the version before, and it is recorded", async () => {
        await stack.set("engine.version", "7.22.0");
        await stack.set("rollback.from", "7.23.0");
        await stack.set("rollback.reason", "twice as slow");
        await refused(`rollbackRefused: 7.23.0 → 7.22.0 does not lead to the previous version, which is camunda ${patch}`);
        await stack.set("engine.version", patch);
        await goes();
        expect(await versions()).to.deep.equal(all(patch));
        expect((await history()).map(({ from, to, rollback }) => [from, to, rollback])).to.deep.equal([
            ["", "camunda 7.22.0", ""],
            ["camunda 7.22.0", `camunda ${patch}`, ""],
            ["camunda 7.23.0", `camunda ${patch}`, "batch 2 never got ready"],
            [`camunda ${patch}`, "camunda 7.23.0", ""],
            ["camunda 7.23.0", `camunda ${patch}`, "twice as slow"],
        ]);
        await stack.unset("rollback");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(await versions()).to.deep.equal(all(patch));
    });
});
