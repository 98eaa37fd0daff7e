import { expect } from "chai";
import { Transition } from "../../components";
import { Observer } from "../../local/demo/observer";
import { kubectl } from "./support/kubectl";
import { tagImage } from "./support/images";
import { TestStack } from "./support/testStack";

/**
 * What may follow when a first batch has failed and was taken back: nodes that go back for good, and a setting that is switched off before the next update.
 * The next update with it, requests meanwhile, and StatefulSets: firstBatchUnderLoad.test.ts.
 */
describe("after a first batch was taken back", () => {
    let stack: TestStack;
    let observer: Observer;

    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();
    const pods = () => kubectl("get", "pods", "-l", "app.kubernetes.io/component=engine", "-o", "jsonpath={.items[*].metadata.name}");
    // What is wrong is not in the stack's settings: mended, they are what Pulumi's state has already.
    const image = "localhost/camunda-bpm-platform";
    const broken = () => tagImage(`${image}:run-7.23.0-neverready`, `${image}:trial-7.23.0`);
    const mended = () => tagImage(`${image}:run-7.23.0`, `${image}:trial-7.23.0`);
    const failed = async () => {
        await broken();
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("batch-1 was rolled back to camunda 7.22.0, and is in service");
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0"]);
        await mended();
    };

    const back = async (reason: string) => {
        await stack.set("engine.version", "7.22.0");
        await stack.set("rollback.from", "7.23.0");
        await stack.set("rollback.reason", reason);
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        await stack.unset("rollback");
    };

    before(async () => {
        await tagImage(`${image}:run-7.22.0`, `${image}:trial-7.22.0`);
        stack = await TestStack.create({
            "engine.image": `${image}:trial-{version}`,
            "nodes.count": "2",
            "nodes.budgetSeconds": "30",
            "nodes.drainSeconds": "1",
            "verification.returnFirstBatch": "true",
        });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        await failed();
    });
    after(() => stack.remove());

    it("an update with the setting switched off does not wait, and names what goes on", async () => {
        await stack.set("verification.returnFirstBatch", "false");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain("Waiting cannot resolve this")
            .and.to.contain("nodeWrongVersion: camunda-batch-1: was rolled back at")
            .and.to.contain("next: pulumi up --refresh");
        const refreshed = await stack.up("--refresh");
        expect(refreshed.code, refreshed.output).to.equal(0);
        expect(await versions()).to.deep.equal(["7.23.0", "7.23.0"]);
        expect((await stack.preview("--expect-no-changes")).code).to.equal(0);
    });

    it("the rollout is given up by the way back, for which no node is touched", async () => {
        await back("tried again from here");
        await stack.set("verification.returnFirstBatch", "true");
        await failed();
        const before = await pods();
        await stack.set("engine.version", "7.22.0");
        const refused = await stack.preview();
        expect(refused.code, refused.output).not.to.equal(0);
        await back("the nodes do not start");
        expect([await pods(), await stack.output("completedVersion")]).to.deep.equal([before, "7.22.0"]);
        expect((JSON.parse(await stack.output("history", "--json")) as Transition[]).at(-1)?.rollback).to.equal("the nodes do not start");
    });
});
