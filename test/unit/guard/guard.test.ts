import { expect } from "chai";
import * as fc from "fast-check";
import { admissionRule } from "../../../components/guard/rules/admissionPolicy";
import { admittedImages } from "../../../components/guard/rules/admittedImages";
import { evidenceAfter } from "../../../components/domain/evidence";
import { Completed, Facts, Target } from "../../../components/domain/facts/facts";
import { historyAfter } from "../../../components/domain/history";
import { describeRefusal, judge } from "../../../components/gate/rules/judge";
import { facts, history, ids, target } from "../support/facts";

const run = (version: string) => `camunda/camunda-bpm-platform:run-${version}`;
const rollback = { from: "7.23.0", reason: "slow" };
const after = (...versions: string[]): Completed => ({ version: versions.at(-1), history: history(...versions) });
const evidenceOf = (to: string, image: string) => ({ from: "", to, at: "", image, digests: [], scripts: "" });
/** What the stack's outputs hold once a target is reached. */
const completing = (wanted: Target, before: Completed, image: string): Completed => ({
    version: wanted.version,
    history: historyAfter(wanted, before),
    evidence: evidenceAfter(wanted, before, { at: "", image, digests: [], scripts: "" }),
});

describe("admittedImages", () => {
    const cases: [name: string, target: Target, before: Completed, running: string[], previous: string[]][] = [
        ["the first installation", target("7.22.0"), { history: [] }, [], []],
        ["nothing moves", target("7.22.0"), after("7.22.0"), [run("7.22.0")], []],
        ["a step begins", target("7.23.0"), after("7.22.0"), [run("7.22.0")], [run("7.22.0")]],
        ["nobody can be asked", target("7.23.0"), after("7.22.0"), [], [run("7.22.0")]],
        ["it goes on", target("7.23.0"), after("7.22.0"), [run("7.22.0"), run("7.23.0")], [run("7.22.0")]],
        ["it is completed", target("7.23.0"), after("7.22.0", "7.23.0"), [run("7.23.0")], [run("7.22.0")]],
        ["a patch", target("7.22.13"), after("7.22.0"), [run("7.22.0")], [run("7.22.0")]],
        ["the way back, from the middle", target("7.22.0", { rollback }), after("7.22.0"), [run("7.22.0")], [run("7.23.0")]],
        ["the way back", target("7.22.0", { rollback }), after("7.22.0", "7.23.0"), [run("7.23.0")], [run("7.23.0")]],
        [
            "tags that are written out: the last one is on record",
            target("7.23.0", { image: "orders:84" }),
            { ...after("7.22.0"), evidence: [evidenceOf("camunda 7.22.0", "orders:83")] },
            [],
            ["orders:83"],
        ],
        [
            "tags that are written out, and the application was changed since: what runs tells",
            target("7.23.0", { image: "orders:85" }),
            { ...after("7.22.0"), evidence: [evidenceOf("camunda 7.22.0", "orders:83")] },
            ["orders:84"],
            ["orders:83", "orders:84"],
        ],
        [
            "another image of the wanted version, while some nodes have the first one",
            target("7.23.0", { image: "orders:fixed-{version}" }),
            after("7.22.0"),
            ["orders:7.22.0", "orders:7.23.0"],
            ["orders:7.22.0", "orders:7.23.0", "orders:fixed-7.22.0"],
        ],
        [
            "another product: its tag is no version of the one before",
            target("1.0.0", { product: "operaton" }),
            after("7.24.0"),
            [run("7.24.0")],
            [run("7.24.0")],
        ],
    ];
    for (const [name, wanted, before, running, previous] of cases) {
        it(name, () => expect(admittedImages(wanted, before, running).previous).to.deep.equal(previous));
    }

    it("lets everything that runs start again, and what is wanted, and is the same in whatever order it was told", () =>
        fc.assert(
            fc.property(fc.array(fc.constantFrom("a:1", "a:2", "a:3", run("7.22.0"), run("7.23.0"))), (running) => {
                const { wanted, previous } = admittedImages(target("7.23.0"), after("7.22.0"), running);
                expect([wanted, ...previous]).to.include.members(running);
                expect(previous).not.to.include(wanted);
                expect(admittedImages(target("7.23.0"), after("7.22.0"), [...running].reverse()).previous).to.deep.equal(previous);
            }),
        ));

    it("an update after the last one changes nothing, and every other step is another one", () => {
        const back = target("7.22.0", { rollback });
        const walk: Target[] = [target("7.22.0"), target("7.23.0"), back, target("7.23.0"), target("7.24.0")];
        let before: Completed = { history: [] };
        let last = "";
        for (const wanted of walk) {
            const { step, ...images } = admittedImages(wanted, before, before.version ? [run(before.version)] : []);
            expect(step, "what is completed is not what begins").not.to.equal(last);
            before = completing(wanted, before, images.wanted);
            expect(admittedImages(wanted, before, [images.wanted])).to.deep.equal({ step, ...images });
            last = step;
        }
        expect(admittedImages(target("7.22.0"), completing(back, after("7.22.0", "7.23.0"), run("7.22.0")), []).step).to.equal(
            admittedImages(back, after("7.22.0", "7.23.0"), []).step,
        );
    });

    it("another image of the same version is another step", () => {
        const step = (image: string) => admittedImages(target("7.22.0", { image }), after("7.22.0"), []).step;
        expect(step("orders:1-{version}")).not.to.equal(step("orders:2-{version}"));
    });
});

/** What the texts are; that an API server judges by them is for test/e2e/admission.test.ts. */
describe("admissionRule", () => {
    const images = { step: "camunda 7.22.0 > camunda 7.23.0", wanted: "orders:23", previous: ["orders:22"] };
    const { variables, validations, matchConditions } = admissionRule("camunda", { app: 'a"b' }, images);

    it("admits both images until the step is completed, then the wanted one", () =>
        expect(variables[1].expression).to.equal(
            'params != null && dyn(params).metadata.?annotations[?"camunda.org/completed-step"].orValue("") == "camunda 7.22.0 > camunda 7.23.0" ? ["orders:23"] : ["orders:22","orders:23"]',
        ));

    it("names the rule and what to do, in one line: the API server shows no other", () => {
        for (const { messageExpression } of validations) {
            expect(messageExpression)
                .to.match(/nodeNotAdmitted.*why: .*next: pulumi config set/)
                .and.not.to.contain("\n");
        }
    });

    it("writes every text as one of CEL", () => expect(matchConditions[0].expression).to.contain('== "a\\"b"'));
});

describe("guardWithdrawn", () => {
    const guarded = { guard: true };
    const inFlight = (change: Partial<Target>): Facts => ({
        ...facts("7.23.0", "7.23.0", change, guarded),
        completed: { version: "7.22.0", history: history("7.22.0") },
    });
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["with another version", facts("7.22.0", "7.23.0", {}, guarded), ["guardWithdrawn"]],
        ["with another image", facts("7.22.0", "7.22.0", { image: "orders:{version}" }, guarded), ["guardWithdrawn"]],
        ["in the middle", inFlight({}), ["guardWithdrawn"]],
        ["in an update of its own", facts("7.22.0", "7.22.0", {}, guarded), []],
        ["it stays", facts("7.22.0", "7.23.0", guarded, guarded), []],
        ["it comes with a version", facts("7.22.0", "7.23.0", guarded), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${holds.length > 0 ? "holds" : "goes ahead"}: ${name}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("nobody may override it, and it says what to do", () => {
        const given = facts("7.22.0", "7.23.0", { overrides: [{ hold: "guardWithdrawn", reason: "now" }] }, guarded);
        expect(ids(given)).to.include("guardWithdrawn");
        expect(describeRefusal(given, judge(given))).to.contain("next: pulumi config set guard true && pulumi up");
        expect(describeRefusal(inFlight({}), judge(inFlight({})))).to.contain(
            "next: pulumi config set guard true && pulumi config set --path engine.version 7.23.0 && pulumi up",
        );
    });
});
