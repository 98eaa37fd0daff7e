import { expect } from "chai";
import { create, kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const step = { "engine.version": "7.23.0" };
const selector = { matchLabels: { "app.kubernetes.io/instance": "camunda", "app.kubernetes.io/component": "engine" } };

/** What a real cluster says about room, and what a real preview makes of it. A scheduler or a quota that refuses a pod is not waited for. */
describe("room for a rolling update", () => {
    let stack: TestStack;

    before(async () => {
        stack = await TestStack.create({ "nodes.count": "2", "nodes.drainSeconds": "1" });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
    });
    after(() => stack.remove());

    const refused = async (settings: Record<string, unknown>, ...expected: string[]) => {
        const { code, output } = await stack.previewWith({ ...step, ...settings });
        expect(code, output).not.to.equal(0);
        for (const text of expected) {
            expect(output).to.contain(text);
        }
    };
    const accepted = async (settings: Record<string, unknown>) => {
        const { code, output } = await stack.previewWith({ ...step, ...settings });
        expect(code, output).to.equal(0);
        return output;
    };

    it("goes ahead where there is enough, and says nothing of it", async () => expect(await accepted({})).not.to.contain("room: "));

    it("is refused where a quota has no room for the migration, or for nodes that come before others leave", async () => {
        await kubectl("create", "quota", "team", "--hard=pods=3,limits.memory=100Gi");
        await until(
            "the quota is counted",
            async () => (await kubectl("get", "quota", "team", "-o", "jsonpath={.status.used.pods}")) === "3",
        );
        await refused(
            {},
            "capacityShort: ResourceQuota team allows 3 of pods, but the migration needs 4: 3 (2 nodes + 1 pod of the migration) + 1 of others",
            "This hold cannot be overridden.",
        );
        await kubectl("patch", "quota", "team", "-p", '{"spec":{"hard":{"pods":"4"}}}');
        await until(
            "the quota is larger",
            async () => (await kubectl("get", "quota", "team", "-o", "jsonpath={.status.hard.pods}")) === "4",
        );
        await accepted({ "nodes.surge": true });
        await refused({ "nodes.memoryLimit": "60Gi" }, "but batch-2 needs ", "122880Mi (2 nodes)");
        await kubectl("delete", "quota", "team");
    });

    it("is refused where no machine has a place for one more node; an override lifts it", async () => {
        const full = { "nodes.surge": true, "nodes.cpuRequest": "200" };
        await refused(
            full,
            "machinesFull: batch-1 needs capacity for 1 node of 200 CPU and 256Mi memory before its old nodes leave, but 1 suitable machine has capacity for 0",
        );
        const output = await accepted({ ...full, overrides: [{ hold: "machinesFull", reason: "machines are added" }] });
        expect(output).to.contain("machinesFull is overridden");
        // Nothing else changes: no version, no image.
        const alone = await stack.previewWith({ "nodes.cpuRequest": "200" });
        expect(alone.code, alone.output).not.to.equal(0);
        expect(alone.output).to.contain("machinesFull: batch-1 needs capacity for 1 node of 200 CPU and 256Mi memory");
        await refused(
            { "nodes.nodeSelector": { disk: "fast" } },
            "machinesFull: batch-1 needs capacity for 1 node",
            "0 suitable machines have capacity for 0",
        );
    });

    it("is refused where somebody else's budget wants more nodes in service than a batch leaves", async () => {
        await create({
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "sla" },
            spec: { minAvailable: 2, selector },
        });
        await until(
            "the budget is counted",
            async () => (await kubectl("get", "pdb", "sla", "-o", "jsonpath={.status.expectedPods}")) === "2",
        );
        await refused(
            {},
            "minimumShort: while a batch of 1 is out of service, 2 - 1 = 1 node would serve, but PodDisruptionBudget sla requires 2",
        );
        expect(await accepted({ "nodes.surge": true })).to.contain("room: two PodDisruptionBudgets");
        await kubectl("delete", "pdb", "sla");
    });

    it("is refused where an autoscaler has another say in the number of nodes", async () => {
        const spec = {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "camunda-batch-2" },
            minReplicas: 1,
            maxReplicas: 3,
        };
        await create({ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "web" }, spec });
        await refused({}, "replicasContested: HorizontalPodAutoscaler web scales batch-2 (1 to 3), but this stack sets 2 nodes in total");
        await accepted({ "nodes.autoscaled": true });
        // There are no metrics here that it could scale by: somebody else does.
        await kubectl("delete", "hpa", "web");
    });

    it("leaves the number of nodes alone that somebody else has scaled to, and waits for all of them", async () => {
        await stack.set("nodes.autoscaled", "true");
        await kubectl("scale", "deployment", "camunda-batch-2", "--replicas=2");
        await until(
            "it is scaled",
            async () => (await kubectl("get", "deployment", "camunda-batch-2", "-o", "jsonpath={.status.readyReplicas}")) === "2",
        );
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(output).to.contain("room: nodes are scaled by somebody else, now batch-1 1, batch-2 2");
        expect(await kubectl("get", "deployments", "-o", "jsonpath={.items[*].status.updatedReplicas}")).to.equal("1 2");
    });
});
