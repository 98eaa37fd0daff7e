import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses } from "../../local/demo/instances";
import { until } from "./support/kubectl";
import { TestStack } from "./support/testStack";
import { follow, generationOf, goes, held, nextOf, Nodes } from "./support/truth";

const batches = ["batch-1", "batch-2"];

/** Forward, back and forward again: each rollout has its own pause, and the way back is not stopped by what it leads out of. The tests build on each other. */
describe("completed is true: a go-ahead is for one rollout, and the nodes can always roll back", () => {
    let stack: TestStack;
    let nodes: Nodes;

    before(async () => {
        stack = await TestStack.create({ "nodes.count": "2", "verification.pauseAfter[0]": "batch-1" });
        await goes(stack.up());
        nodes = await Nodes.of(stack);
        await stack.set("engine.version", "7.23.0");
    });
    after(() => stack?.remove());

    it("refuses a pause, or a go-ahead of the version that is wanted, for a step that does not exist", async () => {
        await held(stack.previewWith({ "verification.pauseAfter": ["batch-9"] }), "configurationInvalid: ", "batch-9");
        await held(stack.previewWith({ "verification.goAhead": "7.23.0 batch-9" }), "configurationInvalid: ", "batch-9");
        await goes(stack.previewWith({ "verification.goAhead": "7.22.0 batch-9" }));
    });

    it("goes on after the pause by the command that the hold names", async () => {
        const output = await held(stack.up("--skip-preview"), "paused: ");
        const command = nextOf(output, "paused");
        expect(command).to.equal('pulumi config set --path verification.goAhead "7.23.0 batch-1" && pulumi up');
        await goes(follow(stack, command));
        await nodes.expectCompleted("7.23.0", batches);
    });

    it("rolls back though something is deployed meanwhile, and warns of it", async () => {
        await stack.set("engine.version", "7.22.0");
        await stack.set("rollback.from", "7.23.0");
        await stack.set("rollback.reason", "slow");
        const before = await generationOf("batch-2");
        const { ended } = stack.start("--skip-preview");
        await until("batch-2 is changed", async () => (await generationOf("batch-2")) > before, 180);
        const { rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
        await deployProcesses(rest);
        await goes(ended, "deployedWhileMixed does not block a rollback: deployed since");
        await nodes.expectCompleted("7.22.0", batches);
    });

    it("pauses in the second rollout, too: the go-ahead in the settings was for the first one", async () => {
        await stack.unset("rollback");
        await stack.set("engine.version", "7.23.0");
        const output = await held(stack.up("--skip-preview"), 'verification.goAhead is "7.23.0 batch-1", for an earlier update to 7.23.0');
        expect(await nodes.versions()).to.deep.equal(["batch-1 7.23.0", "batch-2 7.22.0"]);
        const command = nextOf(output, "paused");
        expect(command).to.equal('pulumi config set --path verification.goAhead "7.23.0 batch-1 #2" && pulumi up');
        await goes(follow(stack, command));
        await nodes.expectCompleted("7.23.0", batches);
    });
});
