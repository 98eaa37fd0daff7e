import { expect } from "chai";
import { completionHolds, Reached } from "../../../components/checkpoint/rules/completion";
import { LiveTruth } from "../../../components/domain/facts/facts";

const image = "repository/engine:run-7.23.0";
const reached: Reached = { product: "camunda", version: "7.23.0", image, namespace: "camunda", autoscaled: false };
const batches = ["batch-1", "batch-2"].map((id) => ({ id, workload: `camunda-${id}`, nodes: 1 }));
/** A node of each batch at the target, with what its runtime says it runs. */
const live = (...digests: string[][]): LiveTruth => ({
    problem: "",
    schema: "7.23.0",
    nodes: digests.map((own, i) => ({
        name: `camunda-batch-${i + 1}-a`,
        version: "7.23.0",
        problem: "",
        batch: `batch-${i + 1}`,
        image,
        digests: own,
        adopted: false,
    })),
});

describe("the images when an update is to be completed", () => {
    it("are the same by one digest that all nodes have: nothing holds", () =>
        expect(completionHolds(batches, reached, live(["sha256:a", "sha256:index"], ["sha256:b", "sha256:index"]))).to.deep.equal([]));

    it("differ: that stays however long is waited, so nobody waits; an override lifts it", () => {
        const holds = completionHolds(batches, reached, live(["sha256:a"], ["sha256:b"]));
        expect(holds.map(({ id, final, overridable }) => [id, final, overridable])).to.deep.equal([["imagesDiffer", true, true]]);
        expect(holds[0].message).to.equal("the nodes run different images: camunda-batch-1-a sha256:a, camunda-batch-2-a sha256:b");
    });
});
