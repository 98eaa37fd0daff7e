import { expect } from "chai";
import { allPieces, chosen, Files, nameOf, Piece } from "../all/pieces";
import { report, summary } from "../all/report";
import { after, begin, countsIn, expectedSeconds, left, Result, timeLeft, verdictOf } from "../all/state";

const files: Files = {
    hostile: ["test/hostile/nodes.test.ts"],
    database: ["test/e2e/hops.test.ts"],
    engine: ["test/engine/canary.test.ts"],
    e2e: ["test/e2e/chain.test.ts", "test/e2e/truth.test.ts"],
    truth: ["test/e2e/truth.test.ts"],
};
const all = allPieces(files);
const named = (name: string): Piece => all.find((piece) => nameOf(piece) === name)!;
const passed: Result = { verdict: "passed", passed: 3, failed: 0, pending: 0, seconds: 12.4, at: "2026-12-01T03:00:00.000Z" };
const names = (pieces: readonly Piece[]) => pieces.map(nameOf);

/** What is run, in which order, and what is said of it. That commands run and end is not proven here: they are a process's (test/all/process.ts). */
describe("the pieces of a full run", () => {
    it("have each file in one suite, and what needs the cluster behind what does not", () => {
        expect(new Set(names(all)).size).to.equal(all.length);
        for (const path of Object.values(files).flat() as string[]) {
            expect(all.filter(({ command }) => command.includes(path))).to.have.length(1);
        }
        expect(named("test:truth truth").cluster).to.equal(true);
        const tests = all.filter(({ suite }) => !suite.startsWith("test:mut"));
        expect(tests.map(({ cluster = false }) => cluster)).to.deep.equal([...tests.map(({ cluster = false }) => cluster)].sort());
        expect(names(all).slice(0, 3)).to.deep.equal(["typecheck", "lint", "npm test"]);
    });

    it("take each fault of test/crash where it can hit something", () => {
        const steps = (fault: string) => named(`test:crash ${fault}`).command.join(" ");
        expect(steps("pulumi")).to.contain("--step in migrate, in batch-2 ");
        expect(steps("hand-undo")).to.contain("--step in batch-2 ");
        expect(all.filter(({ suite }) => suite === "test:crash")).to.have.length(13);
    });

    const selections: [selection: string, chosen: string[]][] = [
        ["lint", ["lint"]],
        ["LINT, hostile nodes", ["lint", "test:hostile nodes"]],
        ["crash hand-undo,", ["test:crash hand-undo"]],
    ];
    for (const [selection, expected] of selections) {
        it(`are chosen by words: ${selection}`, () => expect(names(chosen(all, selection))).to.deep.equal(expected));
    }
    it("are all there without words, and none is chosen by words that it does not have", () => {
        expect(chosen(all, " , ")).to.deep.equal(all);
        expect(() => chosen(all, "lint, no such")).to.throw('"no such"');
    });
});

describe("the state of a full run", () => {
    const one = after(begin("a1", undefined), named("lint"), passed);

    it("goes on with what has not ended, whether that passed or failed", () => {
        const two = after(one, named("typecheck"), { ...passed, verdict: "failed" });
        expect(names(left(all, begin("a1", two)))).to.deep.equal(names(all).slice(2));
    });

    it("begins anew on other sources, and remembers how long each took", () => {
        const next = begin("b2", one);
        expect(left(all, next)).to.deep.equal(all);
        expect(next.attempts).to.deep.equal({});
        expect(expectedSeconds(named("lint"), next)).to.equal(12.4);
        expect(expectedSeconds(named("typecheck"), next)).to.equal(named("typecheck").usualSeconds);
    });

    it("forgets what is wanted anew, and not that it was run before", () => {
        const anew = begin("a1", after(one, named("typecheck"), passed), [named("lint")]);
        expect(names(left(all, anew)).slice(0, 2)).to.deep.equal(["lint", "npm test"]);
        expect(after(anew, named("lint"), passed).attempts).to.deep.equal({ lint: 2, typecheck: 1 });
    });

    it("takes no time from what did not end by itself", () => {
        const timedOut = after(one, named("lint"), { ...passed, verdict: "timed out", seconds: 900 });
        expect(expectedSeconds(named("lint"), timedOut)).to.equal(12.4);
    });

    const times: [seconds: number, text: string][] = [
        [12.4, "13 s"],
        [240, "4 min"],
        [7200, "2.0 h"],
    ];
    for (const [seconds, text] of times) {
        it(`says that ${seconds} s are ${text}`, () =>
            expect(timeLeft([named("lint")], { ...one, durations: { lint: seconds } })).to.equal(text));
    }

    const outputs: [title: string, output: string, counts: object][] = [
        ["passed", "    ✔ 7 passing cars\n\n  128 passing (40m)\n", { passed: 128, failed: 0, pending: 0 }],
        ["failed and pending", "  2 passing (1s)\n  3 pending\n  1 failing\n", { passed: 2, failed: 1, pending: 3 }],
        ["nothing that mocha prints", "All matched files use Prettier code style!\n", {}],
    ];
    for (const [title, output, counts] of outputs) {
        it(`counts what mocha prints: ${title}`, () => expect(countsIn(output)).to.deep.equal(counts));
    }

    const verdicts: [
        exitCode: number | undefined,
        timedOut: boolean,
        passed: number | undefined,
        failed: number | undefined,
        verdict: string,
    ][] = [
        [0, false, 3, 0, "passed"],
        [0, false, undefined, undefined, "passed"],
        [1, false, 3, 0, "failed"],
        [0, false, 3, 1, "failed"],
        [0, false, 0, 0, "failed"],
        [undefined, false, undefined, undefined, "failed"],
        [0, true, 3, 0, "timed out"],
    ];
    for (const [exitCode, timedOut, some, failed, verdict] of verdicts) {
        it(`an exit code ${exitCode} with ${some} passed, ${failed} failed${timedOut ? " after its time" : ""}: ${verdict}`, () =>
            expect(verdictOf(exitCode, timedOut, { passed: some, failed })).to.equal(verdict));
    }
});

describe("the page of a full run", () => {
    const some = ["typecheck", "lint", "npm test"].map(named);
    const again = begin("a1", after(begin("a1", undefined), named("lint"), passed), [named("lint")]);
    const state = after(after(again, named("lint"), passed), named("npm test"), { ...passed, verdict: "timed out", passed: undefined });
    const rows = report(some, state, "2 cores, 24 GiB")
        .split("\n")
        .filter((line) => line.startsWith("| ") && !line.startsWith("| -"))
        .map((line) => line.split("|").map((cell) => cell.trim()));

    it("has a row for each, and never passes off what was not run", () => {
        const [, typecheck, lint, test] = rows.map((row) => row.slice(1, -1));
        expect(typecheck).to.deep.equal(["typecheck", "", "not run", "", "", "", "", "", "", ""]);
        expect(lint).to.deep.equal(["lint", "", "passed, attempt 2", "3", "0", "0", "12", "2026-12-01", "a1", "2 cores, 24 GiB"]);
        expect(test.slice(2, 4)).to.deep.equal(["timed out", ""]);
    });

    it("says in one line what has become of all", () => {
        expect(summary(some, state)).to.equal("3 pieces: 1 passed, 1 timed out, 1 not run");
        expect(summary(some, begin("a1", undefined))).to.equal("3 pieces: 3 not run");
    });
});
