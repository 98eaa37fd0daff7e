import { expect } from "chai";
import { RollingUpdateArgs } from "../../components";
import { Cluster } from "../../components/cluster/cluster";
import { waitUntilFree } from "../../components/checkpoint/wait";
import { FirstBatch } from "../../components/verification/firstBatch";
import { FakeApiServer, FakePod, Written } from "../unit/support/fakeApiServer";
import { callCheckpoint, only, Registered } from "./support/recorder";
import { rollingFrom22 } from "./support/rollingUpdate";

const engine = {
    "app.kubernetes.io/name": "camunda",
    "app.kubernetes.io/instance": "orders",
    "app.kubernetes.io/component": "engine",
};
const image = (version: string) => `camunda/camunda-bpm-platform:run-${version}`;
const log = [{ id: "0", timestamp: "2026-11-21T10:00:00.000+0000", version: "7.23.0" }];
const crashing = {
    phase: "Running",
    conditions: [{ type: "Ready", status: "False" }],
    containerStatuses: [{ name: "engine", state: { waiting: { reason: "CrashLoopBackOff" } } }],
};
const node = (batch: string, version: string, status?: object): FakePod => ({
    name: `orders-${batch}-a`,
    labels: { ...engine, "camunda.org/batch": batch, "app.kubernetes.io/version": version },
    image: image(version),
    status,
    answers: { "8080/engine-rest/version": { version }, "8080/engine-rest/schema/log": log },
});
const template = (version: string, more: object = {}) => ({
    metadata: { labels: { "camunda.org/batch": "batch-1", "app.kubernetes.io/version": version, ...more } },
    spec: { containers: [{ name: "engine", image: image(version) }] },
});
const applied = [
    { manager: "kube-controller-manager", operation: "Update", subresource: "status" },
    { manager: "kubectl-set", operation: "Update" },
    { manager: "pulumi-kubernetes-4711", operation: "Apply" },
];
const selector = { matchLabels: { "camunda.org/batch": "batch-1" } };
const settled = { observedGeneration: 3, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const owned = (uid: string) => ({ ownerReferences: [{ apiVersion: "apps/v1", kind: "Deployment", name: "orders-batch-1", uid }] });

/** What is written when the first batch fails. The API server is played; what a real one makes of it, and what Pulumi's next update does, is for test/e2e. */
describe("A first batch that fails", () => {
    let api: FakeApiServer;
    let resources: Registered[];
    let written: Written[];

    const rollout = async (args: Partial<RollingUpdateArgs> = {}) => {
        resources = await rollingFrom22(api.kubeconfig, { verification: { returnFirstBatch: true, lockSeconds: 0 }, ...args });
    };
    /** What is done when the first batch has not got ready. */
    const afterFailure = async (stableNames = false) => {
        const nodes = { namespace: "camunda", cluster: "orders", stableNames, restPath: "engine-rest", port: 8080 };
        const window = { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" };
        const of = { workload: "orders-batch-1", id: "batch-1", version: "7.23.0" };
        const first = new FirstBatch({ ...of, returns: true, window, nodes, access: { kubeconfig: api.kubeconfig } });
        const vouched = { ...nodes, deployment: "orders-batch-1", generation: 3, nodes: 1, product: "camunda", version: "7.23.0" };
        const waiting = { budgetSeconds: 5, report: () => undefined, signal: new AbortController().signal };
        return first.onFailure?.({
            cluster: await Cluster.connect({ kubeconfig: api.kubeconfig }),
            vouched: { ...vouched, image: image("7.23.0") },
            holds: [{ id: "nodeNotReady", message: "", why: "", next: "", overridable: false }],
            wait: (look) => waitUntilFree({ ...waiting, look }),
        });
    };
    const revision = (number: number, version: string, uid = "1") => ({
        metadata: { ...owned(uid), annotations: { "deployment.kubernetes.io/revision": String(number) } },
        spec: { template: template(version, { "pod-template-hash": `hash${number}` }) },
    });
    beforeEach(async () => {
        api = await FakeApiServer.start();
        written = [];
        api.pods = [node("batch-1", "7.23.0", crashing), node("batch-2", "7.22.0")];
        const workload = {
            metadata: {
                uid: "1",
                generation: 3,
                labels: { "camunda.org/batch": "batch-1" },
                annotations: { "pulumi.com/patchForce": "true", "deployment.kubernetes.io/revision": "9" },
                managedFields: applied,
            },
            spec: { replicas: 1, selector, minReadySeconds: 0, template: template("7.23.0") },
            status: settled,
        };
        const other = { spec: { selector: { matchLabels: { "camunda.org/batch": "batch-2" } } }, status: settled };
        api.objects = {
            "deployments/orders-batch-2": other,
            "deployments/orders-batch-1": workload,
            "statefulsets/orders-batch-1": workload,
        };
        api.lists = {
            "/apis/apps/v1/namespaces/camunda/replicasets": [
                revision(7, "7.22.0"),
                revision(8, "7.22.0"),
                revision(9, "7.23.0"),
                revision(11, "7.22.0", "of somebody else"),
            ],
            "/apis/apps/v1/namespaces/camunda/controllerrevisions": [
                { metadata: owned("1"), revision: 2, data: { spec: { template: { ...template("7.22.0"), $patch: "replace" } } } },
                { metadata: owned("1"), revision: 3, data: { spec: { template: { ...template("7.23.0"), $patch: "replace" } } } },
            ],
        };
        api.written = (what) => {
            written.push(what);
            workload.spec.template = template("7.22.0");
            api.pods = [node("batch-1", "7.22.0"), node("batch-2", "7.22.0")];
        };
    });
    afterEach(() => api.stop());

    for (const stableNames of [false, true]) {
        const kind = stableNames ? "StatefulSet" : "Deployment";
        it(`is written as it was, in Pulumi's name, as a ${kind}`, async () => {
            expect(await afterFailure(stableNames)).to.contain("batch-1 was rolled back to camunda 7.22.0, and is in service");
            const [{ object, fieldManager, contentType, body }, ...others] = written;
            expect([object, fieldManager, contentType, others]).to.deep.equal([
                `${kind.toLowerCase()}s/orders-batch-1`,
                "pulumi-kubernetes-4711",
                "application/apply-patch+yaml",
                [],
            ]);
            const { kind: writtenKind, metadata, spec } = body as { kind: string; metadata: { annotations: object }; spec: object };
            expect(writtenKind).to.equal(kind);
            expect(metadata.annotations).to.have.all.keys("pulumi.com/patchForce", "camunda.org/returned");
            expect(spec).to.deep.equal({ replicas: 1, selector, minReadySeconds: 0, template: template("7.22.0") });
        });
    }

    it("is waited for until it is in service, and says so if it is not", async () => {
        const held = afterFailure();
        const taken = api.written;
        api.written = (what) => {
            taken(what);
            api.pods = [node("batch-1", "7.22.0", crashing), node("batch-2", "7.22.0")];
        };
        expect(await held)
            .to.contain("batch-1 is being rolled back to camunda 7.22.0 (verification.returnFirstBatch).")
            .and.to.contain("nodeNotReady: orders-batch-1-a: not ready (CrashLoopBackOff)");
    }).timeout(20000);

    it("says why it stays, and why it cannot be taken back", async () => {
        api.lists["/apis/apps/v1/namespaces/camunda/replicasets"] = [revision(9, "7.23.0")];
        expect(await afterFailure()).to.contain(
            "batch-1 could not be rolled back to camunda 7.22.0 (verification.returnFirstBatch): Kubernetes keeps nothing of orders-batch-1 at 7.22.0",
        );
        api.pods[1] = node("batch-2", "7.23.0", crashing);
        expect(await afterFailure()).to.equal("batch-1 was not rolled back (verification.returnFirstBatch): another batch has started.");
        expect(written).to.deep.equal([]);
    });

    it("is asked for by the first batch's checkpoint, by no other, not on the way back, and not where nobody wants it", async () => {
        const asks = async (batch: string, args: Partial<RollingUpdateArgs> = {}) => {
            const serving = (version: string, deployments: number) =>
                ["batch-1", "batch-2"].map((of): FakePod => {
                    const { answers, ...pod } = node(of, version);
                    return { ...pod, answers: { ...answers, "8080/engine-rest/deployment/count": { count: deployments } } };
                });
            api.pods = serving("7.22.0", 1);
            await rollout(args);
            api.pods = serving("7.23.0", 2);
            if (args.rollback) {
                // A rollback is not stopped by what was deployed, but by a batch that is not what Pulumi has it for.
                const workload = api.objects["deployments/orders-batch-1"] as { metadata: object; spec: object };
                const annotations = { "camunda.org/returned": "2026-11-30T06:00:00.000Z" };
                const spec = { ...workload.spec, template: template("7.24.0") };
                api.objects["deployments/orders-batch-1"] = { ...workload, metadata: { ...workload.metadata, annotations }, spec };
            }
            const said = await callCheckpoint(resources, `orders-${batch}`);
            expect(said).to.contain(args.rollback ? "nodeWrongVersion" : "deployedWhileMixed");
            return said.includes(
                "batch-1 was not rolled back (verification.returnFirstBatch): the failing check is not caused by its nodes.",
            );
        };
        expect([
            await asks("batch-1"),
            await asks("batch-2"),
            await asks("batch-1", { verification: { lockSeconds: 0 } }),
            await asks("batch-1", { rollback: { from: "7.24.0", reason: "jobs fail" } }),
        ]).to.deep.equal([true, false, false, false]);
    });

    it("is another input of the next update, and opens the window anew; of a batch that was never taken back nobody knows anything", async () => {
        const trigger = () => only(resources, "Stash orders-baseline").inputs;
        await rollout();
        const before = [only(resources, "Deployment orders-batch-1").inputs, trigger()];
        const workload = api.objects["deployments/orders-batch-1"] as { metadata: { annotations: Record<string, string> } };
        workload.metadata.annotations["camunda.org/returned"] = "2026-11-30T06:00:00.000Z";
        await rollout();
        const { metadata } = only(resources, "Deployment orders-batch-1").inputs as typeof workload;
        expect(metadata.annotations["camunda.org/returned"]).to.equal("2026-11-30T06:00:00.000Z");
        expect(JSON.stringify(only(resources, "Deployment orders-batch-2").inputs)).not.to.contain("returned");
        expect(JSON.stringify(before)).not.to.contain("returned");
        expect(JSON.stringify(trigger())).to.contain("7.22.0 → camunda 7.23.0, again since 2026-11-30T06:00:00.000Z");
        await rollout({ rollback: { from: "7.24.0", reason: "jobs fail" } });
        expect(JSON.stringify(only(resources, "Deployment orders-batch-1").inputs), "on the way back").to.contain(
            "2026-11-30T06:00:00.000Z",
        );
        expect(JSON.stringify(only(resources, "Deployment orders-batch-2").inputs), "on the way back").not.to.contain("returned");
        await rollout({ verification: { lockSeconds: 0 } });
        expect(JSON.stringify(only(resources, "Deployment orders-batch-1").inputs), "nobody asks").not.to.contain("returned");
    });
});
