import { expect } from "chai";
import { CapacityFacts } from "../../../components/domain/facts/capacity";
import { demandOf } from "../../../components/gate/rules/demand";
import { Facts } from "../../../components/domain/facts/facts";
import { settle } from "../../../components/settings/settle";
import { facts, ids, live, nodes } from "../support/facts";

const engine = { version: "7.23.0", image: "orders:1-{version}" };
/** A cluster with surge, whose nodes' settings change, and that of its target besides. */
const changed = (before: object, after: object, target: object = {}): Facts => {
    const of = (settings: object) => settle({ engine, nodes: { count: 2, batchSize: "1", surge: true, ...settings } });
    const { completed } = facts("7.23.0", "7.23.0");
    const wanted = { ...of(after).target, ...target };
    return { previous: of(before).target, wanted, completed, demand: demandOf(of(after).nodes) };
};

const asks = { pods: 1, "requests.memory": 768 * 1024 ** 2 };
/** A quota that has room for the two nodes that there are, and for no third. */
const capacity: CapacityFacts = {
    batches: ["batch-1", "batch-2"].map((id) => ({ id, nodes: 1, asks })),
    placed: ["batch-1", "batch-2"].map((batch) => ({ name: batch, batch, machine: "a", asks })),
    quotas: [{ name: "team", hard: { pods: 2 }, used: { pods: 2 } }],
    unread: [],
};
const seen = (given: Facts): Facts => ({ ...given, live: live({ nodes: nodes("7.23.0", "7.23.0"), capacity }) });
const silent = (given: Facts): Facts => ({ ...given, live: live({ nodes: nodes("", "") }) });
/** Of a state that an earlier version of this module has written. */
const untold = (given: Facts): Facts => ({ ...given, previous: { ...given.previous!, room: undefined } });

const more = { memoryRequest: "1Gi" };
const lifted = { overrides: [{ hold: "nodesDiffer", reason: "known" }] };

/** What a node asks for, changed by itself: that the gate is asked then is for test/engine/gate.test.ts. */
describe("a change of what a node needs room for", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["more memory", seen(changed({}, more)), ["capacityShort"]],
        ["more processor time", seen(changed({}, { cpuRequest: "1" })), ["capacityShort"]],
        ["a higher limit", seen(changed({}, { memoryLimit: "2Gi" })), ["capacityShort"]],
        ["other machines", seen(changed({}, { nodeSelector: { disk: "fast" } })), ["capacityShort"]],
        ["a taint more", seen(changed({}, { tolerations: [{ key: "gpu" }] })), ["capacityShort"]],
        ["the default, written out", seen(changed({}, { memoryRequest: "768Mi", tolerations: [] })), []],
        ["labels in another order", seen(changed({ nodeSelector: { a: "1", b: "2" } }, { nodeSelector: { b: "2", a: "1" } })), []],
        ["what needs no room", seen(changed({}, { env: { JAVA_OPTS: "-Xmx1g" }, budgetSeconds: 900 })), []],
        ["more memory, where it was not told before", seen(untold(changed({}, more))), []],
        ["more memory, of nodes that do not answer", silent(changed({}, more)), []],
        ["the same with an override", silent(changed({}, more, lifted)), []],
        ["nothing, where it was not told before, of nodes that do not answer", silent(untold(changed({}, {}))), []],
        ["another image, too, of nodes that do not answer", silent(changed({}, more, { image: "orders:2-{version}" })), []],
        ["nothing but an override, of nodes that do not answer", silent(changed({}, {}, lifted)), []],
    ];
    it("is on record with every default filled in", () =>
        expect(settle({ engine }).target.room).to.deep.equal({
            ...{ cpuRequest: "500m", memoryRequest: "768Mi", memoryLimit: "1536Mi" },
            ...{ autoscaled: false, nodeSelector: {}, tolerations: [] },
        }));

    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }
});
