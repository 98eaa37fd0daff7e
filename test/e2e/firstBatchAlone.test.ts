import { expect } from "chai";
import { Observer } from "../../local/demo/observer";
import { fewestInService } from "../../local/demo/records";
import { tagImage } from "./support/images";
import { TestStack } from "./support/testStack";

/** A first batch that is the only one: with surge the old node serves until the new one does, and nobody else has to. */
describe("the only node, when the new one never gets ready", () => {
    const image = "localhost/camunda-bpm-platform";
    let stack: TestStack;
    let observer: Observer;

    before(async () => {
        await tagImage(`${image}:run-7.22.0`, `${image}:alone-7.22.0`);
        await tagImage(`${image}:run-7.23.0-neverready`, `${image}:alone-7.23.0`);
        stack = await TestStack.create({
            "engine.image": `${image}:alone-{version}`,
            "nodes.count": "1",
            "nodes.surge": "true",
            "nodes.budgetSeconds": "60",
            "verification.returnFirstBatch": "true",
        });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
    });
    after(() => stack.remove());

    it("is taken back, and the old one has served all the time", async () => {
        await stack.set("engine.version", "7.23.0");
        await observer.start();
        const { code, output } = await stack.up();
        const fewest = fewestInService(await observer.stop());
        expect(code).not.to.equal(0);
        expect(output).to.contain("batch-1 was rolled back to camunda 7.22.0, and is in service");
        expect((await observer.nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.22.0"]);
        expect(fewest?.nodes).to.equal(1);
    });
});
