import { expect } from "chai";
import {
    asksForAnother,
    batchDeviations,
    changedMeanwhile,
    completionHolds,
    isSameTag,
    notQueried,
    PassedBatch,
    Reached,
    schemaDeviations,
    unreachable,
} from "../../../components/checkpoint/rules/completion";
import { LiveNode, LiveTruth, LiveWorkload } from "../../../components/domain/facts/facts";
import { history, official } from "../support/facts";

const reached: Reached = { product: "camunda", version: "7.23.0", image: official("7.23.0"), namespace: "camunda", autoscaled: false };
const one: PassedBatch = { id: "batch-1", workload: "orders-batch-1", nodes: 2 };
const two: PassedBatch = { id: "batch-2", workload: "orders-batch-2", nodes: 1 };
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const node = (name: string, change: Partial<LiveNode> = {}): LiveNode => ({
    name,
    version: "7.23.0",
    problem: "",
    batch: "batch-1",
    image: official("7.23.0"),
    digests: [digest("a")],
    ...change,
});
const workload = (change: Partial<LiveWorkload> = {}): LiveWorkload => ({
    name: "orders-batch-1",
    batch: "batch-1",
    replicas: 2,
    image: official("7.23.0"),
    version: "7.23.0",
    ...change,
});
const both = [node("a"), node("b")];
const other = node("c", { batch: "batch-2" });
const truth = (change: Partial<LiveTruth> = {}): LiveTruth => ({
    nodes: both,
    workloads: [workload()],
    schema: "7.23.0",
    problem: "",
    ...change,
});
const silent = { version: "", problem: "not ready" };
const asked = { version: "", problem: "wants authentication", authenticationRequired: true };

describe("batchDeviations", () => {
    const cases: [name: string, live: LiveTruth, changed: string[], missing: string[], reached?: Partial<Reached>][] = [
        ["all is as it was", truth(), [], []],
        ["nobody may see the batch itself", truth({ workloads: undefined }), [], []],
        ["a node of another version", truth({ nodes: [node("a"), node("b", { version: "7.22.0" })] }), ["changedByHand"], []],
        ["both of another version are one fault", truth({ nodes: both.map((n) => ({ ...n, version: "7.22.0" })) }), ["changedByHand"], []],
        ["the batch asks for another image", truth({ workloads: [workload({ image: official("7.22.0") })] }), ["changedByHand"], []],
        ["the batch has the label of another version", truth({ workloads: [workload({ version: "7.22.0" })] }), ["changedByHand"], []],
        ["the batch has no label", truth({ workloads: [workload({ version: "" })] }), [], []],
        ["the batch is gone", truth({ workloads: [], nodes: [] }), ["changedByHand"], []],
        [
            "another batch asks for something else",
            truth({ workloads: [workload(), workload({ name: "orders-batch-2", batch: "batch-2", image: "x:1" })] }),
            [],
            [],
        ],
        ["a node of another batch", truth({ nodes: [...both, node("c", { batch: "batch-2", version: "7.22.0" })] }), [], []],
        ["a node does not answer", truth({ nodes: [node("a"), node("b", silent)] }), [], ["nodeNotReady"]],
        [
            "a node does not answer, whose image is another one",
            truth({ nodes: [node("a"), node("b", { ...silent, image: "x:1" })] }),
            [],
            ["nodeNotReady"],
        ],
        ["a node too few", truth({ nodes: [node("a")] }), [], ["nodeNotReady"]],
        ["a node too many", truth({ nodes: [...both, node("d")] }), [], ["nodeNotReady"]],
        [
            "a node too few, as its autoscaler wants it",
            truth({ nodes: [node("a")], workloads: [workload({ replicas: 1 })] }),
            [],
            [],
            { autoscaled: true },
        ],
        ["a node fewer than its autoscaler wants", truth({ nodes: [node("a")] }), [], ["nodeNotReady"], { autoscaled: true }],
        ["an autoscaled batch that nobody may see", truth({ nodes: [node("a")], workloads: undefined }), [], [], { autoscaled: true }],
        ["nodes that want to know who asks, by their image", truth({ nodes: both.map((n) => ({ ...n, ...asked })) }), [], []],
        [
            "such a node of another image",
            truth({ nodes: [node("a", asked), node("b", { ...asked, image: official("7.22.0") })] }),
            ["changedByHand"],
            [],
        ],
        ["such a node of no known image", truth({ nodes: [node("a"), node("b", { ...asked, image: undefined })] }), [], ["nodeNotReady"]],
    ];
    for (const [name, live, changed, missing, change] of cases) {
        it(`${name}: ${[...changed, ...missing].join(", ") || "none"}`, () => {
            const found = batchDeviations(one, { ...reached, ...change }, live);
            expect([found.changed.map(({ id }) => id), found.missing.map(({ id }) => id)]).to.deep.equal([changed, missing]);
        });
    }

    const next: [name: string, live: LiveTruth, next: string][] = [
        ["a refresh for a batch", truth({ workloads: [workload({ image: official("7.22.0") })] }), "pulumi up --refresh"],
        [
            "a refresh for a batch and its nodes",
            truth({ workloads: [workload({ version: "7.22.0" })], nodes: both.map((n) => ({ ...n, version: "7.22.0" })) }),
            "pulumi up --refresh",
        ],
        ["a refresh for a batch that is gone", truth({ workloads: [], nodes: [] }), "pulumi up --refresh"],
        [
            "another start for pods alone",
            truth({ nodes: both.map((n) => ({ ...n, version: "7.22.0" })) }),
            "kubectl -n camunda delete pod a b",
        ],
    ];
    for (const [name, live, command] of next) {
        it(`names ${name}`, () => expect(batchDeviations(one, reached, live).changed[0].next.split("   #")[0]).to.equal(command));
    }
    it("counts the others, and lifts none", () => {
        const [hold] = batchDeviations(one, reached, truth({ nodes: both.map((n) => ({ ...n, version: "7.22.0" })) })).changed;
        expect(hold.message).to.match(/^a: runs 7\.22\.0, .*; and 1 node of it, too$/);
        expect(hold.overridable).to.equal(false);
    });
});

describe("completionHolds", () => {
    const all = truth({
        nodes: [...both, other],
        workloads: [workload(), workload({ name: "orders-batch-2", batch: "batch-2", replicas: 1 })],
    });
    const cases: [name: string, live: LiveTruth, holds: string[]][] = [
        ["every node is at the target", all, []],
        ["nobody can be asked", { nodes: [], problem: "ECONNREFUSED" }, ["clusterUnreachable"]],
        ["a node went back", { ...all, nodes: [...both, { ...other, version: "7.22.0" }] }, ["changedByHand"]],
        ["a node is missing", { ...all, nodes: both }, ["nodeNotReady"]],
        ["a node of no batch of the plan", { ...all, nodes: [...all.nodes, node("x", { batch: "batch-9" })] }, ["nodeNotGone"]],
        ["a node of no batch", { ...all, nodes: [...all.nodes, node("x", { batch: undefined })] }, ["nodeNotGone"]],
        [
            "a node that is taken over",
            { ...all, nodes: [...all.nodes, node("x", { batch: undefined, adopted: true, image: "x:1", digests: [digest("b")] })] },
            [],
        ],
        ["the schema is behind", { ...all, schema: "7.22.0" }, ["schemaIncomplete"]],
        ["the schema is one minor ahead", { ...all, schema: "7.24.0" }, []],
        ["nobody tells the schema", { ...all, schema: undefined }, []],
        ["two digests", { ...all, nodes: [...both, { ...other, digests: [digest("b")] }] }, ["imagesDiffer"]],
        [
            "two digests of one image: by platform and by index",
            {
                ...all,
                nodes: [node("a", { digests: [digest("a"), digest("i")] }), node("b", { digests: [digest("i")] }), other].map((n) => ({
                    ...n,
                    digests: [...(n.digests ?? []), digest("i")],
                })),
            },
            [],
        ],
        [
            "two names and no digests",
            { ...all, nodes: [...both, { ...other, image: `mirror/${official("7.23.0")}` }].map((n) => ({ ...n, digests: undefined })) },
            ["imagesDiffer"],
        ],
        ["two names of one digest", { ...all, nodes: [...both, { ...other, image: `mirror/${official("7.23.0")}` }] }, []],
        ["one digest is known", { ...all, nodes: [...both.map((n) => ({ ...n, digests: [] })), other] }, []],
    ];
    for (const [name, live, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "completed"}`, () =>
            expect(completionHolds([one, two], reached, live).map(({ id }) => id)).to.deep.equal(holds));
    }
    it("does not wait for what was changed, and does for what is missing", () => {
        const final = (live: LiveTruth) => completionHolds([one, two], reached, live).map((hold) => hold.final);
        expect(final({ ...all, nodes: [...both, { ...other, version: "7.22.0" }] })).to.deep.equal([true]);
        expect(final({ ...all, nodes: both })).to.deep.equal([undefined]);
    });
    it("different images alone are lifted by an override", () => {
        const lifted = (live: LiveTruth) => completionHolds([one, two], reached, live).map(({ overridable }) => overridable);
        expect(lifted({ ...all, nodes: [...both, { ...other, digests: [digest("b")] }] })).to.deep.equal([true]);
        expect(lifted({ ...all, schema: "7.22.0" })).to.deep.equal([false]);
    });
    it("shows one node of each image", () => {
        const [hold] = completionHolds([one, two], reached, { ...all, nodes: [...both, { ...other, digests: [digest("b")] }] });
        expect(hold.message).to.equal(`the nodes run different images: b ${digest("a")}, c ${digest("b")}`);
    });
});

describe("what is found of workloads and images", () => {
    it("is that of the batch's own workload, wherever it is in the list", () => {
        const others = [workload({ name: "orders-batch-2", batch: "batch-2", image: "x:1" }), workload()];
        expect(batchDeviations(one, reached, truth({ workloads: others }))).to.deep.equal({ changed: [], missing: [] });
    });
    it("names each node that does not answer, and one fault without others", () => {
        expect(batchDeviations(one, reached, truth({ nodes: [node("a"), node("b", silent)] })).missing[0].message).to.equal("b: not ready");
        const [hold] = batchDeviations(one, reached, truth({ nodes: [node("a"), node("b", { version: "7.22.0" })] })).changed;
        expect(hold.message).to.match(/has brought batch-1 to 7\.23\.0$/);
    });
    it("by names, where one digest is known only; without those of nobody's batch and of those taken over", () => {
        const names = [node("a", { digests: [digest("a")] }), node("b", { digests: undefined, image: `mirror/${official("7.23.0")}` })];
        const [hold] = completionHolds([one], reached, truth({ nodes: names }));
        expect(hold.message).to.equal(`the nodes run different images: a ${official("7.23.0")}, b mirror/${official("7.23.0")}`);
        const strangers = [
            node("x", { batch: undefined, digests: [digest("b")] }),
            node("y", { batch: undefined, adopted: true, digests: [digest("c")] }),
        ];
        expect(completionHolds([one], reached, truth({ nodes: [...both, ...strangers] })).map(({ id }) => id)).to.deep.equal([
            "nodeNotGone",
        ]);
    });
    it("three images that no digest is common to, though each two have one", () => {
        const three = [
            ["a", "b"],
            ["b", "c"],
            ["c", "a"],
        ].map((letters, i) => node(`n${i}`, { digests: letters.map(digest) }));
        expect(completionHolds([{ ...one, nodes: 3 }], reached, truth({ nodes: three })).map(({ id }) => id)).to.deep.equal([
            "imagesDiffer",
        ]);
    });
    it("a node that wants to know who asks is told by its image", () => {
        const nodes = [node("a"), node("b", { ...asked, image: "orders:84" })];
        expect(batchDeviations(one, reached, truth({ nodes })).changed[0].message).to.match(/^b: runs orders:84, /);
    });
});

describe("what else is asked once a checkpoint has passed", () => {
    it("a schema that does not fit is changed", () => {
        expect(schemaDeviations(reached, truth()).changed).to.deep.equal([]);
        expect(schemaDeviations(reached, truth({ schema: "7.22.0" })).changed.map(({ id }) => id)).to.deep.equal(["schemaIncomplete"]);
        expect(schemaDeviations(reached, truth({ schema: "7.22.0" })).missing).to.deep.equal([]);
    });
    it("no answer is a hold", () =>
        expect(unreachable("ECONNREFUSED")).to.include({ id: "clusterUnreachable", message: "ECONNREFUSED", overridable: false }));

    const standing = (name: string, batch: string, image: string | undefined, version = "7.23.0") => ({
        name,
        batch,
        version,
        image,
        inService: true,
    });
    const template = { image: official("7.23.0"), version: "7.23.0" };
    const meanwhile: [name: string, nodes: Parameters<typeof changedMeanwhile>[0], holds: string[]][] = [
        ["all as it was", [standing("a", "batch-1", template.image)], []],
        ["another image in an updated batch", [standing("a", "batch-1", official("7.22.0"))], ["changedByHand"]],
        ["another label in an updated batch", [standing("a", "batch-1", template.image, "7.22.0")], ["changedByHand"]],
        ["two of them are one hold", [standing("a", "batch-1", "x:1"), standing("b", "batch-1", "x:1")], ["changedByHand"]],
        ["another image in a batch that is to come", [standing("a", "batch-2", official("7.22.0"))], []],
        ["an image that an earlier module has not kept", [standing("a", "batch-1", undefined, "7.22.0")], []],
    ];
    for (const [name, nodes, holds] of meanwhile) {
        it(`${name}: ${holds.join(", ") || "goes on"}`, () => {
            const found = changedMeanwhile(nodes, ["batch-1"], template, "camunda");
            expect(found.map(({ id, final }) => [id, final])).to.deep.equal(holds.map((id) => [id, true]));
        });
    }
    it("names the pods that were changed", () => {
        const [hold] = changedMeanwhile(
            [standing("a", "batch-1", "x:1"), standing("b", "batch-1", "x:1")],
            ["batch-1"],
            template,
            "camunda",
        );
        expect(hold.next).to.match(/^kubectl -n camunda delete pod a b && pulumi up --refresh/);
        expect(hold.message).to.match(/; and 1 node more$/);
    });
    it("a finished stack says since when", () => {
        const evidence = [{ from: "", to: "camunda 7.22.0", at: "2026-11-30", image: "", digests: [], scripts: "" }];
        expect(notQueried({ history: history("7.22.0"), evidence })).to.match(/^completed: camunda 7\.22\.0 on 2026-11-30\. /);
        expect(notQueried({ history: history("7.22.0") })).to.match(/^completed: camunda 7\.22\.0\. /);
        expect(notQueried({ history: [] })).to.match(/^completed: nothing\. /);
    });
});

describe("asksForAnother and isSameTag", () => {
    const pairs: [one: string, other: string, same: boolean][] = [
        ["engine:7.23.0", "engine:7.23.0", true],
        ["mirror:5000/engine:7.23.0", "engine:7.23.0", true],
        ["engine:7.22.0", "engine:7.23.0", false],
        [`engine:7.23.0@${digest("a")}`, "engine:7.23.0", true],
        [`engine:7.23.0@${digest("a")}`, `mirror/engine@${digest("a")}`, true],
        [`engine:7.23.0@${digest("a")}`, `engine:7.23.0@${digest("b")}`, false],
        [`engine@${digest("a")}`, "engine:7.23.0", true],
        ["engine", "engine:7.23.0", true],
    ];
    for (const [a, b, same] of pairs) {
        it(`${a} and ${b}: ${same ? "the same, as far as can be seen" : "another"}`, () => {
            expect(isSameTag(a, b)).to.equal(same);
            expect(asksForAnother({ image: a, version: "" }, { image: b, version: "7.23.0" })).to.equal(!same);
        });
    }
});
