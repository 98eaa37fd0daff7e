import { expect } from "chai";
import { hold } from "../../../components/domain/hold";
import {
    docsOf,
    entryOf,
    HoldId,
    holdGroups,
    holdIds,
    idsRaisedBy,
    isHoldId,
    overridableIds,
    whyOf,
} from "../../../components/domain/holds/registry";
import { rules } from "../../../components/gate/rules/judge";
import { documentedAt, jobHolds, printedByScripts } from "../support/jobHolds";

/** That each is raised where the registry says so, by the code itself, is for test/unit/golden.test.ts. */
describe("the registry of holds", () => {
    it("has each id once, and each in a step of the procedure", () =>
        expect(holdGroups.flatMap(({ holds }) => Object.keys(holds))).to.deep.equal(holdIds));

    for (const id of holdIds) {
        const { when, why, alsoWhy = [], raisedBy, override = "", waiting = "" } = entryOf(id);
        it(`${id}: when, why and remarks are sentences; somebody raises it`, () => {
            for (const text of [when, why, ...alsoWhy, override, waiting].filter(Boolean)) {
                expect(text).to.match(/^[A-Z`].*(\.|\.(?: https:\S+| docs\/\S+\.md))$/);
            }
            expect(raisedBy).not.to.have.length(0);
        });
    }

    it("gives a hold its reason, and whether it can be overridden or waited for; a rule may say otherwise", () => {
        expect(hold("minorSkipped", { message: "m", next: "n" })).to.deep.equal({
            id: "minorSkipped",
            message: "m",
            next: "n",
            why: whyOf("minorSkipped"),
            overridable: false,
            final: true,
        });
        expect(hold("capacityLost", { message: "m", next: "n" }))
            .to.include({ overridable: true })
            .and.not.to.have.property("final");
        const own = { message: "m", next: "n", short: "s", why: "w", overridable: true, liftedBy: "l" };
        expect(hold("minorSkipped", { ...own, final: false })).to.deep.equal({ id: "minorSkipped", ...own });
        expect(hold("soaking", { message: "m", next: "n", final: true }).final).to.equal(true);
    });

    it("names the page that says so, and its own", () => {
        expect(whyOf("minorSkipped")).to.match(/\. https:\/\/docs\.camunda\.org\/manual\/latest\/update\/rolling-update\/$/);
        expect(whyOf("paused")).to.equal(entryOf("paused").why);
        expect(docsOf("minorSkipped")).to.equal("docs/reference/holds.md#minorskipped");
    });

    it("knows its ids, and no others", () => {
        expect(["minorSkipped", "toString", "", 1, undefined].filter(isHoldId)).to.deep.equal(["minorSkipped"]);
        // @ts-expect-error: there is no such hold, and who raises it does not get past the compiler.
        const unknown: HoldId = "minorSkiped";
        expect(isHoldId(unknown)).to.equal(false);
        expect(overridableIds).to.include("capacityLost").and.not.to.include("minorSkipped");
    });

    it("says of each rule of the gate that the gate raises it, and of no other but those about overrides", () =>
        expect([...idsRaisedBy("gate")].sort()).to.deep.equal(
            [...rules.map(({ id }) => id), "overrideUnused", "overrideWithdrawn"].sort(),
        ));

    describe("and the scripts of the migration Job", () => {
        const raised = jobHolds();
        it("have the ids of which it says that the Job raises them, and no other", () =>
            expect([...new Set(raised.map(({ id }) => id))].sort()).to.deep.equal([...idsRaisedBy("Job")].sort()));

        it("give the reasons that stand in it, where no value decides", () => {
            const others = raised
                .filter(({ why }) => !why.includes("$"))
                .filter(({ id, why }) => !(isHoldId(id) && [whyOf(id), ...(entryOf(id).alsoWhy ?? [])].includes(why)));
            expect(others.map(({ script, id, why }) => `${script} ${id}: ${why}`)).to.deep.equal([]);
            expect(raised.filter(({ why }) => why.includes("$")).map(({ id }) => id)).to.deep.equal(["migrationFailed"]);
        });

        it("name its page", () => {
            expect(`${documentedAt()}#minorskipped`).to.equal(docsOf("minorSkipped"));
            expect(printedByScripts()).to.contain(docsOf("scriptsMissing"));
        });
    });
});
