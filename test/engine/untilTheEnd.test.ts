import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Stack } from "@pulumi/pulumi/automation";
import { Checkpoint } from "../../components/checkpoint/checkpoint";
import { Completion } from "../../components/record/completion";
import { batchLabel, engineLabels, versionLabel } from "../../components/domain/labels";
import { LiveNodes } from "../../components/cluster/liveNodes";
import { Completed } from "../../components/domain/facts/facts";
import { historyAfter } from "../../components/domain/history";
import { Hold } from "../../components/domain/hold";
import { imageOf } from "../../components/domain/image";
import { runOf } from "../../components/domain/run";
import { settle } from "../../components/settings/settle";
import { lastAttempt, ownRecord } from "../../components/record/stackRecord";
import { VersionGate } from "../../components/gate/versionGate";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { cliFolder, scratchStack } from "./support/cli";

const notReady: Hold = { id: "nodeNotReady", message: "orders-2: not ready", why: "…", next: "kubectl …", overridable: false };
const targetOf = (version: string) => settle({ engine: { version, image: "engine:{version}" }, nodes: { count: 2 } }).target;
const batches = ["batch-1", "batch-2"].map((id) => ({ id, workload: `orders-${id}`, nodes: 1 }));
const where = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };

/**
 * An update that is asked about until its end, on the real Pulumi engine: when gate, passed checkpoints and completion are asked, and that a finished
 * stack shows no change. No cluster: API server and nodes are played, and nothing is deployed; what a hand does to a real one is for test/e2e/truth.
 */
describe("asked until the end, on the real engine", function () {
    this.timeout(90_000);
    let stack: Stack;
    let remove = () => {};
    let api: FakeApiServer;
    let version = "7.22.0";
    /** As the module was before it kept which run of an update it is. */
    let older = false;
    let holds: Hold[] = [];
    const looked: string[] = [];

    /** One node for each batch. */
    const run = (...versions: string[]) => {
        api.pods = versions.map((one, i) => ({
            name: `orders-${i + 1}`,
            labels: { ...engineLabels("orders"), [batchLabel]: `batch-${i + 1}`, [versionLabel]: one },
            image: `engine:${one}`,
            answers: {
                "8080/engine-rest/version": { version: one },
                "8080/engine-rest/schema/log": [{ id: "1", version }],
            },
        }));
    };

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        api = await FakeApiServer.start();
        // Who may not list Deployments: what is set in a batch is seen by its nodes alone.
        api.forbidden = /\/deployments$/;
        ({ stack, remove } = await scratchStack(cli, () => {
            const target = targetOf(version);
            const parent = new pulumi.ComponentResource("test:index:Cluster", "orders");
            const record = ownRecord("orders-record", {}, parent);
            const access = { kubeconfig: api.kubeconfig };
            const live = new LiveNodes(access, where);
            const attempt = lastAttempt("orders-gate", record);
            const current = pulumi
                .all([record, attempt])
                .apply(([completed, begun]) => (older ? { inProgress: false } : runOf(target, completed, begun, new Date().toISOString())));
            const updateRun = current.apply(({ id }) => id);
            const gate = new VersionGate("orders-gate", { target, completed: record, run: updateRun, live, protect: false });
            const image = imageOf(target.image, version);
            const reached = { product: target.product, version, image, namespace: "camunda", autoscaled: false };
            let previous: pulumi.Resource = gate;
            for (const batch of batches) {
                const look = () => Promise.resolve((looked.push(batch.id), batch.id === "batch-2" ? holds : []));
                previous = new Checkpoint(
                    batch.workload,
                    { vouchesFor: { version, updateRun }, look, again: live.againBatch(batch, reached), budgetSeconds: 1, access },
                    { dependsOn: [previous] },
                );
            }
            const ask = new Completion({ batches, reached, overrides: [], live, budgetSeconds: 1 }).hook("orders", parent);
            const input = pulumi.all([record, current]).apply(([completed, { inProgress, id }]): Completed => ({
                version,
                history: historyAfter(target, completed, { run: inProgress ? id : undefined }),
            }));
            const hooks = older ? {} : { beforeCreate: [ask], beforeUpdate: [ask] };
            const completed = new pulumi.Stash("orders-completed", { input }, { dependsOn: [previous], hooks });
            const output = (key: string) => completed.input.apply((kept) => (kept as Record<string, unknown>)[key]);
            return Promise.resolve({ completedVersion: output("version"), history: output("history") });
        }));
    });
    after(async () => {
        remove();
        await api?.stop();
    });
    beforeEach(() => {
        looked.length = 0;
        api.requests.length = 0;
    });

    const failure = (act: Promise<unknown>) =>
        act.then(
            () => "it went ahead",
            (error: Error) => error.message,
        );
    const queries = () => api.requests.filter((request) => request.includes("/proxy/engine-rest/version")).length;
    const nothingToDo = async () => {
        const { changeSummary } = await stack.preview({ expectNoChanges: true });
        expect(Object.keys(changeSummary)).to.have.members(["same", "read"]);
        expect(queries()).to.equal(0);
    };
    const history = async () => (await stack.outputs()).history.value as { to: string; run?: string }[];

    it("shows no change on a stack that the module completed before", async () => {
        older = true;
        await stack.up();
        run("7.22.0", "7.22.0");
        older = false;
        api.requests.length = 0;
        await nothingToDo();
    });

    it("keeps the record when a checkpoint fails", async () => {
        version = "7.23.0";
        holds = [notReady];
        expect(await failure(stack.up())).to.contain("nodeNotReady: orders-2: not ready");
        expect((await history()).map(({ to }) => to)).to.deep.equal(["camunda 7.22.0"]);
        expect(looked).to.include.members(["batch-1", "batch-2"]);
    });

    it("finds at preview, and before anything else, what a hand has changed in a batch that had passed", async () => {
        run("7.22.0", "7.22.0");
        const changed = "changedByHand: orders-1: runs 7.22.0, but this update has brought batch-1 to 7.23.0";
        expect(await failure(stack.preview()))
            .to.contain(changed)
            .and.to.contain("next: kubectl -n camunda delete pod orders-1 && pulumi up --refresh");
        expect(queries(), "each node once").to.equal(2);
        expect(await failure(stack.up())).to.contain(changed);
        expect(looked).to.deep.equal([]);
    });

    it("warns at preview of a node that is missing, and waits for it in the update", async () => {
        run("7.23.0", "7.22.0");
        api.pods.shift();
        expect(await failure(stack.preview())).to.equal("it went ahead");
        expect(await failure(stack.up())).to.contain("nodeNotReady: orders-batch-1: 0 nodes instead of 1");
    });

    it("does not complete while a node is on the previous version, whatever the checkpoints have seen", async () => {
        run("7.23.0", "7.22.0");
        holds = [];
        const said = await failure(stack.up());
        expect(said).to.contain('before hook "completion of orders" failed').and.to.contain("changedByHand: orders-2: runs 7.22.0");
        expect(looked, "of the batch that had passed only what must be so still").to.not.include("batch-1");
        expect((await history()).map(({ to }) => to)).to.deep.equal(["camunda 7.22.0"]);
    });

    it("completes when every node is there, with the run that has completed it, and has nothing to do and nobody to ask then", async () => {
        run("7.23.0", "7.23.0");
        await stack.up();
        const last = (await history()).at(-1);
        expect(last?.to).to.equal("camunda 7.23.0");
        expect(Number(last?.run)).to.be.at.least(2);
        api.requests.length = 0;
        await nothingToDo();
    });
});
