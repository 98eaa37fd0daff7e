import { expect } from "chai";
import { Facts, LiveTruth, NodeRoom, Target } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { batches, facts, history, ids, live, nodes, official, target, workloads } from "../support/facts";
import { arrow, onlyRoomChanges, roomChanges } from "../../../components/domain/transition";
import { planOf, stopNodes } from "../../../components/domain/commands";

const seen = (given: Facts, change: Partial<LiveTruth> = {}): Facts => ({ ...given, live: live(change) });
const minor = facts("7.22.0", "7.23.0");
/** The rollout to 7.23.0 has stopped on the way. */
const inFlight = (wanted: string): Facts => ({ ...facts("7.23.0", wanted), completed: { version: "7.22.0", history: history("7.22.0") } });

describe("noNodeLeft", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        [
            "the first batch would leave, and all others are silent",
            seen(minor, { nodes: batches("7.22.0", "", ""), workloads: workloads("7.22.0", "7.22.0", "7.22.0") }),
            ["truthUnknown", "noNodeLeft"],
        ],
        [
            "the first batch would leave, and the others were scaled to 0",
            seen(minor, { nodes: batches("7.22.0"), workloads: workloads("7.22.0", "7.22.0", "7.22.0") }),
            ["noNodeLeft"],
        ],
        [
            "the second batch is the first that is written",
            seen(inFlight("7.23.0"), { nodes: [batches("7.22.0", "7.22.0")[1]], workloads: workloads("7.23.0", "7.22.0", "7.22.0") }),
            ["noNodeLeft"],
        ],
        [
            "the last batch goes first on the way back",
            seen(
                {
                    ...facts("7.23.0", "7.22.0", { rollback: { from: "7.23.0", reason: "slow" } }),
                    completed: { version: "7.22.0", history: history("7.22.0") },
                },
                { nodes: [batches("", "", "7.23.0")[2]], workloads: workloads("7.23.0", "7.23.0", "7.23.0"), schema: "7.23.0" },
            ),
            ["noNodeLeft"],
        ],
        [
            "the batch that would leave is silent itself",
            seen(inFlight("7.23.0"), { nodes: batches("", "7.22.0"), workloads: workloads("7.22.0", "7.22.0", "7.22.0") }),
            [],
        ],
        [
            "another batch serves",
            seen(minor, { nodes: batches("7.22.0", "7.22.0"), workloads: workloads("7.22.0", "7.22.0", "7.22.0") }),
            [],
        ],
        [
            "a batch that is gone comes back first",
            seen(minor, { nodes: [batches("7.22.0", "7.22.0")[1]], workloads: workloads("7.22.0", "7.22.0").slice(1) }),
            [],
        ],
        [
            "nothing is written: every batch asks for what is wanted",
            seen(inFlight("7.23.0"), { nodes: batches("7.23.0"), workloads: workloads("7.23.0", "7.23.0", "7.23.0") }),
            [],
        ],
        [
            "with surge, a new node comes first",
            seen(facts("7.22.0", "7.23.0", { surge: true }), {
                nodes: batches("7.22.0"),
                workloads: workloads("7.22.0", "7.22.0", "7.22.0"),
            }),
            [],
        ],
        [
            "nodes that are taken over serve beside it, and are no node of a batch",
            seen(facts("7.22.0", "7.22.0", { adopt: "app=camunda", image: "orders:2-{version}" }), {
                nodes: [...batches("7.22.0"), ...nodes("7.22.0").map((one) => ({ ...one, adopted: true }))],
                workloads: workloads("7.22.0", "7.22.0", "7.22.0").map((one) => ({ ...one, image: "orders:1-7.22.0" })),
            }),
            ["noNodeLeft"],
        ],
        [
            "no node serves at all: nothing is lost",
            seen(facts("7.22.0", "7.22.0", { image: "orders:2-{version}" }), {
                nodes: batches("", "", ""),
                workloads: workloads("7.22.0", "7.22.0", "7.22.0").map((one) => ({ ...one, image: "orders:1-7.22.0" })),
            }),
            [],
        ],
        ["nobody knows which batch is made from what", seen(minor, { nodes: batches("7.22.0") }), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("an override with a reason lifts it", () => {
        const [, given] = cases.find(([, , holds]) => holds.join() === "noNodeLeft")!;
        expect(ids({ ...given, wanted: { ...given.wanted, overrides: [{ hold: "noNodeLeft", reason: "at night" }] } })).to.deep.equal([]);
    });
});

describe("the command of a hold leads out of it", () => {
    const three = workloads("7.22.0", "7.22.0", "7.22.0");
    const next = (given: Facts, id: string) =>
        judge(given)
            .holds.find((hold) => hold.id === id)
            ?.next.split("   #")[0];
    const odd = batches("7.22.0", "7.21.0", "7.22.0");
    const cases: [name: string, given: Facts, id: string, next: string][] = [
        [
            "a Deployment, before an update: a refresh, by the version that is recorded",
            seen(minor, { nodes: odd, workloads: workloads("7.22.0", "7.21.0", "7.22.0") }),
            "nodesDiffer",
            "pulumi config set --path engine.version 7.22.0 && pulumi up --refresh",
        ],
        [
            "a Deployment, where the version stays: by hand, since the gate is asked for what changes besides",
            seen(facts("7.22.0", "7.22.0", { application: "2" }), { nodes: odd, workloads: workloads("7.22.0", "7.21.0", "7.22.0") }),
            "nodesDiffer",
            `kubectl set image deployment/orders-batch-2 engine=${official("7.22.0")}`,
        ],
        [
            "a Deployment, in the middle of an update: by hand, to the lower version",
            seen(inFlight("7.23.0"), {
                nodes: batches("7.23.0", "7.22.0", "7.24.0"),
                workloads: workloads("7.23.0", "7.22.0", "7.24.0"),
            }),
            "nodesDiffer",
            `kubectl set image deployment/orders-batch-3 engine=${official("7.22.0")}`,
        ],
        [
            "a Deployment that runs the new version before its schema: by hand",
            seen(inFlight("7.23.0"), {
                nodes: batches("7.23.0", "7.22.0", "7.22.0"),
                workloads: workloads("7.23.0", "7.22.0", "7.22.0"),
                schema: "7.22.0",
            }),
            "schemaBehind",
            `kubectl set image deployment/orders-batch-1 engine=${official("7.22.0")}`,
        ],
        [
            "a pod alone, which no refresh finds",
            seen(minor, { nodes: odd, workloads: three }),
            "nodesDiffer",
            "kubectl delete pod orders-batch-2-x",
        ],
        [
            "a pod on a schema that is too far ahead of it",
            seen(inFlight("7.23.0"), { nodes: batches("7.22.0", "7.21.0", "7.22.0"), workloads: three, schema: "7.23.0" }),
            "schemaAheadOfNodes",
            "kubectl delete pod orders-batch-2-x",
        ],
        [
            "nodes that were removed, with all else as it was",
            seen(facts("7.22.0", "7.23.0"), { nodes: [], workloads: [] }),
            "truthUnknown",
            "pulumi config set --path engine.version 7.22.0 && pulumi up --refresh",
        ],
        [
            "nodes that nobody is left to serve beside: by surge",
            seen(minor, { nodes: batches("7.22.0"), workloads: three }),
            "noNodeLeft",
            "pulumi config set --path nodes.surge true && pulumi up",
        ],
        [
            "nodes with stable names that nobody is left to serve beside",
            seen(facts("7.22.0", "7.23.0", { stableNames: true }, { stableNames: true }), {
                nodes: batches("7.22.0"),
                workloads: three,
            }),
            "noNodeLeft",
            "pulumi config set --path engine.version 7.22.0 && pulumi up --refresh",
        ],
    ];
    for (const [name, given, id, expected] of cases) {
        it(name, () => expect(next(given, id)).to.equal(expected));
    }

    const spare: [name: string, facts: Facts, next: string][] = [
        [
            "by surge, which comes with the update",
            facts("7.22.0", "7.23.0", { nodes: 1 }, { nodes: 1 }),
            "pulumi config set --path nodes.surge true && pulumi up",
        ],
        [
            "with stable names, by a second node before the update: another layout is an update of its own",
            facts("7.22.0", "7.23.0", { nodes: 1, stableNames: true }, { nodes: 1, stableNames: true }),
            "pulumi config set --path nodes.count 2 && pulumi config set --path engine.version 7.22.0 && pulumi up",
        ],
    ];
    for (const [name, given, next] of spare) {
        it(`says how a single node is updated ${name}`, () => expect(judge(given).holds[0].next.split("   #")[0]).to.equal(next));
    }

    const plans: [name: string, given: Facts, options: string][] = [
        ["of a fork", facts("1.0.0", "2.0.0", { product: "operaton" }), "--from 1.0.0 --to 2.0.0 --product operaton"],
        [
            "of the enterprise edition",
            facts("7.20.0", "7.22.0", { edition: "enterprise" }),
            "--from 7.20.0 --to 7.22.0 --edition enterprise",
        ],
        [
            "from another product",
            facts("7.22.0", "1.1.0", { product: "operaton" }, { product: "camunda" }),
            "--from 7.22.0 --to 1.1.0 --product operaton --from-product camunda",
        ],
    ];
    for (const [name, given, options] of plans) {
        it(`shows the plan ${name}`, () => expect(planOf(given)).to.equal(`npm run -s plan -- ${options}`));
    }

    it("names a version with its product where that changes", () => {
        expect(arrow(facts("7.24.0", "1.0.0", { product: "operaton" }, { product: "camunda" }))).to.equal(
            "camunda 7.24.0 → operaton 1.0.0",
        );
        expect(arrow(facts("7.22.0", "7.23.0"))).to.equal("7.22.0 → 7.23.0");
        expect(arrow(facts(undefined, "7.23.0"))).to.equal("nothing → 7.23.0");
    });

    it("stops the nodes of either kind", () => {
        expect(stopNodes()).to.match(/^kubectl scale deployment /);
        expect(stopNodes(target("7.22.0", { stableNames: true }))).to.match(/^kubectl scale statefulset /);
    });

    const rooms: [
        name: string,
        before: Partial<NodeRoom> | undefined,
        after: Partial<NodeRoom> | undefined,
        changes: boolean,
        only: boolean,
    ][] = [
        ["the same", {}, {}, false, false],
        ["more memory", {}, { memoryLimit: "2Gi" }, true, true],
        ["not known before", undefined, {}, false, true],
        ["not known now", {}, undefined, false, true],
        ["neither known", undefined, undefined, false, false],
    ];
    for (const [name, before, after, changes, only] of rooms) {
        it(`room, ${name}: ${changes ? "changes" : "stays"}`, () => {
            const of = (change: Partial<NodeRoom> | undefined, more: Partial<Target> = {}): Target => {
                const base = target("7.22.0");
                return { ...base, room: change && { ...base.room!, ...change }, ...more };
            };
            const given = { previous: { ...of(before), run: "3" }, wanted: of(after), completed: { history: [] } };
            expect([roomChanges(given), onlyRoomChanges(given)]).to.deep.equal([changes, only]);
            const overridden = { ...given, wanted: of(after, { overrides: [{ hold: "machinesFull", reason: "grows" }] }) };
            expect(onlyRoomChanges(overridden)).to.equal(only);
            expect(onlyRoomChanges({ ...given, wanted: of(after, { application: "2" }) })).to.equal(false);
            expect([roomChanges({ ...given, previous: undefined }), onlyRoomChanges({ ...given, previous: undefined })]).to.deep.equal([
                false,
                false,
            ]);
        });
    }
});
