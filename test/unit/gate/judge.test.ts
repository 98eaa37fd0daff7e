import { expect } from "chai";
import { Facts } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { facts, ids, live, target } from "../support/facts";

const enterprise = { edition: "enterprise" };

describe("judge", () => {
    const transitions: [previous: string | undefined, wanted: string, kind: string, holds: string[]][] = [
        [undefined, "7.22.0", "fresh", []],
        ["7.22.0", "7.22.0", "unchanged", []],
        ["7.22.0", "7.22.13", "refused", ["patchNotPublic"]],
        ["7.22.0", "7.22.99", "refused", ["patchNotPublic"]],
        ["7.22.0", "7.23.0", "minor", []],
        ["7.22.0", "7.23.10", "refused", ["patchNotPublic"]],
        ["7.19.0", "7.20.0", "minor", []], // 20 follows 19: numbers, not text
        ["7.22.0", "7.24.0", "refused", ["minorSkipped"]],
        ["7.16.0", "7.24.0", "refused", ["minorSkipped"]],
        ["7.23.0", "7.22.0", "refused", ["downgrade"]],
        ["7.22.3", "7.22.0", "refused", ["downgrade"]],
        [undefined, "7.4.0", "refused", ["versionUnsupported"]],
        [undefined, "7.25.0", "refused", ["versionUnsupported"]],
        [undefined, "8.5.0", "refused", ["versionUnsupported"]],
        [undefined, "7.23", "refused", ["versionUnsupported"]],
        [undefined, "v7.23.0", "refused", ["versionUnsupported"]],
        [undefined, "7.23.0-alpha1", "refused", ["versionUnsupported"]],
        ["7.24.0", "7.25.0", "refused", ["versionUnsupported"]],
        ["7.4.0", "7.5.0", "refused", ["previousUnsupported"]],
    ];
    for (const [previous, wanted, kind, holds] of transitions) {
        it(`${previous ?? "nothing"} → ${wanted}: ${holds.join(", ") || kind}`, () => {
            const verdict = judge(facts(previous, wanted));
            expect(verdict.holds.map((hold) => hold.id)).to.deep.equal(holds);
            expect(verdict.kind).to.equal(kind);
        });
    }

    /** For each rule: the case it is for, the case that looks like it and is not. */
    const cases: [rule: string, name: string, facts: Facts, holds: string[]][] = [
        [
            "floatingTag",
            "a tag that moves",
            facts(undefined, "7.23.0", { image: "camunda/camunda-bpm-platform:run-latest" }),
            ["floatingTag"],
        ],
        ["floatingTag", "no tag at all", facts(undefined, "7.23.0", { image: "camunda/camunda-bpm-platform" }), ["floatingTag"]],
        ["floatingTag", "a registry's port is not a tag", facts(undefined, "7.23.0", { image: "registry:5000/engine" }), ["floatingTag"]],
        ["floatingTag", "a digest", facts(undefined, "7.23.0", { image: `engine@sha256:${"0".repeat(64)}` }), []],
        ["floatingTag", "an application's own tag", facts(undefined, "7.23.0", { image: "registry:5000/orders:1.4" }), []],
        [
            "imageDiffers",
            "the tag of another version",
            facts(undefined, "7.23.0", { image: "camunda/camunda-bpm-platform:run-7.22.0" }),
            ["imageDiffers"],
        ],
        ["imageDiffers", "another version in one's own tag", facts(undefined, "7.23.0", { image: "orders:12-7.22.0" }), ["imageDiffers"]],
        [
            "imageDiffers",
            "the image of another product",
            facts(undefined, "7.23.0", { image: "operaton/operaton:7.23.0" }),
            ["imageDiffers"],
        ],
        [
            "imageDiffers",
            "the image of another edition",
            facts(undefined, "7.23.0", { image: "r/cambpm-ee/camunda-bpm-platform-ee:{version}" }),
            ["imageDiffers"],
        ],
        ["imageDiffers", "a version that is the application's", facts(undefined, "7.23.0", { image: "orders:1.7.22.0" }), []],
        [
            "imageDiffers",
            "a digest with the version declared",
            facts(undefined, "7.23.0", { image: `camunda/camunda-bpm-platform:run-7.23.0@sha256:${"0".repeat(64)}` }),
            [],
        ],
        ["latestPatchFirst", "an old patch of the enterprise edition", facts("7.22.3", "7.23.0", enterprise), ["latestPatchFirst"]],
        ["latestPatchFirst", "the latest patch", facts("7.22.13", "7.23.0", enterprise), []],
        ["latestPatchFirst", "a patch that is newer than the catalogue", facts("7.22.14", "7.23.0", enterprise), []],
        ["latestPatchFirst", "the community edition, which has no patches", facts("7.22.0", "7.23.0"), []],
        ["latestPatchFirst", "the patch itself", facts("7.22.3", "7.22.13", enterprise), []],
        [
            "rolloutInFlight",
            "another version while one is in flight",
            { ...facts("7.23.0", "7.24.0"), completed: { version: "7.22.0", history: [] } },
            ["rolloutInFlight"],
        ],
        [
            "rolloutInFlight",
            "the first rollout has not been completed",
            { ...facts("7.22.0", "7.23.0"), completed: { history: [] } },
            ["rolloutInFlight"],
        ],
        [
            "rolloutInFlight",
            "going on with the one in flight",
            { ...facts("7.23.0", "7.23.0"), completed: { version: "7.22.0", history: [] } },
            [],
        ],
        [
            "applicationChanged",
            "another image for the one in flight",
            { ...facts("7.23.0", "7.23.0", { image: "registry/engine:fixed-{version}" }), completed: { version: "7.22.0", history: [] } },
            ["applicationChanged"],
        ],
        [
            "rolloutInFlight",
            "back to the last one while one is in flight",
            { ...facts("7.23.0", "7.22.0"), completed: { version: "7.22.0", history: [] } },
            ["rolloutInFlight", "downgrade"],
        ],
        [
            "applicationChanged",
            "another application with another version",
            facts("7.22.0", "7.23.0", { application: "orders 1.5" }),
            ["applicationChanged"],
        ],
        [
            "applicationChanged",
            "another image template with another version",
            facts("7.22.0", "7.23.0", { image: "orders:1.5-{version}" }),
            ["applicationChanged"],
        ],
        ["applicationChanged", "another application alone", facts("7.22.0", "7.22.0", { application: "orders 1.5" }), []],
        ["applicationChanged", "the application repackaged, its tag written out", facts("7.22.0", "7.23.0", { image: "orders:84" }), []],
        [
            "imageUnchanged",
            "the image of the previous version",
            facts("7.22.0", "7.23.0", { image: "orders:83" }, { image: "orders:83" }),
            ["imageUnchanged"],
        ],
        [
            "imageUnchanged",
            "the same image for the same version",
            facts("7.22.0", "7.22.0", { image: "orders:83", nodes: 4 }, { image: "orders:83" }),
            [],
        ],
        ["layoutChanged", "another layout with another version", facts("7.22.0", "7.23.0", { nodes: 6 }), ["layoutChanged"]],
        ["layoutChanged", "another batch size with another version", facts("7.22.0", "7.23.0", { batchSize: "50%" }), ["layoutChanged"]],
        ["layoutChanged", "another layout alone", facts("7.22.0", "7.22.0", { nodes: 6 }), []],
        ["noSpareNode", "one node only", facts("7.22.0", "7.23.0", { nodes: 1 }, { nodes: 1 }), ["noSpareNode"]],
        ["noSpareNode", "one node only, with surge", facts("7.22.0", "7.23.0", { nodes: 1, surge: true }, { nodes: 1 }), []],
        ["noSpareNode", "one node only, from nothing", facts(undefined, "7.23.0", { nodes: 1 }), []],
        [
            "productSwitchNotRolling",
            "Camunda to Operaton",
            facts("7.24.0", "1.0.0", { product: "operaton" }, { product: "camunda" }),
            ["productSwitchNotRolling"],
        ],
        [
            "productSwitchNotRolling",
            "Camunda to CIB seven",
            facts("7.23.0", "2.0.0", { product: "cibseven" }, { product: "camunda" }),
            ["productSwitchNotRolling"],
        ],
        ["productSwitchNotRolling", "a minor of Operaton", facts("1.0.3", "1.1.0", { product: "operaton" }), []],
        [
            "productSwitchUnsupported",
            "from too low a minor",
            facts("7.23.0", "1.0.0", { product: "operaton" }, { product: "camunda" }),
            ["productSwitchUnsupported", "schemaStepByHand"],
        ],
        [
            "productSwitchUnsupported",
            "back to Camunda",
            facts("1.0.0", "7.24.0", { product: "camunda" }, { product: "operaton" }),
            ["productSwitchUnsupported"],
        ],
        [
            "productSwitchUnsupported",
            "one described by its vendor",
            facts("7.24.0", "2.1.0", { product: "cibseven" }, { product: "camunda" }),
            ["productSwitchNotRolling"],
        ],
        [
            "databaseUnsupported",
            "a PostgreSQL that the wanted minor does not name",
            { ...facts("7.21.0", "7.22.0"), database: { kind: "postgresql", version: "13" } },
            ["databaseUnsupported"],
        ],
        [
            "databaseUnsupported",
            "a PostgreSQL that the previous minor does not name",
            { ...facts("7.21.0", "7.22.0"), database: { kind: "postgresql", version: "17.2" } },
            ["databaseUnsupported"],
        ],
        [
            "databaseUnsupported",
            "a PostgreSQL that both name",
            { ...facts("7.21.0", "7.22.0"), database: { kind: "postgresql", version: "14.9" } },
            [],
        ],
        ["databaseUnsupported", "9.6 and 10", { ...facts(undefined, "7.16.0"), database: { kind: "postgresql", version: "9.6.24" } }, []],
        [
            "databaseUnsupported",
            "9.5, between two that are named",
            { ...facts(undefined, "7.13.0"), database: { kind: "postgresql", version: "9.5" } },
            ["databaseUnsupported", "schemaStepByHand"],
        ],
        [
            "databaseUnsupported",
            "a product that names none",
            { ...facts(undefined, "1.0.0", { product: "operaton" }), database: { kind: "postgresql", version: "16" } },
            ["schemaStepByHand"],
        ],
        [
            "databaseUnsupported",
            "another kind",
            { ...facts("7.22.0", "7.23.0"), database: { kind: "mysql", version: "8" } },
            ["databaseUnsupported"],
        ],
        [
            "databaseUnsupported",
            "what the nodes say goes before what is told",
            {
                ...facts("7.22.0", "7.23.0"),
                database: { kind: "mysql", version: "8" },
                live: live({ database: { kind: "postgresql", version: "15.4" } }),
            },
            [],
        ],
        [
            "knownBadPair",
            "7.16 → 7.17 on H2",
            { ...facts("7.16.0", "7.17.0"), database: { kind: "h2", version: "1.4" } },
            ["knownBadPair", "databaseUnsupported"],
        ],
        [
            "knownBadPair",
            "another pair on H2",
            { ...facts("7.17.0", "7.18.0"), database: { kind: "h2", version: "2" } },
            ["databaseUnsupported"],
        ],
        ["schemaStepByHand", "a step before Camunda's own change log", facts("7.5.0", "7.6.0"), []],
        ["schemaStepByHand", "into the first minor of that change log", facts("7.15.0", "7.16.0"), []],
        [
            "schemaStepByHand",
            "where a DBA runs the scripts, which the migration waits for",
            facts(undefined, "7.15.0", { appliedBy: "dba" }),
            [],
        ],
        ["schemaStepByHand", "from nothing to an old minor", facts(undefined, "7.15.0"), ["schemaStepByHand"]],
        ["schemaStepByHand", "a patch that brings a script", facts("7.13.0", "7.13.6", enterprise), []],
        ["schemaStepByHand", "a patch that brings none", facts("7.13.6", "7.13.7", enterprise), []],
        [
            "schemaStepByHand",
            "when it has been done",
            {
                ...facts("2.1.0", "2.2.0", { product: "cibseven" }),
                live: live({ nodes: [{ name: "a", version: "2.1.0", problem: "" }], schema: "2.2.0" }),
            },
            [],
        ],
        ["schemaStepByHand", "a schema of CIB seven's own", facts("2.1.0", "2.2.0", { product: "cibseven" }), ["schemaStepByHand"]],
        ["schemaStepByHand", "a step that changes no schema", facts("2.0.0", "2.1.4", { product: "operaton" }), []],
        [
            "versionUnsupported",
            "everything at once",
            facts("7.22.0", "7.24.0", { image: "engine:latest", nodes: 6, application: "2" }),
            ["floatingTag", "minorSkipped", "applicationChanged", "layoutChanged"],
        ],
        [
            "versionUnsupported",
            "a product that nobody knows",
            { wanted: { ...target("7.23.0"), product: "activiti" }, completed: { history: [] } },
            ["versionUnsupported", "imageDiffers"],
        ],
    ];
    for (const [rule, name, given, holds] of cases) {
        it(`${rule}, ${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    const lifted = [
        "imageDiffers",
        "latestPatchFirst",
        "applicationChanged",
        "noSpareNode",
        "productSwitchNotRolling",
        "databaseUnsupported",
        "schemaStepByHand",
    ];
    const final = ["floatingTag", "knownBadPair", "rolloutInFlight", "imageUnchanged", "layoutChanged", "productSwitchUnsupported"];
    for (const rule of [...lifted, ...final]) {
        const overridable = lifted.includes(rule);
        it(`${rule}: an override ${overridable ? "with a reason lifts it, and is told" : "does not lift it"}`, () => {
            const [, , given] = cases.find(([id, , , holds]) => id === rule && holds.includes(rule))!;
            const verdict = judge({ ...given, wanted: { ...given.wanted, overrides: [{ hold: rule, reason: "rehearsed in staging" }] } });
            expect(verdict.holds.some(({ id }) => id === rule)).to.equal(!overridable);
            expect(verdict.lifted.map(({ hold, reason }) => [hold.id, reason])).to.deep.equal(
                overridable ? [[rule, "rehearsed in staging"]] : [],
            );
        });
    }

    it("says both versions, the rule and the next command", () => {
        const [hold] = judge(facts("7.22.0", "7.24.0")).holds;
        expect(hold.message).to.equal("7.22.0 → 7.24.0 skips 7.23");
        expect(hold.why).to.contain("docs.camunda.org");
        expect(hold.next).to.match(/^pulumi config set --path engine\.version 7\.23\.0 && pulumi up/);
    });
});
