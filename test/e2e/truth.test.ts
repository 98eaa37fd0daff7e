import { expect } from "chai";
import { CountingApi } from "./support/countingApi";
import { generations, kubectl } from "./support/kubectl";
import { TestStack } from "./support/testStack";
import { follow, goes, held, nextOf, Nodes } from "./support/truth";

const batches = ["batch-1", "batch-2", "batch-3"];

/**
 * An update that pauses, and a batch that somebody sets back meanwhile: it is not completed before every node is at the target. The tests build on each
 * other. What else a hand can do: truthByHand.test.ts.
 */
describe("completed is true: a batch is set back by hand while the update is paused", () => {
    let stack: TestStack;
    let nodes: Nodes;

    /** A preview, and which nodes it has asked for their version, how often. */
    const countedPreview = async (...options: string[]) => {
        const api = await CountingApi.start();
        const kubeconfig = stack.env.KUBECONFIG;
        stack.env.KUBECONFIG = api.kubeconfig;
        try {
            const { code, output } = await stack.preview(...options);
            return { code, output, versions: api.asked("version"), logs: api.asked("schema/log") };
        } finally {
            stack.env.KUBECONFIG = kubeconfig;
            await api.stop();
        }
    };

    before(async () => {
        stack = await TestStack.create({ "verification.pauseAfter[0]": "batch-2" });
        await goes(stack.up());
        nodes = await Nodes.of(stack);
    });
    after(() => stack?.remove());

    it("pauses after batch-2", async () => {
        await stack.set("engine.version", "7.23.0");
        await held(stack.up(), "paused: camunda 7.22.0 → camunda 7.23.0 has completed schema, batch-1, batch-2, and pauses");
        await nodes.until("batch-1 7.23.0", "batch-2 7.23.0", "batch-3 7.22.0");
    });

    it("asks each node once at a preview of the update in progress, and one of them for the schema log", async () => {
        const { code, output, versions, logs } = await countedPreview();
        expect(code, output).to.equal(0);
        expect(Object.values(versions)).to.deep.equal([1, 1, 1]);
        expect(Object.values(logs)).to.deep.equal([1]);
        expect(output).not.to.contain("were not queried");
    });

    it("holds at preview and before the next batch once batch-1 was undone, whatever the go-ahead says", async () => {
        await kubectl("rollout", "undo", "deployment/camunda-batch-1");
        await nodes.until("batch-1 7.22.0", "batch-2 7.23.0", "batch-3 7.22.0");
        await stack.set("verification.goAhead", "7.23.0 batch-2");
        const before = await generations();
        const previewed = await held(stack.preview(), "changedByHand: camunda-batch-1: is set to", "run-7.22.0", "run-7.23.0");
        expect(nextOf(previewed, "changedByHand")).to.equal("pulumi up --refresh");
        await held(stack.up("--skip-preview"), "changedByHand: camunda-batch-1: is set to");
        expect(await generations()).to.equal(before);
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
    });

    it("completes by the command that the hold names, with every node at the target, one image and its run", async () => {
        const previewed = await held(stack.preview(), "changedByHand");
        await goes(follow(stack, nextOf(previewed, "changedByHand")));
        await nodes.expectCompleted("7.23.0", batches);
        const history = await nodes.history();
        expect(history.map(({ from, to }) => [from, to])).to.deep.equal([
            ["", "camunda 7.22.0"],
            ["camunda 7.22.0", "camunda 7.23.0"],
        ]);
        expect(Number(history.at(-1)?.run)).to.be.greaterThan(0);
    });

    it("has nothing to do then, asks nobody, and says so in one line", async () => {
        const { code, output, versions, logs } = await countedPreview("--expect-no-changes");
        expect(code, output).to.equal(0);
        expect([versions, logs]).to.deep.equal([{}, {}]);
        const [, diagnostics = ""] = output.split("Diagnostics:");
        expect(
            diagnostics.split("\n").filter((line) => line.includes("No update is in progress, so the nodes were not queried")),
        ).to.have.length(1);
    });
});
