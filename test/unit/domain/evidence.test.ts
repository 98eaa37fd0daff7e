import { expect } from "chai";
import { Completed, Evidence, PromotionFacts, Rehearsal, Target } from "../../../components/domain/facts/facts";
import { evidenceAfter, newestOf, rehearsalFor, Seen, seenOf } from "../../../components/domain/evidence";
import { historyAfter, transitionTo } from "../../../components/domain/history";
import { history, target } from "../support/facts";

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
        [
            "what ran there, where another hold is lifted",
            target("7.23.0", { overrides: [{ hold: "nodesDiffer", reason: "known" }] }),
            at22,
            staging(step),
            { ...rehearsal, at: step.at },
        ],
        [
            "nothing at the first installation, even of the same step",
            target("7.23.0"),
            { history: [] },
            staging({ ...step, from: "" }),
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
    it("is none of another version's evidence, nor where there is no evidence", () => {
        expect(rehearsalFor(target("7.22.0"), { ...at22, evidence: [{ ...step, rehearsal }] }, undefined)).to.equal(undefined);
        expect(rehearsalFor(target("7.22.0"), { version: "7.22.0", history: history("7.22.0") }, undefined)).to.equal(undefined);
        expect(rehearsalFor(target("7.22.0"), at22, undefined)).to.equal(undefined);
    });

    const admitted: Rehearsal = { stack: "staging", digests: ["sha256:begun"], scripts: "sha256:begun", at: "2026-11-19T12:00:00Z" };
    const begun = (version: string, change: Partial<Target> = {}) => ({ ...target(version, change), run: "3", admitted });
    it("is what admitted the update, until it is completed, whatever the other stack does", () => {
        for (const promotion of [undefined, staging(), staging(step), staging(step, { ...step, from: step.to, to: step.from })]) {
            expect(rehearsalFor(target("7.23.0"), at22, promotion, begun("7.23.0"))).to.deep.equal(admitted);
        }
    });
    it("is not what admitted another update, nor one whose hold is lifted, nor the way back", () => {
        expect(rehearsalFor(target("7.23.0"), at22, undefined, begun("7.24.0"))).to.equal(undefined);
        expect(rehearsalFor(target("7.23.0", { overrides }), at22, undefined, begun("7.23.0"))).to.equal(undefined);
        expect(rehearsalFor(back("7.22.0", "7.23.0"), at22, undefined, begun("7.22.0"))).to.equal(undefined);
    });
});

describe("what is taken for evidence", () => {
    const node = (change: object) => ({ name: "a", version: "7.23.0", problem: "", ...change });
    it("is the digests of all nodes, each once, without those that are taken over", () =>
        expect(
            seenOf(
                {
                    nodes: [
                        node({ digests: ["sha256:c"] }),
                        node({ digests: ["sha256:a", "sha256:c"] }),
                        node({}),
                        node({ adopted: true, digests: ["sha256:x"] }),
                    ],
                    problem: "",
                },
                undefined,
            ).digests,
        ).to.deep.equal(["sha256:a", "sha256:c"]));
    it("has the overrides where there were any, and only there", () => {
        const overrides = [{ hold: "nodesDiffer", reason: "known" }];
        const before = { version: "7.22.0", history: history("7.22.0") };
        expect(evidenceAfter(target("7.23.0", { overrides }), before, seen())[0].overrides).to.deep.equal(overrides);
        expect(evidenceAfter(target("7.23.0"), before, seen())[0]).not.to.have.property("overrides");
    });
    it("is the newest of a step in either direction, and of no other", () => {
        const of = (from: string, to: string, at: string): Evidence => ({ ...seen({ at }), from, to });
        const all = [of("a", "b", "1"), of("b", "a", "2"), of("a", "c", "3"), of("c", "b", "4")];
        expect(newestOf(all, "a", "b")?.at).to.equal("2");
        expect(newestOf(all.slice(0, 1), "a", "b")?.at).to.equal("1");
        expect(newestOf(all, "b", "d")).to.equal(undefined);
    });
});
