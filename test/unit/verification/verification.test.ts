import { expect } from "chai";
import fc from "fast-check";
import { pauseSteps, planBatches } from "../../../components/domain/batches";
import { attemptOf, pauseHold, PausePlace } from "../../../components/verification/rules/pause";
import { historyAfter, windowName, windowOf } from "../../../components/domain/history";
import { rolloutNote } from "../../../components/gate/notes/rollout";
import { pauseFaults, settleVerification, verificationChecks } from "../../../components/settings/verification";
import { facts, history, target } from "../support/facts";
import { faultsOf } from "../../../components/gate/rules/refuse";

const window = { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" };
const place = (step: string, settings: object, change: Partial<PausePlace> = {}): PausePlace => ({
    step,
    steps: ["schema", "batch-1", "batch-2"],
    version: "7.23.0",
    window,
    attempt: 1,
    settings: settleVerification(settings),
    namespace: "camunda",
    cluster: "orders",
    ...change,
});
const both = ["schema", "batch-1"];

it("a rollout may pause after the schema and after each batch", () => {
    expect(pauseSteps(planBatches(4, "2"))).to.deep.equal(["schema", "batch-1", "batch-2"]);
});

describe("pauseHold", () => {
    const cases: [name: string, place: PausePlace, pauses: boolean][] = [
        ["nobody asks for it", place("schema", {}), false],
        ["another step is asked for", place("batch-1", { pauseAfter: ["schema"] }), false],
        ["this step is asked for", place("batch-1", { pauseAfter: both }), true],
        ["somebody has looked", place("batch-1", { pauseAfter: both, goAhead: "7.23.0 batch-1" }), false],
        ["somebody has looked before", place("batch-1", { pauseAfter: both, goAhead: "7.23.0 schema" }), true],
        ["somebody has looked after it, and it looks again", place("schema", { pauseAfter: both, goAhead: "7.23.0 batch-1" }), false],
        ["somebody has looked at another version", place("schema", { pauseAfter: both, goAhead: "7.22.0 schema" }), true],
        ["somebody has looked at a step that is none", place("schema", { pauseAfter: both, goAhead: "7.23.0 batch-9" }), true],
        [
            "somebody has looked in the first rollout, by its number",
            place("schema", { pauseAfter: both, goAhead: "7.23.0 schema #1" }),
            false,
        ],
        [
            "somebody has looked in the first rollout, and it is the second",
            place("schema", { pauseAfter: both, goAhead: "7.23.0 batch-1" }, { attempt: 2 }),
            true,
        ],
        ["somebody has looked in the second", place("schema", { pauseAfter: both, goAhead: "7.23.0 batch-1 #2" }, { attempt: 2 }), false],
        [
            "somebody has looked in the second, and it is the third",
            place("schema", { pauseAfter: both, goAhead: "7.23.0 schema #2" }, { attempt: 3 }),
            true,
        ],
        [
            "somebody has looked in a rollout that is still to come",
            place("schema", { pauseAfter: both, goAhead: "7.23.0 schema #2" }),
            true,
        ],
        ["no transition is under way", place("schema", { pauseAfter: both }, { window: undefined }), false],
        ["a first installation", place("schema", { pauseAfter: both }, { window: { ...window, from: "" } }), false],
        ["the nodes are taken back", place("schema", { pauseAfter: both }, { window: { ...window, rollback: "slow" } }), false],
    ];
    for (const [name, given, pauses] of cases) {
        it(`${name}: ${pauses ? "pauses" : "goes on"}`, () => expect(pauseHold(given)?.id).to.equal(pauses ? "paused" : undefined));
    }

    it("says what is through, what is left, where to look, and what goes on", () => {
        const hold = pauseHold(place("batch-1", { pauseAfter: both }))!;
        expect(hold.message).to.equal("camunda 7.22.0 → camunda 7.23.0 has completed schema, batch-1, and pauses; 1 batch is left");
        expect(hold.next)
            .to.contain('pulumi config set --path verification.goAhead "7.23.0 batch-1" && pulumi up')
            .and.to.contain("kubectl -n camunda");
        expect(hold).to.deep.include({ overridable: false, final: true });
    });

    it("says that the go-ahead in the settings was for an earlier rollout, and only then", () => {
        const message = (goAhead: string, attempt: number) =>
            pauseHold(place("schema", { pauseAfter: both, goAhead }, { attempt }))?.message;
        const said = '; verification.goAhead is "7.23.0 schema", for an earlier update to 7.23.0';
        expect(message("7.23.0 schema", 2)).to.contain(said);
        expect(message("7.22.0 schema", 2)).not.to.contain("goAhead");
        expect(message("", 2)).not.to.contain("goAhead");
        expect(message("7.23.0 schema #3", 2)).to.contain("for another update to 7.23.0");
    });

    it("its own command lets it pass, and none of the steps after it", () =>
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.integer({ min: 1, max: 12 }), (count, at, attempt) => {
                const steps = ["schema", ...Array.from({ length: count }, (_, i) => `batch-${i + 1}`)];
                const step = steps[Math.min(at, count)];
                const [, goAhead] = /goAhead "([^"]+)"/.exec(pauseHold(place(step, { pauseAfter: steps }, { steps, attempt }))!.next)!;
                expect(verificationChecks.goAhead.passes(goAhead)).to.equal(true);
                const pausing = steps.filter((each) => pauseHold(place(each, { pauseAfter: steps, goAhead }, { steps, attempt })));
                expect(pausing).to.deep.equal(steps.slice(steps.indexOf(step) + 1));
                // In the next rollout to that version it lifts nothing.
                const next = steps.filter((each) =>
                    pauseHold(place(each, { pauseAfter: steps, goAhead }, { steps, attempt: attempt + 1 })),
                );
                expect(next).to.deep.equal(steps);
            }),
        ));
});

describe("attemptOf", () => {
    it("counts the rollbacks from the version, of its product, whether it was reached or not", () => {
        const to23 = target("7.23.0");
        const back = { ...history("7.23.0", "7.22.0")[1], rollback: "slow" };
        expect(attemptOf(to23, [])).to.equal(1);
        expect(attemptOf(to23, history("7.22.0", "7.23.0"))).to.equal(1);
        expect(attemptOf(to23, [...history("7.22.0", "7.23.0"), back])).to.equal(2);
        expect(attemptOf(to23, [...history("7.22.0"), back, ...history("7.22.0", "7.23.0").slice(1), back])).to.equal(3);
        expect(attemptOf(target("7.22.0"), [back])).to.equal(1);
        expect(attemptOf({ product: "operaton", version: "7.23.0" }, [back])).to.equal(1);
    });
});

describe("the window in which versions are mixed", () => {
    const to = (version: string, before: string[]) => {
        const completed = { version: before.at(-1), history: history(...before) };
        return [windowName(target(version), completed), windowOf(target(version), completed)?.to];
    };
    it("is named by where it leads from and to, and by the same name when it is completed", () => {
        expect(to("7.22.0", [])).to.deep.equal(["nothing → camunda 7.22.0", "camunda 7.22.0"]);
        expect(to("7.22.0", ["7.22.0"])).to.deep.equal(["nothing → camunda 7.22.0", undefined]);
        expect(to("7.23.0", ["7.22.0"])).to.deep.equal(["camunda 7.22.0 → camunda 7.23.0", "camunda 7.23.0"]);
        expect(to("7.23.0", ["7.22.0", "7.23.0"])).to.deep.equal(["camunda 7.22.0 → camunda 7.23.0", undefined]);
    });

    it("never has the name of the one before, however nodes go forth and back", () =>
        fc.assert(
            fc.property(fc.array(fc.constantFrom("7.21.0", "7.22.0", "7.23.0"), { minLength: 2, maxLength: 30 }), (versions) => {
                let completed: Parameters<typeof windowOf>[1] = { history: [] };
                let name = "";
                for (const version of versions.filter((each, i) => each !== versions[i - 1])) {
                    const back = completed.version !== undefined && version < completed.version;
                    const wanted = target(version, back ? { rollback: { from: completed.version!, reason: "slow" } } : {});
                    const begun = windowName(wanted, completed);
                    expect(begun).not.to.equal(name);
                    completed = { version, history: historyAfter(wanted, completed) };
                    name = windowName(wanted, completed);
                    expect(name).to.equal(begun);
                }
            }),
        ));
});

describe("pauseFaults", () => {
    it("are steps that there are none of", () => {
        expect(pauseFaults({ pauseAfter: ["schema", "batch-3"] }, 3, "1")).to.deep.equal([]);
        expect(pauseFaults({ pauseAfter: ["schema", "batch-4"] }, 3, "1")).to.deep.equal([
            {
                path: "verification.pauseAfter[1]",
                message: 'is "batch-4", but 3 nodes in batches of 1 have schema, batch-1, batch-2, batch-3',
            },
        ]);
        expect(pauseFaults(undefined, 3, "1")).to.deep.equal([]);
    });

    it("are go-aheads for such a step, where they are for the wanted version", () => {
        const paths = (goAhead: string, version = "7.23.0") =>
            pauseFaults({ goAhead }, 3, "1", version).map(({ path, message }) => [path, message]);
        const said = (goAhead: string) => [
            ["verification.goAhead", `is "${goAhead}", but 3 nodes in batches of 1 have schema, batch-1, batch-2, batch-3`],
        ];
        expect(paths("7.23.0 batch-4")).to.deep.equal(said("7.23.0 batch-4"));
        expect(paths("7.23.0 batch-4 #2")).to.deep.equal(said("7.23.0 batch-4 #2"));
        expect(paths("7.23.0 batch-3")).to.deep.equal([]);
        expect(paths("7.23.0 schema #2")).to.deep.equal([]);
        expect(paths("7.22.0 batch-4")).to.deep.equal([]);
        expect(paths("")).to.deep.equal([]);
        expect(pauseFaults({ goAhead: "7.23.0 batch-4" }, 3, "1")).to.deep.equal([]);
        const faults = faultsOf({
            engine: { version: "7.23.0" },
            nodes: { count: 3, batchSize: "1" },
            verification: { goAhead: "7.23.0 batch-4 #2", pauseAfter: ["batch-5"] },
        });
        expect(faults.map(({ path }) => path)).to.deep.equal(["verification.pauseAfter[0]", "verification.goAhead"]);
    });
});

describe("rolloutNote", () => {
    const at = (vouched: Record<string, string>, back = false) => {
        const rollback = { from: "7.24.0", reason: "slow" };
        const change = { batchSize: "1", nodes: 2, ...(back ? { rollback } : {}) };
        return rolloutNote({
            ...facts("7.23.0", "7.23.0", change, change),
            completed: { version: "7.22.0", history: history("7.22.0") },
            rollout: { vouched, baseline: { transition: "camunda 7.22.0 → camunda 7.23.0", at: "2026-11-21T12:00:00Z" } },
        });
    };
    const mixed = "in progress: camunda 7.22.0 → camunda 7.23.0, versions mixed since 2026-11-21T12:00:00Z";
    const [old, wanted] = ["7.22.0", "7.23.0"];

    it("says how far a rollout is that has not reached every node, by what the checkpoints vouch for", () => {
        expect(at({ schema: old, "batch-1": old })).to.equal(`${mixed}; checkpoints passed: nothing; left: schema, batch-1, batch-2`);
        expect(at({ schema: wanted, "batch-1": wanted, "batch-2": old })).to.equal(
            `${mixed}; checkpoints passed: schema, batch-1; left: batch-2`,
        );
        expect(at({ schema: wanted, "batch-1": old, "batch-2": wanted }, true)).to.equal(
            `${mixed}; checkpoints passed: schema, batch-2; left: batch-1`,
        );
    });

    it("says nothing of one that is completed, or where nobody has read the state", () => {
        const completed = facts("7.23.0", "7.23.0");
        expect(rolloutNote({ ...completed, rollout: { vouched: {} } })).to.equal(undefined);
        expect(rolloutNote(completed)).to.equal(undefined);
    });
});
