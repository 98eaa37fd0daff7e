import { expect } from "chai";
import { Evidence, Facts, PromotionFacts, Target } from "../../../components/domain/facts/facts";
import { ownStackFaults, qualified, shownStack } from "../../../components/settings/promotion";
import { judge } from "../../../components/gate/rules/judge";
import { facts, history, ids, live, target } from "../support/facts";
import { evidenceIn } from "../../../components/domain/evidence";

const rehearsed = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;
const official = "camunda/camunda-bpm-platform:run";
const entry = (from: string, to: string, change: Partial<Evidence> = {}): Evidence => ({
    from: from && `camunda ${from}`,
    to: `camunda ${to}`,
    at: "2026-11-20T12:00:00Z",
    image: `${official}-${to}`,
    digests: [rehearsed],
    scripts: `sha256:${"c".repeat(64)}`,
    ...change,
});
const step = entry("7.22.0", "7.23.0");
const staging = (evidence: readonly Evidence[], change: Partial<PromotionFacts> = {}): PromotionFacts => ({
    stack: "staging",
    maxAgeDays: 14,
    now: "2026-11-21T12:00:00Z",
    evidence,
    problem: "",
    ...change,
});
const minor = (change: Partial<Target> = {}) => facts("7.22.0", "7.23.0", change);
const promoted = (given: Facts, evidence: readonly Evidence[], change: Partial<PromotionFacts> = {}): Facts => ({
    ...given,
    promotion: staging(evidence, change),
});
/** The rollout to 7.23.0 has stopped on the way. */
const inFlight = (wanted: Target): Facts => ({
    previous: target("7.23.0"),
    wanted,
    completed: { version: "7.22.0", history: history("7.22.0") },
});
const back = (version: string, from: string) => target(version, { rollback: { from, reason: "slow" } });

describe("promotionMissing", () => {
    const holds = ["promotionMissing"];
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["nothing has to be rehearsed", minor(), []],
        ["the same step, yesterday", promoted(minor(), [entry("", "7.22.0"), step]), []],
        ["the same step, and a later one", promoted(minor(), [step, entry("7.23.0", "7.24.0")]), []],
        ["nothing at all", promoted(minor(), []), holds],
        ["another step to the same version", promoted(minor(), [entry("7.22.13", "7.23.0")]), holds],
        ["installed there at once", promoted(minor(), [entry("", "7.23.0")]), holds],
        ["another step from the same version", promoted(minor(), [entry("7.22.0", "7.22.13")]), holds],
        ["of another product", promoted(minor(), [{ ...step, to: "operaton 1.0.0" }]), holds],
        ["no such stack", promoted(minor(), [], { problem: 'unknown stack "organization/camunda/staging"' }), holds],
        ["it has gone back since", promoted(minor(), [step, entry("7.23.0", "7.22.0")]), holds],
        ["it has gone back, and forward again", promoted(minor(), [step, entry("7.23.0", "7.22.0"), step]), []],
        ["14 days ago, to the minute", promoted(minor(), [{ ...step, at: "2026-11-07T12:00:00Z" }]), []],
        ["more than 14 days ago", promoted(minor(), [{ ...step, at: "2026-11-07T11:59:00Z" }]), holds],
        [
            "more than 14 days ago, where 30 are allowed",
            promoted(minor(), [{ ...step, at: "2026-11-07T11:59:00Z" }], { maxAgeDays: 30 }),
            [],
        ],
        ["at a time that is none", promoted(minor(), [{ ...step, at: "soon" }]), holds],
        ["of another repository", promoted(minor(), [{ ...step, image: "registry/camunda-bpm-platform:run-7.23.0" }]), holds],
        ["of another tag", promoted(minor(), [{ ...step, image: `${official}-7.23.0-2` }]), holds],
        ["by its digest there, by the same tag here", promoted(minor(), [{ ...step, image: `${step.image}@${rehearsed}` }]), []],
        ["without knowing what ran", promoted(minor(), [{ ...step, digests: [] }]), holds],
        ["by its digest here", promoted(minor({ image: `mirror/camunda:run-7.23.0@${rehearsed}` }), [step]), []],
        [
            "by one of two digests",
            promoted(minor({ image: `mirror/camunda:run-7.23.0@${rehearsed}` }), [{ ...step, digests: [other, rehearsed] }]),
            [],
        ],
        ["by another digest here, under the same tag", promoted(minor({ image: `${official}-7.23.0@${other}` }), [step]), holds],
        ["a patch", promoted(facts("7.22.0", "7.22.1", { edition: "enterprise" }), []), holds],
        [
            "a switch of product",
            promoted(facts("7.22.0", "1.0.0", { product: "operaton" }, { product: "camunda" }), []),
            [...holds, "productSwitchUnsupported", "schemaStepByHand"],
        ],
        ["a first installation", promoted(facts(undefined, "7.23.0"), []), []],
        ["a first installation that goes on", { ...promoted(facts("7.23.0", "7.23.0", { nodes: 4 }), []), completed: { history: [] } }, []],
        ["another number of nodes only", promoted(facts("7.23.0", "7.23.0", { nodes: 4 }), []), []],
        ["nodes to take over", promoted(facts(undefined, "7.22.0", { adopt: "app=camunda" }), []), []],
        ["back to the version before", promoted(facts("7.23.0", "7.22.0", { rollback: { from: "7.23.0", reason: "slow" } }), []), []],
        ["the middle of a rollout that goes on", promoted(inFlight(target("7.23.0", { nodes: 3 })), [step]), []],
        ["the middle of a rollout that goes on as it was begun", promoted(inFlight(target("7.23.0")), []), []],
        [
            "the middle of a rollout that was not rehearsed, and changes",
            promoted(inFlight(target("7.23.0", { nodes: 4 })), []),
            ["layoutChanged", ...holds],
        ],
        [
            "back in the middle of a rollout, and forward again",
            {
                ...promoted({ ...inFlight(target("7.23.0")), previous: back("7.22.0", "7.23.0") }, []),
                completed: { version: "7.22.0", history: history("7.22.0") },
            },
            holds,
        ],
        [
            "back in the middle of a rollout, and it stays there",
            promoted({ ...inFlight(target("7.22.0")), previous: back("7.22.0", "7.23.0") }, []),
            [],
        ],
        [
            "back after completion, and forward again",
            {
                ...promoted({ ...minor(), previous: back("7.22.0", "7.23.0") }, []),
                completed: {
                    version: "7.22.0",
                    history: [
                        ...history("7.22.0", "7.23.0"),
                        { from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "slow" },
                    ],
                },
            },
            holds,
        ],
    ];
    for (const [name, given, expected] of cases) {
        it(`${name}: ${expected.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.have.members(expected));
    }

    const overrides = [{ hold: "promotionMissing", reason: "ticket 4711" }];
    it("an override with a reason lifts it", () => expect(ids(promoted(minor({ overrides }), []))).to.deep.equal([]));
    it("is no fault to override what is rehearsed by the time it is looked at", () =>
        expect(ids({ ...promoted(minor({ overrides }), [step]), live: live() })).to.deep.equal([]));

    const told: [name: string, facts: Facts, message: string, next: string][] = [
        [
            "that it was not completed",
            promoted(minor(), [entry("7.21.0", "7.22.0")]),
            "camunda 7.22.0 → camunda 7.23.0 has not been completed in staging: its last update is camunda 7.21.0 → camunda 7.22.0",
            "pulumi config set --path engine.version 7.23.0 --stack staging && pulumi up --stack staging   # then again here",
        ],
        [
            "why it cannot be told",
            promoted(minor(), [], { problem: 'unknown stack "staging"' }),
            'camunda 7.22.0 → camunda 7.23.0 has to be completed in staging first, but staging cannot be queried: unknown stack "staging"',
            "pulumi up --stack staging",
        ],
        [
            "how old it is",
            promoted(minor(), [{ ...step, at: "2026-10-22T12:00:00Z" }]),
            "staging has completed camunda 7.22.0 → camunda 7.23.0 on 2026-10-22T12:00:00Z, 30 days ago; at most 14 days are allowed",
            'pulumi config set --path rollback.from 7.23.0 --stack staging && pulumi config set --path rollback.reason "rehearsed again" --stack staging && ' +
                "pulumi config set --path engine.version 7.22.0 --stack staging && pulumi up --stack staging && pulumi config rm --path rollback --stack staging && " +
                "pulumi config set --path engine.version 7.23.0 --stack staging && pulumi up --stack staging",
        ],
        [
            "both images",
            promoted(minor({ image: `${official}-7.23.0@${other}` }), [step]),
            `the image is ${official}-7.23.0@${other}, but the nodes of staging ran ${official}-7.23.0 (${rehearsed})`,
            `pulumi config set --path engine.image ${official}-7.23.0@${rehearsed} && pulumi up`,
        ],
    ];
    for (const [name, given, message, next] of told) {
        it(`tells ${name}, and the command`, () => {
            const [hold] = judge(given).holds;
            expect(hold.message).to.equal(message);
            expect(hold.next).to.contain(next);
        });
    }
});

describe("the stack that is promoted from", () => {
    const own = { organization: "acme", project: "camunda", stack: "production" };
    const names: [name: string, qualified: string, shown: string][] = [
        ["staging", "acme/camunda/staging", "staging"],
        ["orders/staging", "acme/orders/staging", "acme/orders/staging"],
        ["other/orders/staging", "other/orders/staging", "other/orders/staging"],
    ];
    for (const [name, whole, shown] of names) {
        it(`${name} is ${whole}, and to the CLI ${shown}`, () =>
            expect([qualified(name, own), shownStack(name, own)]).to.deep.equal([whole, shown]));
    }

    for (const [stack, faults] of [
        ["production", 1],
        ["camunda/production", 1],
        ["acme/camunda/production", 1],
        ["orders/production", 0],
        ["other/camunda/production", 0],
        ["staging", 0],
        [7, 0],
    ] as const) {
        it(`${stack} is ${faults ? "" : "not "}the stack itself`, () => expect(ownStackFaults({ stack }, own)).to.have.length(faults));
    }
    it("is none by default", () => expect(ownStackFaults(undefined, own)).to.deep.equal([]));

    const outputs: [name: string, value: unknown, problem: RegExp][] = [
        ["evidence", [step], /^$/],
        ["no evidence yet", [], /^$/],
        ["no such output", undefined, /^it has no output evidence/],
        ["a text", "7.23.0", /is not the component's evidence$/],
        ["a history", history("7.22.0", "7.23.0"), /is not the component's evidence$/],
        ["evidence of no time", [{ ...step, at: "soon" }], /is not the component's evidence$/],
        ["a list of nothing", [null], /is not the component's evidence$/],
    ];
    for (const [name, value, problem] of outputs) {
        it(`its output: ${name}`, () => {
            const read = evidenceIn(value, "evidence");
            expect(read.problem).to.match(problem);
            expect(read.evidence).to.deep.equal(read.problem ? [] : value);
        });
    }
});
