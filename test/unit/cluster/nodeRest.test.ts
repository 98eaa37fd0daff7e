import { expect } from "chai";
import { KubeConfig } from "@kubernetes/client-node";
import { NodeRefusal } from "../../../components/cluster/errors";
import { nodeRest, NodeRest, Send } from "../../../components/cluster/nodeRest";
import { FakeApiServer } from "../support/fakeApiServer";

/** Over real HTTP; API server and node are played. Through a forwarded port, with credentials, nodes are asked in test/e2e/liveTruth.test.ts; the canary of its rollout, too, or it would not complete. */
describe("what is sent to a node through the pod proxy", () => {
    let api: FakeApiServer;
    let rest: NodeRest;
    let send: Send;
    let received: [method: string, path: string, body: object | undefined][];
    let answer: () => unknown;

    before(async () => {
        api = await FakeApiServer.start();
        const engine: Send = (method, path, body) => {
            received.push([method, path, body]);
            return Promise.resolve().then(answer);
        };
        api.pods = [{ name: "orders-1", labels: {}, answers: {}, engine }];
        const config = new KubeConfig();
        config.loadFromString(api.kubeconfig);
        rest = await nodeRest(config);
        send = rest.to({ metadata: { name: "orders-1", namespace: "camunda" } }, { restPath: "engine-rest", port: 8080 });
    });
    beforeEach(() => ([received, answer] = [[], () => undefined]));
    after(async () => {
        rest?.close();
        await api?.stop();
    });

    it("an object goes as JSON, and an answer without content is none", async () => {
        const body = { businessKey: "a / b", variables: { startedOn: { value: "ä", type: "String" } } };
        expect(await send("POST", "message", body)).to.equal(undefined);
        expect(received).to.deep.equal([["POST", "message", body]]);
    });

    it("a form goes as one, with its files", async () => {
        const form = new FormData();
        form.set("deployment-name", "canary");
        form.set("canary.bpmn", new Blob(["<definitions />"]), "canary.bpmn");
        answer = () => ({ id: "d1" });
        expect(await send("POST", "deployment/create", form)).to.deep.equal({ id: "d1" });
        const [[, , body]] = received as [[string, string, FormData]];
        expect(body.get("deployment-name")).to.equal("canary");
        const file = body.get("canary.bpmn") as File;
        expect([file.name, await file.text()]).to.deep.equal(["canary.bpmn", "<definitions />"]);
    });

    it("what has no body has none, and keeps its query", async () => {
        await send("DELETE", "process-instance/i1?skipCustomListeners=true");
        expect(received).to.deep.equal([["DELETE", "process-instance/i1?skipCustomListeners=true", undefined]]);
    });

    it("a refusal has the node's own words, of which the first line counts", async () => {
        answer = () => {
            throw new NodeRefusal(500, "Unknown property used in expression\n\tat org.camunda");
        };
        const refusal = await send("POST", "job/j1/execute").catch((error: unknown) => error as NodeRefusal);
        expect(refusal).to.be.instanceOf(NodeRefusal);
        expect(refusal).to.deep.include({ status: 500, said: "Unknown property used in expression", message: "HTTP status 500" });
        expect(received, "it is not sent twice").to.have.length(1);
    });
});
