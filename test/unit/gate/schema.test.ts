import { expect } from "chai";
import { isByHand, scriptsByHand } from "../../../components/gate/rules/schema";
import { Facts, LiveTruth } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { batches, facts, history, ids, live, nodes, workloads } from "../support/facts";

const seen = (given: Facts, change: Partial<LiveTruth> = {}): Facts => ({ ...given, live: live(change) });
const cibseven = { product: "cibseven" };
const rollback = { from: "7.23.0", reason: "slow" };
const returning: Facts = { ...facts("7.23.0", "7.22.0", { rollback }), completed: { version: "7.22.0", history: history("7.22.0") } };

describe("the rules about the schema, at their edges", () => {
    const cases: [name: string, given: Facts, holds: string[]][] = [
        ["back to nodes that the schema is for", seen(returning, { nodes: nodes("7.23.0"), schema: "7.22.0" }), []],
        [
            "the last patch script was run before a minor step",
            seen(facts("1.1.1", "2.0.0", cibseven), { nodes: nodes("1.1.1"), schema: "7.23.0" }),
            [],
        ],
        [
            "a patch that needs no script, on an older patch's schema",
            seen(facts("1.1.0", "1.1.1", cibseven), { nodes: nodes("1.1.0"), schema: "7.22.0" }),
            ["schemaStepByHand"],
        ],
        [
            "the schema of the next minor is not there yet",
            seen(facts("2.1.0", "2.2.0", cibseven), { nodes: nodes("2.1.0"), schema: "7.24.0" }),
            ["schemaStepByHand"],
        ],
        [
            "an old minor is taken over: nothing has to be made",
            seen(facts(undefined, "7.15.0", { adopt: "app=camunda" }), {
                nodes: nodes("7.15.0").map((one) => ({ ...one, adopted: true })),
            }),
            [],
        ],
        ["an old minor stays where it is", facts("7.15.0", "7.15.0", { application: "2" }), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("names the versions that are stranded, each once", () => {
        const given = seen(
            { ...facts("7.23.0", "7.23.0"), completed: { version: "7.22.0", history: history("7.22.0") } },
            {
                nodes: batches("7.21.0", "7.22.0", "7.21.0"),
                workloads: workloads("7.22.0", "7.22.0", "7.22.0"),
                schema: "7.24.0",
            },
        );
        const hold = judge(given).holds.find(({ id }) => id === "schemaAheadOfNodes")!;
        expect(hold.message).to.match(/^nodes run 7\.21\.0, 7\.22\.0, but the schema log shows 7\.24\.0, /);
        // One of them is of a version that nobody expects: it was changed.
        expect(hold.next).to.match(/^kubectl delete pod orders-batch-1-x /);
    });
    it("asks for the schema where all of them are as recorded", () => {
        const given = seen(facts("7.22.0", "7.23.0"), { nodes: batches("7.22.0"), schema: "7.24.0" });
        expect(judge(given).holds.find(({ id }) => id === "schemaAheadOfNodes")!.next).to.match(/^find out who has migrated/);
    });

    it("says between which schemas an update in progress is", () => {
        const [hold] = judge(
            seen(
                { ...facts("7.23.0", "7.23.0"), completed: { version: "7.22.0", history: history("7.22.0") } },
                { nodes: nodes("7.23.0"), schema: "7.24.0" },
            ),
        ).holds;
        expect(hold.message).to.equal("recorded is the schema 7.23.0 or 7.22.0, but the schema log shows 7.24.0");
        const [done] = judge(seen(facts("7.23.0", "7.23.0", { application: "2" }), { nodes: nodes("7.23.0"), schema: "7.24.0" })).holds;
        expect(done.message).to.equal("recorded is the schema 7.23.0, but the schema log shows 7.24.0");
    });

    it("names the scripts that somebody has to run", () => {
        expect(scriptsByHand(facts("2.1.0", "2.2.0", cibseven))).to.deep.equal([
            "postgres_engine_7.24_to_2.1.sql",
            "postgres_engine_2.1_to_2.2.sql",
        ]);
        expect(scriptsByHand(seen(facts("2.1.0", "2.2.0", cibseven), { schema: "2.2.0" }))).to.deep.equal([]);
        expect(scriptsByHand(seen(facts("2.1.0", "2.2.0", cibseven), { schema: "fox" }))).to.deep.equal([
            "postgres_engine_7.24_to_2.1.sql",
            "postgres_engine_2.1_to_2.2.sql",
        ]);
        expect(scriptsByHand(facts(undefined, "7.15.0"))).to.deep.equal(["the create scripts of 7.15.0"]);
        expect(scriptsByHand(facts("7.4.0", "7.15.0"))).to.deep.equal([]);
    });
    it("needs a hand for what has no change log only", () => {
        const hands: [given: Facts, byHand: boolean][] = [
            [facts("7.22.0", "7.23.0"), false],
            [facts("2.1.0", "2.2.0", cibseven), true],
            [facts("2.0.0", "2.1.4", { product: "operaton" }), false],
            [facts("7.4.0", "7.15.0"), true],
            [facts(undefined, "7.15.0", { adopt: "app=camunda" }), false],
            [facts(undefined, "7.25.0"), false],
            [{ ...facts("2.2.0", "2.2.0", cibseven) }, false],
        ];
        expect(hands.map(([given]) => isByHand(given))).to.deep.equal(hands.map(([, byHand]) => byHand));
    });
});
