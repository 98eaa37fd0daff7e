import { expect } from "chai";
import { Facts, LiveTruth } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { facts, history, ids, live, nodes } from "../support/facts";

const seen = (given: Facts, change: Partial<LiveTruth> = {}): Facts => ({ ...given, live: live(change) });
const minor = facts("7.22.0", "7.23.0");
const adopting = facts(undefined, "7.22.0", { adopt: "app=camunda" });
/** A first installation of 7.23.0 was refused, and a cluster at 7.22.0 is to be taken over instead. */
const instead: Facts = { ...facts("7.23.0", "7.22.0", { adopt: "app=camunda" }), completed: { history: [] } };
const adopted = (...versions: string[]) => nodes(...versions).map((node) => ({ ...node, adopted: true }));
const forgotten = (...versions: string[]) => adopted(...versions).map((node) => ({ ...node, forgotten: true }));
/** The rollout to 7.23.0 has stopped on the way. */
const inFlight = (wanted: string): Facts => ({ ...facts("7.23.0", wanted), completed: { version: "7.22.0", history: history("7.22.0") } });

/** What a rule says of what runs; where it came from is for liveTruth.test.ts and the tests on the cluster. */
describe("the rules about what runs", () => {
    const cases: [rule: string, name: string, facts: Facts, holds: string[]][] = [
        ["truthUnknown", "nobody was asked", minor, []],
        ["truthUnknown", "all as it should be", seen(minor, { schema: "7.22.0", incidents: 0, failedJobs: 0 }), []],
        ["truthUnknown", "the cluster does not answer", seen(minor, { nodes: [], problem: "connect ECONNREFUSED" }), ["truthUnknown"]],
        ["truthUnknown", "there is no node at all", seen(minor, { nodes: [] }), ["truthUnknown"]],
        ["truthUnknown", "one node does not tell", seen(minor, { nodes: nodes("7.22.0", "", "7.22.0") }), ["truthUnknown"]],
        ["truthUnknown", "a node that never got ready, in flight", seen(inFlight("7.23.0"), { nodes: nodes("7.23.0", "", "7.22.0") }), []],
        [
            "truthUnknown",
            "no node tells, and the update goes on: its checkpoints wait",
            seen(inFlight("7.23.0"), { nodes: nodes("", "") }),
            [],
        ],
        [
            "truthUnknown",
            "the cluster does not answer an update that goes on",
            seen(inFlight("7.23.0"), { nodes: [], problem: "ECONNREFUSED" }),
            ["truthUnknown"],
        ],
        [
            "truthUnknown",
            "a node that never got ready, where the version stays: what mends it must not wait for it",
            seen(facts("7.22.0", "7.22.0", { image: "orders:2-{version}" }), { nodes: nodes("", "7.22.0", "7.22.0") }),
            [],
        ],
        [
            "truthUnknown",
            "there is no node at all, where the version stays",
            seen(facts("7.22.0", "7.22.0", { application: "2" }), { nodes: [] }),
            ["truthUnknown"],
        ],
        [
            "truthUnknown",
            "what was taken over is recorded without a version",
            { ...seen(minor, { nodes: [] }), completed: { history: history("7.22.0") } },
            ["rolloutInFlight", "truthUnknown"],
        ],
        [
            "truthUnknown",
            "nothing is recorded, and the first installation is mended with another version",
            { ...seen(minor, { nodes: nodes("") }), completed: { history: [] } },
            ["rolloutInFlight"],
        ],
        [
            "truthUnknown",
            "settings change in the middle, and no node tells",
            seen({ ...inFlight("7.23.0"), wanted: { ...minor.wanted, adopt: "app=camunda" } }, { nodes: nodes("", "") }),
            [],
        ],
        [
            "nodesDiffer",
            "what is taken over differs from one's own, which is not the beginning",
            seen(facts("7.22.0", "7.22.0", { adopt: "app=camunda", application: "2" }), {
                nodes: [...nodes("7.22.0"), ...adopted("7.21.0")],
            }),
            [],
        ],
        [
            "incidentsPresent",
            "open incidents, before a patch",
            seen(facts("7.22.0", "7.22.1", { edition: "enterprise" }), { incidents: 1 }),
            ["incidentsPresent"],
        ],
        [
            "incidentsPresent",
            "open incidents, before a switch of product",
            seen(facts("7.24.0", "1.0.0", { product: "operaton" }, { product: "camunda" }), { nodes: nodes("7.24.0"), incidents: 1 }),
            ["productSwitchNotRolling", "incidentsPresent"],
        ],
        [
            "schemaNotAsRecorded",
            "a patch script of the minor is on record, in flight to the next",
            seen(
                { ...facts("7.14.0", "7.14.0"), completed: { version: "7.13.6", history: history("7.13.6") } },
                { nodes: nodes("7.14.0"), schema: "7.14.0" },
            ),
            [],
        ],
        [
            "schemaNotAsRecorded",
            "the schema of CIB seven's own minor after the recorded one",
            seen(facts("2.1.0", "2.1.1", { product: "cibseven" }), { nodes: nodes("2.1.0"), schema: "2.2.0" }),
            ["schemaNotAsRecorded"],
        ],
        ["truthUnknown", "an update goes on, and there is no node at all", seen(inFlight("7.23.0"), { nodes: [] }), []],
        [
            "truthUnknown",
            "a version without a history is completed",
            { ...seen(minor, { nodes: [] }), completed: { version: "7.22.0", history: [] } },
            ["truthUnknown"],
        ],
        [
            "truthUnknown",
            "the nodes go back in flight, and none of them tells",
            seen(
                {
                    ...facts("7.23.0", "7.22.0", { rollback: { from: "7.23.0", reason: "slow" } }),
                    completed: { version: "7.22.0", history: history("7.22.0") },
                },
                { nodes: nodes("", "") },
            ),
            ["truthUnknown"],
        ],
        ["truthUnknown", "nothing is installed yet", seen(facts(undefined, "7.23.0"), { nodes: [] }), []],
        [
            "truthUnknown",
            "the first installation has failed, and is mended",
            { ...seen(facts("7.22.0", "7.22.0", { nodes: 4 }), { nodes: nodes("", "") }), completed: { history: [] } },
            [],
        ],
        ["truthUnknown", "there is no cluster yet", seen(facts(undefined, "7.23.0"), { nodes: [], problem: "connect ECONNREFUSED" }), []],
        ["truthUnknown", "what is taken over does not tell", seen(adopting, { nodes: adopted("", "") }), ["truthUnknown"]],
        ["nodesDiffer", "one was changed by hand", seen(minor, { nodes: nodes("7.22.0", "7.23.0", "7.22.0") }), ["nodesDiffer"]],
        ["nodesDiffer", "two versions, in flight", seen(inFlight("7.23.0"), { nodes: nodes("7.23.0", "7.22.0") }), []],
        [
            "nodesDiffer",
            "three versions, in flight",
            seen(inFlight("7.23.0"), { nodes: nodes("7.23.0", "7.22.0", "7.21.0") }),
            ["nodesDiffer", "nodesNotAsRecorded"],
        ],
        [
            "nodesDiffer",
            "what is taken over differs",
            seen(adopting, { nodes: adopted("7.22.0", "7.21.0") }),
            ["nodesDiffer", "adoptionMovesVersion"],
        ],
        ["nodesNotAsRecorded", "all were changed by hand", seen(minor, { nodes: nodes("7.21.0", "7.21.0") }), ["nodesNotAsRecorded"]],
        [
            "nodesNotAsRecorded",
            "a version of neither end, in flight",
            seen(inFlight("7.23.0"), { nodes: nodes("7.24.0") }),
            ["nodesNotAsRecorded"],
        ],
        ["nodesNotAsRecorded", "nodes of another stack", seen(facts(undefined, "7.22.0")), ["nodesNotAsRecorded"]],
        ["nodesNotAsRecorded", "nodes that are taken over", seen(adopting, { nodes: adopted("7.22.0", "7.22.0") }), []],
        ["schemaNotAsRecorded", "somebody has migrated", seen(minor, { schema: "7.23.0" }), ["schemaNotAsRecorded"]],
        [
            "schemaNotAsRecorded",
            "the migration was done, in flight",
            seen(inFlight("7.23.0"), { nodes: nodes("7.22.0"), schema: "7.23.0" }),
            [],
        ],
        [
            "schemaNotAsRecorded",
            "the migration was not done, in flight",
            seen(inFlight("7.23.0"), { nodes: nodes("7.22.0"), schema: "7.22.0" }),
            [],
        ],
        [
            "schemaNotAsRecorded",
            "an entry that is missing, since its script is the same as an earlier one",
            seen(facts("7.13.6", "7.13.7", { edition: "enterprise" }), { nodes: nodes("7.13.6"), schema: "7.13.5_1" }),
            [],
        ],
        [
            "schemaNotAsRecorded",
            "the nodes went back, the schema stays ahead",
            seen(
                {
                    ...facts("7.22.0", "7.23.0", {}, { rollback: { from: "7.23.0", reason: "slow" } }),
                    completed: {
                        version: "7.22.0",
                        history: [
                            ...history("7.22.0", "7.23.0"),
                            { from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "slow" },
                        ],
                    },
                },
                { schema: "7.23.0" },
            ),
            [],
        ],
        ["schemaBehind", "nodes on an older schema", seen(minor, { schema: "7.21.0" }), ["schemaBehind"]],
        ["schemaAhead", "more than one minor ahead", seen(minor, { schema: "7.25.0" }), ["schemaAhead"]],
        [
            "schemaAhead",
            "one minor ahead of what is wanted",
            seen(facts("7.22.0", "7.22.1", { edition: "enterprise" }), { schema: "7.23.0" }),
            ["schemaNotAsRecorded"],
        ],
        ["schemaForeign", "CIB seven's own", seen(minor, { schema: "2.2.0" }), ["schemaForeign"]],
        ["schemaForeign", "no version", seen(minor, { schema: "fox" }), ["schemaForeign"]],
        [
            "schemaForeign",
            "CIB seven's own, of CIB seven",
            seen(facts("2.2.0", "2.2.0", { product: "cibseven" }), { nodes: nodes("2.2.0"), schema: "2.2.0" }),
            [],
        ],
        [
            "schemaPatchFirst",
            "patch scripts that were never run, before a minor step of a product whose schema somebody moves by hand",
            seen(facts("1.1.1", "2.0.0", { product: "cibseven" }), { nodes: nodes("1.1.1"), schema: "7.22.0" }),
            ["schemaBehind", "schemaPatchFirst"],
        ],
        [
            "schemaPatchFirst",
            "patch scripts that were never run, but the migration Job runs them",
            seen(facts("7.13.0", "7.14.0"), { nodes: nodes("7.13.0"), schema: "7.13.0" }),
            [],
        ],
        ["incidentsPresent", "open incidents", seen(minor, { incidents: 2, failedJobs: 0 }), ["incidentsPresent"]],
        ["incidentsPresent", "jobs without retries", seen(minor, { incidents: 0, failedJobs: 3 }), ["incidentsPresent"]],
        ["incidentsPresent", "the nodes do not tell", seen(minor, {}), []],
        ["incidentsPresent", "open incidents, but going on", seen(inFlight("7.23.0"), { nodes: nodes("7.22.0"), incidents: 2 }), []],
        ["incidentsPresent", "open incidents, but nothing moves", seen(facts("7.22.0", "7.22.0", { nodes: 4 }), { incidents: 2 }), []],
        [
            "adoptionMovesVersion",
            "taken over at another version",
            seen(adopting, { nodes: adopted("7.21.0", "7.21.0") }),
            ["adoptionMovesVersion"],
        ],
        [
            "adoptionMovesVersion",
            "taken over as it is, after a first installation that came to nothing",
            seen(instead, { nodes: adopted("7.22.0", "7.22.0"), schema: "7.22.0" }),
            [],
        ],
        [
            "adoptionMovesVersion",
            "taken over at another version, after a first installation that came to nothing",
            seen(instead, { nodes: adopted("7.21.0"), schema: "7.22.0" }),
            ["adoptionMovesVersion"],
        ],
        [
            "adoptedNodesRemain",
            "a first installation that has left a node is not given up for an adoption",
            seen(instead, { nodes: [...nodes("7.23.0"), ...adopted("7.22.0")], schema: "7.23.0" }),
            ["rolloutInFlight", "downgrade", "adoptedNodesRemain"],
        ],
        [
            "adoptedNodesRemain",
            "nor one whose nodes cannot be asked for",
            seen(instead, { nodes: [], problem: "connect ECONNREFUSED" }),
            ["rolloutInFlight", "downgrade", "truthUnknown"],
        ],
        ["adoptionMovesVersion", "taken over as it is", seen(adopting, { nodes: adopted("7.22.0") }), []],
        [
            "adoptedNodesRemain",
            "updated while they still run",
            seen(facts("7.22.0", "7.23.0", { adopt: "app=camunda" }), { nodes: [...nodes("7.22.0"), ...adopted("7.22.0")] }),
            ["adoptedNodesRemain"],
        ],
        ["adoptedNodesRemain", "updated when they are gone", seen(facts("7.22.0", "7.23.0", { adopt: "app=camunda" })), []],
        [
            "adoptedNodesForgotten",
            "no longer named",
            seen(facts("7.22.0", "7.22.0", {}, { adopt: "app=camunda" }), { nodes: [...nodes("7.22.0"), ...forgotten("7.22.0")] }),
            ["adoptedNodesForgotten"],
        ],
        [
            "adoptedNodesForgotten",
            "others are named",
            seen(facts("7.22.0", "7.22.0", { adopt: "app=others" }, { adopt: "app=camunda" }), {
                nodes: [...nodes("7.22.0"), ...adopted("7.22.0"), ...forgotten("7.22.0")],
            }),
            ["adoptedNodesForgotten"],
        ],
        [
            "adoptedNodesForgotten",
            "the same are named by another selector",
            seen(facts("7.22.0", "7.22.0", { adopt: "app=others" }, { adopt: "app=camunda" }), {
                nodes: [...nodes("7.22.0"), ...adopted("7.22.0")],
            }),
            [],
        ],
        ["adoptedNodesForgotten", "they are gone", seen(facts("7.22.0", "7.22.0", {}, { adopt: "app=camunda" })), []],
        [
            "adoptedNodesForgotten",
            "no longer named when the version changes, which is refused already",
            seen(facts("7.22.0", "7.23.0", {}, { adopt: "app=camunda" }), { nodes: [...nodes("7.22.0"), ...forgotten("7.22.0")] }),
            ["adoptedNodesRemain"],
        ],
        [
            "adoptedNodesRemain",
            "side by side at the same version",
            seen(facts("7.22.0", "7.22.0", { adopt: "app=camunda", nodes: 4 }), { nodes: [...nodes("7.22.0"), ...adopted("7.22.0")] }),
            [],
        ],
    ];
    for (const [rule, name, given, holds] of cases) {
        it(`${rule}, ${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    for (const [rule, overridable] of [
        ["truthUnknown", true],
        ["nodesDiffer", true],
        ["nodesNotAsRecorded", true],
        ["schemaNotAsRecorded", true],
        ["schemaPatchFirst", true],
        ["incidentsPresent", true],
        ["schemaBehind", false],
        ["schemaAhead", false],
        ["schemaForeign", false],
        ["adoptionMovesVersion", false],
        ["adoptedNodesRemain", false],
        ["adoptedNodesForgotten", true],
    ] as const) {
        it(`${rule}: an override ${overridable ? "with a reason lifts it" : "does not lift it"}`, () => {
            const [, , given] = cases.find(([id, , , holds]) => id === rule && holds.includes(rule))!;
            const verdict = judge({ ...given, wanted: { ...given.wanted, overrides: [{ hold: rule, reason: "known" }] } });
            expect(verdict.holds.some(({ id }) => id === rule)).to.equal(!overridable);
        });
    }

    it("is no fault to override what is gone by the time it is looked at", () =>
        expect(
            ids({ ...minor, wanted: { ...minor.wanted, overrides: [{ hold: "incidentsPresent", reason: "ticket 4711" }] }, live: live() }),
        ).to.deep.equal([]));

    it("says who does not tell, why, and where nobody is", () => {
        const message = (given: Facts) => judge(given).holds[0].message;
        expect(message(seen(minor, { nodes: nodes("7.22.0", "") }))).to.match(/^1 of 2 nodes .*: orders-2 not ready \(ImagePullBackOff\)$/);
        expect(message(seen(minor, { nodes: [] }))).to.equal("there is no node that could report its version");
        expect(message(seen(minor, { nodes: nodes("7.22.0", "7.23.0", "7.22.0") }))).to.match(/orders-3 7\.22\.0$/);
    });

    it("names three nodes, and counts the others", () => {
        const [hold] = judge(seen(minor, { nodes: nodes("7.22.0", ...Array<string>(999).fill("7.23.0")) })).holds;
        expect(hold.message).to.equal("2 versions run: orders-1 7.22.0, orders-2 7.23.0, orders-3 7.23.0, and 997 more");
    });

    it("tells what it found, when it goes ahead", () => {
        const { notes } = judge(
            seen(minor, {
                schema: "7.22.0",
                incidents: 0,
                failedJobs: 0,
                deployments: 12,
                database: { kind: "postgresql", version: "15.18" },
            }),
        );
        expect(notes[0]).to.equal(
            "found running: 3 nodes answer 7.22.0; schema log 7.22.0; postgresql 15.18; 0 incidents; 0 jobs without retries; 12 deployments",
        );
    });
});
