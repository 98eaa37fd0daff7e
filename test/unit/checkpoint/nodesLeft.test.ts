import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { NodesLeft } from "../../../components/checkpoint/nodesLeft";
import { node } from "../support/answers";
import { batch, labels } from "../support/batch";
import { FakeApiServer } from "../support/fakeApiServer";

/** Against a server that plays the API server. That a real kubelet kills a node then is known of Kubernetes, and not shown here. */
describe("NodesLeft", () => {
    let api: FakeApiServer;
    beforeEach(async () => (api = await FakeApiServer.start()));
    afterEach(() => api.stop());

    /** An old node that leaves until a time, looked for before and after it. */
    const looks = async (killedAt: string, graceSeconds: number) => {
        const left = new NodesLeft(60);
        const said: string[] = [];
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const look = async () => (await left.look(cluster, batch, (text) => void said.push(text))).map(({ id }) => id);
        api.pods = [node("orders-new", { labels }), node("orders-old", { labels, leaving: { killedAt, graceSeconds, ownSeconds: 145 } })];
        const first = await look();
        api.pods.pop();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(killedAt) - Date.now() + 50)));
        const holds = [...first, ...(await look()), ...(await look())];
        return { cut: left.cut.map(({ name }) => name), warned: said.map((text) => text.split(",")[0]), holds };
    };
    const soon = () => new Date(Date.now() + 500).toISOString();

    it("warns once of a node that was killed while it left, and keeps it", async () => {
        const { cut, warned, holds } = await looks(soon(), 145);
        expect(cut).to.deep.equal(["orders-old"]);
        expect(warned).to.deep.equal(["orders-old took its whole grace period to leave"]);
        expect(holds[0]).to.equal("nodeNotGone");
    });

    it("says nothing of one that leaves in time, or was given less time by hand", async () => {
        expect(await looks(new Date(Date.now() - 60_000).toISOString(), 1)).to.deep.include({ cut: [], warned: [] });
        const early = await looks(soon(), 1);
        expect([early.cut, early.warned]).to.deep.equal([[], []]);
    });
});
