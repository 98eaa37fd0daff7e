import { expect } from "chai";
import { kubectl, sql, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";
import { follow, generationOf, goes, held, killedWhen, nextOf, Nodes, setImage } from "./support/truth";

const batches = ["batch-1", "batch-2", "batch-3"];

/** One update forward, killed on its way, and what a hand does to it meanwhile. The tests build on each other. */
describe("completed is true: an update that is killed, and changed by hand", () => {
    let stack: TestStack;
    let nodes: Nodes;

    const logRow = (version: string) =>
        sql(`insert into act_ge_schema_log (id_, timestamp_, version_) values ('9000', now(), '${version}')`);
    const withoutRow = () => sql("delete from act_ge_schema_log where id_ = '9000'");

    before(async () => {
        stack = await TestStack.create({ "nodes.budgetSeconds": "240" });
        await goes(stack.up());
        nodes = await Nodes.of(stack);
        await stack.set("engine.version", "7.23.0");
    });
    after(() => stack?.remove());

    it("holds nodes on a schema two minors ahead, though the target would work on it; an override with a reason lifts it", async () => {
        await logRow("7.24.0");
        await held(
            stack.preview(),
            "schemaAheadOfNodes: nodes run 7.22.0, but the schema log shows 7.24.0, more than one minor ahead of them; 7.23.0 works with that schema",
        );
        const overrides = [{ hold: "schemaAheadOfNodes", reason: "the way out" }];
        await goes(stack.previewWith({ overrides }), "schemaAheadOfNodes is overridden", "reason: the way out");
        await withoutRow();
    });

    it("holds no nodes on a schema one minor ahead for that", async () => {
        await logRow("7.23.0");
        const { output } = await stack.preview();
        expect(output).to.match(/schema log (shows )?7\.23\.0/);
        expect(output).not.to.contain("schemaAheadOfNodes");
        await withoutRow();
        await goes(stack.preview());
    });

    it("refuses another layout once it was killed in batch-2, and not the one it was begun with", async () => {
        await killedWhen(stack, "batch-2 is changed", async () => (await generationOf("batch-2")) > 1);
        await nodes.until("batch-1 7.23.0", "batch-2 7.23.0", "batch-3 7.22.0");
        await stack.set("nodes.batchSize", "2");
        const output = await held(
            stack.preview(),
            "layoutChanged: the update to 7.23.0, which is in progress, also changes the layout: 3 nodes in batches of 1 → 3 nodes in batches of 2",
        );
        const command = nextOf(output, "layoutChanged");
        expect(command).to.match(/ && pulumi up$/);
        await follow(stack, command.replace(/ && pulumi up$/, ""));
        await goes(stack.preview());
    });

    it("waits for a node of a batch that was updated and is scaled to 0, and holds at once what is set in batch-3 meanwhile", async () => {
        await kubectl("scale", "deployment/camunda-batch-1", "--replicas=0");
        await nodes.until("batch-2 7.23.0", "batch-3 7.22.0");
        await goes(stack.preview(), "nodeNotReady: camunda-batch-1: 0 nodes instead of 1; the update will wait for it");

        const before = await generationOf("batch-3");
        const { process: pulumi, ended } = stack.start("--skip-preview");
        let output = "";
        pulumi.stdout?.on("data", (data: Buffer) => (output += data.toString()));
        await until("it waits", () => Promise.resolve(output.includes("nodeNotReady (camunda-batch-1: 0 nodes instead of 1)")), 120);
        expect(await generationOf("batch-3")).to.equal(before);
        await kubectl("scale", "deployment/camunda-batch-1", "--replicas=1");
        await until("batch-3 is changed", async () => (await generationOf("batch-3")) > before, 240);
        await setImage("batch-3", "7.22.0");
        const since = Date.now();
        await held(ended, "changedByHand: camunda-batch-3: is set to", "run-7.22.0", "run-7.23.0");
        expect(Date.now() - since, "held at once: less than the budget of 240 s").to.be.below(120_000);
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
    });

    it("holds a batch that was set back besides, and completes by the command that the hold names", async () => {
        await setImage("batch-1", "7.22.0");
        await nodes.untilThere("batch-1 7.22.0");
        const output = await held(stack.preview(), "changedByHand: camunda-batch-1: is set to", "run-7.22.0", "run-7.23.0");
        await held(stack.up("--skip-preview"), "changedByHand: camunda-batch-1: is set to");
        expect(nextOf(output, "changedByHand")).to.equal("pulumi up --refresh");
        await goes(follow(stack, "pulumi up --refresh"));
        await nodes.expectCompleted("7.23.0", batches);
        expect((await nodes.history()).map(({ to }) => to)).to.deep.equal(["camunda 7.22.0", "camunda 7.23.0"]);
        await goes(stack.preview("--expect-no-changes"), "No update is in progress, so the nodes were not queried");
    });
});
