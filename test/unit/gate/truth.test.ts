import { expect } from "chai";
import { Facts } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { minor, seen, truthCases } from "../../data/truthCases";
import { ids, live, nodes } from "../support/facts";

/** What a rule says of what runs; where it came from is for liveTruth.test.ts and the tests on the cluster. */
describe("the rules about what runs", () => {
    for (const [rule, name, given, holds] of truthCases) {
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
            const [, , given] = truthCases.find(([id, , , holds]) => id === rule && holds.includes(rule))!;
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
