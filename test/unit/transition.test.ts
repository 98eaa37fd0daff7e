import { expect } from "chai";
import * as fc from "fast-check";
import { judge, Facts, rules, Target } from "../../components/rules/transition";
import { parseRelease } from "../../components/rules/release";

const target = (version: string, change: Partial<Target> = {}): Target => ({
    version,
    image: "camunda/camunda-bpm-platform:run-{version}",
    application: "",
    nodes: 3,
    batchSize: "33%",
    surge: false,
    ...change,
});
const facts = (previous: string | undefined, wanted: string, change: Partial<Target> = {}): Facts => ({
    previous: previous === undefined ? undefined : target(previous),
    wanted: target(wanted, change),
    completed: previous,
});
const ids = (f: Facts) => judge(f).holds.map((hold) => hold.id);

describe("judge", () => {
    const transitions: [previous: string | undefined, wanted: string, kind: string, holds: string[]][] = [
        [undefined, "7.22.0", "fresh", []],
        ["7.22.0", "7.22.0", "unchanged", []],
        ["7.22.0", "7.22.13", "patch", []],
        ["7.22.0", "7.23.0", "minor", []],
        ["7.22.0", "7.23.10", "minor", []],
        ["7.19.0", "7.20.0", "minor", []], // 20 follows 19: numbers, not text
        ["7.22.0", "7.24.0", "refused", ["minorSkipped"]],
        ["7.16.0", "7.24.0", "refused", ["minorSkipped"]],
        ["7.23.0", "7.22.0", "refused", ["downgrade"]],
        ["7.22.3", "7.22.0", "refused", ["downgrade"]],
        [undefined, "7.15.0", "refused", ["versionUnsupported"]],
        [undefined, "7.25.0", "refused", ["versionUnsupported"]],
        [undefined, "8.5.0", "refused", ["versionUnsupported"]],
        [undefined, "7.23", "refused", ["versionUnsupported"]],
        [undefined, "v7.23.0", "refused", ["versionUnsupported"]],
        [undefined, "7.23.0-alpha1", "refused", ["versionUnsupported"]],
        ["7.23.0", "7.26.0", "refused", ["versionUnsupported", "minorSkipped"]],
    ];
    for (const [previous, wanted, kind, holds] of transitions) {
        it(`${previous ?? "nothing"} → ${wanted}: ${holds.join(", ") || kind}`, () => {
            const verdict = judge(facts(previous, wanted));
            expect(verdict.kind).to.equal(kind);
            expect(verdict.holds.map((hold) => hold.id)).to.deep.equal(holds);
        });
    }

    const others: [name: string, facts: Facts, holds: string[]][] = [
        ["a tag that moves", facts(undefined, "7.23.0", { image: "camunda/camunda-bpm-platform:run-latest" }), ["floatingTag"]],
        ["no tag at all", facts(undefined, "7.23.0", { image: "camunda/camunda-bpm-platform" }), ["floatingTag"]],
        ["a registry's port is not a tag", facts(undefined, "7.23.0", { image: "registry:5000/engine" }), ["floatingTag"]],
        ["a digest", facts(undefined, "7.23.0", { image: `engine@sha256:${"0".repeat(64)}` }), []],
        ["an application's own tag", facts(undefined, "7.23.0", { image: "registry:5000/orders:1.4" }), []],
        ["another version while one is in flight", { ...facts("7.23.0", "7.24.0"), completed: "7.22.0" }, ["rolloutInFlight"]],
        ["the first rollout has not been completed", { ...facts("7.22.0", "7.23.0"), completed: undefined }, ["rolloutInFlight"]],
        ["going on with the one in flight", { ...facts("7.23.0", "7.23.0"), completed: "7.22.0" }, []],
        [
            "another image for the one in flight",
            { ...facts("7.23.0", "7.23.0", { image: "registry/engine:fixed-{version}" }), completed: "7.22.0" },
            [],
        ],
        [
            "back to the last one while one is in flight",
            { ...facts("7.23.0", "7.22.0"), completed: "7.22.0" },
            ["downgrade", "rolloutInFlight"],
        ],
        ["another application with another version", facts("7.22.0", "7.23.0", { application: "orders 1.5" }), ["applicationChanged"]],
        [
            "another image template with another version",
            facts("7.22.0", "7.23.0", { image: "orders:1.5-{version}" }),
            ["applicationChanged"],
        ],
        ["another application alone", facts("7.22.0", "7.22.0", { application: "orders 1.5" }), []],
        ["the application repackaged, its tag written out", facts("7.22.0", "7.23.0", { image: "orders:84" }), []],
        [
            "the image of the previous version",
            { previous: target("7.22.0", { image: "orders:83" }), wanted: target("7.23.0", { image: "orders:83" }), completed: "7.22.0" },
            ["imageUnchanged"],
        ],
        ["another layout with another version", facts("7.22.0", "7.23.0", { nodes: 6 }), ["layoutChanged"]],
        ["another batch size with another version", facts("7.22.0", "7.23.0", { batchSize: "50%" }), ["layoutChanged"]],
        ["another layout alone", facts("7.22.0", "7.22.0", { nodes: 6 }), []],
        [
            "one node only",
            { previous: target("7.22.0", { nodes: 1 }), wanted: target("7.23.0", { nodes: 1 }), completed: "7.22.0" },
            ["noSpareNode"],
        ],
        [
            "one node only, with surge",
            { previous: target("7.22.0", { nodes: 1 }), wanted: target("7.23.0", { nodes: 1, surge: true }), completed: "7.22.0" },
            [],
        ],
        ["one node only, from nothing", facts(undefined, "7.23.0", { nodes: 1 }), []],
        [
            "everything at once",
            facts("7.22.0", "7.24.0", { image: "engine:latest", nodes: 6, application: "2" }),
            ["floatingTag", "minorSkipped", "applicationChanged", "layoutChanged"],
        ],
    ];
    for (const [name, f, holds] of others) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(f)).to.deep.equal(holds));
    }

    it("says both versions, the rule and the next command", () => {
        const [hold] = judge(facts("7.22.0", "7.24.0")).holds;
        expect(hold.message).to.equal("7.22.0 → 7.24.0 leaves out 7.23");
        expect(hold.why).to.contain("docs.camunda.org");
        expect(hold.next).to.match(/^pulumi config set --path engine\.version 7\.23\.0 && pulumi up/);
    });

    for (const rule of rules) {
        it(`${rule.id}: an override ${rule.overridable ? "with a reason lifts it, and is told" : "does not lift it"}`, () => {
            const [, f] = [...others, ...transitions.map((t): [string, Facts] => ["", facts(t[0], t[1])])].find(([, candidate]) =>
                ids(candidate).includes(rule.id),
            )!;
            const verdict = judge(f, [{ hold: rule.id, reason: "rehearsed in staging" }]);
            expect(verdict.holds.some((hold) => hold.id === rule.id)).to.equal(!rule.overridable);
            expect(verdict.lifted.map(({ hold, reason }) => [hold.id, reason])).to.deep.equal(
                rule.overridable ? [[rule.id, "rehearsed in staging"]] : [],
            );
        });
    }

    const anyVersion = fc
        .tuple(fc.integer({ min: 5, max: 26 }), fc.integer({ min: 0, max: 21 }))
        .map(([minor, patch]) => `7.${minor}.${patch}`);

    it("lets a version change pass only within a minor or to the next one, and never back", () => {
        fc.assert(
            fc.property(anyVersion, anyVersion, (previous, wanted) => {
                const [from, to] = [parseRelease(previous)!, parseRelease(wanted)!];
                const forward = to.minor === from.minor + 1 || (to.minor === from.minor && to.patch >= from.patch);
                const supported = to.minor >= 16 && to.minor <= 24;
                expect(judge(facts(previous, wanted)).holds.length === 0).to.equal(forward && supported);
            }),
        );
    });

    it("judges whatever text it is given, and lets no garbage pass", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), (previous, wanted) => {
                fc.pre(!/^7\.\d+\.\d+$/.test(wanted));
                expect(judge(facts(previous, wanted)).kind).to.equal("refused");
            }),
        );
    });
});
