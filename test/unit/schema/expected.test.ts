import { expect } from "chai";
import { expectationFor, expectationTrigger, recordedInstallation } from "../../../components/schema/rules/expected";
import { evidenceAfter } from "../../../components/domain/evidence";
import { Completed, Evidence, Target } from "../../../components/domain/facts/facts";
import { historyAfter } from "../../../components/domain/history";
import { history, target } from "../support/facts";

const id = "1ec4c2ba-7e5f-11f0-a1b2-0242ac120002";
const seen = (installation?: string): Evidence => ({
    from: "",
    to: "camunda 7.22.0",
    at: "",
    image: "",
    digests: [],
    scripts: "",
    ...(installation ? { installation } : {}),
});
const nothing: Completed = { history: [] };
const at22: Completed = { version: "7.22.0", history: history("7.22.0") };
const at23: Completed = { version: "7.23.0", history: history("7.22.0", "7.23.0") };
const override = { hold: "databaseUnexpected", reason: "ticket 4711" };
const back = target("7.22.0", { rollback: { from: "7.23.0", reason: "slow" } });

describe("expectationFor", () => {
    const cases: [name: string, target: Target, completed: Completed, expected: string][] = [
        ["a first installation", target("7.23.0"), nothing, "fresh"],
        ["a cluster that is taken over", target("7.22.0", { adopt: "app=orders" }), nothing, "takenOver 7.22.0"],
        ["one that was taken over", target("7.23.0", { adopt: "app=orders" }), at22, "recorded 7.22.0"],
        ["an update", target("7.23.0"), at22, "recorded 7.22.0"],
        ["an update of a known installation", target("7.23.0"), { ...at22, evidence: [seen(id)] }, `recorded 7.22.0 ${id}`],
        ["one whose last evidence has none", target("7.23.0"), { ...at22, evidence: [seen(id), seen()] }, `recorded 7.22.0 ${id}`],
        ["the way back", back, at23, "recorded 7.23.0"],
        ["a finished stack", target("7.23.0"), at23, "recorded 7.23.0"],
        ["a record without a history", target("7.23.0"), { version: "7.22.4", history: [] }, "recorded 7.22.0"],
        [
            "another product's schema",
            target("7.24.0", { product: "camunda" }),
            { version: "2.2.0", history: [{ from: "", to: "cibseven 2.2.0", overrides: [], rollback: "" }] },
            "recorded 2.2.0",
        ],
        ["an override", target("7.23.0", { overrides: [override] }), at22, "any"],
        ["an override of another hold", target("7.23.0", { overrides: [{ ...override, hold: "noSpareNode" }] }), at22, "recorded 7.22.0"],
        ["an override of a first installation", target("7.23.0", { overrides: [override] }), nothing, "any"],
    ];
    for (const [name, wanted, completed, expected] of cases) {
        it(`${name}: ${expected}`, () => expect(expectationFor(wanted, completed)).to.equal(expected));
    }

    /** As the stack records it. */
    const complete = (wanted: Target, before: Completed): Completed => ({
        version: wanted.version,
        history: historyAfter(wanted, before, { expected: expectationFor(wanted, before) }),
    });

    it("takes an override that its rollout was completed with for spent, and a new one not", () => {
        const wanted = target("7.23.0", { overrides: [override] });
        const completed = complete(wanted, at22);
        expect(expectationFor(wanted, completed)).to.equal("recorded 7.23.0");
        const again = { ...wanted, overrides: [override, { ...override, reason: "ticket 4712" }] };
        expect(expectationFor(again, completed)).to.equal("any");
        // In the next rollout one with the same words is refused by the gate (overrideUnused), and counts here.
        expect(expectationFor({ ...wanted, version: "7.24.0" }, completed)).to.equal("any");
    });

    describe("and what makes the migration run again", () => {
        it("is the expectation while an update is in progress, and stays so when it is completed", () => {
            for (const [wanted, before, expected] of [
                [target("7.23.0"), nothing, "fresh"],
                [target("7.22.0", { adopt: "app=orders" }), nothing, "takenOver 7.22.0"],
                [target("7.23.0"), at22, "recorded 7.22.0"],
                [back, at23, "recorded 7.23.0"],
                [target("7.23.0", { overrides: [override] }), at22, "any"],
            ] as const) {
                expect(expectationTrigger(wanted, before)).to.equal(expected);
                expect(expectationTrigger(wanted, complete(wanted, before))).to.equal(expected);
            }
        });
        it("is another one when an override is added, in the middle and when it is finished", () => {
            const wanted = target("7.23.0", { overrides: [override] });
            expect(expectationTrigger(wanted, at22)).to.equal("any");
            expect(expectationTrigger(wanted, complete(target("7.23.0"), at22))).to.equal("any");
        });
        it("is constant in a stack that an earlier version of the module has completed", () => {
            expect(expectationTrigger(target("7.23.0"), at23)).to.equal("recorded");
            expect(expectationTrigger(target("7.23.0"), { ...at23, evidence: [seen(id)] })).to.equal("recorded");
        });
    });
});

describe("recordedInstallation", () => {
    it("is that of the newest evidence with one", () => {
        expect(recordedInstallation({ ...at23, evidence: [seen("a"), seen("b"), seen()] })).to.equal("b");
        expect(recordedInstallation(at23)).to.equal(undefined);
    });
    it("is what was seen when a rollout was completed, and stays", () => {
        const evidence = evidenceAfter(target("7.23.0"), at22, { at: "", image: "", digests: [], scripts: "", installation: id });
        expect(evidence.map(({ to, installation }) => [to, installation])).to.deep.equal([["camunda 7.23.0", id]]);
    });
});
