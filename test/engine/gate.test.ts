import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Stack } from "@pulumi/pulumi/automation";
import { Checkpoint } from "../../components/checkpoint/checkpoint";
import { Demand } from "../../components/domain/facts/capacity";
import { demandOf } from "../../components/gate/rules/demand";
import { Completed, Target } from "../../components/domain/facts/facts";
import { historyAfter } from "../../components/domain/history";
import { Hold } from "../../components/domain/hold";
import { settle } from "../../components/settings/settle";
import { LiveNodes } from "../../components/cluster/liveNodes";
import { ownRecord } from "../../components/record/stackRecord";
import { VersionGate } from "../../components/gate/versionGate";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { cliFolder, scratchStack } from "./support/cli";

const notReady: Hold = { id: "nodeNotReady", message: "orders-1: not ready", why: "…", next: "kubectl …", overridable: false };
const { target: installed } = settle({ engine: { version: "7.22.0", image: "engine:{version}" } });
const labels = { "app.kubernetes.io/name": "camunda", "app.kubernetes.io/instance": "orders", "app.kubernetes.io/component": "engine" };
const where = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };

/**
 * Gate and checkpoint on the real Pulumi engine: what a hook may refuse, what the state keeps, how a failed run goes on.
 * No cluster: the API server is played, and what a checkpoint sees is given here; that both see the truth is for test/e2e.
 */
describe("the gate on the real engine", function () {
    this.timeout(60_000);
    let stack: Stack;
    let remove = () => {};
    let api: FakeApiServer;
    let target = installed;
    let demand: Demand | undefined;
    let holds: Hold[] = [];
    let looks = 0;

    let schema = "7.22.0";

    /** The nodes that run, on that schema. */
    const run = (...versions: string[]) => {
        api.pods = versions.map((version, i) => ({
            name: `orders-${i + 1}`,
            labels,
            answers: { "8080/engine-rest/version": { version }, "8080/engine-rest/schema/log": [{ id: "1", version: schema }] },
        }));
    };

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        api = await FakeApiServer.start();
        ({ stack, remove } = await scratchStack(cli, () => {
            const parent = new pulumi.ComponentResource("test:index:Cluster", "orders");
            const record = ownRecord("orders-record", { completedOutput: "completedVersion", historyOutput: "history" }, parent);
            const access = { kubeconfig: api.kubeconfig };
            const gate = new VersionGate("orders-gate", {
                target,
                completed: record,
                live: new LiveNodes(access, where),
                demand,
                protect: false,
            });
            const checkpoint = new Checkpoint(
                "orders-batch-1",
                { vouchesFor: { version: target.version }, look: () => Promise.resolve((looks++, holds)), budgetSeconds: 1, access },
                { dependsOn: [gate] },
            );
            const input = record.apply((before): Completed => ({ version: target.version, history: historyAfter(target, before) }));
            const completed = new pulumi.Stash("completed", { input }, { dependsOn: [checkpoint] });
            const output = (key: string) => completed.input.apply((kept) => (kept as Record<string, unknown>)[key]);
            return Promise.resolve({ completedVersion: output("version"), history: output("history") });
        }));
        await stack.up();
        run("7.22.0", "7.22.0", "7.22.0");
    });
    after(async () => {
        remove();
        await api?.stop();
    });
    afterEach(() => {
        target = { ...installed, version: target.version };
        [api.lists, demand, holds] = [{}, undefined, []];
    });

    const refused = async (change: Partial<Target>, ...ids: string[]) => {
        const before = JSON.stringify(await stack.exportStack());
        target = { ...installed, ...change };
        const failure = await stack.preview().then(
            () => "it went ahead",
            (error: Error) => error.message,
        );
        for (const id of ids) {
            expect(failure).to.contain(`${id}: `);
        }
        expect(failure)
            .to.contain(`7.22.0 → ${target.version} is refused by`)
            .and.to.contain("nothing has been changed")
            .and.to.contain("next: ");
        expect(JSON.stringify(await stack.exportStack())).to.equal(before);
        target = installed;
    };

    it("refuses a preview, with every hold in one message, and changes nothing", () =>
        refused({ version: "7.24.0", image: "engine:latest" }, "minorSkipped", "floatingTag"));

    it("refuses a version that it does not know, and one that goes back", () =>
        refused({ version: "7.4.0" }, "versionUnsupported", "downgrade"));

    it("refuses a step from what was written down when something else runs, and when nobody answers", async () => {
        run("7.22.0", "7.23.0", "7.22.0");
        await refused({ version: "7.23.0" }, "nodesDiffer");
        run("7.21.0", "7.21.0");
        await refused({ version: "7.23.0" }, "nodesNotAsRecorded");
        run();
        await refused({ version: "7.23.0" }, "truthUnknown");
        run("7.22.0", "7.22.0", "7.22.0");
    });

    it("lets an override pass, and says so", async () => {
        target = {
            ...installed,
            version: "7.23.0",
            application: "orders 2",
            overrides: [{ hold: "applicationChanged", reason: "uses nothing new" }],
        };
        const { stderr, stdout } = await stack.preview();
        expect(stdout + stderr)
            .to.contain("applicationChanged is overridden")
            .and.to.contain("uses nothing new")
            .and.to.contain("found running: 3 nodes answer 7.22.0; schema log 7.22.0");
        target = installed;
    });

    it("asks what there is room for where nothing changes but what a node asks for", async () => {
        const grown = settle({ engine: { version: "7.22.0", image: "engine:{version}" }, nodes: { memoryLimit: "4Gi" } });
        [target, demand] = [grown.target, demandOf(grown.nodes)];
        const status = { hard: { "limits.memory": "6Gi" }, used: { "limits.memory": "4608Mi" } };
        api.lists = {
            "/apis/apps/v1/namespaces/camunda/deployments": [],
            "/api/v1/namespaces/camunda/resourcequotas": [{ metadata: { name: "team" }, spec: {}, status }],
        };
        const failure = await stack.preview().catch((error: Error) => error.message);
        expect(failure)
            .to.contain("7.22.0 → 7.22.0 is refused by 1 hold")
            .and.to.contain("capacityShort: ResourceQuota team allows 6144Mi of limits.memory");
    });

    it("finds nothing to do, and does not look again, when nothing has changed", async () => {
        looks = 0;
        const { changeSummary } = await stack.preview({ expectNoChanges: true });
        expect(Object.keys(changeSummary)).to.have.members(["same", "read"]);
        expect(looks).to.equal(0);
    });

    it("fails at a checkpoint whose budget ends, keeps what was completed, and refuses another version until it is completed", async () => {
        target = { ...installed, version: "7.23.0" };
        holds = [notReady];
        const failure = await stack.up().catch((error: Error) => error.message);
        expect(failure).to.contain('before hook "checkpoint orders-batch-1" failed').and.to.contain("nodeNotReady: orders-1: not ready");
        expect(failure).to.contain("The outputs that Pulumi shows as deleted are kept");
        expect((await stack.outputs()).completedVersion.value).to.equal("7.22.0");

        target = { ...installed, version: "7.24.0" };
        const inFlight = await stack.preview().catch((error: Error) => error.message);
        expect(inFlight).to.contain(
            "rolloutInFlight: 7.23.0 → 7.24.0 is set while the update to 7.23.0 is in progress (last completed: 7.22.0)",
        );
        expect(inFlight, "a preview").not.to.contain("outputs that Pulumi shows");
        const refusedUp = await stack.up().catch((error: Error) => error.message);
        expect(refusedUp).to.contain("rolloutInFlight: ").and.to.contain("The outputs that Pulumi shows as deleted are kept");
        expect((await stack.outputs()).completedVersion.value).to.equal("7.22.0");

        target = { ...installed, version: "7.23.0" };
        holds = [];
        looks = 0;
        await stack.up();
        expect(looks).to.equal(1);
        expect((await stack.outputs()).completedVersion.value).to.equal("7.23.0");
    });

    it("takes the nodes back where that is asked for, and remembers why", async () => {
        schema = "7.23.0";
        run("7.23.0", "7.23.0", "7.23.0");
        target = { ...installed, version: "7.22.0" };
        expect(await stack.preview().catch((error: Error) => error.message)).to.contain("downgrade: 7.23.0 → 7.22.0 is a lower version");
        target = { ...target, rollback: { from: "7.23.0", reason: "twice as slow" } };
        await stack.up();
        const outputs = await stack.outputs();
        expect(outputs.completedVersion.value).to.equal("7.22.0");
        expect(outputs.history.value).to.deep.equal([
            { from: "", to: "camunda 7.22.0", overrides: [], rollback: "" },
            { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" },
            { from: "camunda 7.23.0", to: "camunda 7.22.0", overrides: [], rollback: "twice as slow" },
        ]);
        const { changeSummary } = await stack.preview();
        expect(Object.keys(changeSummary)).to.have.members(["same", "read"]);
    });
});
