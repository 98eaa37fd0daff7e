import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { LiveTruthArgs } from "../../../components/cluster/liveTruth";
import { answers, node, waiting } from "../support/answers";
import { FakeApiServer } from "../support/fakeApiServer";

const at: LiveTruthArgs = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };

/** Against a server that plays the API server, as for Cluster.liveTruth. */
describe("the installation that nodes work on", () => {
    let api: FakeApiServer;
    beforeEach(async () => (api = await FakeApiServer.start()));
    afterEach(() => api.stop());

    const installed = (installation: unknown, place?: string) => answers("7.22.0", { "telemetry/data": { installation } }, place);
    const installations = async (change: Partial<LiveTruthArgs> = {}) =>
        (await Cluster.connect({ kubeconfig: api.kubeconfig })).installations({ ...at, ...change });

    it("is reported by one of the cluster's own nodes, and by one of those that are taken over", async () => {
        const legacy = { labels: { app: "legacy" } };
        api.pods = [
            node("orders-1", { status: waiting("CrashLoopBackOff"), answers: installed("starting") }),
            node("orders-2", { answers: answers("7.22.0", { "telemetry/data": 403 }) }),
            node("orders-3", { answers: installed("1ec4c2ba") }),
            node("orders-4", { answers: installed("never-asked") }),
            node("legacy-1", { ...legacy, answers: installed("9d3bb0fe", "8081/rest") }),
        ];
        expect(await installations({ adopt: { selector: "app=legacy", port: 8081, restPath: "rest" } })).to.deep.equal([
            { node: "orders-3", installation: "1ec4c2ba" },
            { node: "legacy-1", installation: "9d3bb0fe" },
        ]);
        expect(api.requests.filter((request) => request.includes("orders-4"))).to.deep.equal([]);
    });
    for (const installation of ["1ec4 c2ba", "1".repeat(65), 1]) {
        it(`is none where a node reports ${JSON.stringify(installation)}`, async () => {
            api.pods = [node("orders-1", { answers: installed(installation) })];
            expect(await installations()).to.deep.equal([]);
        });
    }
    it("is asked of five nodes at most", async () => {
        api.pods = Array.from({ length: 9 }, (_, i) => node(`orders-${i}`, { answers: installed("") }));
        expect(await installations()).to.deep.equal([]);
        expect(api.requests.filter((request) => request.includes("telemetry/data"))).to.have.length(5);
    });
});
