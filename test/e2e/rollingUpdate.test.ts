import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, finishInstances, startInstances } from "../../local/demo/instances";
import { startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { fewestInService, longestGap, orderFacts, timeline } from "../../local/demo/records";
import { kubectl, resourceVersions } from "./support/kubectl";
import { TestStack } from "./support/testStack";

/** The main job, from nothing, with real parts only: Pulumi, Kubernetes, PostgreSQL, Liquibase, Camunda. One node, so no network between nodes. */
describe("a rolling update 7.22.0 → 7.23.0", () => {
    let stack: TestStack;

    before(async () => (stack = await TestStack.create({ "verification.canary.enabled": "true" })));
    after(() => stack.remove());

    it("installs 7.22.0 from nothing", async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        const observer = await Observer.connect();
        expect((await observer.nodeVersions()).map(({ batch, version }) => [batch, version])).to.have.deep.members([
            ["batch-1", "7.22.0"],
            ["batch-2", "7.22.0"],
            ["batch-3", "7.22.0"],
        ]);
        expect((await observer.schemaLog()).at(-1)?.version).to.equal("7.22.0");
    });

    const refusals: [hold: string, settings: Record<string, string>, message: string][] = [
        ["minorSkipped", { "engine.version": "7.24.0" }, "7.22.0 → 7.24.0 skips 7.23"],
        ["downgrade", { "engine.version": "7.21.0" }, "7.22.0 → 7.21.0 is a lower version"],
        ["versionUnsupported", { "engine.version": "7.25.0" }, "Camunda 7.25.0 is not among the versions 7.5 to 7.24"],
        ["floatingTag", { "engine.version": "7.23.0", "engine.image": "localhost/camunda-bpm-platform:latest" }, "is mutable or missing"],
        [
            "applicationChanged",
            { "engine.version": "7.23.0", "engine.application": "orders 2" },
            "7.22.0 → 7.23.0 also changes the application",
        ],
        [
            "configurationInvalid",
            { "engine.version": "7.23.0", "nodes.count": "none" },
            'nodes.count is "none", but has to be a whole number',
        ],
    ];
    for (const [hold, settings, message] of refusals) {
        it(`refuses at preview, and changes nothing: ${hold}`, async () => {
            const observer = await Observer.connect();
            const before = [await resourceVersions(), JSON.stringify(await observer.schemaLog())];
            for (const [path, value] of Object.entries(settings)) {
                await stack.set(path, value);
            }
            const { code, output } = await stack.preview();
            expect(code).not.to.equal(0);
            expect(output)
                .to.contain(`${hold}: `)
                .and.to.contain(message)
                .and.to.contain("next: pulumi config set")
                .and.to.contain("nothing has been changed");
            expect([await resourceVersions(), JSON.stringify(await observer.schemaLog())]).to.deep.equal(before);
            await stack.set("engine.version", "7.22.0");
            await stack.set("engine.image", "localhost/camunda-bpm-platform:run-{version}");
            await stack.set("engine.application", "");
            await stack.set("nodes.count", "3");
        });
    }

    it("rolls to 7.23.0 in order, under load, without a failed request or a lost instance", async () => {
        const observer = await Observer.connect();
        const { rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
        await deployProcesses(rest);
        const load = await startLoad({ rest, rate: 52, keepAlive: false });
        const roll = { begin: Date.now(), end: 0 };
        const instances = await startInstances(rest);
        await observer.start();
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.up();
        roll.end = Date.now();
        const records = await observer.stop();
        while ((Date.now() - roll.begin) / 1000 < 100) {
            await new Promise((done) => setTimeout(done, 500)); // at least 5,000 requests, however quick the roll
        }
        const requests = await load.stop();
        expect(code, output).to.equal(0);

        expect(requests.failures).to.deep.equal([]);
        expect(requests.failed).to.equal(0);
        // What the generator itself could not send in time on a busy machine; it has not been refused.
        expect(requests.notSent).to.be.at.most(requests.sent / 100);
        expect(requests.sent).to.be.at.least(5000);
        expect(requests.rate).to.be.at.least(50);

        // A batch is out of service for longer.
        expect(longestGap(records), "milliseconds without a sample").to.be.lessThan(2000);
        expect(fewestInService(records)?.nodes).to.be.at.least(2);
        expect(timeline(records).filter(({ old }) => !old)).to.have.length(3);
        for (const { fact, holds, detail } of orderFacts(records, "camunda-schema-7-23-0")) {
            expect(holds, `${fact}: ${detail}`).to.equal(true);
        }
        expect(records.jobs.map(({ name, outcome }) => [name, outcome?.outcome])).to.deep.include(["camunda-schema-7-23-0", "migrated"]);
        expect((await observer.nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.23.0", "7.23.0", "7.23.0"]);
        expect((await observer.schemaLog()).at(-1)?.version).to.equal("7.23.0");
        expect(await stack.output("completedVersion")).to.equal("7.23.0");

        // Less than the five minutes for which a job stays locked by a node that is gone.
        const carried = await finishInstances(rest, instances, roll, { budgetSeconds: 120 });
        expect(carried.lost).to.deep.equal([]);
        expect(carried.finished).to.equal(instances.length);
        expect(carried.dueDuringRoll, "timers that fell due during the roll").to.be.greaterThan(0);
    });

    it("has nothing to do the second time", async () => {
        const { code, output } = await stack.up("--expect-no-changes");
        expect(code, output).to.equal(0);
    });

    it("leaves nothing after pulumi destroy", async () => {
        const { code, output } = await stack.destroy();
        expect(code, output).to.equal(0);
        expect(await kubectl("get", "namespaces", "-o", "name")).not.to.contain("camunda");
    });
});

describe("a protected stack", () => {
    let stack: TestStack;

    before(async () => (stack = await TestStack.create({ protect: "true", "nodes.count": "1" })));
    after(async () => {
        await stack.set("protect", "false");
        await stack.up();
        await stack.remove();
    });

    it("keeps gate and data from pulumi destroy, and says so", async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        const destroyed = await stack.destroy();
        expect(destroyed.code).not.to.equal(0);
        expect(destroyed.output).to.contain("camunda-gate").and.to.contain("protect");
        expect(await kubectl("get", "statefulsets", "-o", "name")).to.equal("statefulset.apps/camunda-database");
    });
});
