import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, finishInstances, Instance, startInstances } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { fewestInService, orderFacts, timeline } from "../../local/demo/records";
import { Proxy, throughHaproxyByCookie } from "./support/haproxy";
import { kubectl, resourceVersions, until } from "./support/kubectl";
import { Session } from "./support/session";
import { TestStack } from "./support/testStack";

const goodImage = "localhost/camunda-bpm-platform:run-{version}";
const names = ["camunda-batch-1-0", "camunda-batch-1-1", "camunda-batch-2-0"];
const nodes = "app.kubernetes.io/component=engine";

/**
 * Batches that are StatefulSets, on the Kubernetes of local/, where the feature gate MaxUnavailableStatefulSet is off: what others do with a node that never got
 * ready is not proven here, nor what becomes of one on a lost machine. The tests build on each other.
 */
describe("nodes with stable names", () => {
    let stack: TestStack;
    let observer: Observer;
    let load: Load;
    let rest: string;
    let instances: Instance[];
    let outside: Proxy;
    let sessions: Session[];

    const versions = async () => Object.fromEntries((await observer.nodeVersions()).map(({ node, version }) => [node, version]));
    const allAt = (version: string) => Object.fromEntries(names.map((name) => [name, version]));
    const uids = async () => (await kubectl("get", "pods", "-l", nodes, "-o", "jsonpath={.items[*].metadata.uid}")).split(" ");

    before(async () => {
        stack = await TestStack.create({
            guard: "true",
            "nodes.stableNames": "true",
            "nodes.batchSize": "2",
            "nodes.drainSeconds": "2",
            // Spring puts in the pod's own name, and the engine takes that for the name of the node.
            "nodes.env.CAMUNDA_BPM_GENERICPROPERTIES_PROPERTIES_HOSTNAME": "${HOSTNAME}",
        });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 }));
        await deployProcesses(rest);
        load = await startLoad({ rest, rate: 20, keepAlive: false });
    });
    after(async () => {
        await load?.stop();
        await Promise.all((sessions ?? []).map((session) => session.stop()));
        await stack?.remove();
    });
    afterEach(() => expect(load.failures()).to.deep.equal([]));

    it("are installed, each found by its name", async () => {
        expect(await versions()).to.deep.equal(allAt("7.22.0"));
        for (const name of names) {
            await until(`${name} is found`, async () =>
                /\S/.test(await kubectl("exec", names[2], "--", "getent", "hosts", `${name}.camunda-nodes`)),
            );
        }
    });

    it("of an image that never gets ready, one is held, and the others serve", async () => {
        instances = await startInstances(rest, { each: 4, spreadSeconds: 90 });
        await stack.set("engine.version", "7.23.0");
        await stack.set("engine.image", `${goodImage}-neverready`);
        await stack.set("overrides[0].hold", "applicationChanged");
        await stack.set("overrides[0].reason", "to see what becomes of a bad image");
        await stack.set("nodes.budgetSeconds", "30");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output, output)
            .to.contain('before hook "checkpoint camunda-batch-1" failed: The budget of 30 s has ended')
            .and.to.contain("nodeNotReady: camunda-batch-1-1: not ready")
            .and.to.contain("kubectl -n camunda describe statefulset camunda-batch-1");
        expect(await versions()).to.deep.equal({ [names[0]]: "7.22.0", [names[2]]: "7.22.0" });
    });

    it("roll to 7.23.0 with one that works, one by one, the one that was held first, and keep their names", async () => {
        const before = await uids();
        outside = await throughHaproxyByCookie({ rest, close: () => undefined }, names);
        // The engine images here have no web applications: what is looked at is where requests go, not what a session holds.
        sessions = names.map(() => new Session(`${outside.rest}/task/count`));
        await observer.start();
        await stack.set("engine.image", goodImage);
        await stack.set("nodes.budgetSeconds", "300");
        const { code, output } = await stack.up();
        const records = await observer.stop();
        expect(code, output).to.equal(0);
        expect(await versions()).to.deep.equal(allAt("7.23.0"));
        expect((await uids()).filter((uid) => before.includes(uid))).to.deep.equal([]);
        expect(await stack.output("completedVersion")).to.equal("7.23.0");

        expect(fewestInService(records)?.nodes).to.equal(2);
        const fresh = timeline(records).filter(({ old }) => !old);
        expect(fresh.map(({ name }) => name)).to.deep.equal([names[1], names[0], names[2]]);
        for (const { fact, holds, detail } of orderFacts(records, "camunda-schema-7-23-0")) {
            expect(holds, `${fact}: ${detail}`).to.equal(true);
        }
    });

    it("have let sessions go where their cookies lead, until that node left, and answered each request", async () => {
        for (const { nodes: answered, failures, answered: count } of await Promise.all(sessions.map((session) => session.stop()))) {
            expect(failures).to.deep.equal([]);
            expect(count).to.be.at.least(100);
            // Each of the three leaves once, so a session moves at least once, and never without need.
            expect(answered.length, answered.join(", ")).to.be.within(2, names.length + 1);
            expect(names).to.include.members(answered);
        }
        await outside.close();
    });

    it("have lost no instance, and are named alike in the engine's job log before and after", async () => {
        const begin = Math.min(...instances.flatMap(({ due }) => due ?? []));
        const carried = await finishInstances(rest, instances, { begin, end: Date.now() }, { budgetSeconds: 120 });
        expect(carried.lost).to.deep.equal([]);
        const log = (await (await fetch(`${rest}/history/job-log`)).json()) as { hostname: string }[];
        expect(log).not.to.deep.equal([]);
        expect(names).to.include.members([...new Set(log.map(({ hostname }) => hostname))]);
    });

    it("have nothing to do the second time", async () => {
        const before = await uids();
        // The guard forgets the image that was corrected, which no node runs any more.
        for (const options of [[], ["--expect-no-changes"]]) {
            const { code, output } = await stack.up(...options);
            expect(code, output).to.equal(0);
        }
        expect(await uids()).to.deep.equal(before);
    });

    it("take no surge, stay StatefulSets while they run, and take no other image by hand: nothing is changed", async () => {
        const before = await resourceVersions();
        const refused: [settings: Record<string, unknown>, text: string][] = [
            [{ "nodes.surge": true }, "nodes.surge is true, and so is nodes.stableNames"],
            [{ "nodes.stableNames": false }, "stableNamesChanged: nodes.stableNames true → false makes Deployments of StatefulSets"],
        ];
        for (const [settings, text] of refused) {
            const { code, output } = await stack.previewWith(settings);
            expect(code, output).not.to.equal(0);
            expect(output).to.contain(text);
        }
        const byHand = (...options: string[]) =>
            kubectl("set", "image", "statefulset/camunda-batch-2", `engine=${goodImage.replace("{version}", "7.22.0")}`, ...options).catch(
                ({ stderr }: { stderr: string }) => stderr,
            );
        const refusal = "nodeNotAdmitted: the image of the container engine is ";
        // The API server heeds a policy that has changed a while later.
        await until("the guard is heeded", async () => (await byHand("--dry-run=server")).includes(refusal), 30);
        expect(await byHand()).to.contain(refusal);
        expect(await resourceVersions()).to.equal(before);
    });

    it("become Deployments when nobody needs them, and they are stopped", async () => {
        await load.stop();
        await stack.unset("overrides");
        await stack.set("nodes.stableNames", "false");
        // As the hold says.
        await kubectl("scale", "statefulset", "-l", nodes, "--replicas=0");
        await until("all nodes are gone", async () => (await kubectl("get", "pods", "-l", nodes, "-o", "name")) === "");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(await kubectl("get", "statefulsets,deployments,services", "-l", nodes, "-o", "name")).to.equal(
            ["deployment.apps/camunda-batch-1", "deployment.apps/camunda-batch-2", "service/camunda-engine"].join("\n"),
        );
    });
});
