import { expect } from "chai";
import { ctr, tagImage } from "./support/images";
import { TestStack } from "./support/testStack";
import { follow, generationOf, goes, held, imageFor, killedWhen, nextOf, Nodes, setImage } from "./support/truth";

const batches = ["batch-1", "batch-2"];
const tag = imageFor("7.23.0");

/** Two images under one tag, nodes that go back, and forward again from there. The tests build on each other. */
describe("completed is true: two images, and the nodes roll back", () => {
    let stack: TestStack;
    let nodes: Nodes;
    let digest: string;

    const rollBack = async (reason: string) => {
        await stack.set("engine.version", "7.22.0");
        await stack.set("rollback.from", "7.23.0");
        await stack.set("rollback.reason", reason);
    };
    /** Rolling back begins with the last batch; it is killed once the first one is changed, too. */
    const killedRollingBack = async () => {
        const before = await generationOf("batch-1");
        await killedWhen(stack, "batch-1 is changed", async () => (await generationOf("batch-1")) > before);
        await nodes.until("batch-1 7.22.0", "batch-2 7.22.0");
    };

    before(async () => {
        [digest] = /sha256:[0-9a-f]{64}/.exec(await ctr("images", "ls", `name==${tag}`)) ?? [""];
        await tagImage(tag, `${tag}-first`);
        await tagImage(tag, `${tag}@${digest}`.replace(/:run[^@]*/, ""));
        stack = await TestStack.create({ "nodes.count": "2", "nodes.budgetSeconds": "240", "verification.pauseAfter[0]": "batch-1" });
        await goes(stack.up());
        nodes = await Nodes.of(stack);
    });
    after(async () => {
        await tagImage(`${tag}-first`, tag);
        await ctr("images", "rm", `${tag}-first`);
        await stack?.remove();
    });

    it("does not complete with two images, though every node answers the target", async () => {
        await stack.set("engine.version", "7.23.0");
        await held(stack.up(), "paused: ");
        await tagImage(`${tag}-rebuilt`, tag);
        await stack.set("verification.goAhead", "7.23.0 batch-1");
        const since = Date.now();
        const output = await held(stack.up("--skip-preview"), "imagesDiffer: the nodes run different images: camunda-batch-", digest);
        expect(output).to.contain("'overrides[0].hold' imagesDiffer");
        expect(Date.now() - since, "nobody waits for what stays").to.be.below(240_000);
        expect(await nodes.versions()).to.deep.equal(["batch-1 7.23.0", "batch-2 7.23.0"]);
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
    });

    it("completes with the image by its digest, as the hold says", async () => {
        await stack.set("engine.image", `${tag}@${digest}`);
        await goes(stack.up());
        await nodes.expectCompleted("7.23.0", batches);
        expect((await nodes.evidence()).at(-1)?.digests).to.deep.equal([digest]);
    });

    it("holds a batch that was set forward by hand while the nodes roll back, and completes by the command that the hold names", async () => {
        await tagImage(`${tag}-first`, tag);
        await stack.set("engine.image", imageFor("{version}"));
        await rollBack("slow");
        await killedRollingBack();
        await setImage("batch-2", "7.23.0");
        await nodes.untilThere("batch-2 7.23.0");
        const output = await held(stack.preview(), "changedByHand: camunda-batch-2: is set to", "run-7.22.0", "run-7.23.0");
        await held(stack.up("--skip-preview"), "changedByHand: camunda-batch-2: is set to");
        await goes(follow(stack, nextOf(output, "changedByHand")));
        await nodes.expectCompleted("7.22.0", batches);
        expect((await nodes.history()).at(-1)).to.include({ from: "camunda 7.23.0", to: "camunda 7.22.0", rollback: "slow" });
    });

    it("goes forward again from the middle of rolling back, and to no third version", async () => {
        await stack.unset("rollback");
        await stack.unset("verification");
        await stack.set("verification.canary.enabled", "false");
        await stack.set("engine.version", "7.23.0");
        await goes(stack.up());
        await rollBack("slow again");
        await killedRollingBack();
        await stack.unset("rollback");
        await held(
            stack.previewWith({ "engine.version": "7.24.0" }),
            "rolloutInFlight: 7.22.0 → 7.24.0 is set while the update to 7.22.0 is in progress",
        );
        await stack.set("engine.version", "7.23.0");
        // The run that was killed had changed a batch. Where it could not write that down, Pulumi's state still has it at 7.23.0, and a plain update would leave it.
        const { code, output } = await stack.preview();
        if (code === 0) {
            await goes(stack.up());
        } else {
            expect(output).to.contain("changedByHand: camunda-batch-").and.to.contain("a run of this update that was killed");
            await goes(follow(stack, nextOf(output, "changedByHand")));
        }
        await nodes.expectCompleted("7.23.0", batches);
    });
});
