import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { LiveTruth } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { facts, live } from "../support/facts";

const away = { nodes: [], problem: "connect ECONNREFUSED 127.0.0.1:1", context: "orders", address: "https://127.0.0.1:1" };
const judged = (previous: string | undefined, answer: LiveTruth, change = {}) => {
    const { holds, warnings } = judge({ ...facts(previous, previous ? "7.23.0" : "7.22.0", change), live: answer });
    return { holds: holds.map(({ id }) => id), warnings };
};

describe("a cluster that cannot be reached", () => {
    it("is a warning where nothing is recorded, with context, address and what to do", () => {
        const { holds, warnings } = judged(undefined, away);
        expect(holds).to.deep.equal([]);
        expect(warnings).to.have.length(1);
        expect(warnings[0].split("\n")).to.deep.equal([
            "the cluster could not be asked what runs: connect ECONNREFUSED 127.0.0.1:1",
            '  why:  context "orders" of the kubeconfig, server https://127.0.0.1:1; the step is judged as if no node ran there',
            "  next: kubectl --context orders get --raw /readyz   # then: pulumi preview",
        ]);
        expect(judged(undefined, { nodes: [], problem: "no such file", context: "" }).warnings[0])
            .to.contain('context "" of the kubeconfig, which names no server')
            .and.to.contain("kubectl get --raw");
    });

    it("is none where it answers, where it is made by the update itself, and where a hold says it already", () => {
        expect(judged(undefined, live({ nodes: [] })).warnings).to.deep.equal([]);
        expect(
            judged(undefined, { nodes: [], problem: "how the cluster is reached is not known before it exists" }).warnings,
        ).to.deep.equal([]);
        expect(judged("7.22.0", away)).to.deep.equal({ holds: ["truthUnknown"], warnings: [] });
        const overrides = [{ hold: "truthUnknown", reason: "the API server is being replaced" }];
        expect(judged("7.22.0", away, { overrides })).to.deep.equal({ holds: [], warnings: [] });
    });

    it("is named by the context and the address that were tried", async () => {
        const kubeconfig = JSON.stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name: "far", cluster: { server: "https://127.0.0.1:1" } }],
            users: [{ name: "far", user: { token: "t" } }],
            contexts: [{ name: "orders", context: { cluster: "far", user: "far" } }],
            "current-context": "orders",
        });
        const at = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
        expect(await Cluster.truth({ kubeconfig }, at)).to.include({ context: "orders", address: "https://127.0.0.1:1" });
        expect(await Cluster.truthAndRoom({ kubeconfig, context: "other" }, at)).to.include({ context: "other" });
        expect(await Cluster.truthAndRoom({ kubeconfig }, at)).to.include({ context: "orders", address: "https://127.0.0.1:1" });
    });
});
