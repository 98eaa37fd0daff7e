import { expect } from "chai";
import { batchTimes, fewestInService, inService, longestGap, orderFacts, PodSample, Records, timeline } from "../../local/demo/records";

const start = Date.parse("2026-01-01T00:00:00Z");
const at = (seconds: number) => start + seconds * 1000;

/** A pod in service, unless said otherwise. */
const pod = (batch: number, generation: "old" | "new", rest: Partial<PodSample> = {}): PodSample => ({
    name: `camunda-batch-${batch}-${generation}`,
    uid: `${batch}-${generation}`,
    batch: `batch-${batch}`,
    image: generation === "old" ? "engine:7.22.0" : "engine:7.23.0",
    created: generation === "old" ? at(-60) : at(batch * 20 - 10),
    ready: true,
    endpoint: true,
    ...rest,
});

const sample = (seconds: number, ...pods: PodSample[]) => ({ at: at(seconds), pods, generations: {} });

/** Two batches of one node; the second is begun when the first one's new node is ready and its old one is gone. */
const roll: Records = {
    missed: 0,
    jobs: [{ name: "camunda-schema-7-23-0", started: at(1), completed: at(5) }],
    samples: [
        sample(0, pod(1, "old"), pod(2, "old")),
        sample(10.3, pod(1, "old", { deleted: at(10), endpoint: false }), pod(1, "new", { ready: false, endpoint: false }), pod(2, "old")),
        sample(16, pod(1, "new", { ready: false, endpoint: false }), pod(2, "old")),
        sample(25, pod(1, "new"), pod(2, "old")),
        sample(30.4, pod(1, "new"), pod(2, "old", { deleted: at(30) }), pod(2, "new", { ready: false, endpoint: false })),
        sample(44, pod(1, "new"), pod(2, "new")),
    ],
};

describe("records of a roll", () => {
    it("counts a node as in service only if it is ready, stays, and gets requests", () => {
        expect(inService(pod(1, "old"))).to.equal(true);
        expect(inService(pod(1, "old", { ready: false }))).to.equal(false);
        expect(inService(pod(1, "old", { deleted: at(1) }))).to.equal(false);
        expect(inService(pod(1, "old", { endpoint: false }))).to.equal(false);
    });

    it("finds the fewest nodes in service, and when it was first so", () => {
        expect(fewestInService(roll)).to.deep.equal({ nodes: 1, at: at(10.3) });
        expect(fewestInService({ samples: [], jobs: [], missed: 0 })).to.equal(undefined);
    });

    it("tells how long it did not look", () => {
        expect(longestGap(roll)).to.equal(13_600);
        expect(longestGap({ samples: [], jobs: [], missed: 0 })).to.equal(0);
    });

    it("puts together the life of each pod", () => {
        const [first] = timeline(roll);
        expect(first).to.deep.include({ name: "camunda-batch-1-old", old: true, ready: at(0), deleted: at(10), gone: at(16) });
        expect(timeline(roll).map(({ name }) => name)).to.deep.equal([
            "camunda-batch-1-old",
            "camunda-batch-2-old",
            "camunda-batch-1-new",
            "camunda-batch-2-new",
        ]);
    });

    it("splits a batch into draining and starting", () => {
        expect(batchTimes(roll)).to.deep.equal([
            { batch: "batch-1", drain: { from: at(10), to: at(16) }, start: { from: at(10), to: at(25) } },
            { batch: "batch-2", drain: { from: at(30), to: at(44) }, start: { from: at(30), to: at(44) } },
        ]);
    });

    it("leaves out a batch that the roll has not touched", () => {
        const untouched = { ...roll, samples: roll.samples.slice(0, 4) };
        expect(batchTimes(untouched).map(({ batch }) => batch)).to.deep.equal(["batch-1"]);
    });

    it("does not make up an end that it has not seen", () => {
        const [first] = batchTimes({ ...roll, samples: roll.samples.slice(0, 2) });
        expect(first).to.deep.equal({ batch: "batch-1", drain: undefined, start: undefined });
    });

    it("proves the order: schema, then one batch after the other", () => {
        const facts = orderFacts(roll, "camunda-schema-7-23-0");
        expect(facts).to.have.length(3);
        expect(facts.filter(({ holds }) => !holds)).to.deep.equal([]);
    });

    it("refutes it when the migration ended after a new node was created, or never", () => {
        const late = { ...roll, jobs: [{ name: "camunda-schema-7-23-0", completed: at(12) }] };
        expect(orderFacts(late, "camunda-schema-7-23-0")[0].holds).to.equal(false);
        expect(orderFacts(roll, "camunda-schema-7-24-0")[0].holds).to.equal(false);
    });

    it("refutes it when a batch is begun before the one before it is in service", () => {
        const [first, second, ...rest] = roll.samples;
        const early = second.pods.filter(({ batch }) => batch === "batch-1").concat(pod(2, "old", { deleted: at(10) }));
        const hurried = pod(2, "new", { created: at(11), ready: false });
        const samples = [
            first,
            { ...second, pods: early },
            ...rest.map((later) => ({ ...later, pods: later.pods.map((p) => (p.uid === "2-new" ? { ...p, created: at(11) } : p)) })),
        ];
        samples[1].pods.push(hurried);
        const broken = orderFacts({ ...roll, samples }, "camunda-schema-7-23-0").filter(({ holds }) => !holds);
        expect(broken.map(({ fact }) => fact)).to.deep.equal([
            "batch-1 ready before batch-2 was begun",
            "old nodes of batch-1 gone before batch-2 was begun",
        ]);
    });
});
