import { expect } from "chai";
import { promotionNotes, promotionWarnings } from "../../../components/gate/rules/promotion";
import { Attempt, DatabaseTarget, Evidence, Facts, LiveTruth, PromotionFacts, Target } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { batches, facts, history, ids, live, nodes, official, target } from "../support/facts";

const at22 = { version: "7.22.0", history: history("7.22.0") };
const rollback = { from: "7.23.0", reason: "slow" };
/** The update to 7.23.0 has stopped on the way. */
const stopped = (change: Partial<Target> = {}, before: Partial<Attempt> = {}): Facts => ({
    previous: { ...target("7.23.0"), run: "3", ...before },
    wanted: { ...target("7.23.0"), run: "4", ...change },
    completed: at22,
});
/** The same settings when nothing is in progress. */
const done = (change: Partial<Target> = {}, before: Partial<Attempt> = {}): Facts => {
    const [first, last] = history("7.22.0", "7.23.0");
    return { ...stopped(change, before), completed: { version: "7.23.0", history: [first, { ...last, run: "3" }] } };
};
/** The first installation has stopped on the way. */
const installing = (change: Partial<Target> = {}, before: Partial<Attempt> = {}): Facts => ({
    ...stopped(change, before),
    completed: { history: [] },
});
const seen = (given: Facts, change: Partial<LiveTruth> = {}): Facts => ({ ...given, live: live(change) });
const database = (change: Partial<DatabaseTarget> = {}): DatabaseTarget => ({
    location: "db:5432/camunda",
    instanceClass: "db.t4g.medium",
    ...change,
});
const evidence = (from: string, to: string, change: Partial<Evidence> = {}): Evidence => ({
    from: `camunda ${from}`,
    to: `camunda ${to}`,
    at: "2026-11-20T12:00:00Z",
    image: official(to),
    digests: ["sha256:a"],
    scripts: "",
    ...change,
});

describe("what must not change with the version does not change in the middle either", () => {
    const changes: [rule: string, overridable: boolean, change: Partial<Target>, before?: Partial<Target>][] = [
        ["layoutChanged", false, { batchSize: "2" }],
        ["layoutChanged", false, { nodes: 4 }],
        ["applicationChanged", true, { application: "orders 1.5" }],
        ["applicationChanged", true, { image: "orders:2-{version}" }],
        ["noSpareNode", true, { nodes: 1, surge: false }, { nodes: 1, surge: true }],
        ["databaseChangedToo", false, { database: database({ instanceClass: "db.m6g.large" }) }, { database: database() }],
    ];
    for (const [rule, overridable, change, before = {}] of changes) {
        describe(`${rule}: ${JSON.stringify(change)}`, () => {
            it("holds in the middle", () => expect(ids(stopped(change, before))).to.deep.equal([rule]));
            it("goes ahead when nothing is in progress", () => expect(ids(done(change, before))).to.deep.equal([]));
            it("goes ahead while the first installation is mended", () => expect(ids(installing(change, before))).to.deep.equal([]));
            it(`an override ${overridable ? "lifts it" : "does not lift it"}`, () =>
                expect(ids(stopped({ ...change, overrides: [{ hold: rule, reason: "known" }] }, before)).includes(rule)).to.equal(
                    !overridable,
                ));
        });
    }

    const cases: [name: string, given: Facts, holds: string[]][] = [
        ["one node without surge from the beginning", stopped({ nodes: 1 }, { nodes: 1 }), []],
        [
            "another image on the way back",
            { ...stopped(), previous: target("7.22.0", { rollback }), wanted: target("7.22.0", { rollback, image: "orders:2-{version}" }) },
            [],
        ],
        [
            "another application on the way back",
            { ...stopped(), previous: target("7.22.0", { rollback }), wanted: target("7.22.0", { rollback, application: "2" }) },
            [],
        ],
        [
            "an image that did not work is put back to what the update has begun with",
            { ...stopped({}, { image: "orders:2-{version}" }), completed: { ...at22, evidence: [evidence("", "7.22.0")] } },
            [],
        ],
        [
            "an image that is neither",
            {
                ...stopped({ image: "orders:3-{version}" }, { image: "orders:2-{version}" }),
                completed: { ...at22, evidence: [evidence("", "7.22.0")] },
            },
            ["applicationChanged"],
        ],
        [
            "the evidence is of another version",
            {
                ...stopped({}, { image: "orders:2-{version}" }),
                completed: { ...at22, evidence: [evidence("", "7.21.0", { image: official("7.22.0") })] },
            },
            ["applicationChanged"],
        ],
        ["a written out tag changes in the middle", stopped({ image: "orders:84" }, { image: "orders:83" }), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }
    it("says which update is in progress", () =>
        expect(judge(stopped({ nodes: 4 })).holds[0].message).to.match(
            /^the update to 7\.23\.0, which is in progress, also changes the layout: 3 nodes .* → 4 nodes /,
        ));
});

describe("nodes on a schema that is too far ahead of them", () => {
    const at = (...versions: string[]) => ({ nodes: batches(...versions) });
    const cases: [name: string, given: Facts, holds: string[]][] = [
        [
            "two minors, and the wanted version is the way out",
            seen(facts("7.22.0", "7.23.0"), { ...at("7.22.0"), schema: "7.24.0" }),
            ["schemaAheadOfNodes"],
        ],
        ["one minor", seen(stopped(), { ...at("7.22.0"), schema: "7.23.0" }), []],
        [
            "also ahead of what is wanted, which says it",
            seen(facts("7.22.0", "7.22.0", { application: "2" }), { ...at("7.22.0"), schema: "7.24.0" }),
            ["schemaAhead"],
        ],
        ["nodes that do not answer", seen(facts("7.22.0", "7.23.0"), { nodes: nodes("", ""), schema: "7.24.0" }), ["truthUnknown"]],
        ["the schema is not told", seen(facts("7.22.0", "7.23.0"), at("7.22.0")), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }
    it("says that the wanted version is the way out, and not where it is what runs", () => {
        const told = (given: Facts) => judge(given).holds.find(({ id }) => id === "schemaAheadOfNodes")?.message;
        expect(told(cases[0][1])).to.match(/; 7\.23\.0 works with that schema$/);
    });
    it("an override with a reason lifts it", () => {
        const given = cases[0][1];
        const overrides = [{ hold: "schemaAheadOfNodes", reason: "stopped at once" }];
        expect(ids({ ...given, wanted: { ...given.wanted, overrides } })).to.deep.equal([]);
    });
});

describe("adopted nodes that are forgotten", () => {
    const adopted = nodes("7.23.0").map((node) => ({ ...node, adopted: true }));
    const forgotten = adopted.map((node) => ({ ...node, forgotten: true }));
    const own = batches("7.23.0", "7.23.0", "7.23.0");
    const held = seen(done({}, { adopt: "app=camunda" }), { nodes: [...own, ...forgotten] });
    const cases: [name: string, given: Facts, holds: string[]][] = [
        ["adopt is taken out while they run", held, ["adoptedNodesForgotten"]],
        [
            "another selector while they run",
            seen(done({ adopt: "app=other" }, { adopt: "app=camunda" }), { nodes: [...own, ...forgotten] }),
            ["adoptedNodesForgotten"],
        ],
        [
            "another selector that finds the same nodes",
            seen(done({ adopt: "app=other" }, { adopt: "app=camunda" }), { nodes: [...own, ...adopted] }),
            [],
        ],
        ["adopt is taken out when they are gone", seen(done({}, { adopt: "app=camunda" }), { nodes: own }), []],
        [
            "adopt stays",
            seen(done({ adopt: "app=camunda", application: "2" }, { adopt: "app=camunda" }), { nodes: [...own, ...adopted] }),
            [],
        ],
        ["adopt is new", seen(done({ adopt: "app=camunda" }), { nodes: [...own, ...adopted] }), []],
        [
            "with another version, which says it",
            seen(facts("7.22.0", "7.23.0", {}, { adopt: "app=camunda" }), {
                nodes: [...batches("7.22.0"), ...nodes("7.22.0").map((n) => ({ ...n, adopted: true }))],
            }),
            ["adoptedNodesRemain"],
        ],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }
    it("an override with a reason lifts it", () =>
        expect(
            ids({ ...held, wanted: { ...held.wanted, overrides: [{ hold: "adoptedNodesForgotten", reason: "a wrong selector" }] } }),
        ).to.deep.equal([]));
});

describe("forward again out of a way back", () => {
    const back = (completed: Facts["completed"], wanted: Target): Facts => ({
        previous: { ...target("7.22.0", { rollback }), run: "5" },
        wanted,
        completed,
    });
    const completed23 = { version: "7.23.0", history: history("7.22.0", "7.23.0") };
    const enterprise = { edition: "enterprise" };
    const cases: [name: string, given: Facts, holds: string[]][] = [
        ["7.23.0 was completed before", back(completed23, target("7.23.0")), []],
        ["7.23.0 was not completed", back(at22, target("7.23.0")), []],
        ["past the version that was left", back(at22, target("7.24.0")), ["minorSkipped", "rolloutInFlight"]],
        [
            "to it, from a patch that is not the latest",
            { ...back(at22, target("7.23.0", enterprise)), previous: target("7.22.0", { ...enterprise, rollback }) },
            [],
        ],
        ["stays on the way back", back(at22, target("7.22.0")), []],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }
    it("is told how", () =>
        expect(judge(cases[2][1]).holds.find(({ id }) => id === "rolloutInFlight")?.next).to.contain(
            "to give up the rollback: pulumi config rm --path rollback && pulumi config set --path engine.version 7.23.0",
        ));
});

describe("what has become of the rehearsal of an update in progress", () => {
    const admitted = { stack: "staging", digests: ["sha256:a"], scripts: "", at: "2026-11-20T12:00:00Z" };
    const step = evidence("7.22.0", "7.23.0");
    const staging = (entries: Evidence[], change: Partial<PromotionFacts> = {}): PromotionFacts => ({
        stack: "staging",
        maxAgeDays: 14,
        now: "2026-12-24T12:00:00Z",
        evidence: entries,
        problem: "",
        ...change,
    });
    const cases: [name: string, given: Facts, warns: RegExp | undefined, holds: string[]][] = [
        ["it stands, old as it is", { ...stopped({}, { admitted }), promotion: staging([step]) }, undefined, []],
        [
            "it has gone back since",
            { ...stopped({}, { admitted }), promotion: staging([step, evidence("7.23.0", "7.22.0")]) },
            /rolled back .*admitted by the rehearsal in staging of 2026-11-20T12:00:00Z, and goes on with it$/,
            [],
        ],
        [
            "it cannot be reached",
            { ...stopped({}, { admitted }), promotion: staging([], { problem: "no backend" }) },
            /^staging could not be queried: no backend; the update was admitted/,
            [],
        ],
        ["nothing has admitted it, and it goes on", { ...stopped(), promotion: staging([]) }, undefined, []],
        [
            "nothing has admitted it, and it changes",
            { ...stopped({ application: "2" }), promotion: staging([]) },
            undefined,
            ["applicationChanged", "promotionMissing"],
        ],
        [
            "it was admitted, and changes",
            { ...stopped({ application: "2" }, { admitted }), promotion: staging([]) },
            /has not been completed in staging/,
            ["applicationChanged"],
        ],
        ["nothing is in progress", { ...done({}, { admitted }), promotion: staging([]) }, undefined, []],
        ["nobody has to rehearse", stopped({}, { admitted }), undefined, []],
    ];
    for (const [name, given, warns, holds] of cases) {
        it(`${name}: ${warns ? "warns" : "says nothing"}, ${holds.join(", ") || "goes ahead"}`, () => {
            expect(ids(given)).to.have.members(holds);
            const warnings = promotionWarnings(given);
            expect(warnings).to.have.length(warns ? 1 : 0);
            if (warns) expect(warnings[0]).to.match(warns);
            expect(judge(given).warnings).to.deep.equal(warnings);
        });
    }

    const notes: [name: string, entries: Evidence[], notes: string[]][] = [
        ["where and when", [step], ["rehearsed in staging on 2026-11-20T12:00:00Z"]],
        [
            "and what was overridden",
            [
                {
                    ...step,
                    overrides: [
                        { hold: "noSpareNode", reason: "small" },
                        { hold: "nodesDiffer", reason: "known" },
                    ],
                },
            ],
            ["rehearsed in staging on 2026-11-20T12:00:00Z, overridden there: noSpareNode (small), nodesDiffer (known)"],
        ],
        ["nothing where it has gone back", [step, evidence("7.23.0", "7.22.0")], []],
        ["nothing where it was not rehearsed", [], []],
    ];
    for (const [name, entries, expected] of notes) {
        it(`the note says ${name}`, () =>
            expect(promotionNotes({ ...facts("7.22.0", "7.23.0"), promotion: staging(entries) })).to.deep.equal(expected));
    }
    it("there is no note where nobody has to rehearse, or on the way back", () => {
        expect(promotionNotes(facts("7.22.0", "7.23.0"))).to.deep.equal([]);
        expect(promotionNotes({ ...facts("7.23.0", "7.22.0", { rollback }), promotion: staging([step]) })).to.deep.equal([]);
    });
});
