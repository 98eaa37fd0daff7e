import { expect } from "chai";
import { Facts } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { facts, history, ids, live, nodes } from "../support/facts";

const rollback = { from: "7.23.0", reason: "twice as slow" };
const after = (...versions: string[]) => ({ version: versions.at(-1), history: history(...versions) });
const back = (wanted: string, completed = after("7.22.0", "7.23.0"), from = rollback): Facts => ({
    ...facts("7.23.0", wanted, { rollback: from }),
    completed,
});
/** The nodes went back to 7.22.0, and every one has arrived. */
const returned = {
    version: "7.22.0",
    history: [...history("7.22.0", "7.23.0"), { from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: rollback.reason }],
};

describe("the way back of the nodes", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["after completion, to the version before", back("7.22.0"), []],
        ["after completion, to a patch that was left", back("7.22.13", after("7.22.13", "7.23.0")), []],
        ["after completion, to a patch that never ran", back("7.22.1"), ["rollbackRefused"]],
        ["after completion, two minors", back("7.21.0", after("7.21.0", "7.22.0", "7.23.0")), ["rollbackRefused"]],
        ["in flight, to what was completed last", back("7.22.0", after("7.22.0")), []],
        ["in flight, to something else", back("7.21.0", after("7.21.0", "7.22.0")), ["rollbackRefused"]],
        ["of the very first rollout", back("7.22.0", { version: undefined, history: [] }), ["rollbackRefused"]],
        [
            "from another version than the last wanted one",
            back("7.22.0", after("7.22.0"), { ...rollback, from: "7.22.13" }),
            ["rollbackRefused"],
        ],
        ["without a record, by one minor", back("7.22.5", { version: "7.23.0", history: [] }), []],
        ["without a record, by two", back("7.21.0", { version: "7.23.0", history: [] }), ["rollbackRefused"]],
        [
            "without a record, to an older patch of the minor",
            {
                ...facts(
                    "7.23.5",
                    "7.23.0",
                    { edition: "enterprise", rollback: { ...rollback, from: "7.23.5" } },
                    { edition: "enterprise" },
                ),
                completed: { version: "7.23.5", history: [] },
            },
            [],
        ],
        [
            "without a record, below all that the catalogue has",
            { ...facts("7.5.0", "7.4.0", { rollback: { ...rollback, from: "7.5.0" } }), completed: { version: "7.5.0", history: [] } },
            ["versionUnsupported", "rollbackRefused"],
        ],
        ["without a record, in flight", back("7.22.0", { version: "7.21.0", history: [] }), ["rollbackRefused"]],
        [
            "a second time, for the same reason, from another version",
            {
                ...back("7.22.0", {
                    version: "7.22.13",
                    history: [
                        ...history("7.22.0"),
                        { from: "camunda 7.24.0", to: "camunda 7.23.0", overrides: [], rollback: rollback.reason },
                    ],
                }),
            },
            ["rollbackRefused"],
        ],
        ["without being asked for", { ...facts("7.23.0", "7.22.0"), completed: after("7.22.0", "7.23.0") }, ["downgrade"]],
        [
            "although it goes forward",
            { ...facts("7.22.0", "7.23.0", { rollback: { ...rollback, from: "7.22.0" } }), completed: after("7.22.0") },
            ["rollbackUnused"],
        ],
        [
            "although nothing moves",
            { ...facts("7.22.0", "7.22.0", { rollback, nodes: 4 }), completed: after("7.22.0") },
            ["rollbackUnused"],
        ],
        ["of a fresh stack", facts(undefined, "7.22.0", { rollback }), ["rollbackUnused"]],
        [
            "repeated while it is under way",
            { ...facts("7.22.0", "7.22.0", { rollback, image: "fixed:1-{version}" }, { rollback }), completed: after("7.22.0", "7.23.0") },
            [],
        ],
        ["taken out of the configuration when it is done", { ...facts("7.22.0", "7.22.0", {}, { rollback }), completed: returned }, []],
        ["a second time, for the same reason", back("7.22.0", returned), ["rollbackRefused"]],
        ["a second time, for another reason", back("7.22.0", returned, { ...rollback, reason: "again" }), []],
        ["and then forward again", { ...facts("7.22.0", "7.23.0", {}, { rollback }), completed: returned }, []],
        ["forward again while it is under way", { ...facts("7.22.0", "7.23.0", {}, { rollback }), completed: after("7.22.0") }, []],
        [
            "forward while it is under way, and past the version that was left",
            { ...facts("7.22.0", "7.23.1", { edition: "enterprise" }, { edition: "enterprise", rollback }), completed: after("7.22.0") },
            ["latestPatchFirst", "rolloutInFlight"],
        ],
        [
            "with incidents, which may be the reason for it",
            { ...back("7.22.0"), live: live({ nodes: nodes("7.23.0"), incidents: 9, schema: "7.23.0" }) },
            [],
        ],
        [
            "in flight, with nodes that never got ready",
            { ...back("7.22.0", after("7.22.0")), live: live({ nodes: nodes("7.23.0", "", "7.22.0"), schema: "7.23.0" }) },
            [],
        ],
        [
            "of a switch of product",
            {
                ...facts("1.0.0", "7.24.0", { product: "camunda", rollback: { ...rollback, from: "1.0.0" } }, { product: "operaton" }),
                completed: after("7.23.0", "7.24.0"),
            },
            [],
        ],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("is a verdict of its own, and says that the schema stays", () => {
        const verdict = judge(back("7.22.0"));
        expect(verdict.kind).to.equal("nodeRollback");
        expect(verdict.notes).to.deep.equal([
            "the nodes are rolled back to camunda 7.22.0, the last batch first; the schema stays as it is",
        ]);
    });

    it("tells how to ask for it, where it is possible, and only there", () => {
        const next = (wanted: string) =>
            judge({ ...facts("7.23.0", wanted), completed: after("7.21.0", "7.22.0", "7.23.0") }).holds[0].next;
        expect(next("7.22.0")).to.contain("pulumi config set --path rollback.from 7.23.0");
        expect(next("7.21.0")).not.to.contain("rollback");
    });

    for (const rule of ["downgrade", "rollbackRefused", "rollbackUnused"]) {
        it(`${rule}: an override does not lift it`, () => {
            const [, given] = cases.find(([, , holds]) => holds.includes(rule))!;
            expect(ids({ ...given, wanted: { ...given.wanted, overrides: [{ hold: rule, reason: "hurry" }] } })).to.include(rule);
        });
    }
});
