import { expect } from "chai";
import { Completed, Evidence, PromotionFacts, Rehearsal, Target } from "../../components/rules/facts";
import { evidenceAfter, rehearsalFor, Seen, transitionTo } from "../../components/rules/evidence";
import { historyAfter } from "../../components/rules/history";
import { history, target } from "./support/facts";

const seen = (change: Partial<Seen> = {}): Seen => ({
    at: "2026-11-21T12:00:00Z",
    image: "engine:7.23.0",
    digests: ["sha256:a"],
    scripts: "sha256:s",
    ...change,
});
const back = (version: string, from: string) => target(version, { rollback: { from, reason: "slow" } });
const rehearsal: Rehearsal = { stack: "staging", digests: ["sha256:a"], scripts: "sha256:s" };

/** The record once one target after the other is reached. */
const reach = (targets: readonly Target[], before: Completed = { history: [] }): Completed =>
    targets.reduce<Completed>(
        (completed, one) => ({
            version: one.version,
            history: historyAfter(one, completed),
            evidence: evidenceAfter(one, completed, seen()),
        }),
        before,
    );
const steps = ({ evidence = [] }: Completed) => evidence.map(({ from, to }) => `${from} → ${to}`);

describe("evidenceAfter", () => {
    it("keeps what was seen of each transition, the newest last", () => {
        const { evidence } = reach([target("7.22.0"), target("7.23.0")]);
        expect(evidence).to.deep.equal([
            { from: "", to: "camunda 7.22.0", ...seen() },
            { from: "camunda 7.22.0", to: "camunda 7.23.0", ...seen() },
        ]);
    });
    it("keeps what it was held against", () => {
        const [entry] = evidenceAfter(target("7.23.0"), { version: "7.22.0", history: history("7.22.0") }, seen(), rehearsal);
        expect(entry.rehearsal).to.deep.equal(rehearsal);
    });
    it("stays as it is where nothing new is reached, whatever is seen", () => {
        const before = reach([target("7.22.0"), target("7.23.0")]);
        expect(evidenceAfter(target("7.23.0", { nodes: 5 }), before, seen({ digests: ["sha256:b"] }))).to.equal(before.evidence);
    });
    it("does not make up evidence of what was completed before there was any", () =>
        expect(evidenceAfter(target("7.22.0"), { version: "7.22.0", history: history("7.22.0") }, seen())).to.deep.equal([]));
    it("has the way back and the way forward again", () =>
        expect(
            steps(reach([target("7.22.0"), target("7.23.0"), back("7.22.0", "7.23.0"), target("7.22.0"), target("7.23.0")])),
        ).to.deep.equal([
            " → camunda 7.22.0",
            "camunda 7.22.0 → camunda 7.23.0",
            "camunda 7.23.0 → camunda 7.22.0",
            "camunda 7.22.0 → camunda 7.23.0",
        ]));
    it("has the steps that the history has, and no more than the newest 20", () => {
        const completed = reach(Array.from({ length: 25 }, (_, patch) => target(`7.22.${patch}`)));
        expect(completed.evidence).to.have.length(20);
        expect(steps(completed)).to.deep.equal(completed.history.map(({ from, to }) => `${from} → ${to}`));
    });
});

describe("transitionTo", () => {
    const at = { version: "7.22.0", history: history("7.22.0") };
    it("is the step that is new", () =>
        expect(transitionTo(target("7.23.0"), at)).to.include({ from: "camunda 7.22.0", to: "camunda 7.23.0" }));
    it("is none where the target was reached before", () => expect(transitionTo(target("7.22.0", { nodes: 5 }), at)).to.equal(undefined));
});

describe("rehearsalFor", () => {
    const at22: Completed = { version: "7.22.0", history: history("7.22.0"), evidence: [] };
    const step: Evidence = { from: "camunda 7.22.0", to: "camunda 7.23.0", ...seen() };
    const staging = (...evidence: Evidence[]): PromotionFacts => ({ stack: "staging", maxAgeDays: 14, now: "", evidence, problem: "" });
    const overrides = [{ hold: "promotionMissing", reason: "ticket 4711" }];
    const cases: [
        name: string,
        target: Target,
        before: Completed,
        promotion: PromotionFacts | undefined,
        rehearsal: Rehearsal | undefined,
    ][] = [
        ["what ran in the other stack", target("7.23.0"), at22, staging(step), { ...rehearsal, at: step.at }],
        ["the newest of it", target("7.23.0"), at22, staging({ ...step, digests: ["sha256:old"] }, step), { ...rehearsal, at: step.at }],
        ["nothing where that stack has not done it", target("7.23.0"), at22, staging(), undefined],
        ["nothing where it has gone back", target("7.23.0"), at22, staging(step, { ...step, from: step.to, to: step.from }), undefined],
        ["nothing where no stack has to", target("7.23.0"), at22, undefined, undefined],
        ["nothing where the hold is lifted", target("7.23.0", { overrides }), at22, staging(step), undefined],
        [
            "nothing on the way back",
            back("7.22.0", "7.23.0"),
            { version: "7.23.0", history: history("7.22.0", "7.23.0") },
            staging(step),
            undefined,
        ],
        ["nothing at the first installation", target("7.23.0"), { history: [] }, staging(step), undefined],
    ];
    for (const [name, wanted, before, promotion, expected] of cases) {
        it(name, () => expect(rehearsalFor(wanted, before, promotion)).to.deep.equal(expected));
    }

    const completed = (kept: Rehearsal | undefined): Completed => ({
        version: "7.23.0",
        history: history("7.22.0", "7.23.0"),
        evidence: evidenceAfter(target("7.23.0"), at22, seen(), kept),
    });
    it("stays what it was when the target is reached, whatever the other stack does then", () => {
        const moved = staging(step, { ...step, digests: ["sha256:new"], scripts: "sha256:new" });
        expect(rehearsalFor(target("7.23.0"), completed(rehearsal), moved)).to.deep.equal(rehearsal);
        expect(rehearsalFor(target("7.23.0"), completed(rehearsal), staging())).to.deep.equal(rehearsal);
    });
    it("stays nothing when the target is reached without it: lifted, or not asked for at the time", () =>
        expect(rehearsalFor(target("7.23.0"), completed(undefined), staging(step))).to.equal(undefined));
});
