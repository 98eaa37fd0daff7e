import { ChildProcess, spawn } from "node:child_process";
import { expect } from "chai";
import { importing } from "../../local/cluster/cluster";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { furtherEngine } from "../../local/images/images";
import { take } from "../../local/stack";
import { Transition } from "../../components";
import { generations, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const model = (id: string, activity: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="test">
  <process id="${id}" isExecutable="true" camunda:historyTimeToLive="P1D">
    <startEvent id="start" />
    <sequenceFlow id="toWork" sourceRef="start" targetRef="work" />
    ${activity}
    <sequenceFlow id="toEnd" sourceRef="work" targetRef="end" />
    <endEvent id="end" />
  </process>
</definitions>`;
/** Processes of the user's own: one whose delegate fails for ever, at its first try, and one that takes a while. */
const own = {
    stuck: `<serviceTask id="work" camunda:asyncBefore="true" camunda:expression="\${told}">
      <extensionElements><camunda:failedJobRetryTimeCycle>R1/PT0S</camunda:failedJobRetryTimeCycle></extensionElements>
    </serviceTask>`,
    slow: `<intermediateCatchEvent id="work"><timerEventDefinition><timeDuration>PT5S</timeDuration></timerEventDefinition></intermediateCatchEvent>`,
};
const builtIn = "camunda-rolling-update-canary";

interface HistoricInstance {
    id: string;
    businessKey: string;
    state: string;
}

/**
 * Two rollouts with canaries, with requests all the while: one with the built-in process, one with processes of the user's own. Which node did what is
 * told by the engine's own job log, which has the address of the node that wrote each line. That a run which is killed goes on with its instances is
 * not proven here (test/unit/verification/canary.test.ts).
 */
describe("a rolling update with canaries", () => {
    let stack: TestStack;
    let observer: Observer;
    let load: Load;
    let rest: string;
    let watch: ChildProcess;
    /** Version of each node there ever was, by its address. */
    const versionAt = new Map<string, string>();

    const get = async <Answer>(path: string): Promise<Answer> => {
        const answer = await fetch(`${rest}/${path}`);
        expect(answer.ok, path).to.equal(true);
        return (await answer.json()) as Answer;
    };
    const count = async (path: string) => (await get<{ count: number }>(path)).count;
    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();
    const history = (process: string) => get<HistoricInstance[]>(`history/process-instance?processDefinitionKey=${process}`);
    /** Versions of the nodes that have made and done the job of an instance. */
    const crossed = async ({ id }: HistoricInstance) => {
        const log = await get<{ hostname: string; creationLog: boolean; successLog: boolean }[]>(`history/job-log?processInstanceId=${id}`);
        const by = (entry?: { hostname: string }) => versionAt.get(entry?.hostname.split("$")[0] ?? "") ?? `nobody (${entry?.hostname})`;
        return `${by(log.find(({ creationLog }) => creationLog))} to ${by(log.find(({ successLog }) => successLog))}`;
    };

    before(async () => {
        const further = furtherEngine("7.24.0");
        await take([...further.steps, importing([further.image], "a further engine", 5)]);
        stack = await TestStack.create({ "nodes.count": "2", "verification.canary.enabled": "true" });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 }));
        await deployProcesses(rest);
        for (const [id, activity] of Object.entries(own)) {
            const form = new FormData();
            form.set("deployment-name", id);
            form.set(`${id}.bpmn`, new Blob([model(id, activity)]), `${id}.bpmn`);
            expect((await fetch(`${rest}/deployment/create`, { method: "POST", body: form })).status, id).to.equal(200);
        }
        const line = `{.status.podIP} {.metadata.labels.app\\.kubernetes\\.io/version}{"\\n"}`;
        const nodes = "app.kubernetes.io/component=engine";
        watch = spawn("kubectl", ["-n", "camunda", "get", "pods", "-l", nodes, "--watch", "-o", `jsonpath=${line}`]);
        watch.stdout?.on("data", (data: Buffer) => {
            for (const [, ip, version] of data.toString().matchAll(/^(\S+) (\S+)$/gm)) {
                versionAt.set(ip, version);
            }
        });
        load = await startLoad({ rest, rate: 20, keepAlive: false });
    });
    after(async () => {
        watch?.kill();
        await load?.stop();
        await stack.remove();
    });
    afterEach(async () => {
        if (load.failed() > 0) {
            expect((await load.stop()).failures, `${load.failed()} failed requests`).to.deep.equal([]);
        }
    });

    it("a first installation has none, and nothing is deployed for it", async () => {
        expect(await count(`process-definition/count?key=${builtIn}`)).to.equal(0);
    });

    it("while versions are mixed, one is started on an old node and finished on a new one, and the reverse; nothing is left under way", async () => {
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        const instances = (await history(builtIn)).sort((a, b) => a.businessKey.localeCompare(b.businessKey));
        const prefix = `${builtIn}/camunda/camunda 7.22.0 to camunda 7.23.0/`;
        const found = await Promise.all(
            instances.map(async (one) => [one.businessKey.replace(prefix, ""), one.state, await crossed(one)] as const),
        );
        expect(found).to.deep.equal([
            ["batch-1 new to old", "COMPLETED", "7.23.0 to 7.22.0"],
            ["batch-1 old to new", "COMPLETED", "7.22.0 to 7.23.0"],
            ["carried", "COMPLETED", "7.22.0 to 7.23.0"],
        ]);
        expect(await count(`process-instance/count?businessKeyLike=${builtIn}%25`)).to.equal(0);
        expect(await count(`deployment/count?name=${builtIn}`)).to.equal(1);
    });

    it("one of the user's own that never ends holds the next batch, with instance, activity and incident", async () => {
        await stack.set("engine.version", "7.24.0");
        await stack.set("verification.canary.processDefinitionKey", "stuck");
        await stack.set("verification.canary.seconds", "15");
        await stack.set("verification.failedJobsAllowed", "10");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("Waiting cannot resolve this");
        for (const { id, state } of await history("stuck")) {
            expect(state).to.equal("ACTIVE");
            expect(output).to.contain(`stuck ${id}, started on camunda-batch-`);
        }
        expect(output).to.match(
            /canaryNotFinished: .* \(7\.23\.0\), is at work; incident: Unknown property used in expression: \$\{told\}/,
        );
        expect(await history("stuck")).to.have.length(2);
        expect(await versions()).to.deep.equal(["7.23.0", "7.24.0"]);
    });

    it("one that takes a while is waited for, and takes the others' place", async () => {
        const before = await generations();
        await stack.set("verification.canary.processDefinitionKey", "slow");
        await stack.set("verification.canary.seconds", "60");
        await stack.set("verification.pauseAfter[0]", "batch-1");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("s left: canary not finished (canaryNotFinished)");
        expect(output).to.contain("has completed schema, batch-1, and pauses");
        expect(await generations()).to.equal(before);
        expect((await history("slow")).map(({ state }) => state)).to.deep.equal(["COMPLETED", "COMPLETED"]);
        expect((await history("stuck")).map(({ state }) => state)).to.deep.equal(["EXTERNALLY_TERMINATED", "EXTERNALLY_TERMINATED"]);
        expect(await count("incident/count")).to.equal(0);
    });

    it("an override lifts it, for a reason that goes into the history, and what did not end is removed", async () => {
        await stack.set("verification.canary.processDefinitionKey", "stuck");
        await stack.set("verification.canary.seconds", "5");
        await stack.set("verification.goAhead", "7.24.0 batch-1");
        await stack.set("overrides[0].hold", "canaryNotFinished");
        await stack.set("overrides[0].reason", "a delegate that needs what is not there");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(output).to.contain("canaryNotFinished is overridden: stuck ").and.to.contain("a delegate that needs what is not there");
        expect(await versions()).to.deep.equal(["7.24.0", "7.24.0"]);
        const kept = JSON.parse(await stack.output("history", "--json")) as Transition[];
        expect(kept.at(-1)?.overrides.map(({ hold }) => hold)).to.deep.equal(["canaryNotFinished"]);
        await until("nothing is left", async () => (await count(`process-instance/count?businessKeyLike=${builtIn}%25`)) === 0);
        expect(await count("incident/count")).to.equal(0);
        expect(await count(`deployment/count?name=${builtIn}`)).to.equal(1);
    });
});
