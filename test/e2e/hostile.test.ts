import { expect } from "chai";
import { readFile } from "node:fs/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { cross, deleteCanaries } from "../../components/engine/canary";
import { nodeRest } from "../../components/engine/nodeRest";
import { canaryProcess } from "../../components/rules/canary";
import { StandingNode } from "../../components/rules/standing";
import { kubectl } from "./support/kubectl";

const namespace = "hostile";
const traversal = "../../../../../../../../namespaces/hostile-victim?x=";
/** Rows whose ids lead elsewhere. The image in HOSTILE_IMAGE answers every request at port 8080 with the text in ANSWER. */
const answer = JSON.stringify([{ id: traversal, activityId: "due", childActivityInstances: [] }]);

/**
 * The traversal of test/hostile on a real API server, which keeps an audit log (AUDIT_LOG names it): what left the client is what the server got. A pod that
 * answers like an engine is enough, so there is none of an engine.
 */
describe("a hostile pod on the cluster", function () {
    const log = process.env.AUDIT_LOG;
    before(async function () {
        if (!log || !process.env.HOSTILE_IMAGE) {
            this.skip(); // shows as pending: the local cluster keeps no audit log unless its API server is given --audit-log-path
        }
        await kubectl("create", "namespace", "hostile-victim");
        await kubectl("create", "namespace", namespace);
        await kubectl(
            "-n",
            namespace,
            "run",
            "orders-1",
            `--image=${process.env.HOSTILE_IMAGE ?? ""}`,
            "--port=8080",
            `--env=ANSWER=${answer}`,
        );
        await kubectl("-n", namespace, "wait", "--for=condition=Ready", "pod/orders-1", "--timeout=120s");
    });
    after(() => (log ? kubectl("delete", "namespace", namespace, "hostile-victim", "--wait=false") : undefined));

    it("gets no request but those to the pod's own proxy path", async () => {
        const config = new KubeConfig();
        config.loadFromDefault();
        const rest = await nodeRest(config);
        const before = (await readFile(log ?? "", "utf8")).length;
        const pod = { metadata: { name: "orders-1", namespace } };
        const send = rest.to(pod, { restPath: "engine-rest", port: 8080 });
        const node: StandingNode = { name: "orders-1", batch: "batch-1", version: "7.23.0", inService: true };
        const crossing = { businessKey: "k", from: node, to: node };
        await deleteCanaries(send, "orders").catch(() => undefined);
        await cross(() => send, { crossing, process: canaryProcess, own: false, started: new Set() });
        rest.close();
        const events = (await readFile(log ?? "", "utf8")).slice(before).trim().split("\n");
        const uris = events.map((line) => (JSON.parse(line) as { requestURI: string }).requestURI).filter((uri) => uri.includes("hostile"));
        const meant = `/api/v1/namespaces/${namespace}/pods/orders-1:8080/proxy/engine-rest/`;
        expect(uris.filter((uri) => !uri.startsWith(meant))).to.deep.equal([]);
        expect(uris.length).to.be.greaterThan(0);
        expect((await kubectl("get", "namespace", "hostile-victim", "-o", "jsonpath={.status.phase}")).trim()).to.equal("Active");
    });
});
