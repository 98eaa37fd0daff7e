import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Stack } from "@pulumi/pulumi/automation";
import { Checkpoint } from "../../components/checkpoint/checkpoint";
import { Completion } from "../../components/record/completion";
import { batchLabel, engineLabels } from "../../components/domain/labels";
import { LiveNodes } from "../../components/cluster/liveNodes";
import { NodesLeft } from "../../components/checkpoint/nodesLeft";
import { promotionFacts } from "../../components/record/rehearsal";
import { RolloutEvidence } from "../../components/record/rolloutEvidence";
import { rehearsalFor } from "../../components/domain/evidence";
import { Evidence } from "../../components/domain/facts/facts";
import { historyAfter } from "../../components/domain/history";
import { settle } from "../../components/settings/settle";
import { ownRecord } from "../../components/record/stackRecord";
import { VersionGate } from "../../components/gate/versionGate";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { cliFolder, scratchStack } from "./support/cli";

const digest = `sha256:${"a".repeat(64)}`;
const { target: installed } = settle({ engine: { version: "7.22.0", image: "engine:{version}" } });
const step: Evidence = {
    from: "camunda 7.22.0",
    to: "camunda 7.23.0",
    at: new Date().toISOString(),
    image: "engine:7.23.0",
    digests: [digest],
    scripts: digest,
};

/** Two stacks on the real Pulumi engine, one promoted from the other. No cluster: the API server is played; nodes and scripts are for test/e2e. */
describe("promotion on the real engine", function () {
    this.timeout(60_000);
    let production: Stack;
    let remove = () => {};
    let home = "";
    let cli = "";
    let api: FakeApiServer;
    let target = installed;

    /** What the other stack exports. */
    const staging = async (outputs: Record<string, unknown>) => {
        const { stack } = await scratchStack(cli, () => Promise.resolve(outputs), { stackName: "staging", home });
        await stack.up();
    };
    const run = (version: string) => {
        const answers = { "8080/engine-rest/version": { version }, "8080/engine-rest/schema/log": [{ id: "1", version }] };
        api.pods = ["orders-1", "orders-2"].map((name) => ({
            name,
            labels: { ...engineLabels("orders"), [batchLabel]: "batch-1" },
            imageId: `engine@${digest}`,
            answers,
        }));
    };

    before(async function () {
        const found = cliFolder();
        if (found === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        cli = found;
        api = await FakeApiServer.start();
        // No Deployment is played, and one that is listed nowhere would be one that somebody has deleted.
        api.forbidden = /\/deployments$/;
        const program = () => {
            const parent = new pulumi.ComponentResource("test:index:Cluster", "orders");
            const record = ownRecord("orders-record", {}, parent);
            const access = { kubeconfig: api.kubeconfig };
            const promotion = promotionFacts({ stack: "staging" }, target, record);
            const rehearsal = pulumi.all([record, promotion]).apply(([before, facts]) => rehearsalFor(target, before, facts));
            const nodes = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
            const live = new LiveNodes(access, nodes);
            const gate = new VersionGate("orders-gate", { target, completed: record, promotion, live, protect: false });
            const last = new Checkpoint(
                "orders-batch-1",
                {
                    vouchesFor: { version: target.version, digests: rehearsal.apply((rehearsed) => rehearsed?.digests) },
                    look: () => Promise.resolve((run(target.version), [])), // its nodes start
                    budgetSeconds: 1,
                    access,
                },
                { dependsOn: [gate] },
            );
            const { product, version } = target;
            const reached = { product, version, image: `engine:${version}`, namespace: "camunda", autoscaled: false };
            const batches = [{ id: "batch-1", workload: "orders-batch-1", nodes: 2 }];
            const completion = new Completion({ batches, reached, overrides: [], live, budgetSeconds: 1 });
            const ask = completion.hook("orders", parent);
            const history = record.apply((before) => historyAfter(target, before));
            const completed = new pulumi.Stash(
                "orders-completed",
                { input: { version, history } },
                { dependsOn: [last], hooks: { beforeCreate: [ask], beforeUpdate: [ask] } },
            );
            const { evidence } = new RolloutEvidence(
                "orders-evidence",
                {
                    target,
                    image: `engine:${target.version}`,
                    completed: record,
                    rehearsal,
                    reached: completed.input,
                    completion,
                    left: new NodesLeft(60),
                    ran: { namespace: "camunda", job: "orders-schema" },
                    access,
                },
                { dependsOn: [completed] },
            );
            return Promise.resolve({ completedVersion: target.version, history, evidence });
        };
        ({ stack: production, home, remove } = await scratchStack(cli, program, { stackName: "production" }));
    });
    after(async () => {
        remove();
        await api?.stop();
    });

    const refusal = () =>
        production.preview().then(
            () => "it went ahead",
            (error: Error) => error.message,
        );
    const evidence = async () => (await production.outputs()).evidence.value as Evidence[];
    const asked = () => api.requests.filter((request) => request.includes("job-name")).length;

    it("a first installation needs no rehearsal, and leaves evidence of what runs", async () => {
        await production.up();
        const [entry] = await evidence();
        expect(entry).to.deep.include({ from: "", to: "camunda 7.22.0", image: "engine:7.22.0", digests: [digest], scripts: "" });
        expect(entry).not.to.have.property("rehearsal");
    });

    it("refuses a step that no stack has rehearsed: there is none, it has no such output, or it has not done the step", async () => {
        target = { ...installed, version: "7.23.0" };
        const none = await refusal();
        expect(none).to.contain("7.22.0 → 7.23.0 is refused by 1 hold").and.to.contain("promotionMissing: ");
        expect(none).to.contain('cannot be queried: unknown stack "organization/gate/staging"');
        expect(none).to.contain("next: pulumi config set --path engine.version 7.23.0 --stack staging && pulumi up --stack staging");
        await staging({});
        expect(await refusal()).to.contain("it has no output evidence");
        await staging({ evidence: [] });
        expect(await refusal()).to.contain("it has completed nothing yet");
        await staging({ evidence: [{ ...step, image: "engine:7.23.0-2" }] });
        expect(await refusal()).to.contain("the image is engine:7.23.0, but the nodes of staging ran engine:7.23.0-2");
        expect((await evidence()).length).to.equal(1);
    });

    it("lets an override pass, and says so", async () => {
        target = { ...target, overrides: [{ hold: "promotionMissing", reason: "ticket 4711" }] };
        const { stdout, stderr } = await production.preview();
        expect(stdout + stderr)
            .to.contain("promotionMissing is overridden")
            .and.to.contain("ticket 4711");
        target = { ...target, overrides: [] };
    });

    it("goes ahead with what was rehearsed; a preview does not know yet what it will have seen", async () => {
        await staging({ evidence: [step], secret: pulumi.secret("is nobody's affair") });
        const before = asked();
        expect(await refusal()).to.equal("it went ahead");
        expect(asked()).to.equal(before);
        await production.up();
        const entries = await evidence();
        expect(entries.map(({ from, to }) => [from, to])).to.deep.equal([
            ["", "camunda 7.22.0"],
            ["camunda 7.22.0", "camunda 7.23.0"],
        ]);
        expect(entries[1].rehearsal).to.deep.equal({ stack: "staging", digests: [digest], scripts: digest, at: step.at });
        expect(asked()).to.equal(before + 1);
    });

    it("has nothing to do and nobody to ask after that, whatever becomes of the other stack", async () => {
        const before = api.requests.length;
        const { changeSummary } = await production.preview({ expectNoChanges: true });
        expect(Object.keys(changeSummary)).to.have.members(["same", "read"]);
        await staging({ evidence: [{ ...step, digests: [], scripts: "" }] });
        const { summary } = await production.up({ expectNoChanges: true });
        expect(Object.keys(summary.resourceChanges ?? {})).to.have.members(["same", "read"]);
        expect(api.requests.length).to.equal(before);
    });
});
