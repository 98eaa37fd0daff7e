import { expect } from "chai";
import fc from "fast-check";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { PodSample, Sample } from "../../local/demo/records";
import { Cell, describeMoment, faults, matrix, Moment, moments, select, Trial, trials } from "../crash/matrix";
import { begun, reached, Seen } from "../crash/moments";
import { failedRow, outcomeRow, reasonIn, timeLeft } from "../crash/table";
import { planBatches } from "../../components/domain/batches";

const batches = ["batch-1", "batch-2", "batch-3"];
const words = ({ fault, moment }: Cell) => `${fault} ${describeMoment(moment)}`;

describe("the crash matrix", () => {
    it("has each moment in the order of the procedure", () => {
        expect(moments(["batch-1"]).map(describeMoment)).to.deep.equal([
            ...["before gate", "before migrate", "in migrate", "before schema", "before baseline"],
            ...["before batch-1", "in batch-1", "before checkpoint-1", "in checkpoint-1", "before completed"],
        ]);
    });

    it("leaves out only what has nothing to hit: JVMs of a batch where none is under way, old ones where none is left, what a hand would change before it is there", () => {
        const all = matrix(batches).map(words);
        expect(all).to.have.length(13 * 18 - 6 - 5 - 2 * 7 - 2 - 11);
        const without = (fault: string) =>
            moments(batches)
                .map(describeMoment)
                .filter((moment) => !all.includes(`${fault} ${moment}`));
        expect(without("jvm-upgraded")).to.deep.equal([
            ...["before gate", "before migrate", "in migrate", "before schema", "before baseline", "before completed"],
        ]);
        expect(without("jvm-old")).to.deep.equal([
            ...["before batch-3", "in batch-3", "before checkpoint-3", "in checkpoint-3", "before completed"],
        ]);
        for (const fault of ["hand-set-image", "hand-undo"]) {
            expect(without(fault), fault).to.deep.equal([
                ...[
                    "before gate",
                    "before migrate",
                    "in migrate",
                    "before schema",
                    "before baseline",
                    "before batch-1",
                    "before completed",
                ],
            ]);
        }
        expect(without("hand-delete-job")).to.deep.equal(["before gate", "before migrate"]);
        expect(all.filter((cell) => cell.startsWith("hand-delete-namespace"))).to.deep.equal(
            ["in migrate", "in batch-1", "in checkpoint-1", "in batch-2", "in checkpoint-2", "in batch-3", "in checkpoint-3"].map(
                (moment) => `hand-delete-namespace ${moment}`,
            ),
        );
        const everywhere = ["pulumi", "api-server", "postgresql", "full-disk", "network", "hand-scale", "hand-edit-service"];
        for (const fault of everywhere) expect(without(fault), fault).to.deep.equal([]);
    });

    it("has each cell once, however the nodes are laid out", () => {
        fc.assert(
            fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 100 }), (count, share) => {
                const all = matrix(planBatches(count, `${share}%`).map(({ id }) => id)).map(words);
                expect(new Set(all).size).to.equal(all.length);
            }),
        );
    });

    const selections: [selections: string[], cells: string[]][] = [
        [["pulumi in migrate"], ["pulumi in migrate"]],
        [["network in batch-2, pulumi in migrate, network batch-2"], ["pulumi in migrate", "network before batch-2", "network in batch-2"]],
        [
            ["network", "in batch-2, before gate"],
            ["network before gate", "network in batch-2"],
        ],
        [
            ["jvm in batch"],
            ["jvm-upgraded in batch-1", "jvm-upgraded in batch-2", "jvm-upgraded in batch-3", "jvm-old in batch-1", "jvm-old in batch-2"],
        ],
    ];
    for (const [selection, cells] of selections) {
        it(`selects by words: ${selection.join(" | ")}`, () =>
            expect(select(matrix(batches), ...selection).map(words)).to.deep.equal(cells));
    }

    it("selects all without a word, and refuses words that no cell has", () => {
        expect(select(matrix(batches), "", " , ")).to.deep.equal(matrix(batches));
        expect(() => select(matrix(batches), "pulumi, batch-4")).to.throw('no cell has the words "batch-4"; faults: pulumi');
        expect(() => select(matrix(batches), "pulu"), "no part of a word").to.throw("pulu");
    });
});

const event = (op: string, type: string, name: string) =>
    ({
        resourcePreEvent: { metadata: { op, type, urn: `urn:pulumi:dev::p::camunda:index:RollingUpdate$${type}::${name}` } },
    }) as unknown as EngineEvent;

const pod = (uid: string, rest: Partial<PodSample> = {}): PodSample => ({
    ...{ name: uid, uid, batch: "batch-1", image: "engine", created: 0, ready: true, endpoint: true },
    ...rest,
});
const sample = (generation: number, ...pods: PodSample[]): Sample => ({ at: 0, pods, generations: { "camunda-batch-1": generation } });
const first = sample(1, pod("old"), pod("other", { batch: "batch-2" }));
const nothing: Seen = { begun: new Set(), migrating: false, first, now: first };

describe("the rollouts of a crash", () => {
    const all = matrix(batches);
    const wordsOf = (some: Trial[]) => some.flatMap(({ fault, moments: own }) => own.map((moment) => words({ fault, moment })));

    it("has each cell in one of them, in the order of the procedure, and no more in any than is asked for", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 20 }), (perRoll) => {
                const some = trials(all, perRoll);
                expect(wordsOf(some)).to.have.members(all.map(words)).and.to.have.length(all.length);
                for (const { moments: own } of some) {
                    expect(own.length).to.be.within(1, perRoll);
                    const places = own.map((moment) => moments(batches).findIndex((one) => describeMoment(one) === describeMoment(moment)));
                    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
                }
            }),
        );
    });

    it("has no more of a fault than one can take: a JVM takes a batch to come back, PostgreSQL ever longer, a cut excuses a minute", () => {
        const most = (fault: string) => Math.max(...trials(all, 20).map((one) => (one.fault === fault ? one.moments.length : 0)));
        expect(faults.map(most)).to.deep.equal([18, 18, 3, 3, 4, 2, 3, 2, 2, 3, 1, 3, 1]);
    });

    it("is one for each cell unless more are asked for; what follows each other goes to different ones", () => {
        expect(wordsOf(trials(all, 1))).to.deep.equal(all.map(words));
        const migration = select(all, "pulumi gate, pulumi migrate, pulumi schema");
        expect(trials(migration, 2).map((one) => wordsOf([one]))).to.deep.equal([
            ["pulumi before gate", "pulumi in migrate"],
            ["pulumi before migrate", "pulumi before schema"],
        ]);
    });
});

describe("moments of a rollout", () => {
    const announced: [step: string, resource: [type: string, name: string]][] = [
        ["gate", ["pulumi:index:Stash", "camunda-gate"]],
        ["migrate", ["kubernetes:batch/v1:Job", "camunda-schema-7-23-0"]],
        ["schema", ["pulumi:index:Stash", "camunda-schema"]],
        ["baseline", ["pulumi:index:Stash", "camunda-baseline"]],
        ["batch-1", ["kubernetes:apps/v1:Deployment", "camunda-batch-1"]],
        ["batch-1", ["kubernetes:apps/v1:StatefulSet", "camunda-batch-1"]],
        ["checkpoint-1", ["pulumi:index:Stash", "camunda-batch-1"]],
        ["completed", ["pulumi:index:Stash", "camunda-completed"]],
    ];
    for (const [step, [type, name]] of announced) {
        it(`before ${step}: by its resource, and by no other`, () => {
            const moment = moments(["batch-1"]).find((one) => describeMoment(one) === `before ${step}`)!;
            const others = announced.filter(([other]) => other !== step).map(([, resource]) => begun(event("update", ...resource))!);
            expect(reached(moment, { ...nothing, begun: new Set(others) })).to.equal(false);
            expect(reached(moment, { ...nothing, begun: new Set([begun(event("update", type, name))!]) })).to.equal(true);
        });
    }

    it("takes only what is made, changed or replaced for begun", () => {
        const [, gate] = announced[0];
        for (const op of ["create", "update", "replace", "create-replacement"])
            expect(begun(event(op, ...gate)), op).to.equal("Stash camunda-gate");
        for (const op of ["same", "delete", "delete-replaced", "read", "discard"])
            expect(begun(event(op, ...gate)), op).to.equal(undefined);
        expect(begun({ diagnosticEvent: {} } as EngineEvent)).to.equal(undefined);
    });

    const middles: [text: string, moment: Moment, seen: Partial<Seen>, expected: boolean][] = [
        ["the migration's pod does not run yet", { at: "in", step: "migrate" }, {}, false],
        ["the migration's pod runs", { at: "in", step: "migrate" }, { migrating: true }, true],
        ["the Deployment is as it was", { at: "in", step: "batch-1", batch: "batch-1" }, {}, false],
        ["the Deployment is another one", { at: "in", step: "batch-1", batch: "batch-1" }, { now: sample(2, pod("old")) }, true],
        ["the Deployment of another batch", { at: "in", step: "batch-2", batch: "batch-2" }, { now: sample(2, pod("old")) }, false],
        [
            "old nodes are still there",
            { at: "in", step: "checkpoint-1", batch: "batch-1" },
            { now: sample(2, pod("old"), pod("new", { ready: false })) },
            false,
        ],
        [
            "they are gone, and new ones not ready",
            { at: "in", step: "checkpoint-1", batch: "batch-1" },
            { now: sample(2, pod("new", { ready: false })) },
            true,
        ],
        ["they are gone, and no new ones are there", { at: "in", step: "checkpoint-1", batch: "batch-1" }, { now: sample(2) }, false],
        [
            "with surge: new ones are ready, old ones there",
            { at: "in", step: "checkpoint-1", batch: "batch-1" },
            { now: sample(2, pod("old"), pod("new")) },
            true,
        ],
        ["all new ones are ready", { at: "in", step: "checkpoint-1", batch: "batch-1" }, { now: sample(2, pod("new")) }, false],
    ];
    for (const [text, moment, seen, expected] of middles) {
        it(`${describeMoment(moment)}: ${text}`, () => expect(reached(moment, { ...nothing, ...seen })).to.equal(expected));
    }
});

describe("the crash table", () => {
    const moment: Moment = { at: "in", step: "batch-2", batch: "batch-2" };
    const trial: Trial = { fault: "api-server", moments: [moment] };
    const two: Trial = { ...trial, moments: [moment, { at: "before", step: "completed" }] };

    it("says that a promise is broken, and by what; with several moments, which they were", () => {
        const outcome = { trial, broken: [], happened: "killed, completed", seconds: 81.6, runs: 2, failed: 0, fewestInService: 2 };
        expect(outcomeRow(outcome)).to.match(/^api-server +in batch-2 +kept +82 +2 +0 +≥ 2 +killed, completed$/);
        expect(outcomeRow({ ...outcome, broken: ["no node was in service"] })).to.match(/BROKEN[^]*\n {4}no node was in service$/);
        expect(failedRow(trial, new Error("one\ntwo"))).to.match(/^api-server +in batch-2 +UNKNOWN\n {4}one\n {4}two$/);
        expect(outcomeRow({ ...outcome, trial: two })).to.match(/^api-server +2 moments +kept [^]*\n {4}in batch-2, before completed$/);
    });

    it("estimates by what a rollout takes, and by those that were there as soon as there are any", () => {
        const some = Array.from({ length: 7 }, () => trial);
        expect(timeLeft(some)).to.equal("about 33 min");
        expect(timeLeft(some, [60, 120])).to.equal("about 11 min");
        expect(timeLeft(trials(matrix(batches), 1))).to.equal("about 15.3 h");
        expect(timeLeft([two])).to.equal("about 6 min");
    });

    const outputs: [text: string, output: string, reason: string][] = [
        [
            "a hold",
            "Diagnostics:\n  error: before hook failed: The budget of 60 s has ended\n    nodeNotReady: a: not ready\n      why:  x",
            "nodeNotReady: a: not ready",
        ],
        [
            "an error without a hold",
            "info\n    error: configured Kubernetes cluster is unreachable\nmore",
            "configured Kubernetes cluster is unreachable",
        ],
        ["a hold's name before the error is none", "9 s left: a (nodeNotReady)\nnodeNotReady: a\nerror: broken", "broken"],
        [
            "what the migration's Job says, by its pod",
            'error: 5 errors occurred:\n    \t* resource "job" was created\n    \t* [Pod camunda/schema-x]: [Error] databaseUnexpected: it is empty',
            "databaseUnexpected: it is empty",
        ],
        ["no error", "something\nlast words\n\n", "last words"],
        ["nothing", "", "no output"],
    ];
    for (const [text, output, reason] of outputs) {
        it(`names why an update failed: ${text}`, () => expect(reasonIn(output)).to.equal(reason));
    }
});
