import { expect } from "chai";
import fc from "fast-check";
import { canaryModel } from "../../../components/verification/canaryModel";
import { canaryHold, CanaryState, crossingsOf, mayDeploy, Progress } from "../../../components/verification/rules/canary";
import { StandingNode } from "../../../components/domain/facts/standing";
import { settleCanary, settleVerification } from "../../../components/settings/verification";
import { new1, new2, old1, old2, place, process } from "../support/crossing";
import { faultsOf } from "../../../components/gate/rules/refuse";

describe("crossingsOf", () => {
    const own = settleCanary({ processDefinitionKey: "mine" });
    const names = (change: Partial<typeof place>) => crossingsOf({ ...place, ...change }).map(({ from, to }) => [from?.name, to.name]);
    const cases: [name: string, change: Partial<typeof place>, crossings: (string | undefined)[][]][] = [
        ["mixed: both ways", {}, [[old2.name, new1.name], [new1.name, old2.name]]], // prettier-ignore
        ["a node of the batch that is integrated", { nodes: [new1, old1, new2], batch: "batch-2" }, [[old1.name, new2.name], [new2.name, old1.name]]], // prettier-ignore
        ["after the last batch: what was carried", { nodes: [new1, new2], batch: "batch-2" }, [[undefined, new2.name]]],
        ["nodes that are not in service are nobody", { nodes: [{ ...old2, inService: false }, new1] }, [[undefined, new1.name]]],
        ["no new node at all", { nodes: [old2] }, []],
        ["a process of the user's own, mixed", { settings: own }, [[old2.name, new1.name], [new1.name, old2.name]]], // prettier-ignore
        ["the same after the last batch: it is started and has to end", { settings: own, nodes: [new1] }, [[new1.name, new1.name]]],
    ];
    for (const [name, change, crossings] of cases) {
        it(name, () => expect(names(change)).to.deep.equal(crossings));
    }

    it("no two have the same business key, and each begins with the cluster's", () =>
        fc.assert(
            fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (batches) => {
                const keys = batches.flatMap((batch) =>
                    crossingsOf({ ...place, batch: `batch-${batch}` }).map(({ businessKey }) => businessKey),
                );
                expect(new Set(keys).size).to.equal(2 * batches.length);
                expect(keys.every((key) => key.startsWith(`${process}/orders/`))).to.equal(true);
            }),
        ));
});

describe("mayDeploy", () => {
    const cases: [name: string, nodes: StandingNode[], may: boolean][] = [
        ["all nodes old", [old1, old2], true],
        ["one is new", [new1, old2], false],
        ["a new one that is not ready yet", [{ ...new1, inService: false }, old2], false],
        ["none in service", [{ ...old1, inService: false }], false],
        ["all nodes new", [new1, new2], false],
    ];
    for (const [name, nodes, may] of cases) {
        it(name, () => expect(mayDeploy(nodes, "7.23.0")).to.equal(may));
    }
});

describe("canaryHold", () => {
    const [crossing] = crossingsOf(place);
    const progress = (change: Partial<Progress> = {}): Progress => ({
        crossing,
        instances: ["4711"],
        done: false,
        standsAt: ["due"],
        incidents: [],
        said: "",
        ...change,
    });
    const state = (one: Progress, change: Partial<CanaryState> = {}): CanaryState => ({
        progress: [progress({ done: true, instances: [], standsAt: [] }), one],
        process,
        own: false,
        elapsedSeconds: 60,
        seconds: 60,
        restPath: "engine-rest",
        ...change,
    });

    it("none once all have crossed", () => expect(canaryHold(state(progress({ done: true })))).to.equal(undefined));

    it("names instance, nodes, versions, activity, incident, and what was answered", () => {
        const hold = canaryHold(
            state(progress({ incidents: ["Unknown property at due"], said: "going on with it on x: HTTP status 500, no" })),
        )!;
        expect(hold.message).to.equal(
            "camunda-rolling-update-canary 4711, started on orders-2-7.22.0 (7.22.0), to be finished on orders-1-7.23.0 (7.23.0), is at activity due; " +
                "incident: Unknown property at due; going on with it on x: HTTP status 500, no; after 60 of 60 s (verification.canary.seconds)",
        );
        expect(hold).to.deep.include({ id: "canaryNotFinished", overridable: true, final: true });
        expect(hold.next).to.contain("GET engine-rest/incident?processInstanceId=4711");
    });

    it("one that never began", () => {
        const hold = canaryHold(state(progress({ instances: [], standsAt: [], said: "starting it on x: HTTP status 403" })))!;
        expect(hold.message).to.contain("to be started on orders-2-7.22.0 (7.22.0), to be finished on");
        expect(hold.message).to.contain("starting it on x: HTTP status 403");
        expect(hold.next).to.contain(`POST engine-rest/process-definition/key/${process}/start`);
    });

    it("of a process of the user's own, no node has to finish it", () => {
        const hold = canaryHold(state(progress({ standsAt: [] }), { process: "mine", own: true }))!;
        expect(hold.message).to.contain("mine 4711, started on orders-2-7.22.0 (7.22.0), has not ended; after 60 of 60 s");
    });

    it("a slow engine is waited for: neither final nor overridden before its time is over", () => {
        const hold = canaryHold(state(progress(), { elapsedSeconds: 59.9 }))!;
        expect(hold.overridable).to.equal(false);
        expect(hold).not.to.have.property("final");
        expect(hold).to.have.property("liftedBy");
    });
});

describe("the canary's settings", () => {
    it("are off by default, and on where a process is named", () => {
        expect(settleVerification({}).canary).to.deep.equal({ enabled: false, processDefinitionKey: "", seconds: 60 });
        expect(settleVerification({ canary: { enabled: true } }).canary.enabled).to.equal(true);
        expect(settleVerification({ canary: { processDefinitionKey: "mine" } }).canary.enabled).to.equal(true);
        expect(settleVerification({ canary: { processDefinitionKey: "mine", enabled: false } }).canary.enabled).to.equal(false);
        expect(settleVerification({ canary: { enabled: undefined, seconds: undefined } }).canary).to.deep.include({ seconds: 60 });
    });

    it("are checked, all at once, with path and value", () => {
        const canary = { enabled: "yes", processDefinitionKey: "no spaces", seconds: 0, variables: {} };
        const faults = faultsOf({ engine: { version: "7.23.0" }, verification: { canary } });
        expect(faults.map(({ path }) => path)).to.have.members(Object.keys(canary).map((key) => `verification.canary.${key}`));
        expect(faultsOf({ engine: { version: "7.23.0" }, verification: { canary: true } }).map(({ path }) => path)).to.deep.equal([
            "verification.canary",
        ]);
        const override = { hold: "canaryNotFinished", reason: "known" };
        expect(faultsOf({ engine: { version: "7.23.0" }, overrides: [override], verification: { canary: { seconds: 5 } } })).to.deep.equal(
            [],
        );
    });
});

describe("the canary's process", () => {
    it("bears its own name, has a time to live, and nothing that a job executor, a worker or a person would do", () => {
        expect(canaryModel).to.contain(`<process id="${process}"`).and.to.contain("historyTimeToLive=");
        expect(canaryModel).not.to.match(/userTask|asyncBefore|asyncAfter|camunda:topic|script|camunda:class/);
    });
});
