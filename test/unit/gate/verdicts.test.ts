import { expect } from "chai";
import { allowedAs, judge, refusedBy } from "../../../components/gate/rules/judge";
import { facts, history } from "../support/facts";

describe("patchNotPublic", () => {
    const ids = (...args: Parameters<typeof facts>) => judge(facts(...args)).holds.map(({ id }) => id);
    it("is not about what runs already, nor about where nodes return to", () => {
        expect(ids("7.22.4", "7.22.4")).to.deep.equal([]);
        expect(ids("7.23.0", "7.22.4", { rollback: { from: "7.23.0", reason: "slow" } })).not.to.include("patchNotPublic");
        expect(ids(undefined, "7.22.4", { adopt: "app=camunda" })).not.to.include("patchNotPublic");
        expect(ids("1.0.0", "1.0.3", { product: "operaton" })).not.to.include("patchNotPublic");
    });
    it("is lifted by an override", () =>
        expect(ids("7.22.0", "7.22.4", { overrides: [{ hold: "patchNotPublic", reason: "a mirror" }] })).to.deep.equal([]));
    it("does not send back to the first release whoever has a patch", () => {
        const next = (previous: string) => judge(facts(previous, "7.22.4")).holds.find(({ id }) => id === "patchNotPublic")?.next;
        expect(next("7.22.3")).to.match(/^pulumi config set --path engine\.edition enterprise && /);
        expect(next("7.22.0")).to.match(/^pulumi config set --path engine\.version 7\.22\.0 /);
    });
});

describe("versionUnsupported", () => {
    it("offers the next minor from what was wanted last", () => {
        const next = (previous: string, wanted: string) => judge(facts(previous, wanted)).holds[0].next;
        expect(next("7.21.0", "7.25.0")).to.match(/^pulumi config set --path engine\.version 7\.22\.0 /);
        expect(next("7.21.0", "latest")).to.match(/^pulumi config set --path engine\.version 7\.22\.0 /);
        expect(next("7.21.0", "7.23")).to.match(/^pulumi config set --path engine\.version 7\.23\.0 /);
        expect(next("7.24.0", "7.25.0")).to.match(/^pulumi config set --path engine\.version 7\.24\.0 /);
    });
});

describe("the verdict in one sentence", () => {
    const inProgress = { ...facts("7.23.0", "7.23.0"), completed: { version: "7.22.0", history: history("7.22.0") } };
    const rollback = { from: "7.23.0", reason: "slow" };
    const sentences: [name: string, given: Parameters<typeof refusedBy>[0], refused: string, allowed: string][] = [
        ["a step", facts("7.22.0", "7.23.0"), "7.22.0 → 7.23.0 is refused by 1 hold", "7.22.0 → 7.23.0 is allowed: minor"],
        [
            "an update in progress",
            inProgress,
            "the update to 7.23.0, which is in progress (last completed: 7.22.0), is blocked by 1 hold",
            "the update to 7.23.0, which is in progress (last completed: 7.22.0), is allowed to go on",
        ],
        [
            "a rollback in progress",
            {
                ...facts("7.22.0", "7.22.0", { rollback }, { rollback }),
                completed: { version: "7.23.0", history: history("7.22.0", "7.23.0") },
            },
            "the rollback to 7.22.0, which is in progress (last completed: 7.23.0), is blocked by 1 hold",
            "the rollback to 7.22.0, which is in progress (last completed: 7.23.0), is allowed to go on",
        ],
        [
            "an installation in progress",
            { ...facts("7.23.0", "7.23.0"), completed: { history: [] } },
            "the installation of 7.23.0, which is in progress (last completed: nothing), is blocked by 1 hold",
            "the installation of 7.23.0, which is in progress (last completed: nothing), is allowed to go on",
        ],
        [
            "another version while one is in progress",
            { ...facts("7.23.0", "7.24.0"), completed: inProgress.completed },
            "7.23.0 → 7.24.0 is refused by 1 hold",
            "7.23.0 → 7.24.0 is allowed: minor",
        ],
        ["nothing new", facts("7.23.0", "7.23.0"), "7.23.0 → 7.23.0 is refused by 1 hold", "7.23.0 → 7.23.0 is allowed: minor"],
        [
            "the first installation",
            facts(undefined, "7.23.0"),
            "nothing is recorded yet; the installation of 7.23.0 is refused by 1 hold",
            "nothing is recorded yet; the installation of 7.23.0 is allowed: minor",
        ],
        [
            "a takeover",
            facts(undefined, "7.20.4", { adopt: "app=camunda" }),
            "nothing is recorded yet; the takeover of 7.20.4 is refused by 1 hold",
            "nothing is recorded yet; the takeover of 7.20.4 is allowed: minor",
        ],
    ];
    const [hold] = judge(facts("7.22.0", "7.24.0")).holds;
    for (const [name, given, refused, allowed] of sentences) {
        it(name, () => {
            expect(refusedBy(given, [hold])).to.equal(refused);
            expect(allowedAs(given, "minor")).to.equal(allowed);
        });
    }
});
