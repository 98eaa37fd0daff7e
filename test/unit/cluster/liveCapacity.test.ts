import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { selects } from "../../../components/cluster/capacity";
import { engineLabels } from "../../../components/domain/labels";
import { FakeApiServer } from "../support/fakeApiServer";

const Mi = 1024 ** 2;
const where = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
const labels = { ...engineLabels("orders"), "camunda.org/batch": "batch-1" };
const resources = { requests: { cpu: "500m", memory: "768Mi" }, limits: { memory: "1536Mi" } };
const pod = (name: string, spec: object, change: object = {}) => ({
    metadata: { name, namespace: "camunda", labels },
    spec,
    status: {},
    ...change,
});
const engine = { name: "engine", resources };
const asks = { pods: 1, "requests.cpu": 0.5, "requests.memory": 768 * Mi, "limits.memory": 1536 * Mi };

/** Against a server that plays the API server; what a real one says is for test/e2e/capacity.test.ts. */
describe("Cluster.capacity", () => {
    let api: FakeApiServer;
    beforeEach(async () => {
        api = await FakeApiServer.start();
        const own = [
            pod("orders-1", { nodeName: "a", containers: [engine] }),
            pod("evicted", { containers: [engine] }, { status: { phase: "Failed" } }),
        ];
        const init = { name: "init", resources: { requests: { cpu: "2" } } };
        const mesh = { name: "mesh", restartPolicy: "Always", resources: { requests: { cpu: "100m" } } };
        const other = {
            ...pod("other", { nodeName: "a", containers: [engine], initContainers: [init, mesh] }),
            metadata: { name: "other" },
        };
        const scope = { scopes: ["BestEffort"] };
        const hard = { pods: "10", cpu: "4", "limits.memory": "8Gi", "requests.storage": "1Ti" };
        api.lists = {
            "/apis/apps/v1/namespaces/camunda/deployments": [
                { metadata: { name: "orders-batch-1", labels }, spec: { replicas: 2, template: { spec: { containers: [engine] } } } },
            ],
            "/api/v1/namespaces/camunda/pods": own,
            "/api/v1/namespaces/camunda/resourcequotas": [
                { metadata: { name: "team" }, spec: {}, status: { hard, used: { pods: "3", cpu: "1500m", "limits.memory": "3Gi" } } },
                { metadata: { name: "lowest" }, spec: scope, status: { hard, used: hard } },
            ],
            "/api/v1/nodes": [
                {
                    metadata: { name: "a", labels: { "topology.kubernetes.io/zone": "x" } },
                    spec: { taints: [{ key: "gpu", effect: "NoSchedule" }] },
                    status: { allocatable: { cpu: "4", memory: "8Gi", pods: "110" }, conditions: [{ type: "Ready", status: "True" }] },
                },
                { metadata: { name: "b" }, spec: { unschedulable: true }, status: { conditions: [{ type: "Ready", status: "True" }] } },
                { metadata: { name: "c" }, spec: {}, status: { conditions: [{ type: "Ready", status: "Unknown" }] } },
            ],
            "/api/v1/pods": [own[0], other],
            "/apis/autoscaling/v2/namespaces/camunda/horizontalpodautoscalers": [
                { metadata: { name: "web" }, spec: { scaleTargetRef: { kind: "Deployment", name: "orders-batch-1" }, maxReplicas: 5 } },
                { metadata: { name: "another" }, spec: { scaleTargetRef: { kind: "Deployment", name: "invoices" }, maxReplicas: 5 } },
            ],
            "/apis/policy/v1/namespaces/camunda/poddisruptionbudgets": [
                {
                    metadata: { name: "orders-engine" },
                    spec: { selector: { matchLabels: engineLabels("orders") } },
                    status: { expectedPods: 2, desiredHealthy: 1 },
                },
                {
                    metadata: { name: "sla" },
                    spec: { selector: { matchLabels: engineLabels("orders") } },
                    status: { expectedPods: 2, desiredHealthy: 2 },
                },
                {
                    metadata: { name: "invoices" },
                    spec: { selector: { matchLabels: { app: "invoices" } } },
                    status: { expectedPods: 2, desiredHealthy: 2 },
                },
            ],
        };
    });
    afterEach(() => api.stop());
    const capacity = async () => (await Cluster.truthAndRoom({ kubeconfig: api.kubeconfig }, where)).capacity;

    it("counts what pods ask for as a scheduler and a quota do", async () => {
        const { machines, ...rest } = (await capacity())!;
        expect(rest).to.deep.equal({
            batches: [{ id: "batch-1", nodes: 2, asks }],
            placed: [{ name: "orders-1", batch: "batch-1", machine: "a", asks }],
            quotas: [
                {
                    name: "team",
                    hard: { pods: 10, "requests.cpu": 4, "limits.memory": 8192 * Mi },
                    used: { pods: 3, "requests.cpu": 1.5, "limits.memory": 3072 * Mi },
                },
            ],
            autoscalers: [{ name: "web", batch: "batch-1", min: 1, max: 5 }],
            budgets: [{ name: "sla", expected: 2, desired: 2 }],
            unread: ["ResourceQuota lowest is for some pods only"],
        });
        expect(machines?.map(({ name, open }) => [name, open])).to.deep.equal([
            ["a", true],
            ["b", false],
            ["c", false],
        ]);
        expect(machines?.[0]).to.deep.include({
            zone: "x",
            taints: [{ key: "gpu", value: "", effect: "NoSchedule" }],
            free: { pods: 108, "requests.cpu": 1.5, "requests.memory": (8192 - 2 * 768) * Mi },
        });
    });

    it("counts StatefulSets where nodes keep their names, and asks for no Deployments", async () => {
        api.forbidden = /deployments$/;
        const [batch] = api.lists["/apis/apps/v1/namespaces/camunda/deployments"];
        api.lists["/apis/apps/v1/namespaces/camunda/statefulsets"] = [batch];
        const scaler = (kind: string) => ({
            metadata: { name: kind },
            spec: { scaleTargetRef: { kind, name: "orders-batch-1" }, maxReplicas: 5 },
        });
        api.lists["/apis/autoscaling/v2/namespaces/camunda/horizontalpodautoscalers"] = [scaler("Deployment"), scaler("StatefulSet")];
        const seen = (await Cluster.truthAndRoom({ kubeconfig: api.kubeconfig }, { ...where, stableNames: true })).capacity;
        expect(seen?.batches).to.deep.equal([{ id: "batch-1", nodes: 2, asks }]);
        expect(seen?.autoscalers).to.deep.equal([{ name: "StatefulSet", batch: "batch-1", min: 1, max: 5 }]);
        expect(seen?.unread).to.deep.equal(["ResourceQuota lowest is for some pods only"]);
    });

    it("what may not be read is said, and holds nobody up", async () => {
        api.forbidden = /nodes$|^\/api\/v1\/pods$/;
        const { machines, quotas, unread } = (await capacity())!;
        expect(machines).to.equal(undefined);
        expect(quotas).to.have.length(1);
        expect(unread).to.have.length(3);
        expect(unread.join())
            .to.match(/machines: .* is forbidden/)
            .and.to.match(/pods of all namespaces: .* is forbidden/);
    });

    it("a cluster that cannot be reached has no room to tell of", async () =>
        expect((await Cluster.truthAndRoom({ kubeconfig: "/nowhere" }, where)).capacity).to.equal(undefined));

    it("selects by labels as Kubernetes does", () => {
        const expression = (operator: string, ...values: string[]) => ({ matchExpressions: [{ key: "app", operator, values }] });
        const cases: [selector: object, labels: Record<string, string>, selected: boolean][] = [
            [{}, {}, true],
            [{ matchLabels: { app: "a" } }, { app: "a", b: "c" }, true],
            [{ matchLabels: { app: "a" } }, { app: "b" }, false],
            [expression("In", "a", "b"), { app: "b" }, true],
            [expression("In", "a"), {}, false],
            [expression("NotIn", "a"), {}, true],
            [expression("NotIn", "a"), { app: "a" }, false],
            [expression("Exists"), { app: "a" }, true],
            [expression("Exists"), {}, false],
            [expression("DoesNotExist"), {}, true],
            [expression("DoesNotExist"), { app: "a" }, false],
        ];
        for (const [selector, given, selected] of cases) {
            expect(selects(selector, given), JSON.stringify([selector, given])).to.equal(selected);
        }
    });
});
