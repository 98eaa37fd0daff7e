import { expect } from "chai";
import { Completed, Transition } from "../../../components/domain/facts/facts";
import { historyAfter } from "../../../components/domain/history";
import { snapshotPlan } from "../../../components/schema/rules/snapshots";
import { target } from "../support/facts";

const entry = (from: string, to: string, more: Partial<Transition> = {}): Transition => ({
    from: from && `camunda ${from}`,
    to: `camunda ${to}`,
    overrides: [],
    rollback: "",
    ...more,
});
const installed = [entry("", "7.22.0")];
const step = "orders-7-22-0-to-7-23-0";
const back = { from: "7.23.0", reason: "slow" };
const rolled = [...installed, entry("7.22.0", "7.23.0", { snapshot: step })];
const returned = [...rolled, entry("7.23.0", "7.22.0", { rollback: "slow" })];

describe("the plan of snapshots", () => {
    const cases: [name: string, wanted: ReturnType<typeof target>, completed: Completed, current: string | undefined, kept: string[]][] = [
        ["a first installation has none", target("7.22.0"), { history: [] }, undefined, []],
        ["a step has one, named after it", target("7.23.0"), { version: "7.22.0", history: installed }, step, []],
        ["a completed step keeps its own", target("7.23.0"), { version: "7.23.0", history: rolled }, undefined, [step]],
        [
            "the next step has its own beside it",
            target("7.24.0"),
            { version: "7.23.0", history: rolled },
            "orders-7-23-0-to-7-24-0",
            [step],
        ],
        [
            "a step that was not completed keeps its own on the way back",
            target("7.22.0", { rollback: back }),
            { version: "7.22.0", history: installed },
            step,
            [],
        ],
        [
            "the way back from a completed step takes none, and keeps that of the step",
            target("7.22.0", { rollback: back }),
            { version: "7.23.0", history: rolled },
            undefined,
            [step],
        ],
        [
            "after the way back all stays as it is",
            target("7.22.0", { rollback: back }),
            { version: "7.22.0", history: returned },
            undefined,
            [step],
        ],
        ["a second attempt takes another one", target("7.23.0"), { version: "7.22.0", history: returned }, `${step}-2`, [step]],
        ["a stack of before there was a history takes one", target("7.23.0"), { version: "7.22.0", history: [] }, step, []],
        [
            "a switch of product has both names in it",
            target("1.0.0", { product: "operaton" }),
            { version: "7.24.0", history: [entry("", "7.24.0")] },
            "orders-7-24-0-to-operaton-1-0-0",
            [],
        ],
    ];
    for (const [name, wanted, completed, current, kept] of cases) {
        it(name, () => {
            const plan = snapshotPlan("orders", wanted, completed, 3);
            expect([plan.current, plan.kept]).to.deep.equal([current, kept]);
        });
    }

    it("keeps as many as it is told, that of the step under way among them", () => {
        const history = [...rolled, entry("7.23.0", "7.24.0", { snapshot: "b" }), entry("7.24.0", "7.24.1", { snapshot: "c" })];
        const kept = (version: string, keep: number) => snapshotPlan("orders", target(version), { version: "7.24.1", history }, keep).kept;
        expect(kept("7.24.1", 2)).to.deep.equal(["b", "c"]);
        expect(kept("7.24.2", 2)).to.deep.equal(["c"]);
        expect(kept("7.24.2", 1)).to.deep.equal([]);
    });

    it("is on record with the transition that it was taken for", () => {
        expect(historyAfter(target("7.23.0"), { version: "7.22.0", history: installed }, { snapshot: step })).to.deep.equal(rolled);
        expect(historyAfter(target("7.23.0"), { version: "7.23.0", history: rolled })).to.deep.equal(rolled);
    });
});
