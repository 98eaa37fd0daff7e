import { expect } from "chai";
import { Stack } from "@pulumi/pulumi/automation";
import { engineLabels } from "../../components/domain/labels";
import { Target } from "../../components/domain/facts/facts";
import { imageOf } from "../../components/domain/image";
import { Opening } from "../../components/domain/facts/standing";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { batches, betweenBatchesProgram, installed } from "./support/betweenBatches";
import { cliFolder, scratchStack } from "./support/cli";

/**
 * The baseline and what is compared with it, on the real Pulumi engine: what the state keeps, and what a run that goes on finds there. No cluster:
 * API server and nodes are played, and no node is replaced: that real ones tell the same is not proven here.
 */
describe("verification between batches on the real engine", function () {
    this.timeout(90_000);
    let stack: Stack;
    let remove = () => {};
    let api: FakeApiServer;
    let target = installed;
    let verification: object = {};
    /** Enough for a machine that others use, too; less where a test waits for its end. */
    let budgetSeconds = 20;

    /** What each node has been made for: a batch is replaced when its checkpoint looks. */
    const upgraded = new Map<string, Target>();
    const made = (name: string) => {
        const { version, image } = upgraded.get(name) ?? installed;
        const labels = {
            ...engineLabels("orders"),
            "camunda.org/batch": name.replace("orders-", ""),
            "app.kubernetes.io/version": version,
        };
        return { labels, image: imageOf(image, version) };
    };

    /** Two nodes, and what they tell of what they share. */
    const run = (told: { failedJobs?: number; deployments?: string[]; gone?: string } = {}) => {
        const { failedJobs = 0, deployments = ["first"] } = told;
        const list = deployments.map((id, i) => ({
            id,
            name: id,
            source: null,
            deploymentTime: `2026-11-21T10:0${deployments.length - i}:00.000+0000`,
        }));
        const rest = Object.entries({
            "incident/count": { count: 0 },
            "job/count?noRetriesLeft=true": { count: failedJobs },
            "deployment/count": { count: list.length },
            "process-definition/count": { count: list.length },
            "deployment?sortBy=deploymentTime&sortOrder=desc&maxResults=10": list,
            "incident?sortBy=incidentTimestamp&sortOrder=desc&maxResults=3": [],
            "job?noRetriesLeft=true&maxResults=3": [{ id: "job-1", processInstanceId: "instance-1" }],
            "job?executable=true&active=true&withRetriesLeft=true&maxResults=200": [],
            "external-task?locked=true&maxResults=200": [],
        }).map(([path, answer]) => [`8080/engine-rest/${path}`, answer]);
        api.pods = batches
            .filter(({ id }) => id !== told.gone)
            .map(({ id }) => ({
                name: `orders-${id}`,
                ...made(`orders-${id}`),
                answers: Object.fromEntries(rest) as Record<string, object>,
            }));
    };

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        api = await FakeApiServer.start();
        const update = () => ({ target, verification: { lockSeconds: 1, ...verification }, budgetSeconds });
        const program = betweenBatchesProgram(api.kubeconfig, update, (batch) => {
            const pod = api.pods.find(({ name }) => name === `orders-${batches[batch].id}`);
            if (pod) {
                upgraded.set(pod.name, target);
                Object.assign(pod, made(pod.name));
            }
            return Promise.resolve([]);
        });
        ({ stack, remove } = await scratchStack(cli, program));
    });
    after(async () => {
        remove();
        await api?.stop();
    });

    const failure = () =>
        stack.up().then(
            () => "it went ahead",
            (error: Error) => error.message,
        );
    const kept = async () => {
        const { resources } = (await stack.exportStack()).deployment as { resources: { urn: string; inputs?: { input: object } }[] };
        return resources.find(({ urn }) => urn.includes("Stash") && urn.endsWith("::orders-baseline"))?.inputs?.input as {
            transition: string;
            taken?: Opening;
        };
    };
    const asked = () => api.requests.filter((request) => request.includes("/proxy/")).length;
    const nothingToDo = async () => {
        const before = api.requests.length;
        const { summary } = await stack.up({ expectNoChanges: true });
        expect(Object.keys(summary.resourceChanges ?? {})).to.have.members(["same", "read"]);
        expect(api.requests.length).to.equal(before);
    };

    it("a first installation compares with nothing, and asks nobody; nor does an update that has nothing to do", async () => {
        verification = { pauseAfter: ["schema", "batch-1"], soakSeconds: 3600 };
        await stack.up();
        expect(await kept()).to.deep.equal({ transition: "nothing → camunda 7.22.0" });
        expect(asked()).to.equal(0);
        await nothingToDo();
    });

    it("pauses after the schema where that is asked for, before the baseline; a preview asks nobody", async () => {
        verification = { pauseAfter: ["schema", "batch-1"] };
        target = { ...installed, version: "7.23.0" };
        run();
        await stack.preview();
        expect(asked()).to.equal(0);
        const paused = await failure();
        expect(paused).to.contain("paused: camunda 7.22.0 → camunda 7.23.0 has completed schema, and pauses; 2 batches are left");
        expect(paused).to.contain('next: pulumi config set --path verification.goAhead "7.23.0 schema" && pulumi up');
        expect((await kept()).transition).to.equal("nothing → camunda 7.22.0");
        expect((await stack.outputs()).completedVersion.value).to.equal("7.22.0");
        verification = { ...verification, goAhead: "7.22.0 schema" };
        expect(await failure(), "a go-ahead for another version").to.contain("paused: ");
    });

    it("takes a baseline before the first batch, and keeps it in a run that goes on, whatever has become of it", async () => {
        verification = { ...verification, goAhead: "7.23.0 schema" };
        expect(await failure()).to.contain("has completed schema, batch-1, and pauses; 1 batch is left");
        const first = await kept();
        expect(first.transition).to.equal("camunda 7.22.0 → camunda 7.23.0");
        expect(first.taken).to.deep.include({ incidents: 0, failedJobs: 0, deployments: 1, processDefinitions: 1, problem: "" });
        expect(first.taken?.newest?.[0]).to.deep.equal({ id: "first", name: "first", time: "2026-11-21T10:01:00.000+0000", by: "" });
        expect((await stack.outputs()).opening?.value, "outputs of an update that has failed").to.equal(undefined);

        run({ failedJobs: 2, deployments: ["second", "first"] });
        verification = { ...verification, goAhead: "7.23.0 batch-1" };
        const held = await failure();
        expect(held).to.contain("failedJobsRising: jobs without retries: 2 (0 before the first batch); 0 more are allowed (job job-1");
        expect(held).to.contain("deployedWhileMixed: deployed since").and.to.contain('"second" (second) at 2026-11-21T10:02:00.000+0000');
        expect(held).to.contain("Waiting cannot resolve this");
        expect(await kept()).to.deep.equal(first);
    });

    it("an override lifts what it names, and says so; what is waited for ends with the budget", async () => {
        target = { ...target, overrides: [{ hold: "deployedWhileMixed", reason: "a hotfix" }] };
        budgetSeconds = 2;
        const held = await failure();
        expect(held)
            .to.contain("The budget of 3 s has ended")
            .and.to.contain("failedJobsRising: ")
            .and.not.to.contain("deployedWhileMixed: deployed");
        expect(held).to.contain("--path 'overrides[1].hold' failedJobsRising");
        verification = { ...verification, failedJobsAllowed: 2 };
        run({ failedJobs: 2, deployments: ["second", "first"], gone: "batch-2" });
        expect(await failure()).to.contain("capacityLost: 1 node in service, fewer than there should be: batch-2 has 0 of 1");
        budgetSeconds = 20;
    });

    it("goes on to its end once nothing holds, keeps the overrides in the history, and has nothing to do then", async () => {
        run({ failedJobs: 2, deployments: ["second", "first"] });
        verification = { ...verification, soakSeconds: 1 };
        const { stdout } = await stack.up();
        expect(stdout).to.contain("deployedWhileMixed is overridden: deployed since");
        const { completedVersion, history } = await stack.outputs();
        expect(completedVersion.value).to.equal("7.23.0");
        expect((history.value as { overrides: object[] }[]).at(-1)?.overrides).to.deep.equal(target.overrides);
        await nothingToDo();
    });

    it("the next transition has a baseline of its own", async () => {
        target = { ...installed, version: "7.22.0", rollback: { from: "7.23.0", reason: "slow" } };
        await stack.up();
        const { transition, taken } = await kept();
        expect(transition).to.equal("camunda 7.23.0 → camunda 7.22.0, back");
        expect(taken).to.deep.include({ failedJobs: 2, deployments: 2 });
        await nothingToDo();
    });

    it("pauses again in the second rollout to a version, whatever was looked at in the first", async () => {
        target = { ...installed, version: "7.23.0" };
        verification = { pauseAfter: ["schema"], goAhead: "7.23.0 batch-1" };
        const paused = await failure();
        expect(paused).to.contain('; verification.goAhead is "7.23.0 batch-1", for an earlier update to 7.23.0');
        expect(paused).to.contain('next: pulumi config set --path verification.goAhead "7.23.0 schema #2" && pulumi up');
        verification = { ...verification, goAhead: "7.23.0 schema #2" };
        await stack.up();
        expect((await stack.outputs()).completedVersion.value).to.equal("7.23.0");
    });
});
