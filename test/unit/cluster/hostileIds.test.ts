import { expect } from "chai";
import { KubeConfig } from "@kubernetes/client-node";
import fc from "fast-check";
import { cross, deleteCanaries, isDeployed, startCanary } from "../../../components/verification/canaryRest";
import { truthOf } from "../../../components/cluster/liveTruth";
import { nodeRest, NodeRest } from "../../../components/cluster/nodeRest";
import { sharedStanding } from "../../../components/cluster/standing";
import { canaryProcess } from "../../../components/verification/rules/canary";
import { StandingNode } from "../../../components/domain/facts/standing";
import { FakeApiServer } from "../support/fakeApiServer";
import { runs } from "../support/runs";

const below = /^\/api\/v1\/namespaces\/camunda\/pods\/orders-[12]:8080\/proxy\/engine-rest\/(?![^?]*\.\.)[\w.:/-]+(\?[^ ]*)?$/;
const known =
    /\/engine-rest\/(version|schema\/log|telemetry\/data|(incident|job|deployment|process-definition)(\/count)?|external-task|message|process-instance|history\/[a-z-]+|process-definition\/key\/[\w-]+(\/start)?|job\/[\w.:-]{1,64}\/execute|process-instance\/[\w.:-]{1,64}(\/activity-instances)?)(\?|$)/;

/** A node that answers everything with the same text wherever a text can be: what is asked next must not be decided by it. */
describe("whatever a node answers as an id, version, activity or message", function () {
    this.timeout(60_000);
    let api: FakeApiServer;
    let rest: NodeRest;
    const place = { restPath: "engine-rest", port: 8080 };
    const pods = ["orders-1", "orders-2"].map((name) => ({
        metadata: { name, namespace: "camunda" },
        status: { conditions: [{ type: "Ready", status: "True" }] },
    }));
    const [one, two] = ["7.22.0", "7.23.0"].map((version, i): StandingNode => ({
        name: `orders-${i + 1}`,
        batch: "b",
        version,
        inService: true,
    }));

    before(async () => {
        api = await FakeApiServer.start();
        const config = new KubeConfig();
        config.loadFromString(api.kubeconfig);
        rest = await nodeRest(config);
    });
    after(async () => {
        rest?.close();
        await api?.stop();
    });

    const row = (text: string) => ({
        ...{ id: text, version: text, activityId: text, incidentMessage: text, name: text, source: text, deploymentTime: text },
        ...{ incidentType: text, configuration: text, processInstanceId: text, workerId: text, lockExpirationTime: text, state: text },
        ...{ userId: text, key: text, message: text, type: text, timestamp: text, childActivityInstances: [] },
    });
    const answer = (text: string) => (_: string, path: string) => {
        const [plain] = path.split("?");
        const tree = { ...row("decided"), childActivityInstances: [row(text), row("due"), row("decided")] };
        return Promise.resolve(
            plain.endsWith("/count")
                ? { count: text }
                : plain.endsWith("activity-instances")
                  ? tree
                  : plain === "telemetry/data"
                    ? { product: { internals: { database: { vendor: text, version: text } } } }
                    : /^(version|process-definition)|start$/.test(plain)
                      ? row(text)
                      : [row(text)],
        );
    };

    async function everything(text: string): Promise<string[]> {
        const engine = answer(text);
        api.pods = ["orders-1", "orders-2"].map((name) => ({ name, labels: {}, answers: {}, engine }));
        const begin = api.requests.length;
        const nodes = (name: string) =>
            rest.to(
                pods.find(({ metadata }) => metadata.name === name)!,
                place,
            );
        const crossing = { businessKey: "k", from: one, to: two };
        const ignored = () => undefined;
        const asked = pods.map((pod) => ({ pod, place, adopted: false, get: rest.of(pod, place) }));
        const args = { namespace: "camunda", cluster: "orders", product: "camunda", version: "7.24.0", locks: true, ...place };
        const opening = { at: "2026-01-01T00:00:00Z", nodes: [], problem: "", incidents: 0, newest: [] };
        await truthOf(asked, args).catch(ignored);
        await sharedStanding([rest.of(pods[0], place)], { ...args, opening }).catch(ignored);
        await isDeployed(nodes("orders-1"), canaryProcess).catch(ignored);
        await startCanary(nodes("orders-1"), canaryProcess, text, text).catch(ignored);
        await deleteCanaries(nodes("orders-1"), "orders").catch(ignored);
        const progress = await cross(nodes, { crossing, process: canaryProcess, own: false, started: new Set() });
        expect(JSON.stringify(progress).length).to.be.below(8000);
        return api.requests.slice(begin).map((request) => request.split(" ", 1)[0]);
    }

    const wrong = (requests: readonly string[]) => requests.filter((request) => !below.test(request) || !known.test(request));

    it("a traversal ends in no request at all", async () => {
        const requests = await everything("../../../../../../../../namespaces/production?x=");
        expect(wrong(requests)).to.deep.equal([]);
        expect(requests.filter((request) => request.includes("production"))).to.deep.equal([]);
    });

    it("true ids are used as they are", async () => {
        const id = "6f1c9d0e-cc1b-11f0-9d2a-0242ac110002";
        const requests = await everything(id);
        expect(wrong(requests)).to.deep.equal([]);
        expect(requests.some((request) => request.endsWith(`/job/${id}/execute`))).to.equal(true);
        expect(requests.some((request) => request.includes(`/process-instance/${id}?skipCustomListeners`))).to.equal(true);
    });

    it("every request stays below the proxy path of a node that was meant, and is one of those that there are", () =>
        fc.assert(
            fc.asyncProperty(
                fc.oneof(
                    fc.string({ unit: "binary", maxLength: 80 }),
                    fc.stringMatching(/^[.%2eEfF/\\?#a:;@ -]{1,40}$/),
                    fc.stringMatching(/^[A-Za-z0-9][\w.:-]{0,70}$/),
                ),
                async (text) => {
                    expect(wrong(await everything(text)), JSON.stringify(text)).to.deep.equal([]);
                },
            ),
            { numRuns: runs(50) },
        ));
});
