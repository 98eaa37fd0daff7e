import { expect } from "chai";
import { Attempt, Completed, Facts, Target } from "../../../components/domain/facts/facts";
import { onlyRunDiffers, runOf } from "../../../components/domain/run";
import { history, target } from "../support/facts";
import { inFlight, mayBeMixed, resumes, versionBefore } from "../../../components/domain/transition";

const now = "2026-11-30T12:00:00.000Z";
const attempt = (version: string, change: Partial<Attempt> = {}): Attempt => ({ ...target(version), ...change });
/** Completed, the last transition by this run. */
const completed = (run: string | undefined, ...versions: string[]): Completed => ({
    version: versions.at(-1),
    history: history(...versions).map((entry, i) => (i === versions.length - 1 && run ? { ...entry, run } : entry)),
});
const rollback = { from: "7.23.0", reason: "slow" };
const wentBack: Completed = {
    version: "7.22.0",
    history: [...history("7.22.0", "7.23.0"), { from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "slow", run: "5" }],
};

describe("runOf", () => {
    const cases: [
        name: string,
        wanted: Target,
        before: Completed,
        begun: Attempt | undefined,
        inProgress: boolean,
        id: string | undefined,
    ][] = [
        ["the first installation: by the time", target("7.22.0"), { history: [] }, undefined, true, now],
        ["the first update", target("7.23.0"), completed(undefined, "7.22.0"), attempt("7.22.0"), true, "1"],
        ["an update after one of the second run", target("7.23.0"), completed("2", "7.22.0"), attempt("7.22.0", { run: "2" }), true, "3"],
        ["the same update again: another run", target("7.23.0"), completed("2", "7.22.0"), attempt("7.23.0", { run: "3" }), true, "4"],
        [
            "after an installation, whose run was a time",
            target("7.23.0"),
            completed(now, "7.22.0"),
            attempt("7.22.0", { run: now }),
            true,
            "1",
        ],
        [
            "the run of the record is the higher one",
            target("7.23.0"),
            completed("9", "7.22.0"),
            attempt("7.23.0", { run: "3" }),
            true,
            "10",
        ],
        ["the gate's state cannot be read, and a version is completed", target("7.23.0"), completed("2", "7.22.0"), undefined, true, "3"],
        ["nothing is completed, and the gate has begun", target("7.22.0"), { history: [] }, attempt("7.22.0", { run: "4" }), true, "5"],
        ["all is completed", target("7.23.0"), completed("3", "7.22.0", "7.23.0"), attempt("7.23.0", { run: "3" }), false, "3"],
        [
            "all is completed, by an earlier module",
            target("7.23.0"),
            completed(undefined, "7.22.0", "7.23.0"),
            attempt("7.23.0"),
            false,
            undefined,
        ],
        [
            "a version that was left and is wanted again before the other one was completed",
            target("7.22.0"),
            completed("2", "7.22.0"),
            attempt("7.23.0", { run: "3" }),
            true,
            "4",
        ],
        ["reached again, and by no run completed", target("7.22.0"), completed("2", "7.22.0"), attempt("7.22.0", { run: "4" }), true, "5"],
        [
            "the nodes went back, and all is completed",
            target("7.22.0", { rollback }),
            wentBack,
            attempt("7.22.0", { rollback, run: "5" }),
            false,
            "5",
        ],
        [
            "the way back is not completed",
            target("7.22.0", { rollback }),
            completed("3", "7.22.0"),
            attempt("7.22.0", { rollback, run: "4" }),
            true,
            "5",
        ],
    ];
    for (const [name, wanted, before, begun, inProgress, id] of cases) {
        it(`${name}: ${inProgress ? `in progress, ${id}` : (id ?? "none")}`, () =>
            expect(runOf(wanted, before, begun, now)).to.deep.equal({ inProgress, id }));
    }
});

describe("onlyRunDiffers", () => {
    const vouched = { version: "7.23.0", nodes: 1, updateRun: "3" };
    const cases: [name: string, before: object | undefined, after: object | undefined, only: boolean][] = [
        ["another run", vouched, { ...vouched, updateRun: "4" }, true],
        ["a first run, after an earlier module", { version: "7.23.0", nodes: 1 }, vouched, true],
        ["another order, and what is undefined", vouched, { updateRun: "4", nodes: 1, version: "7.23.0", digests: undefined }, true],
        ["another run and something else", vouched, { ...vouched, updateRun: "4", nodes: 2 }, false],
        ["it is made", undefined, vouched, false],
        ["it goes", vouched, undefined, false],
        ["it is made, and vouches for nothing but its run", undefined, { updateRun: "4" }, false],
        ["it goes, and has vouched for nothing but its run", { updateRun: "4" }, undefined, false],
    ];
    for (const [name, before, after, only] of cases) {
        it(`${name}: ${only}`, () => expect(onlyRunDiffers(before, after)).to.equal(only));
    }
});

describe("an update in progress", () => {
    const facts = (previous: Attempt | undefined, before: Completed, wanted: Target = target("7.23.0")): Facts => ({
        previous,
        completed: before,
        wanted,
    });
    const at22 = completed("2", "7.22.0");
    const cases: [name: string, given: Facts, inProgress: boolean, mixed: boolean, goesOn: boolean, before: string | undefined][] = [
        ["none has begun", facts(undefined, { history: [] }), false, false, false, undefined],
        [
            "all is completed",
            facts(attempt("7.23.0", { run: "3" }), completed("3", "7.22.0", "7.23.0")),
            false,
            false,
            false,
            "camunda 7.22.0",
        ],
        ["the first installation", facts(attempt("7.23.0", { run: now }), { history: [] }), true, false, true, undefined],
        ["to another version", facts(attempt("7.23.0", { run: "3" }), at22), true, true, true, "camunda 7.22.0"],
        [
            "to another version, changed",
            facts(attempt("7.23.0", { run: "3", application: "2" }), at22),
            true,
            true,
            false,
            "camunda 7.22.0",
        ],
        [
            "goes on by another run, and with what has admitted it",
            facts(attempt("7.23.0", { run: "3", admitted: { stack: "staging", digests: [], scripts: "" } }), at22),
            true,
            true,
            true,
            "camunda 7.22.0",
        ],
        [
            "reached again, by no run completed",
            facts(attempt("7.22.0", { run: "4" }), completed("2", "7.21.0", "7.22.0"), target("7.22.0")),
            true,
            true,
            true,
            "camunda 7.21.0",
        ],
        [
            "the way back, out of the middle",
            facts(attempt("7.22.0", { rollback, run: "4" }), at22, target("7.22.0", { rollback })),
            true,
            true,
            true,
            "camunda 7.22.0",
        ],
        [
            "the way back, completed",
            facts(attempt("7.22.0", { rollback, run: "5" }), wentBack, target("7.22.0")),
            false,
            false,
            false,
            "camunda 7.23.0",
        ],
        [
            "the way back, whose permission was taken out since",
            facts(attempt("7.22.0", { run: "5" }), wentBack, target("7.22.0")),
            false,
            false,
            false,
            "camunda 7.23.0",
        ],
        [
            "without a history, to another version",
            facts(attempt("7.23.0"), { version: "7.22.0", history: [] }),
            true,
            true,
            true,
            "camunda 7.22.0",
        ],
        ["without a history, completed", facts(attempt("7.23.0"), { version: "7.23.0", history: [] }), false, false, false, undefined],
    ];
    for (const [name, given, inProgress, mixed, goesOn, before] of cases) {
        it(`${name}: ${[inProgress && "in progress", mixed && "mixed", goesOn && "goes on"].filter(Boolean).join(", ") || "none"}; before it ${before}`, () =>
            expect([inFlight(given), mayBeMixed(given), resumes(given), versionBefore(given)]).to.deep.equal([
                inProgress,
                mixed,
                goesOn,
                before,
            ]));
    }
});
