import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { Transition } from "../../components";
import { command } from "./support/command";
import { generations, kubectl, sql, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

/** Does what a variable says: without it, it fails. */
/** Names as people give them: with umlauts and emoji, and long. */
const early = "früh";
const late = `Übermäßige Bestellung 🚚 ${"ü".repeat(40)}`;

const model = (id: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
  <process id="${id}" isExecutable="true" camunda:historyTimeToLive="P1D">
    <startEvent id="start" />
    <sequenceFlow id="toWork" sourceRef="start" targetRef="prüfen" />
    <serviceTask id="prüfen" camunda:asyncBefore="true" camunda:expression="\${told}" />
    <sequenceFlow id="toEnd" sourceRef="prüfen" targetRef="end" />
    <endEvent id="end" />
  </process>
</definitions>`;

/**
 * One rollout that is looked at between its batches, with requests all the while: it pauses, meets what each of the holds is for, and goes on. The tests
 * build on each other. Not here: a run that was killed (test/engine). The lock that a node has left behind is written into the database: a node that is killed does not leave one at a moment that a test could choose.
 */
describe("a rolling update that is verified between batches", () => {
    let stack: TestStack;
    let observer: Observer;
    let load: Load;
    let rest: string;
    let mixedAt: number;

    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();
    const post = async <Answer>(path: string, body: object, method = "POST"): Promise<Answer> => {
        const form = body instanceof FormData;
        const answer = await fetch(`${rest}/${path}`, {
            method,
            ...(form ? { body } : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        expect(answer.ok, text).to.equal(true);
        return (text ? JSON.parse(text) : undefined) as Answer;
    };
    const deploy = (id: string, name: string) => {
        const form = new FormData();
        form.set("deployment-name", name);
        form.set("model", new Blob([model(id)]), "model.bpmn");
        return post<{ id: string }>("deployment/create", form);
    };
    const failedJobs = async () => (await (await fetch(`${rest}/job?noRetriesLeft=true`)).json()) as { id: string }[];

    before(async () => {
        stack = await TestStack.create({});
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 }));
        await deployProcesses(rest);
        await deploy(early, early);
        load = await startLoad({ rest, rate: 20, keepAlive: false });
        await stack.set("engine.version", "7.23.0");
        await stack.set("verification.pauseAfter[0]", "schema");
        await stack.set("verification.pauseAfter[1]", "batch-1");
        await stack.set("verification.soakSeconds", "3");
    });
    after(async () => {
        await load?.stop();
        await stack.remove();
    });
    afterEach(async () => {
        if (load.failed() > 0) {
            expect((await load.stop()).failures, `${load.failed()} failed requests`).to.deep.equal([]);
        }
    });

    it("pauses after the schema: no node is touched", async () => {
        const before = await generations();
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("paused: camunda 7.22.0 → camunda 7.23.0 has completed schema, and pauses; 3 batches are left");
        expect(output).to.contain('next: pulumi config set --path verification.goAhead "7.23.0 schema" && pulumi up');
        expect([await generations(), await versions()]).to.deep.equal([before, ["7.22.0", "7.22.0", "7.22.0"]]);
        expect((await observer.schemaLog()).at(-1)?.version).to.equal("7.23.0");
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
    });

    it("goes on by the command, soaks, and pauses after the first batch", async () => {
        await stack.set("verification.goAhead", "7.23.0 schema");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("s left: batch-1 soaking (soaking)");
        expect(output).to.contain("has completed schema, batch-1, and pauses; 2 batches are left");
        expect(await versions()).to.deep.equal(["7.22.0", "7.22.0", "7.23.0"]);
        mixedAt = Date.now();
        const checked = await command("check", ["--stack", "dev", "--config-file", stack.settings], stack.env);
        expect(checked.output).to.contain("in progress: camunda 7.22.0 → camunda 7.23.0, versions mixed since");
        expect(checked.output).to.contain("; checkpoints passed: schema; left: batch-1, batch-2, batch-3");
    });

    it("holds what was deployed and what has failed since, and touches no node for it", async () => {
        const before = await generations();
        const { id } = await deploy("spät", late);
        await post(`process-definition/key/${encodeURIComponent(early)}/start`, {});
        await until("the job has failed for good", async () => (await failedJobs()).length === 1);
        await stack.set("verification.goAhead", "7.23.0 batch-1");
        await stack.set("verification.mixedMinutes", "60");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("deployedWhileMixed: deployed since").and.to.contain(`"${late}" (${id}) at 2`);
        expect(output).to.contain("Waiting cannot resolve this");
        expect(output).to.contain("failedJobsRising: jobs without retries: 1 (0 before the first batch); open incidents: 1 (0 before");
        expect(output)
            .to.contain((await failedJobs())[0].id)
            .and.to.contain("at prüfen");
        expect(output).not.to.contain("mixedTooLong");
        expect(await generations()).to.equal(before);
    });

    it("holds once two versions have run for longer than they may", async () => {
        await stack.set("verification.mixedMinutes", "1");
        const before = await generations();
        await until("they have for longer than a minute", () => Promise.resolve(Date.now() > mixedAt + 125_000), 130);
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.match(/mixedTooLong: versions have been mixed for \d+ minutes, since .*; 1 are allowed/);
        expect(await generations()).to.equal(before);
    });

    it("lifts two by overrides, waits for a node, for jobs and for a lock, and goes on by itself once they are there", async () => {
        await stack.set("overrides[0].hold", "deployedWhileMixed");
        await stack.set("overrides[0].reason", "a hotfix that uses nothing new");
        await stack.set("overrides[1].hold", "mixedTooLong");
        await stack.set("overrides[1].reason", "the window was agreed upon");
        // A timer of the next hour; then as if a node had taken it, and was gone.
        const value = new Date(Date.now() + 3_600_000).toISOString().replace("Z", "+0000");
        const timer = await post<{ id: string }>("process-definition/key/timer/start", { variables: { due: { value, type: "Date" } } });
        const job = `process_instance_id_ = '${timer.id}'`;
        await sql(
            `update act_ru_job set duedate_ = now() - interval '1 day', lock_owner_ = 'gone', lock_exp_time_ = now() + interval '1 day' where ${job}`,
        );
        await kubectl("scale", "deployment/camunda-batch-3", "--replicas=0");
        await until("its node is gone", async () => (await versions()).length === 2);

        const { process: pulumi, ended } = stack.start();
        let output = "";
        pulumi.stdout?.on("data", (data: Buffer) => (output += data.toString()));
        const says = (text: string) => until(`pulumi says ${text}:\n${output}`, () => Promise.resolve(output.includes(text)), 180);
        await says("s left: batch-3 has 0 of 1 (capacityLost)");
        await kubectl("scale", "deployment/camunda-batch-3", "--replicas=1");
        await says("s left: jobs without retries (failedJobsRising)");
        const [{ id, processInstanceId }] = (await failedJobs()) as { id: string; processInstanceId: string }[];
        await post(`process-instance/${processInstanceId}/variables/told`, { value: true, type: "Boolean" }, "PUT");
        await post(`job/${id}/retries`, { retries: 1 }, "PUT");
        await says(" 1 locked (jobsLocked)");
        await sql(`update act_ru_job set lock_exp_time_ = now() - interval '1 day' where ${job}`);

        const { code } = await ended;
        expect(code, output).to.equal(0);
        expect(output).to.contain("deployedWhileMixed is overridden: deployed since").and.to.contain("a hotfix that uses nothing new");
        expect(await versions()).to.deep.equal(["7.23.0", "7.23.0", "7.23.0"]);
        expect(await stack.output("completedVersion")).to.equal("7.23.0");
        const history = JSON.parse(await stack.output("history", "--json")) as Transition[];
        expect(history.at(-1)?.overrides).to.deep.equal([
            { hold: "deployedWhileMixed", reason: "a hotfix that uses nothing new" },
            { hold: "mixedTooLong", reason: "the window was agreed upon" },
        ]);
        const gone = async (instance: string) => (await fetch(`${rest}/process-instance/${instance}`)).status === 404;
        await until("both instances have ended", async () => (await gone(timer.id)) && (await gone(processInstanceId)));
    });

    it("has nothing to do the second time", async () => {
        const { code, output } = await stack.up("--expect-no-changes");
        expect(code, output).to.equal(0);
    });
});
