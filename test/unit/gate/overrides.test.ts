import { expect } from "chai";
import { Facts } from "../../../components/domain/facts/facts";
import { describeHolds, Override } from "../../../components/domain/hold";
import { entryOf, holdIds } from "../../../components/domain/holds/registry";
import { judge, rules } from "../../../components/gate/rules/judge";
import { facts, history, ids } from "../support/facts";
import { faultsOf } from "../../../components/gate/rules/refuse";

const one: Override = { hold: "noSpareNode", reason: "a test system" };
const other: Override = { hold: "applicationChanged", reason: "uses nothing new" };
const single = { nodes: 1 };
const step = (overrides: Override[], before: Override[] = []): Facts =>
    facts("7.22.0", "7.23.0", { ...single, overrides }, { ...single, overrides: before });
const goingOn = (overrides: Override[], before: Override[]): Facts => ({
    ...facts("7.23.0", "7.23.0", { ...single, overrides }, { ...single, overrides: before }),
    completed: { version: "7.22.0", history: history("7.22.0") },
});

describe("overrides", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["one that lifts its hold", step([one]), []],
        ["one that lifts nothing", step([one, other]), ["overrideUnused"]],
        ["one that lifts another hold than the one there is", step([other]), ["noSpareNode", "overrideUnused"]],
        ["one that was given for the last rollout", step([one], [one]), ["overrideUnused"]],
        ["the same hold for another reason", step([{ ...one, reason: "in the maintenance window" }], [one]), []],
        ["one that stays while its rollout goes on", goingOn([one], [one]), []],
        ["one that is withdrawn while its rollout goes on", goingOn([], [one]), ["overrideWithdrawn"]],
        ["one that is added while nothing moves", goingOn([one, other], [one]), ["overrideUnused"]],
        ["one that is withdrawn when its rollout is completed", facts("7.23.0", "7.23.0", single, { ...single, overrides: [one] }), []],
        ["one for what only a checkpoint finds", step([one, { hold: "failedJobsRising", reason: "known" }]), []],
        ["one for that, given while the rollout goes on", goingOn([one, { hold: "deployedWhileMixed", reason: "a hotfix" }], [one]), []],
        ["one for nothing, at the very first", facts(undefined, "7.23.0", { overrides: [one] }), ["overrideUnused"]],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }

    it("of what only the nodes say may lift nothing at the moment, and of nothing else", () => {
        const allowed = rules.filter(({ id }) => {
            const given: Facts = facts("7.22.0", "7.23.0", { overrides: [{ hold: id, reason: "known" }] });
            return entryOf(id).overridable && !ids(given).includes("overrideUnused");
        });
        expect(allowed.map(({ id }) => id)).to.deep.equal(
            rules.filter(({ id, live }) => live && entryOf(id).overridable).map(({ id }) => id),
        );
        expect(rules.filter(({ live }) => live).map(({ id }) => id)).to.deep.equal([
            "databaseUnsupported",
            "schemaBehind",
            "databaseUnexpected",
            "nodeFailing",
            "schemaAhead",
            "schemaAheadOfNodes",
            "schemaForeign",
            "schemaPatchFirst",
            "schemaStepByHand",
            "databaseMoved",
            "backupMissing",
            "promotionMissing",
            "truthUnknown",
            "noNodeLeft",
            "nodesDiffer",
            "nodesNotAsRecorded",
            "changedByHand",
            "schemaNotAsRecorded",
            "incidentsPresent",
            "adoptedNodesForgotten",
            "capacityShort",
            "machinesFull",
            "minimumShort",
            "replicasContested",
            "stableNamesChanged",
        ]);
        expect(rules.filter(({ entry }) => entry).map(({ id }) => id)).to.deep.equal([
            "promotionMissing",
            "capacityShort",
            "machinesFull",
            "minimumShort",
            "replicasContested",
        ]);
    });
    it("are not lifted themselves, and each is named by its place", () => {
        const [hold] = judge(step([one, other])).holds;
        expect(hold).to.include({ id: "overrideUnused", overridable: false });
        expect(hold.next).to.contain("pulumi config rm --path 'overrides[1]'");
        expect(judge(goingOn([], [one])).holds.find(({ id }) => id === "overrideWithdrawn")?.overridable).to.equal(false);
        expect(ids({ ...goingOn([one, { ...other, hold: "nodesDiffer" }], []), previous: undefined })).to.deep.equal(["overrideUnused"]);
    });

    it("are told with their reasons", () =>
        expect(judge(step([one])).lifted.map(({ hold, reason }) => [hold.id, reason])).to.deep.equal([["noSpareNode", "a test system"]]));

    for (const id of holdIds) {
        const { overridable } = entryOf(id);
        it(`of ${id} ${overridable ? "are taken" : "are refused as a setting that is wrong"}`, () => {
            const overrides = [{ hold: id, reason: "ticket 4711" }];
            const paths = faultsOf({ engine: { version: "7.23.0" }, overrides }).map(({ path }) => path);
            expect(paths).to.deep.equal(overridable ? [] : ["overrides[0].hold"]);
        });
    }

    it("are offered beside those that are there already", () => {
        const [hold] = judge(step([])).holds;
        expect(describeHolds([hold], [other])).to.contain("--path 'overrides[1].hold' noSpareNode");
        expect(describeHolds([{ ...hold, overridable: false }])).to.contain("\n  This hold cannot be overridden.\n");
    });
});
