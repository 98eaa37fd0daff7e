import { expect } from "chai";
import * as fc from "fast-check";
import { momentsOf } from "../../../components/gate/rules/roomArithmetic";
import { CapacityFacts, Demand, LiveBatch, MachineFacts, PlacedNode } from "../../../components/domain/facts/capacity";
import { demandOf } from "../../../components/gate/rules/demand";
import { Facts, Target } from "../../../components/domain/facts/facts";
import { notesOn } from "../../../components/gate/notes/notes";
import { settle } from "../../../components/settings/settle";
import { describeRefusal, judge } from "../../../components/gate/rules/judge";
import { facts, history, ids, live } from "../support/facts";

const Mi = 1024 ** 2;
/** One processor and 1 GiB; the migration's pod has 100m, 256Mi and at most 768Mi. */
const one = { pods: 1, "requests.cpu": 1, "requests.memory": 1024 * Mi, "limits.memory": 2048 * Mi };
const demand: Demand = {
    ...demandOf(settle({ engine: { version: "7.23.0" }, nodes: { cpuRequest: "1", memoryRequest: "1Gi", memoryLimit: "2Gi" } }).nodes),
};
const batches = (...nodes: number[]): LiveBatch[] => nodes.map((count, i) => ({ id: `batch-${i + 1}`, nodes: count, asks: one }));
const placed = (...machines: string[]): PlacedNode[] =>
    machines.map((machine, i) => ({ name: `orders-${i + 1}`, batch: `batch-${i + 1}`, machine, asks: one }));
const machine = (name: string, processors: number, change: Partial<MachineFacts> = {}): MachineFacts => ({
    name,
    zone: "",
    labels: {},
    taints: [],
    open: true,
    free: { pods: 50, "requests.cpu": processors, "requests.memory": 64 * 1024 * Mi },
    ...change,
});
const quota = (hard: object, used: object) => ({ quotas: [{ name: "team", hard: { ...hard }, used: { ...used } }] });
/** Three nodes in three batches, each on a machine of its own; nothing is full. */
const three: CapacityFacts = { batches: batches(1, 1, 1), placed: placed("a", "b", "c"), unread: [] };
const seen = (given: Facts, capacity: Partial<CapacityFacts>, asked: Partial<Demand> = {}): Facts => ({
    ...given,
    live: live({ capacity: { ...three, ...capacity } }),
    demand: { ...demand, ...asked },
});
const roll = (change: Partial<Target> = {}) =>
    facts("7.22.0", "7.23.0", { batchSize: "1", ...change }, { batchSize: "1", ...change, overrides: [] });
const surge = { surge: true };

describe("the rules about room", () => {
    const cases: [rule: string, name: string, facts: Facts, holds: string[]][] = [
        ["capacityShort", "nothing is limited", seen(roll(), {}), []],
        ["capacityShort", "nobody could be asked", { ...roll(), live: live(), demand }, []],
        ["capacityShort", "room for the migration's pod", seen(roll(), quota({ pods: 4 }, { pods: 3 })), []],
        ["capacityShort", "no room for the migration's pod", seen(roll(), quota({ pods: 3 }, { pods: 3 })), ["capacityShort"]],
        [
            "capacityShort",
            "that pod's memory",
            seen(roll(), quota({ "requests.memory": 3200 * Mi }, { "requests.memory": 3072 * Mi })),
            ["capacityShort"],
        ],
        [
            "capacityShort",
            "one more node, by surge",
            seen(roll(surge), quota({ "requests.cpu": 3.9 }, { "requests.cpu": 3 })),
            ["capacityShort"],
        ],
        ["capacityShort", "the same without surge", seen(roll(), quota({ "requests.cpu": 3.9 }, { "requests.cpu": 3 })), []],
        ["capacityShort", "as much as there is", seen(roll(surge), quota({ "requests.cpu": 4 }, { "requests.cpu": 3 })), []],
        [
            "capacityShort",
            "others have the rest",
            seen(roll(surge), quota({ "requests.cpu": 5 }, { "requests.cpu": 4.5 })),
            ["capacityShort"],
        ],
        [
            "capacityShort",
            "nodes that grow, one batch after the other",
            seen(roll(), quota({ "limits.memory": 7000 * Mi }, { "limits.memory": 3 * 1000 * Mi }), {
                node: { ...one, "limits.memory": 2400 * Mi },
            }),
            ["capacityShort"],
        ],
        [
            "capacityShort",
            "going on: pods that are still leaving are counted as what they are",
            seen(
                { ...roll(), previous: roll().wanted, completed: { version: "7.22.0", history: history("7.22.0") } },
                { ...quota({ pods: 5 }, { pods: 4 }), placed: [...placed("a", "b", "c"), { ...placed("a")[0], name: "leaving" }] },
            ),
            [],
        ],
        ["capacityShort", "nothing is started", seen(facts("7.22.0", "7.22.0"), quota({ pods: 1 }, { pods: 3 })), []],
        [
            "capacityShort",
            "another image",
            seen(facts("7.22.0", "7.22.0", { image: "orders:2-{version}", ...surge }), quota({ pods: 3 }, { pods: 3 })),
            ["capacityShort"],
        ],
        [
            "capacityShort",
            "the first nodes",
            {
                ...seen(facts(undefined, "7.22.0"), { ...quota({ pods: 2 }, { pods: 0 }), batches: [], placed: [] }),
                live: live({ nodes: [], capacity: { batches: [], placed: [], unread: [], ...quota({ pods: 2 }, { pods: 0 }) } }),
            },
            ["capacityShort"],
        ],
        [
            "machinesFull",
            "each takes the place of an old one",
            seen(roll(), { machines: ["a", "b", "c"].map((name) => machine(name, 0)) }),
            [],
        ],
        [
            "machinesFull",
            "none for one more, by surge",
            seen(roll(surge), { machines: ["a", "b", "c"].map((name) => machine(name, 0.5)) }),
            ["machinesFull"],
        ],
        ["machinesFull", "one place, by surge", seen(roll(surge), { machines: [machine("a", 0), machine("b", 1), machine("c", 0)] }), []],
        [
            "machinesFull",
            "its machine is being emptied",
            seen(roll(), { machines: [machine("a", 0, { open: false }), machine("b", 0), machine("c", 0)] }),
            ["machinesFull"],
        ],
        [
            "machinesFull",
            "nodes that grow",
            seen(roll(), { machines: ["a", "b", "c"].map((name) => machine(name, 0.5)) }, { node: { ...one, "requests.cpu": 2 } }),
            ["machinesFull"],
        ],
        [
            "machinesFull",
            "machines that others have",
            seen(roll(surge), { machines: [machine("d", 8, { taints: [{ key: "gpu", value: "", effect: "NoSchedule" }] })] }),
            ["machinesFull"],
        ],
        [
            "machinesFull",
            "a taint that is tolerated",
            seen(
                roll(surge),
                { machines: [machine("d", 8, { taints: [{ key: "gpu", value: "", effect: "NoSchedule" }] })] },
                { tolerations: [{ key: "gpu", operator: "Exists" }] },
            ),
            [],
        ],
        [
            "machinesFull",
            "a taint that is a wish",
            seen(roll(surge), { machines: [machine("d", 8, { taints: [{ key: "gpu", value: "", effect: "PreferNoSchedule" }] })] }),
            [],
        ],
        [
            "machinesFull",
            "machines without the label",
            seen(roll(surge), { machines: [machine("d", 8)] }, { nodeSelector: { disk: "fast" } }),
            ["machinesFull"],
        ],
        [
            "machinesFull",
            "no slot for another pod",
            seen(roll(surge), { machines: [machine("d", 8, { free: { pods: 0, "requests.cpu": 8, "requests.memory": 64 * 1024 * Mi } })] }),
            ["machinesFull"],
        ],
        [
            "machinesFull",
            "Karpenter adds machines",
            seen(roll(surge), { machines: [machine("a", 0, { labels: { "karpenter.sh/nodepool": "default" } })] }),
            [],
        ],
        ["machinesFull", "machines may not be seen", seen(roll(surge), { machines: undefined }), []],
        [
            "minimumShort",
            "a budget that wants all",
            seen(roll(), { budgets: [{ name: "sla", expected: 3, desired: 3 }] }),
            ["minimumShort"],
        ],
        ["minimumShort", "one that is content with two", seen(roll(), { budgets: [{ name: "sla", expected: 3, desired: 2 }] }), []],
        ["minimumShort", "all, with surge", seen(roll(surge), { budgets: [{ name: "sla", expected: 3, desired: 3 }] }), []],
        ["minimumShort", "scaled into one batch", seen(roll(), { batches: batches(6, 0, 0) }, { autoscaled: true }), ["minimumShort"]],
        ["minimumShort", "scaled, and some stay", seen(roll(), { batches: batches(6, 1, 1) }, { autoscaled: true }), []],
        [
            "minimumShort",
            "a batch that was scaled up against a budget",
            seen(roll(), { batches: batches(3, 1, 1), budgets: [{ name: "sla", expected: 5, desired: 3 }] }, { autoscaled: true }),
            ["minimumShort"],
        ],
        [
            "replicasContested",
            "an autoscaler",
            seen(roll(), { autoscalers: [{ name: "web", batch: "batch-1", min: 2, max: 9 }] }),
            ["replicasContested"],
        ],
        [
            "replicasContested",
            "an autoscaler that is meant",
            seen(roll(), { autoscalers: [{ name: "web", batch: "batch-1", min: 2, max: 9 }] }, { autoscaled: true }),
            [],
        ],
        ["replicasContested", "none", seen(roll(), { autoscalers: [] }), []],
    ];
    for (const [rule, name, given, holds] of cases) {
        it(`${rule}: ${name}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("show the arithmetic, and what to do", () => {
        const text = (given: Facts) => describeRefusal(given, judge(given));
        expect(text(seen(roll(surge), quota({ "requests.memory": 4200 * Mi }, { "requests.memory": 3584 * Mi })))).to.contain(
            "capacityShort: ResourceQuota team allows 4200Mi of requests.memory, but batch-1 needs 4608Mi: 4096Mi (4 nodes) + 512Mi of others",
        );
        expect(text(seen(roll(), quota({ pods: 3 }, { pods: 3 })))).to.contain(
            "allows 3 of pods, but the migration needs 4: 4 (3 nodes + 1 pod of the migration) + 0 of others",
        );
        expect(text(seen(roll(surge), { machines: [machine("a", 0.5)] }))).to.contain(
            "machinesFull: batch-1 needs capacity for 1 node of 1 CPU and 1024Mi memory before its old nodes leave, but 1 suitable machine has capacity for 0",
        );
        expect(text(seen(roll(), { budgets: [{ name: "sla", expected: 3, desired: 3 }] }))).to.contain(
            "while a batch of 1 is out of service, 3 - 1 = 2 nodes would serve, but PodDisruptionBudget sla requires 3",
        );
    });

    it("can be lifted where something is guessed, and not where it is certain", () => {
        const lifted = (hold: string) => ({ overrides: [{ hold, reason: "seen" }] });
        expect(ids(seen(roll({ ...surge, ...lifted("machinesFull") }), { machines: [machine("a", 0)] }))).to.deep.equal([]);
        expect(ids(seen(roll(lifted("minimumShort")), { budgets: [{ name: "sla", expected: 3, desired: 3 }] }))).to.deep.equal([]);
        expect(
            ids(seen(roll(lifted("replicasContested")), { autoscalers: [{ name: "w", batch: "batch-1", min: 1, max: 2 }] })),
        ).to.deep.equal([]);
        expect(ids(seen(roll(lifted("capacityShort")), quota({ pods: 3 }, { pods: 3 })))).to.include("capacityShort");
    });
});

describe("momentsOf", () => {
    const layout = fc.record({
        nodes: fc.integer({ min: 1, max: 40 }),
        batchSize: fc.integer({ min: 1, max: 100 }).map((share) => `${share}%`),
        surge: fc.boolean(),
    });
    it("never has fewer nodes than all, never more than one batch above, and ends with what is wanted", () =>
        fc.assert(
            fc.property(layout, (change) => {
                const wanted = roll(change).wanted;
                const fresh = momentsOf(wanted, demand, [], false);
                const planned = fresh.map(({ asks }, i) => asks.pods - (wanted.surge || i === 0 ? 0 : fresh[i - 1].asks.pods));
                expect(fresh.at(-1)?.asks.pods).to.equal(wanted.nodes);
                const largest = Math.max(...planned);
                const installed = momentsOf(wanted, demand, batchesOf(wanted), false).map(({ asks }) => asks.pods);
                expect(Math.min(...installed)).to.be.at.least(wanted.nodes);
                expect(Math.max(...installed)).to.be.at.most(wanted.nodes + (wanted.surge ? largest : 0));
            }),
        ));

    it("what is limited to the widest moment is enough, and one pod less is not", () =>
        fc.assert(
            fc.property(layout, fc.integer({ min: 0, max: 9 }), ({ nodes, batchSize, surge }, others) => {
                const given = roll({ nodes: nodes + 1, batchSize, surge });
                const there = batchesOf(given.wanted);
                const own = there.flatMap(({ id, nodes: count }) =>
                    Array.from({ length: count }, (_, i) => ({ name: `${id}-${i}`, batch: id, machine: "", asks: one })),
                );
                const widest = Math.max(...momentsOf(given.wanted, demand, there, true).map(({ asks }) => asks.pods)) + others;
                const limited = (hard: number) =>
                    ids(seen(given, { ...quota({ pods: hard }, { pods: own.length + others }), batches: there, placed: own }));
                expect(limited(widest)).to.deep.equal([]);
                expect(limited(widest - 1)).to.deep.equal(["capacityShort"]);
            }),
        ));
});

const batchesOf = (wanted: Target): LiveBatch[] =>
    momentsOf({ ...wanted, surge: false }, demand, [], false).map(({ asks }, i, all) => ({
        id: `batch-${i + 1}`,
        nodes: asks.pods - (i === 0 ? 0 : all[i - 1].asks.pods),
        asks: one,
    }));

describe("notes about room", () => {
    const of = (capacity: Partial<CapacityFacts>, asked: Partial<Demand> = {}, given = roll()) =>
        notesOn(seen(given, capacity, asked)).filter((note) => note.startsWith("room: "));
    it("what could not be read, and what follows from what was", () => {
        expect(of({})).to.deep.equal([]);
        expect(of({ unread: ["machines: nodes is forbidden"] })).to.deep.equal(["room: not counted: machines: nodes is forbidden"]);
        expect(
            of({ machines: [machine("a", 0, { zone: "x" }), machine("b", 0, { zone: "y" }), machine("c", 0, { zone: "y" })] }),
        ).to.deep.equal(["room: all nodes of the zone x are in batch-1, and out of service together"]);
        expect(of({}, { autoscaled: true })).to.deep.equal([
            "room: nodes are scaled by somebody else, now batch-1 1, batch-2 1, batch-3 1",
        ]);
        expect(of({ machines: [machine("a", 0, { labels: { "karpenter.sh/nodepool": "default" } })] }, {}, roll(surge))).to.deep.equal([
            "room: batch-1 needs 1 places, and there are 0; Karpenter may add machines",
        ]);
        expect(of({ budgets: [{ name: "sla", expected: 3, desired: 1 }] })[0])
            .to.contain("two PodDisruptionBudgets")
            .and.to.contain("sla");
    });
});
