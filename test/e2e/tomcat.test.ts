import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { importing } from "../../local/cluster/cluster";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses } from "../../local/demo/instances";
import { startLoad, type LoadOptions } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { fewestInService } from "../../local/demo/records";
import { tomcatEngine } from "../../local/images/images";
import { take } from "../../local/stack";
import { kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const drainSeconds = 10;

interface Pod {
    metadata: { name: string };
    spec: { terminationGracePeriodSeconds: number };
    status: {
        podIP: string;
        containerStatuses: { ready: boolean; restartCount: number; state: { terminated?: { exitCode: number } } }[];
    };
}
const podOf = async (batch: string) =>
    (JSON.parse(await kubectl("get", "pods", "-l", `camunda.org/batch=${batch}`, "-o", "json")) as { items: Pod[] }).items[0];
const pod = async (name: string) => JSON.parse(await kubectl("get", "pod", name, "-o", "json")) as Pod;

/** Has one node work for five seconds, and tells how that ended, and when. */
const fiveSeconds = ({ status }: Pod) =>
    fetch(`http://${status.podIP}:8080/engine-rest/process-definition/key/five-seconds/start`, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close" },
        body: "{}",
    }).then(
        (answer) => ({ outcome: answer.status, at: Date.now() }),
        () => ({ outcome: "cut off", at: Date.now() }),
    );

/**
 * Nodes of a Tomcat as the distribution sets it up, as far as stopping is concerned (local/images/tomcat): what it does with open requests, and the two
 * ways by which none fails that need no longer times in the image. The tests build on each other.
 */
describe("Tomcat nodes", () => {
    let stack: TestStack;
    let rest: string;
    let observer: Observer;

    const up = async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
    };
    const rolled = async (load: Omit<LoadOptions, "rest">) => {
        const requests = await startLoad({ rest, ...load });
        await observer.start();
        await up();
        const records = await observer.stop();
        const result = await requests.stop();
        console.log(`      ${result.sent} requests, ${result.slow} slow, ${result.polls} waiting; ${result.failed} failed`);
        expect(result.failures).to.deep.equal([]);
        expect(result.slow, "requests of five seconds").to.be.at.least(15);
        expect(fewestInService(records)?.nodes).to.be.at.least(2);
        return result;
    };

    before(async () => {
        const engines = ["7.22.0", "7.23.0"].map(tomcatEngine);
        const images = engines.map(({ image }) => image);
        await take([...engines.flatMap(({ steps }) => steps), importing(images, "Tomcat engines", 10)]);
        stack = await TestStack.create({
            "engine.image": "localhost/camunda-bpm-platform:tomcat-{version}",
            "nodes.count": "3",
            "nodes.drainSeconds": String(drainSeconds),
            "nodes.stopSeconds": "30",
        });
        await up();
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 }));
        await deployProcesses(rest);
        observer = await Observer.connect();
    });
    after(() => stack.remove());

    it("that are told to stop give open requests two seconds, and cut off the others", async () => {
        const node = await podOf("batch-1");
        const nearlyDone = fiveSeconds(node);
        await sleep(4_000);
        const begun = fiveSeconds(node);
        await sleep(500);
        const told = Date.now();
        const stop = `for p in /proc/[0-9]*; do [ "$(cat $p/comm)" = java ] && kill -TERM "\${p#/proc/}"; done; true`;
        await kubectl("exec", node.metadata.name, "--", "sh", "-c", stop);
        expect((await nearlyDone).outcome).to.equal(200);
        const { outcome, at } = await begun;
        console.log(`      cut off ${(at - told) / 1000} s after SIGTERM`);
        expect(outcome).to.equal("cut off");
        // unloadDelay; the five seconds of the Connector's executorTerminationTimeoutMillis begin when the connections are closed already.
        expect((at - told) / 1000).to.be.within(1.9, 4);
        await until("it is in service again", async () => {
            const [{ ready, restartCount }] = (await pod(node.metadata.name)).status.containerStatuses;
            return ready && restartCount === 1;
        });
    });

    it("that are deleted serve through drainSeconds, get SIGTERM by the hook, and end by themselves", async () => {
        const { metadata, spec } = await podOf("batch-2");
        const finalizers = (value: string) =>
            kubectl("patch", "pod", metadata.name, "--type=merge", "-p", `{"metadata":{"finalizers":${value}}}`);
        // Keeps what the API server knows of the pod, to be read when it has ended.
        await finalizers('["test.camunda.org/kept"]');
        try {
            const deleted = Date.now();
            await kubectl("delete", "pod", metadata.name, "--wait=false");
            await sleep((drainSeconds - 6) * 1000);
            expect((await fiveSeconds(await pod(metadata.name))).outcome).to.equal(200);
            const terminated = async () => (await pod(metadata.name)).status.containerStatuses[0].state.terminated;
            await until("it has ended", async () => (await terminated()) !== undefined);
            const seconds = (Date.now() - deleted) / 1000;
            console.log(`      ended ${seconds} s after its deletion, of ${spec.terminationGracePeriodSeconds} s`);
            // 128 + SIGTERM; SIGKILL would be 137.
            expect(await terminated()).to.deep.include({ exitCode: 143 });
            expect(seconds).to.be.within(drainSeconds, drainSeconds + 10);
        } finally {
            await finalizers("null");
        }
        await until("there are three nodes again", async () => (await observer.nodeVersions()).length === 3);
    });

    it("fail no request in a rolling update when drainSeconds is longer than the longest", async () => {
        await stack.set("engine.version", "7.23.0");
        await rolled({ rate: 30, keepAlive: false, slowRate: 2 });
        expect((await observer.nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.23.0", "7.23.0", "7.23.0"]);
    });

    it("fail no request, of kept connections neither, when they close each one and wait for those that are open", async () => {
        await stack.set("nodes.drainSeconds", "3");
        await stack.set("nodes.closeConnections", "true");
        // As an image's own server.xml would have it.
        await stack.set("nodes.env.CATALINA_OPTS", "-Dlocal.maxKeepAliveRequests=1");
        await up();
        await stack.set("nodes.env.RESTARTED", "x");
        const { polls } = await rolled({ rate: 30, keepAlive: true, slowRate: 2, workers: 8 });
        expect(polls, "requests that wait").to.be.at.least(15);
    });
});
