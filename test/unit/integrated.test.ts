import { expect } from "chai";
import { batchHolds, BatchState, IntegratedBatch, NodeState } from "../../components/rules/integrated";
import { newestVersion } from "../../components/engine/nodes";

const wanted: IntegratedBatch = {
    namespace: "camunda",
    deployment: "orders-batch-1",
    generation: 2,
    nodes: 1,
    product: "camunda",
    version: "7.23.0",
    image: "engine:7.23.0",
    restPath: "engine-rest",
    port: 8080,
};
const answer = { version: "7.23.0", schema: "7.23.0", authenticationRequired: false };
const node = (change: Partial<NodeState> = {}): NodeState => ({
    name: "orders-batch-1-new",
    image: "engine:7.23.0",
    ready: true,
    leaving: false,
    problem: "",
    answer,
    ...change,
});
const state = (change: Partial<BatchState> = {}): BatchState => ({
    observedGeneration: 2,
    replicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
    nodes: [node()],
    ...change,
});

describe("batchHolds", () => {
    const cases: [name: string, state: BatchState, holds: string[]][] = [
        ["one node, ready, of the wanted version, on its schema", state(), []],
        ["the controller has not seen the change yet", state({ observedGeneration: 1 }), ["nodeNotReady"]],
        ["the controller has seen a later change", state({ observedGeneration: 3 }), []],
        [
            "the new pod is not ready",
            state({ availableReplicas: 0, nodes: [node({ ready: false, problem: "ImagePullBackOff" })] }),
            ["nodeNotReady"],
        ],
        [
            "the old pod is still there, ready as it is",
            state({ updatedReplicas: 0, nodes: [node({ name: "old", answer: { ...answer, version: "7.22.0" } })] }),
            ["nodeWrongVersion"],
        ],
        [
            "the new pod is ready, but the old one is not gone",
            state({ nodes: [node(), node({ name: "old", leaving: true })] }),
            ["nodeNotGone"],
        ],
        ["no pod exists yet", state({ replicas: 0, updatedReplicas: 0, availableReplicas: 0, nodes: [] }), ["nodeNotReady"]],
        ["ready, but not for long enough", state({ availableReplicas: 0 }), ["nodeNotReady"]],
        ["ready, but it does not answer", state({ nodes: [node({ answer: undefined })] }), ["nodeNotReady"]],
        ["the tag lies", state({ nodes: [node({ answer: { ...answer, version: "7.22.0" } })] }), ["nodeWrongVersion"]],
        ["its database is a minor ahead", state({ nodes: [node({ answer: { ...answer, schema: "7.24.0" } })] }), []],
        ["its database is further ahead", state({ nodes: [node({ answer: { ...answer, schema: "7.25.0" } })] }), ["schemaIncomplete"]],
        ["its database is behind", state({ nodes: [node({ answer: { ...answer, schema: "7.22.0" } })] }), ["schemaIncomplete"]],
        [
            "it wants authentication, and its image is the wanted one",
            state({ nodes: [node({ answer: { version: "", schema: "", authenticationRequired: true } })] }),
            [],
        ],
        [
            "it wants authentication, and its image is another one",
            state({ nodes: [node({ image: "engine:7.22.0", answer: { version: "", schema: "", authenticationRequired: true } })] }),
            ["nodeWrongVersion"],
        ],
    ];
    it("it wants authentication, and refuses what it was asked with: held, whatever its image is", () => {
        const refusing = node({ answer: { version: "", schema: "", authenticationRequired: true } });
        const [hold] = batchHolds({ ...wanted, restSecret: "orders-rest" }, state({ nodes: [refusing] }));
        expect(hold.id).to.equal("nodeNotReady");
        expect(hold.message).to.equal("orders-batch-1-new: ready, but it does not accept the credentials in Secret orders-rest");
    });
    for (const [name, s, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes on"}`, () => {
            expect(batchHolds(wanted, s).map((hold) => hold.id)).to.deep.equal(holds);
        });
    }

    it("names the node and its trouble", () => {
        const [hold] = batchHolds(wanted, state({ availableReplicas: 0, nodes: [node({ ready: false, problem: "ImagePullBackOff" })] }));
        expect(hold.message).to.equal("orders-batch-1-new: not ready (ImagePullBackOff)");
        expect(hold.next).to.contain("kubectl -n camunda describe deployment orders-batch-1");
    });
});

describe("newestVersion", () => {
    it("orders the ids of a schema log as numbers, not as text", () => {
        expect(
            newestVersion([
                { id: "900", version: "7.20.0" },
                { id: "1200", version: "7.23.0" },
                { id: "0", version: "7.16.0" },
            ]),
        ).to.equal("7.23.0");
    });
    it("is empty where the log is", () => expect(newestVersion([])).to.equal(""));
});
