import { expect } from "chai";
import { CapacityFacts, LiveBatch, MachineFacts } from "../../../components/domain/facts/capacity";
import { demandOf } from "../../../components/gate/rules/demand";
import { Facts, Target } from "../../../components/domain/facts/facts";
import { notesOn } from "../../../components/gate/notes/notes";
import { settle } from "../../../components/settings/settle";
import { describeRefusal, judge } from "../../../components/gate/rules/judge";
import { facts, ids, live, nodes } from "../support/facts";
import { faultsOf, refuse } from "../../../components/gate/rules/refuse";

const named = { stableNames: true };
const seen = (given: Facts, change: Parameters<typeof live>[0]): Facts => ({ ...given, live: live(change) });
const stopped = { nodes: [] };
const adopted = [{ name: "old-1", version: "7.22.0", problem: "", adopted: true }];

describe("stableNamesChanged", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["Deployments that run, to StatefulSets", seen(facts("7.22.0", "7.22.0", named), {}), ["stableNamesChanged"]],
        ["StatefulSets that run, to Deployments", seen(facts("7.22.0", "7.22.0", {}, named), {}), ["stableNamesChanged"]],
        ["with another version", seen(facts("7.22.0", "7.23.0", named), {}), ["stableNamesChanged"]],
        ["a node that is not ready", seen(facts("7.22.0", "7.22.0", named), { nodes: nodes("") }), ["stableNamesChanged"]],
        [
            "a node that is not ready, with another version",
            seen(facts("7.22.0", "7.23.0", named), { nodes: nodes("") }),
            ["truthUnknown", "stableNamesChanged"],
        ],
        ["nobody was asked", facts("7.22.0", "7.22.0", named), ["stableNamesChanged"]],
        [
            "nobody could be asked",
            seen(facts("7.22.0", "7.22.0", named), { nodes: [], problem: "connect ECONNREFUSED" }),
            ["truthUnknown", "stableNamesChanged"],
        ],
        ["all nodes are stopped", seen(facts("7.22.0", "7.22.0", named), stopped), []],
        ["all nodes are stopped, the other way", seen(facts("7.22.0", "7.22.0", {}, named), stopped), []],
        ["those that are taken over are another stack's", seen(facts("7.22.0", "7.22.0", named), { nodes: adopted }), []],
        ["a first installation", seen(facts(undefined, "7.22.0", named), stopped), []],
        ["they stay StatefulSets", seen(facts("7.22.0", "7.23.0", named, named), {}), []],
        ["a record of before there was a choice", seen(facts("7.22.0", "7.23.0", { stableNames: false }), {}), []],
        ["they stay what they are, and are gone", seen(facts("7.22.0", "7.22.0", named, named), stopped), ["truthUnknown"]],
    ];
    for (const [name, given, holds] of cases) {
        it(`${holds.join(", ") || "goes ahead"}: ${name}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("nobody may override it, and it says how it is done", () => {
        const lifted = { overrides: [{ hold: "stableNamesChanged", reason: "now" }] };
        const given = seen(facts("7.22.0", "7.22.0", { ...named, ...lifted }), {});
        expect(ids(given)).to.include("stableNamesChanged");
        expect(describeRefusal(given, judge(given)))
            .to.contain("nodes.stableNames false → true makes StatefulSets of Deployments, and 3 nodes still run")
            .and.to.contain("next: pulumi config set --path nodes.stableNames false")
            .and.to.contain("kubectl scale deployment -l app.kubernetes.io/component=engine --replicas=0");
        const back = seen(facts("7.22.0", "7.22.0", {}, named), {});
        expect(describeRefusal(back, judge(back))).to.contain("kubectl scale statefulset -l");
    });
});

const engine = { version: "7.23.0" };

describe("stableNames in a configuration", () => {
    const faults = (given: object) => faultsOf({ engine, nodes: given }).map(({ path }) => path);
    it("rules out surge, and is said among all other faults", () => {
        expect(faults({ stableNames: true, surge: true, count: 0 })).to.deep.equal(["nodes.count", "nodes.surge"]);
        expect(refuse({ engine, nodes: { stableNames: true, surge: true } })).to.contain("next: pulumi config rm --path 'nodes.surge'");
        for (const given of [{ stableNames: true, surge: false }, { stableNames: true }, { stableNames: false, surge: true }]) {
            expect(faults(given), JSON.stringify(given)).to.deep.equal([]);
        }
        expect(faults({ stableNames: "true", surge: true })).to.deep.equal(["nodes.stableNames"]);
    });
    it("is in the record of a stack only where it is so", () => {
        expect(settle({ engine, nodes: { stableNames: true } }).target).to.include({ stableNames: true });
        expect(settle({ engine, nodes: { stableNames: false } }).target).not.to.have.property("stableNames");
    });
});

/** Four nodes, two to a batch and to a machine. */
const pairs = { nodes: 4, batchSize: "2" };
const asks = { pods: 1, "requests.cpu": 1, "requests.memory": 1 };
const batches: LiveBatch[] = ["batch-1", "batch-2"].map((id) => ({ id, nodes: 2, asks }));
const placed = ["a", "a", "b", "b"].map((on, i) => ({ name: `orders-${i}`, batch: i < 2 ? "batch-1" : "batch-2", machine: on, asks }));
const machine = (name: string, processors: number, zone = ""): MachineFacts => ({
    ...{ name, zone, labels: {}, taints: [], open: true },
    free: { pods: 50, "requests.cpu": processors, "requests.memory": 99 },
});
const room = (capacity: Partial<CapacityFacts>, change: Partial<Target>): Facts => ({
    ...facts("7.22.0", "7.23.0", { ...pairs, ...change }, { ...pairs, ...change }),
    live: live({ capacity: { batches, placed, unread: [], ...capacity } }),
    demand: { ...demandOf(settle({ engine }).nodes), node: asks },
});

describe("room for nodes with stable names", () => {
    const wants = (desired: number) => ({ budgets: [{ name: "sla", expected: 4, desired }] });
    const cases: [name: string, capacity: Partial<CapacityFacts>, alone: string[], together: string[]][] = [
        ["a budget that spares one", wants(3), [], ["minimumShort"]],
        ["a budget that spares none", wants(4), ["minimumShort"], ["minimumShort"]],
        ["machines that are full", { machines: [machine("a", 0), machine("b", 0)] }, [], []],
        ["machines that take no nodes any more", { machines: [] }, ["machinesFull"], ["machinesFull"]],
    ];
    for (const [name, capacity, alone, together] of cases) {
        it(`${name}: ${alone.join(", ") || "goes ahead"}`, () => {
            expect(ids(room(capacity, named))).to.deep.equal(alone);
            expect(ids(room(capacity, {})), "a batch at a time").to.deep.equal(together);
        });
    }

    it("offers no surge", () => {
        const text = (given: Facts) => describeRefusal(given, judge(given));
        const budget = text(room(wants(4), named));
        const single = text(facts("7.22.0", "7.23.0", { nodes: 1, ...named }, { nodes: 1, ...named }));
        expect(budget)
            .to.contain("while a node is out of service, 4 - 1 = 3 nodes would serve, but PodDisruptionBudget sla requires 4")
            .and.to.contain("next: kubectl edit poddisruptionbudget sla")
            .and.not.to.contain("surge");
        expect(single).to.contain("noSpareNode").and.not.to.contain("surge");
    });

    it("has no zone that is out of service as a whole", () => {
        const zones = { machines: [machine("a", 9, "x"), machine("b", 9, "y")] };
        const about = (change: Partial<Target>) => notesOn(room(zones, change)).filter((note) => note.includes("zone"));
        expect(about(named)).to.deep.equal([]);
        expect(about({})).to.have.length(2);
    });
});
