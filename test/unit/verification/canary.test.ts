import { expect } from "chai";
import fc from "fast-check";
import { Canary } from "../../../components/verification/canary";
import { cross } from "../../../components/verification/canaryRest";
import { Cluster } from "../../../components/cluster/cluster";
import { NodeRefusal } from "../../../components/cluster/errors";
import { Send } from "../../../components/cluster/nodeRest";
import { crossingsOf } from "../../../components/verification/rules/canary";
import { Hold } from "../../../components/domain/hold";
import { StandingNode } from "../../../components/domain/facts/standing";
import { settleVerification } from "../../../components/settings/verification";
import { new1, new2, old1, old2, place, process, window } from "../support/crossing";
import { target } from "../support/facts";
import { FakeEngine } from "../support/fakeEngine";

/** The nodes share an engine that is played; the order of requests and what is left are what counts here. */
describe("Canary", () => {
    const nodes = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
    const carried = `${process}/orders/camunda 7.22.0 to camunda 7.23.0/carried`;
    let engine: FakeEngine;
    let warnings: string[];
    beforeEach(() => ([engine, warnings] = [new FakeEngine(), []]));
    const warn = (text: string) => void warnings.push(text);
    const cluster = (found: StandingNode[]) => {
        const withNodes: Cluster["withNodes"] = (_, act) =>
            act(found, (name) => (found.some((one) => one.name === name) ? engine.node(name) : undefined));
        return { withNodes } as Cluster;
    };
    const made = (canary: object = { enabled: true }, change: object = {}) =>
        new Canary({ target: { ...target("7.23.0"), ...change }, settings: settleVerification({ canary }) });
    const prepare = (canary = made(), found = [old1, old2]) => canary.prepare(cluster(found), nodes, window, warn);
    const look = (canary: Canary, found = [new1, old2], batch = "batch-1") => canary.look(cluster(found), nodes, batch, window, warn);
    const ways = () => engine.instances.map(({ startedOn, finishedOn, state }) => [startedOn, finishedOn, state]);
    const free = (holds: Hold[]) => expect(holds.map(({ message }) => message)).to.deep.equal([]);
    const override = { overrides: [{ hold: "canaryNotFinished", reason: "known" }] };

    it("asks nobody where it is not wanted, nor on the way back, where it only cleans up", async () => {
        free(await prepare(made({})));
        free(await look(made({})));
        expect(engine.requests).to.deep.equal([]);
        free(await prepare());
        expect(engine.running).to.have.length(1);
        const back = made({ enabled: true }, { version: "7.22.0", rollback: { from: "7.23.0", reason: "slow" } });
        free(await prepare(back, [old2, new1]));
        expect(engine.running).to.deep.equal([]);
        const asked = engine.requests.length;
        free(await look(back));
        expect(engine.requests).to.have.length(asked);
    });

    it("crosses both ways at a batch, and after the last one finishes what was started before the first; nothing is left", async () => {
        free(await prepare());
        free(await look(made()));
        free(await look(made(), [new1, new2], "batch-2"));
        expect(ways()).to.deep.equal([
            [old1.name, new2.name, "COMPLETED"],
            [old2.name, new1.name, "COMPLETED"],
            [new1.name, old2.name, "COMPLETED"],
        ]);
        expect([engine.running, engine.deployments, warnings]).to.deep.equal([[], 1, []]);
    });

    it("deploys once, and never while versions are mixed: then there is no canary, and it says so", async () => {
        free(await prepare());
        free(await prepare());
        expect([engine.deployments, engine.running.length]).to.deep.equal([1, 1]);
        engine = new FakeEngine();
        free(await prepare(made(), [new1, old2]));
        free(await look(made()));
        expect([engine.deployments, engine.instances]).to.deep.equal([0, []]);
        expect(warnings.join()).to.contain("no canary at this batch: its process was not deployed before versions were mixed");
    });

    it("no node in service is no hold: an update may be what mends them", async () => {
        free(await prepare(made(), [{ ...old1, inService: false }]));
        expect(warnings).to.deep.equal(["no canary: no node is in service"]);
    });

    it("what the user may not do holds before the first batch, in the words of the node; an override lifts it", async () => {
        engine.before = (_, request) => {
            if (request === "POST deployment/create") throw refusal(403, "The user is not authorized");
        };
        const [hold] = await prepare();
        expect(hold.message).to.equal(
            `${process} could not be deployed on ${old1.name} (7.22.0): HTTP status 403, The user is not authorized`,
        );
        free(await prepare(made({ enabled: true }, override)));
        expect(warnings.join()).to.contain("canaryNotFinished is overridden").and.to.contain("reason: known");
    });

    it("an engine that is slow: refuses for a while, and is waited for", async () => {
        free(await prepare());
        let refusing = 3;
        engine.before = (name, request) => {
            if (name === new1.name && /^POST (message|job)/.test(request) && refusing-- > 0) throw refusal(500, "too slow");
        };
        const canary = made();
        const [hold] = await look(canary);
        expect(hold.message).to.contain("is at activity decided, due").and.to.contain("HTTP status 500, too slow");
        expect(hold.final).to.equal(undefined);
        while ((await look(canary)).length > 0);
        expect(engine.instances.slice(1).every(({ state }) => state === "COMPLETED")).to.equal(true);
    });

    it("one that never ends holds for good when its time is over; the next run looks at the same instance, an override removes it", async () => {
        const impatient = { enabled: true, seconds: 0 };
        free(await prepare());
        engine.before = (name, request) => {
            if (name === new1.name && request.startsWith("POST job")) throw refusal(500, "class not found");
        };
        const [hold] = await look(made(impatient));
        expect(hold).to.deep.include({ final: true, overridable: true });
        expect(hold.message).to.contain("is at activity due; going on with it on orders-1-7.23.0: HTTP status 500, class not found");
        const [, stuck] = engine.instances;
        expect((await look(made(impatient)))[0].message).to.contain(` ${stuck.id}, started on`);
        // The other way has come through each time.
        expect(engine.running.map(({ id }) => id)).to.deep.equal(["i1", stuck.id]);
        free(await look(made(impatient, override)));
        expect(stuck.state).to.equal("EXTERNALLY_TERMINATED");
        expect(engine.running.map(({ businessKey }) => businessKey)).to.deep.equal([carried]);
    });

    it("one that somebody deletes has not crossed, and one that is lost before the last batch is said", async () => {
        free(await prepare());
        const canary = made({ enabled: true, seconds: 0 });
        engine.before = (_, request) => {
            if (request.startsWith("POST message")) throw refusal(500);
        };
        await look(canary);
        engine.before = () => undefined;
        engine.running.forEach((one) => (one.state = "EXTERNALLY_TERMINATED"));
        expect((await look(canary))[0].message).to.contain("the history says EXTERNALLY_TERMINATED");
        expect((await look(made({ enabled: true, seconds: 0 }), [new1, new2], "batch-2"))[0].message).to.contain("EXTERNALLY_TERMINATED");
        engine.instances.length = 0;
        free(await look(made(), [new1, new2], "batch-2"));
        expect(warnings).to.deep.equal(["no canary after the last batch: none was started before the first batch"]);
    });

    it("a process of the user's own is started on both sides, and has to end by itself", async () => {
        const mine = { processDefinitionKey: "mine", seconds: 0 };
        expect((await prepare(made(mine)))[0].message).to.contain("mine is not deployed (verification.canary.processDefinitionKey)");
        engine.processes.add("mine");
        free(await prepare(made(mine)));
        expect(engine.deployments).to.equal(0);
        const [hold] = await look(made(mine));
        expect(hold.message).to.contain(
            "mine i1, started on orders-2-7.22.0 (7.22.0), is at activity work; mine i2, started on orders-1-7.23.0",
        );
        engine.running.forEach((one) => (one.state = "COMPLETED"));
        engine.ending.add("mine");
        free(await look(made(mine)));
        free(await look(made(mine), [new1, new2], "batch-2"));
        expect(engine.running).to.deep.equal([]);
    });

    it("a user who may start instances and not see them is not told that all is well", async () => {
        free(await prepare());
        const unseeing: Send = (method, path, body) =>
            path.startsWith("process-instance?")
                ? Promise.resolve([])
                : path.includes("/activity-instances")
                  ? Promise.reject(refusal(403, "no permission READ"))
                  : engine.node(new1.name)(method, path, body);
        const crossing = crossingsOf(place)[0];
        const started = new Set<string>();
        for (let i = 0; i < 2; i++) {
            const { done, said } = await cross(() => unseeing, { crossing, process, own: false, started });
            expect([done, said]).to.deep.equal([false, "going on with it on orders-1-7.23.0: HTTP status 403, no permission READ"]);
        }
        expect(started.size).to.equal(1);
    });

    it("another process by the same business key is not taken for it, and is removed", async () => {
        engine.processes.add("mine").add("other");
        await look(made({ processDefinitionKey: "mine", seconds: 0 }));
        engine.ending.add("other");
        free(await look(made({ processDefinitionKey: "other" })));
        expect(engine.instances.map(({ process, state }) => [process, state])).to.deep.equal([
            ["mine", "EXTERNALLY_TERMINATED"],
            ["mine", "EXTERNALLY_TERMINATED"],
            ["other", "COMPLETED"],
            ["other", "COMPLETED"],
        ]);
    });

    it("an engine without a history: what is not under way any more has ended", async () => {
        engine.history = false;
        free(await prepare());
        free(await look(made()));
        expect(engine.running).to.have.length(1);
    });

    it("a run that is killed at any request, before or after it was done, leaves nothing that the next one does not finish", () =>
        fc.assert(
            fc.asyncProperty(fc.nat(60), fc.boolean(), async (killedAt, done) => {
                engine = new FakeEngine();
                let left = killedAt;
                const kill = () => {
                    if (left-- === 0) throw new Error("killed");
                };
                engine[done ? "after" : "before"] = kill;
                const rollout = async (step: number) => {
                    const steps = [() => prepare(), () => look(made()), () => look(made(), [new1, new2], "batch-2")];
                    for (let i = step; i < steps.length; i++) {
                        const holds = await steps[i]().catch(() => ["killed"]);
                        if (holds.length > 0) return i;
                    }
                    return steps.length;
                };
                const stopped = await rollout(0);
                expect(await rollout(stopped)).to.equal(3);
                expect(engine.running).to.deep.equal([]);
                expect(engine.deployments).to.equal(1);
                expect(engine.instances.filter(({ state }) => state !== "COMPLETED")).to.deep.equal([]);
                expect(engine.instances.length).to.be.within(3, 5);
            }),
        ));
});

const refusal = (status: number, said = "") => new NodeRefusal(status, said);
