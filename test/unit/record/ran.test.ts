import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { engineLabels } from "../../../components/domain/labels";
import { seenOf } from "../../../components/domain/evidence";
import { FakeApiServer, FakePod } from "../support/fakeApiServer";

const [one, two] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
const node = (name: string, change: Partial<FakePod> = {}): FakePod => ({
    name,
    labels: engineLabels("orders"),
    imageId: `registry/orders@${one}`,
    answers: {},
    ...change,
});
/** A pod that a migration Job has left, with its last words. */
const job = (message: string): FakePod => ({
    name: "orders-schema-7-23-0-x",
    labels: { "batch.kubernetes.io/job-name": "orders-schema-7-23-0" },
    status: { phase: "Succeeded", containerStatuses: [{ name: "migrate", state: { terminated: { exitCode: 0, message } } }] },
    answers: {},
});

/** Against a server that plays the API server. What a real runtime calls an image is for test/e2e/promotion.test.ts. */
describe("what is kept of a completed update", () => {
    let api: FakeApiServer;
    beforeEach(async () => (api = await FakeApiServer.start()));
    afterEach(() => api.stop());

    const ran = async (...pods: FakePod[]) => {
        api.pods = pods;
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const live = await cluster.liveTruth({ namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 });
        return seenOf(live, await cluster.migrationRecord("camunda", "orders-schema-7-23-0"));
    };

    it("tells each digest once, and the scripts of the migration", async () => {
        const record = JSON.stringify({ outcome: "migrated", from: "7.22.0", to: "7.23.0", scripts: one });
        const pods = [node("orders-1"), node("orders-2", { imageId: `docker-pullable://registry/orders@${two}` }), node("orders-3")];
        expect(await ran(...pods, job(`finished\n${record}\n`))).to.deep.equal({ digests: [one, two], scripts: one });
    });
    it("tells the installation as a node does, else as the migration recorded it", async () => {
        const record = job('{"outcome":"migrated","from":"7.22.0","to":"7.23.0","installation":"9d3bb0fe"}');
        const told = node("orders-1", {
            answers: { "8080/engine-rest/version": { version: "7.23.0" }, "8080/engine-rest/telemetry/data": { installation: "1ec4c2ba" } },
        });
        expect((await ran(told, record)).installation).to.equal("1ec4c2ba");
        expect((await ran(node("orders-1"), record)).installation).to.equal("9d3bb0fe");
        const created = job('{"outcome":"created","from":null,"to":"7.23.0","installation":""}');
        expect(await ran(node("orders-1"), created)).to.deep.equal({ digests: [one], scripts: "" });
    });
    it("leaves out nodes that leave, that have ended, or that are of another cluster", async () => {
        const others = [
            node("orders-leaving", { leaving: true, imageId: two }),
            node("orders-evicted", { status: { phase: "Failed", containerStatuses: [{ name: "engine", imageID: two }] } }),
            node("invoices-1", { labels: engineLabels("invoices"), imageId: two }),
        ];
        expect((await ran(node("orders-1"), ...others)).digests).to.deep.equal([one]);
    });
    for (const [name, pods] of [
        ["the Job's pod is gone", []],
        ["an earlier version of the script did not tell", [job('{"outcome":"migrated","from":"7.22.0","to":"7.23.0"}')]],
        ["it ended without a record", [job("killed")]],
    ] as const) {
        it(`knows no scripts where ${name}`, async () => expect((await ran(node("orders-1"), ...pods)).scripts).to.equal(""));
    }
});
