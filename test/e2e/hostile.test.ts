import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { KubeConfig } from "@kubernetes/client-node";
import { cross, deleteCanaries } from "../../components/verification/canaryRest";
import { nodeRest } from "../../components/cluster/nodeRest";
import { canaryProcess } from "../../components/verification/rules/canary";
import { StandingNode } from "../../components/domain/facts/standing";
import { clusterEnvironment } from "../../local/cluster/cluster";
import { kubectl, until } from "./support/kubectl";

const manifest = join(__dirname, "data", "hostile.yaml");
const onManifest = (...command: string[]) => promisify(execFile)("kubectl", [...command, "-f", manifest]);

interface AuditEvent {
    readonly requestURI: string;
    readonly verb: string;
    readonly user: { readonly username: string };
}

/**
 * The traversal of test/hostile on a real API server, by its audit log: what left the client is what the server got. Every id that the pod answers leads to
 * another namespace; a pod that answers like an engine is enough, so there is none of an engine. What a client of before the mend sends is in test/hostile.
 */
describe("a hostile pod on the cluster", () => {
    const node: StandingNode = { name: "orders-1", batch: "batch-1", version: "7.23.0", inService: true };
    const meant = "/api/v1/namespaces/hostile/pods/orders-1:8080/proxy/engine-rest/";
    const log = () => readFile(join(clusterEnvironment.CLUSTER_DIR, "log", "audit.log"), "utf8");
    const phase = () => kubectl("get", "namespace", "hostile-victim", "-o", "jsonpath={.status.phase}");

    /** What the API server was asked for meanwhile that has to do with it. */
    async function asked(act: () => Promise<unknown>): Promise<AuditEvent[]> {
        const before = (await log()).length;
        await act();
        const events = (await log()).slice(before).split("\n").filter(Boolean);
        return events.map((line) => JSON.parse(line) as AuditEvent).filter(({ user }) => user.username === "admin");
    }

    before(async () => {
        await onManifest("apply");
        const ready = () => kubectl("-n", "hostile", "get", "pod", "orders-1", "-o", "jsonpath={.status.containerStatuses[0].ready}");
        await until("the hostile pod answers", async () => (await ready()) === "true", 120);
    });
    after(() => onManifest("delete", "--wait=false", "--ignore-not-found"));

    it("gets no request but those to the pod's own proxy path", async () => {
        const config = new KubeConfig();
        config.loadFromDefault();
        const rest = await nodeRest(config);
        const send = rest.to({ metadata: { name: "orders-1", namespace: "hostile" } }, { restPath: "engine-rest", port: 8080 });
        const events = await asked(async () => {
            await deleteCanaries(send, "orders").catch(() => undefined);
            const crossing = { businessKey: "k", from: node, to: node };
            await cross(() => send, { crossing, process: canaryProcess, own: false, started: new Set() });
        });
        rest.close();
        expect(events.map(({ requestURI }) => requestURI).filter((uri) => !uri.startsWith(meant))).to.deep.equal([]);
        expect(events.length).to.be.greaterThan(1);
        expect(await phase()).to.equal("Active");
    });

    it("would be seen: the log has what another client does with the victim", async () => {
        const events = await asked(phase);
        expect(events.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).to.deep.equal(["get /api/v1/namespaces/hostile-victim"]);
    });
});
