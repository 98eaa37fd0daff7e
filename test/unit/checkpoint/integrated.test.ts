import { expect } from "chai";
import { batchHolds } from "../../../components/checkpoint/rules/integrated";
import { digestsOf, newestVersion } from "../../../components/cluster/pods";
import { BatchState, goneBatch, IntegratedBatch, NodeState } from "../../../components/domain/facts/batch";

const rehearsed = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

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
    digests: [rehearsed],
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
    wantedReplicas: 1,
    nodes: [node()],
    ...change,
});

describe("batchHolds", () => {
    it("holds for good where the Deployment or StatefulSet was deleted, and names it", () => {
        const [hold, ...others] = batchHolds(wanted, goneBatch);
        expect(others).to.deep.equal([]);
        expect(hold).to.include({ id: "objectGone", final: true, overridable: false, short: "batch-1 is gone" });
        expect(hold.message).to.contain("Deployment orders-batch-1 ").and.to.contain("namespace camunda");
        expect(batchHolds({ ...wanted, stableNames: true }, goneBatch)[0].message).to.match(/^StatefulSet /);
    });

    it("says in few words what is pending, without the cluster's name", () => {
        const short = (change: Partial<BatchState>) => batchHolds(wanted, state(change)).map((hold) => hold.short);
        expect(short({ observedGeneration: 1 })).to.deep.equal(["batch-1 not begun"]);
        expect(short({ nodes: [node({ ready: false, problem: "starting" })] })).to.deep.equal(["batch-1 starting"]);
        expect(short({ nodes: [node({ ready: false })] })).to.deep.equal(["batch-1 not ready"]);
        expect(short({ nodes: [node(), node({ leaving: true })] })).to.deep.equal(["batch-1 old node leaving"]);
        expect(short({ nodes: [node({ answer: undefined })] })).to.deep.equal(["batch-1 does not answer"]);
        expect(short({ nodes: [node({ answer: { ...answer, version: "7.22.0" } })] })).to.deep.equal(["batch-1 is 7.22.0"]);
        expect(short({ availableReplicas: 0 })).to.deep.equal(["batch-1 incomplete"]);
    });

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
            "the new pod is not ready, by an error of the engine",
            state({ availableReplicas: 0, nodes: [node({ ready: false, fault: "ENGINE-03058 Version mismatch" })] }),
            ["nodeNotReady"],
        ],
        [
            "the new pod is not ready, since its database has no tables",
            state({ availableReplicas: 0, nodes: [node({ ready: false, fault: "ENGINE-03057 There are no Camunda tables" })] }),
            ["databaseUnexpected"],
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
        ["not ready any more, and has answered", state({ availableReplicas: 0, nodes: [node({ ready: false })] }), ["nodeNotReady"]],
        ["somebody has written another image since", state({ asks: { image: "engine:7.22.0", version: "7.23.0" } }), ["changedByHand"]],
        ["somebody has written another label since", state({ asks: { image: "engine:7.23.0", version: "" } }), []],
        ["somebody has written it again as it was", state({ asks: { image: "engine:7.23.0", version: "7.23.0" } }), []],
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

    const old = { image: "engine:7.22.0", answer: { ...answer, version: "7.22.0" } };
    const next: [name: string, state: BatchState, next: RegExp][] = [
        ["a batch that was written again, by a refresh", state({ asks: { image: "x:1", version: "" } }), /^pulumi up --refresh/],
        ["a pod that was changed, by a start of it", state({ nodes: [node(old)] }), /^kubectl -n camunda delete pod orders-batch-1-new /],
        ["the changed one of two pods", state({ nodes: [node({ name: "a" }), node({ ...old, name: "b" })] }), /delete pod b /],
        ["an old pod, which is about to go", state({ updatedReplicas: 0, nodes: [node(old)] }), /^kubectl -n camunda describe deployment/],
        ["an image whose tag lies", state({ nodes: [node({ answer: old.answer })] }), /^kubectl -n camunda describe deployment/],
        ["a changed pod that is not ready", state({ nodes: [node({ ...old, ready: false })] }), /^kubectl -n camunda describe deployment/],
    ];
    for (const [name, s, command] of next) {
        it(`says how to mend ${name}`, () => expect(batchHolds(wanted, s)[0].next).to.match(command));
    }
    it("does not wait for a batch that was written again", () => {
        const [hold] = batchHolds(wanted, state({ asks: { image: "x:1", version: "" } }));
        expect(hold).to.include({ final: true, overridable: false });
        expect(hold.message).to.contain("is set to x:1 (no version)");
        expect(batchHolds(wanted, state({ observedGeneration: 1 }))[0].message).to.contain(
            "generation 2 is not observed yet (observed is 1)",
        );
    });

    const promoted: [name: string, node: Partial<NodeState>, holds: string[], final?: boolean][] = [
        ["the image that was rehearsed", {}, []],
        ["one of its two digests is the rehearsed one", { digests: [other, rehearsed] }, []],
        ["another image under the same tag", { digests: [other] }, ["imageNotRehearsed"], true],
        ["another image, not ready yet", { digests: [other], ready: false }, ["imageNotRehearsed", "nodeNotReady"], true],
        ["not started yet", { digests: [], ready: false }, ["nodeNotReady"]],
        ["ready, and without any digest", { digests: [] }, ["imageNotRehearsed"]],
        ["an old pod, which has another image as it should", { digests: [other], image: "engine:7.22.0", ready: false }, ["nodeNotReady"]],
        ["another image, and leaving", { digests: [other], leaving: true }, ["nodeNotGone"]],
    ];
    for (const [name, change, holds, final] of promoted) {
        it(`promoted, ${name}: ${holds.join(", ") || "goes on"}`, () => {
            const found = batchHolds({ ...wanted, digests: [rehearsed] }, state({ nodes: [node(change)] }));
            expect(found.map(({ id }) => id)).to.deep.equal(holds);
            // Waiting helps where it is not known yet what runs.
            expect(found.some((hold) => hold.final)).to.equal(final ?? false);
        });
    }
    it("nothing was rehearsed: any image will do", () => {
        for (const digests of [undefined, []]) {
            expect(batchHolds({ ...wanted, digests }, state({ nodes: [node({ digests: [other] })] }))).to.deep.equal([]);
        }
    });
    it("tells both digests, how to get the one that was rehearsed, and what lifts it", () => {
        const [hold] = batchHolds({ ...wanted, digests: [rehearsed] }, state({ nodes: [node({ digests: [other] })] }));
        expect(hold.message).to.equal(`orders-batch-1-new: runs ${other} as engine:7.23.0, but rehearsed was ${rehearsed}`);
        expect(hold.next).to.contain(`pulumi config set --path engine.image engine:7.23.0@${rehearsed} && pulumi up`);
        expect(hold.liftedBy).to.contain("promotionMissing");
    });

    it("names the node and its trouble", () => {
        const [hold] = batchHolds(wanted, state({ availableReplicas: 0, nodes: [node({ ready: false, problem: "ImagePullBackOff" })] }));
        expect(hold.message).to.equal("orders-batch-1-new: not ready (ImagePullBackOff)");
        expect(hold.next).to.contain("kubectl -n camunda describe deployment orders-batch-1").and.not.to.contain("delete pod");
    });

    it("tells of a StatefulSet what it does not do by itself", () => {
        const [hold] = batchHolds({ ...wanted, stableNames: true }, state({ nodes: [node({ ready: false })] }));
        expect(hold.next)
            .to.contain("kubectl -n camunda describe statefulset orders-batch-1")
            .and.to.contain("kubectl -n camunda delete pod NODE, on a lost machine with --force");
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

describe("digestsOf", () => {
    const pod = (imageID: string, image = "engine:7.23.0", name = "engine") => ({
        spec: { containers: [{ name: "engine", image }] },
        status: {
            containerStatuses: [
                { name: "sidecar", imageID: other },
                { name, imageID },
            ],
        },
    });
    const cases: [name: string, pod: object, digests: string[]][] = [
        ["pulled, by containerd", pod(`docker.io/library/engine@${rehearsed}`), [rehearsed]],
        ["pulled, by Docker", pod(`docker-pullable://engine@${rehearsed}`), [rehearsed]],
        ["imported", pod(rehearsed), [rehearsed]],
        ["asked for by its digest, and known by another one", pod(other, `engine:7.23.0@${rehearsed}`), [other, rehearsed]],
        ["not started, though asked for by its digest", pod("", `engine:7.23.0@${rehearsed}`), []],
        ["nothing is said of it yet", { spec: { containers: [{ name: "engine", image: "engine" }] } }, []],
        ["only another container is told of", pod(rehearsed, "engine", "proxy"), []],
        ["an id that is no digest", pod("docker://4711"), []],
    ];
    for (const [name, given, digests] of cases) {
        it(name, () => expect(digestsOf(given)).to.deep.equal(digests));
    }

    it("does not wait for a batch that was taken back and that nothing has written again", () => {
        const [{ id, message, next, final }, ...others] = batchHolds(wanted, state({ returned: "2026-11-30T06:00:00.000Z" }));
        expect([id, final, others]).to.deep.equal(["nodeWrongVersion", true, []]);
        expect(message).to.contain("2026-11-30T06:00:00.000Z");
        expect(next).to.contain("pulumi up --refresh");
    });

    it("counts what somebody else has scaled the batch to, where that is meant", () => {
        const scaled = state({
            wantedReplicas: 2,
            replicas: 2,
            updatedReplicas: 2,
            availableReplicas: 2,
            nodes: [node(), node({ name: "b" })],
        });
        const of = (autoscaled: boolean, change: Partial<BatchState> = {}) =>
            batchHolds({ ...wanted, autoscaled }, { ...scaled, ...change }).map(({ id }) => id);
        expect(of(true)).to.deep.equal([]);
        expect(of(false)).to.deep.equal(["nodeNotReady"]);
        expect(of(true, { availableReplicas: 1 })).to.deep.equal(["nodeNotReady"]);
        expect(of(true, { wantedReplicas: 3 })).to.deep.equal(["nodeNotReady"]);
    });
});

describe("a node that does not get ready", () => {
    const of = (change: Partial<NodeState>) =>
        batchHolds(wanted, state({ availableReplicas: 0, nodes: [node({ ready: false, problem: "CrashLoopBackOff", ...change })] }))[0];

    it("is told with what its engine has written", () => {
        expect(of({}).message).to.equal("orders-batch-1-new: not ready (CrashLoopBackOff)");
        expect(of({ fault: "ENGINE-03058 Version mismatch" }).message).to.equal(
            "orders-batch-1-new: not ready (CrashLoopBackOff): ENGINE-03058 Version mismatch",
        );
    });
    it("says what to do about an empty database; only restoring it helps, and an override does not", () => {
        const { message, next, overridable, final } = of({ fault: "ENGINE-03057 There are no Camunda tables in the database." });
        expect(message).to.contain("ENGINE-03057 There are no Camunda tables");
        expect(next)
            .to.contain("docs/guides/roll-back-and-restore.md")
            .and.to.contain("kubectl -n camunda logs orders-batch-1-new --previous");
        expect([overridable, final]).to.deep.equal([false, undefined]);
    });
});
