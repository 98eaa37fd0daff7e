import { expect } from "chai";
import * as fc from "fast-check";
import { Completed, Target, Transition } from "../../../components/domain/facts/facts";
import { historyAfter } from "../../../components/domain/history";
import { history as rolledForward, target } from "../support/facts";

const entry = (from: string, to: string, change: Partial<Transition> = {}): Transition => ({
    from,
    to,
    overrides: [],
    rollback: "",
    ...change,
});
const completed = (version: string, history: readonly Transition[]): Completed => ({ version, history });
const back = (version: string, from: string, reason = "jobs fail") => target(version, { rollback: { from, reason } });

/** The record once one target after the other is reached. */
const reach = (...targets: Target[]): Completed =>
    targets.reduce<Completed>((before, one) => ({ version: one.version, history: historyAfter(one, before) }), { history: [] });

describe("historyAfter", () => {
    const at22 = rolledForward("7.22.0");
    const cases: [name: string, target: Target, before: Completed, history: Transition[]][] = [
        ["the first rollout comes from nothing", target("7.22.0"), { history: [] }, [entry("", "camunda 7.22.0")]],
        ["the same version again adds nothing", target("7.22.0"), completed("7.22.0", at22), at22],
        ["a patch is a transition", target("7.22.13"), completed("7.22.0", at22), [...at22, entry("camunda 7.22.0", "camunda 7.22.13")]],
        ["a minor is a transition", target("7.23.0"), completed("7.22.0", at22), rolledForward("7.22.0", "7.23.0")],
        [
            "a stack that is older than the history begins it with what it has completed",
            target("7.23.0"),
            completed("7.22.0", []),
            [entry("camunda 7.22.0", "camunda 7.23.0")],
        ],
        [
            "a stack that is older than the history, and stays where it is",
            target("7.22.0"),
            completed("7.22.0", []),
            [entry("", "camunda 7.22.0")],
        ],
        [
            "the nodes go back mid-way: the version that is left was never reached",
            back("7.22.0", "7.23.0"),
            completed("7.22.0", at22),
            [...at22, entry("camunda 7.23.0", "camunda 7.22.0", { rollback: "jobs fail" })],
        ],
        [
            "the nodes go back after completion",
            back("7.22.0", "7.23.0"),
            completed("7.23.0", rolledForward("7.22.0", "7.23.0")),
            [...rolledForward("7.22.0", "7.23.0"), entry("camunda 7.23.0", "camunda 7.22.0", { rollback: "jobs fail" })],
        ],
        [
            "the very first rollout goes back to a version that was never completed",
            back("7.22.0", "7.23.0"),
            { history: [] },
            [entry("camunda 7.23.0", "camunda 7.22.0", { rollback: "jobs fail" })],
        ],
        [
            "a switch of product names both",
            target("1.0.3", { product: "operaton" }),
            completed("7.24.0", rolledForward("7.24.0")),
            [...rolledForward("7.24.0"), entry("camunda 7.24.0", "operaton 1.0.3")],
        ],
        [
            "a switch of product, of the same number",
            target("2.1.0", { product: "cibseven" }),
            completed("2.1.0", [entry("", "operaton 2.1.0")]),
            [entry("", "operaton 2.1.0"), entry("operaton 2.1.0", "cibseven 2.1.0")],
        ],
        [
            "overrides are kept with their reasons",
            target("7.23.0", { overrides: [{ hold: "noSpareNode", reason: "a test system" }] }),
            completed("7.22.0", at22),
            [...at22, entry("camunda 7.22.0", "camunda 7.23.0", { overrides: [{ hold: "noSpareNode", reason: "a test system" }] })],
        ],
    ];
    for (const [name, wanted, before, expected] of cases) {
        it(name, () => expect(historyAfter(wanted, before)).to.deep.equal(expected));
    }

    it("keeps what the rollout has met besides", () => {
        const met = { snapshot: "orders-7-22-0", returned: "2026-11-30T06:00:00Z", expected: "recorded 7.22.0" };
        expect(historyAfter(target("7.23.0"), completed("7.22.0", at22), met).at(-1)).to.deep.equal({
            ...entry("camunda 7.22.0", "camunda 7.23.0"),
            ...met,
        });
        const { returned, snapshot, expected } = historyAfter(back("7.22.0", "7.23.0"), completed("7.23.0", at22), met).at(-1)!;
        expect([returned, snapshot, expected], "on the way back").to.deep.equal([undefined, "orders-7-22-0", "recorded 7.22.0"]);
    });

    it("adds a return once, however often it is asked for, and however it ends", () => {
        const once = reach(target("7.22.0"), target("7.23.0"), back("7.22.0", "7.23.0"));
        const again = reach(target("7.22.0"), target("7.23.0"), back("7.22.0", "7.23.0"), back("7.22.0", "7.23.0"), target("7.22.0"));
        expect(again.history).to.deep.equal(once.history).and.to.have.length(3);
    });

    it("adds a second return from the same version", () => {
        const { history } = reach(target("7.22.0"), back("7.22.0", "7.23.0"), target("7.23.0"), back("7.22.0", "7.23.0"));
        expect(history.map(({ from, to, rollback }) => [from, to, rollback])).to.deep.equal([
            ["", "camunda 7.22.0", ""],
            ["camunda 7.23.0", "camunda 7.22.0", "jobs fail"],
            ["camunda 7.22.0", "camunda 7.23.0", ""],
            ["camunda 7.23.0", "camunda 7.22.0", "jobs fail"],
        ]);
    });

    it("adds a return for another reason, and one from another version", () => {
        expect(reach(target("7.22.0"), back("7.22.0", "7.23.0"), back("7.22.0", "7.23.0", "incidents")).history).to.have.length(3);
        expect(reach(target("7.22.0"), back("7.22.0", "7.23.0"), back("7.22.0", "7.22.13")).history).to.have.length(3);
    });

    it("remembers the last twenty transitions", () => {
        const versions = Array.from({ length: 25 }, (_, patch) => target(`7.22.${patch}`));
        const { history } = reach(...versions);
        expect(history).to.have.length(20);
        expect([history[0].to, history[19].to]).to.deep.equal(["camunda 7.22.5", "camunda 7.22.24"]);
        expect(reach(...versions, versions[24]).history).to.deep.equal(history);
    });

    it("always ends with what was reached, joins end to end unless the nodes went back, and changes nothing of what it had", () => {
        const step = fc.record({ minor: fc.integer({ min: 20, max: 22 }), back: fc.boolean() });
        fc.assert(
            fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
                let before: Completed = { history: [] };
                for (const one of steps) {
                    const wanted = one.back ? back(`7.${one.minor}.0`, `7.${one.minor + 1}.0`) : target(`7.${one.minor}.0`);
                    const kept = JSON.stringify(before);
                    const history = historyAfter(wanted, before);
                    expect(JSON.stringify(before)).to.equal(kept);
                    expect(history.at(-1)?.to).to.equal(`camunda 7.${one.minor}.0`);
                    history.slice(1).forEach(({ from, rollback }, i) => expect(rollback !== "" || from === history[i].to).to.equal(true));
                    before = { version: wanted.version, history };
                }
                expect(before.history.length).to.be.at.most(20);
            }),
        );
    });
});

describe("the run that completes a transition", () => {
    const at22 = rolledForward("7.22.0");
    const at23 = rolledForward("7.21.0", "7.22.0", "7.23.0");
    const by = (history: readonly Transition[], run: string) => history.map((one, i) => (i === history.length - 1 ? { ...one, run } : one));
    const cases: [name: string, target: Target, before: readonly Transition[], run: string | undefined, after: readonly Transition[]][] = [
        ["is kept with it", target("7.23.0"), at22, "2", [...at22, entry("camunda 7.22.0", "camunda 7.23.0", { run: "2" })]],
        ["is none where nothing is in progress", target("7.23.0"), at23, undefined, at23],
        ["is another one where a version was left and is reached again", target("7.23.0"), by(at23, "2"), "4", by(at23, "4")],
        ["is the first one known, after an earlier module", target("7.23.0"), at23, "1", by(at23, "1")],
        ["stays where the same run asks again", target("7.23.0"), by(at23, "2"), "2", by(at23, "2")],
        [
            "is kept with a way back",
            back("7.22.0", "7.23.0"),
            at22,
            "3",
            [...at22, entry("camunda 7.23.0", "camunda 7.22.0", { rollback: "jobs fail", run: "3" })],
        ],
        [
            "is another one for the same way back",
            back("7.22.0", "7.23.0"),
            [...at22, entry("camunda 7.23.0", "camunda 7.22.0", { rollback: "jobs fail", run: "3" })],
            "5",
            [...at22, entry("camunda 7.23.0", "camunda 7.22.0", { rollback: "jobs fail", run: "5" })],
        ],
    ];
    for (const [name, wanted, before, run, after] of cases) {
        it(name, () => expect(historyAfter(wanted, completed("7.22.0", before), { run })).to.deep.equal(after));
    }
    it("makes no other history where it is the same", () => {
        const before = by(at23, "2");
        expect(historyAfter(target("7.23.0"), completed("7.23.0", before), { run: "2" })).to.equal(before);
    });
});
