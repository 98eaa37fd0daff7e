import { expect } from "chai";
import { Stack } from "@pulumi/pulumi/automation";
import { NodeRefusal } from "../../components/cluster/errors";
import { engineLabels } from "../../components/domain/labels";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { FakeEngine } from "../unit/support/fakeEngine";
import { batches, betweenBatchesProgram, installed } from "./support/betweenBatches";
import { cliFolder, scratchStack } from "./support/cli";

const canary = "camunda-rolling-update-canary";

/**
 * When canaries are deployed, started and finished, on the real Pulumi engine and through the pod proxy. API server, nodes and their engine are played,
 * and a batch's node is new as soon as its checkpoint looks: the real ones are on the cluster (test/e2e/canary.test.ts).
 */
describe("canaries on the real Pulumi engine", function () {
    this.timeout(90_000);
    let stack: Stack;
    let remove = () => {};
    let api: FakeApiServer;
    let engine: FakeEngine;
    let target = installed;

    /** What the nodes of these batches are by now. */
    const upgraded = (...ids: string[]) => {
        api.pods = batches.map(({ id }) => {
            const version = ids.includes(id) ? target.version : "7.22.0";
            const name = `orders-${id}-${version}`;
            const labels = { ...engineLabels("orders"), "camunda.org/batch": id, "app.kubernetes.io/version": version };
            const rest = { "incident/count": { count: 0 }, "job/count?noRetriesLeft=true": { count: 0 } };
            const answers = Object.fromEntries(Object.entries(rest).map(([path, told]) => [`8080/engine-rest/${path}`, told]));
            return { name, labels, answers, engine: engine.node(name) };
        });
    };

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        api = await FakeApiServer.start();
        engine = new FakeEngine();
        const verification = { lockSeconds: 0, canary: { enabled: true, seconds: 1 } };
        // Its nodes are new as soon as it looks.
        const look = (batch: number) => {
            upgraded(...batches.slice(0, batch + 1).map(({ id }) => id));
            return Promise.resolve([]);
        };
        const program = betweenBatchesProgram(api.kubeconfig, () => ({ target, verification, budgetSeconds: 30 }), look);
        ({ stack, remove } = await scratchStack(cli, program));
    });
    after(async () => {
        remove();
        await api?.stop();
    });

    it("a first installation has none; a preview asks nobody", async () => {
        await stack.up();
        target = { ...installed, version: "7.23.0" };
        upgraded();
        await stack.preview();
        expect(engine.requests).to.deep.equal([]);
    });

    it("is deployed and begun before the baseline, so that it is none of what is deployed while versions are mixed", async () => {
        engine.before = (name, request) => {
            if (name.includes("7.23.0") && /^POST job/.test(request)) throw new NodeRefusal(500, "class not found");
        };
        const held = await stack.up().then(
            () => "it went ahead",
            (error: Error) => error.message,
        );
        expect(held).to.match(
            /canaryNotFinished: \S+ i\d, started on orders-batch-2-7\.22\.0 \(7\.22\.0\), to be finished on orders-batch-1-7\.23\.0 \(7\.23\.0\), is at activity due/,
        );
        expect(held).to.contain("HTTP status 500, class not found").and.to.contain("Waiting cannot resolve this");
        expect(held).to.contain("--path 'overrides[0].hold' canaryNotFinished");
        const asked = engine.requests.map((request) => request.replace(/^\S+ /, ""));
        expect(asked.indexOf("POST deployment/create")).to.be.within(0, asked.indexOf("GET deployment/count") - 1);
        expect(asked.filter((request) => request === "POST deployment/create")).to.have.length(1);
    });

    it("a run that goes on finishes the same instances, and leaves none", async () => {
        engine.before = () => undefined;
        const stuck = engine.running.map(({ id }) => id);
        expect(stuck).to.have.length(2);
        await stack.up();
        expect((await stack.outputs()).completedVersion.value).to.equal("7.23.0");
        expect(engine.instances.filter(({ id }) => stuck.includes(id)).map(({ state }) => state)).to.deep.equal(["COMPLETED", "COMPLETED"]);
        expect(engine.running).to.deep.equal([]);
        const carried = engine.instances.find(({ businessKey }) => businessKey.endsWith("/carried"));
        expect(carried).to.deep.include({ process: canary, startedOn: "orders-batch-1-7.22.0", finishedOn: "orders-batch-2-7.23.0" });
    });

    it("has nothing to do the second time, and asks nobody", async () => {
        const before = engine.requests.length;
        await stack.up({ expectNoChanges: true });
        expect(engine.requests.length).to.equal(before);
    });

    it("the next rollout deploys nothing; an override lifts its hold, and says so", async () => {
        target = { ...installed, version: "7.24.0", overrides: [{ hold: "canaryNotFinished", reason: "known" }] };
        engine.before = (name, request) => {
            if (name.includes("7.24.0") && /^POST job/.test(request)) throw new NodeRefusal(500, "class not found");
        };
        const { stdout } = await stack.up();
        expect(stdout).to.contain("canaryNotFinished is overridden: ").and.to.contain("reason: known");
        expect([engine.deployments, engine.running]).to.deep.equal([1, []]);
    });
});
