import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { LiveTruthArgs } from "../../../components/cluster/liveTruth";
import { engineLabels } from "../../../components/domain/labels";
import { answers, node, telemetry, waiting } from "../support/answers";
import { FakeAnswer, FakeApiServer, FakePod } from "../support/fakeApiServer";

const at: LiveTruthArgs = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };

const everything = {
    workloads: [],
    schema: "7.22.0",
    incidents: 3,
    failedJobs: 2,
    deployments: 7,
    database: { kind: "postgresql", version: "15.18" },
};

interface Kubeconfig {
    clusters: { cluster: { server: string } }[];
}

/** Against a server that plays the API server. It does not prove how a real one proxies, nor that a port can be forwarded: test/e2e/liveTruth.test.ts does. */
describe("Cluster.liveTruth", () => {
    let api: FakeApiServer;
    beforeEach(async () => (api = await FakeApiServer.start()));
    afterEach(() => api.stop());

    /** Which API server that was. */
    const place = (server = api) => ({
        context: "fake",
        address: (JSON.parse(server.kubeconfig) as Kubeconfig).clusters[0].cluster.server,
    });
    const truth = async (change: Partial<LiveTruthArgs> = {}) =>
        (await Cluster.connect({ kubeconfig: api.kubeconfig })).liveTruth({ ...at, ...change });

    it("asks every node for its version, and one for what is in the database", async () => {
        api.pods = [node("orders-1"), node("orders-2", { answers: answers("7.23.0") })];
        expect(await truth()).to.deep.equal({
            nodes: [
                { name: "orders-1", version: "7.22.0", image: "engine", problem: "" },
                { name: "orders-2", version: "7.23.0", image: "engine", problem: "" },
            ],
            ...everything,
            problem: "",
        });
    });

    it("has the rows of tables counted, and tells of those that are not counted in time, or not at all, that they are not known", async () => {
        const count = {
            ACT_RU_JOB: "job/count",
            ACT_HI_VARINST: "history/variable-instance/count",
            ACT_HI_OP_LOG: "history/user-operation/count",
        };
        const counted = { "job/count": { count: 40 }, "history/user-operation/count": 403 };
        api.pods = [node("orders-1", { answers: answers("7.22.0", counted) })];
        expect((await truth({ count })).rows).to.deep.equal({ ACT_RU_JOB: 40, ACT_HI_VARINST: undefined, ACT_HI_OP_LOG: undefined });
    });

    const silentNodes: [name: string, changes: Partial<FakePod>, problem: string][] = [
        ["its image cannot be pulled", { status: waiting("ImagePullBackOff") }, "not ready (ImagePullBackOff)"],
        [
            "it is not scheduled",
            { status: { conditions: [{ type: "PodScheduled", status: "False", message: "0/1 nodes are available" }] } },
            "not ready (0/1 nodes are available)",
        ],
        ["it starts", { status: { containerStatuses: [{ state: { running: {} } }] } }, "not ready (starting)"],
        ["the cluster has not said anything of it yet", { status: {} }, "not ready"],
        ["it wants a user name", { answers: answers("7.22.0", { version: 401 }) }, "wants authentication"],
        ["it wants another user", { answers: answers("7.22.0", { version: 403 }) }, "wants authentication"],
        ["it has no REST API there", { answers: {} }, "does not answer engine-rest/version (HTTP status 404)"],
        ["nothing listens", { answers: answers("7.22.0", { version: 503 }) }, "does not answer engine-rest/version (HTTP status 503)"],
        [
            "something else answers",
            { answers: answers("7.22.0", { version: "<html>" }) },
            "does not answer engine-rest/version (its answer is not JSON: <html>)",
        ],
        [
            "it has no version",
            { answers: answers("7.22.0", { version: { version: null } }) },
            "does not answer engine-rest/version (there is no version in the answer)",
        ],
    ];
    for (const [name, changes, problem] of silentNodes) {
        it(`a node that does not tell its version, and another one that is asked for the rest: ${name}`, async () => {
            api.pods = [node("orders-1", changes), node("orders-2")];
            expect(await truth()).to.deep.equal({
                nodes: [
                    {
                        name: "orders-1",
                        version: "",
                        image: "engine",
                        problem,
                        ...(problem === "wants authentication" ? { authenticationRequired: true } : {}),
                    },
                    { name: "orders-2", version: "7.22.0", image: "engine", problem: "" },
                ],
                ...everything,
                problem: "",
            });
        });
    }

    it("says that the user may not list the batches; whatever else goes wrong with that is a problem as everywhere", async () => {
        api.pods = [node("orders-1")];
        api.forbidden = /\/(deployments|statefulsets)$/;
        const rest = Object.fromEntries(Object.entries(everything).filter(([key]) => key !== "workloads"));
        const nodes = [{ name: "orders-1", version: "7.22.0", image: "engine", problem: "" }];
        const why = (kind: string) => `${kind}s: ${kind.toLowerCase()}s is forbidden: User "nobody" cannot get it`;
        expect(await truth()).to.deep.equal({ nodes, ...rest, workloadsUnread: why("Deployment"), problem: "" });
        expect((await truth({ stableNames: true })).workloadsUnread).to.equal(why("StatefulSet"));
        api.refusal = 500;
        const { problem, workloadsUnread } = await truth();
        expect([problem, workloadsUnread]).to.deep.equal(['deployments is forbidden: User "nobody" cannot get it', undefined]);
    });

    it("no node tells its version: nothing is said of the database", async () => {
        api.pods = [node("orders-1", { answers: {} })];
        expect(await truth()).to.have.all.keys("nodes", "workloads", "problem");
    });

    const untold: [name: string, changes: Record<string, FakeAnswer>, truth: object][] = [
        [
            "7.10, which has neither schema log nor telemetry",
            { "schema/log": 404, "telemetry/data": 404 },
            { schema: undefined, database: undefined },
        ],
        [
            "a user who may not see everything",
            { "telemetry/data": 403, "incident/count": 401 },
            { database: undefined, incidents: undefined },
        ],
        [
            "a schema log with times, of which the newest row's counts",
            {
                "schema/log": [
                    { id: "1000", version: "7.22.0", timestamp: "2026-11-21T10:00:00.000+0100" },
                    { id: "900", version: "7.21.0", timestamp: "2026-11-22T10:00:00.000+0100" },
                ],
            },
            { schema: "7.22.0", schemaChangedAt: "2026-11-21T09:00:00.000Z" },
        ],
        ["an empty schema log", { "schema/log": [] }, { schema: undefined }],
        ["a count that is none", { "job/count?noRetriesLeft=true": {} }, { failedJobs: undefined }],
        ["an answer that is no JSON", { "deployment/count": "<html>" }, { deployments: undefined }],
        [
            "the installation of the database",
            { "telemetry/data": { ...telemetry("H2", "2"), installation: "1ec4c2ba-7e5f-11f0" } },
            { database: { kind: "h2", version: "2" }, installation: "1ec4c2ba-7e5f-11f0" },
        ],
        [
            "an installation that is none",
            { "telemetry/data": { ...telemetry("H2", "2"), installation: "a b" } },
            { database: { kind: "h2", version: "2" } },
        ],
        ["telemetry without a database", { "telemetry/data": { product: {} } }, { database: undefined }],
        ["H2", { "telemetry/data": telemetry("H2", "2.3.232 (2024-08-11)") }, { database: { kind: "h2", version: "2.3.232" } }],
        [
            "a database without a version",
            { "telemetry/data": telemetry("PostgreSQL", "") },
            { database: { kind: "postgresql", version: "" } },
        ],
    ];
    for (const [name, changes, expected] of untold) {
        it(`what a node does not tell is left out: ${name}`, async () => {
            api.pods = [node("orders-1", { answers: answers("7.22.0", changes) })];
            expect(await truth()).to.deep.equal({
                nodes: [{ name: "orders-1", version: "7.22.0", image: "engine", problem: "" }],
                ...everything,
                ...expected,
                problem: "",
            });
        });
    }

    it("pods that leave or have ended are no nodes, nor are those of another cluster", async () => {
        api.pods = [
            node("orders-leaving", { leaving: true }),
            node("orders-evicted", { status: { phase: "Failed", reason: "Evicted" } }),
            node("orders-done", { status: { phase: "Succeeded" } }),
            node("invoices-1", { labels: engineLabels("invoices") }),
        ];
        expect(await truth({ restSecret: "is-not-needed-then" })).to.deep.equal({ nodes: [], workloads: [], problem: "" });
    });

    it("nodes that are taken over count too, once, and may answer elsewhere", async () => {
        api.pods = [
            node("orders-1"),
            node("orders-both", { labels: { ...engineLabels("orders"), app: "legacy" } }),
            node("legacy-1", { labels: { app: "legacy" }, answers: answers("7.12.0", {}, "8081/rest") }),
        ];
        const { nodes } = await truth({ adopt: { selector: "app=legacy", port: 8081, restPath: "rest" } });
        expect(nodes).to.deep.equal([
            { name: "orders-1", version: "7.22.0", image: "engine", problem: "" },
            { name: "orders-both", version: "7.22.0", image: "engine", problem: "" },
            { name: "legacy-1", adopted: true, version: "7.12.0", image: "engine", problem: "" },
        ]);
    });

    it("nodes that are taken over answer where the others do, if nothing else is said", async () => {
        api.pods = [node("legacy-1", { labels: { app: "legacy" } })];
        const { nodes, schema } = await truth({ adopt: { selector: "app=legacy" } });
        expect(nodes).to.deep.equal([{ name: "legacy-1", adopted: true, version: "7.22.0", image: "engine", problem: "" }]);
        expect(schema).to.equal("7.22.0");
    });

    it("nodes that an earlier update has taken over count too, and are known as such where no selector of now finds them", async () => {
        api.pods = [node("legacy-1", { labels: { app: "legacy" } })];
        const before = await truth({ adopt: { selector: "app=others" }, adoptedBefore: "app=legacy" });
        expect(before.nodes.map(({ name, adopted, forgotten }) => [name, adopted, forgotten])).to.deep.equal([["legacy-1", true, true]]);
        const again = await truth({ adopt: { selector: "app=legacy" }, adoptedBefore: "app=legacy" });
        expect(again.nodes.map(({ forgotten }) => forgotten)).to.deep.equal([undefined]);
    });

    it("1,000 nodes: ten at a time, over connections that are used again", async () => {
        api.pods = Array.from({ length: 1000 }, (_, i) => node(`orders-${i}`, { answers: answers(`7.22.${i}`) }));
        api.together = 10;
        const { nodes } = await truth();
        expect(nodes.map(({ name, version }) => [name, version])).to.deep.equal(api.pods.map(({ name }, i) => [name, `7.22.${i}`]));
        expect(api.mostAtATime).to.equal(10);
        // Ten for the nodes, and one each for the lists of pods and of batches.
        expect(api.connections).to.be.at.most(12);
    });

    it("an API server that forbids the list of pods: its own words, in one line", async () => {
        api.forbidden = /pods$/;
        expect(await truth()).to.deep.equal({ nodes: [], problem: 'pods is forbidden: User "nobody" cannot get it', ...place() });
    });

    it("an API server that does not know who asks, and whose words the client drops", async () => {
        api.forbidden = /pods$/;
        api.refusal = 401;
        expect(await truth()).to.deep.equal({ nodes: [], problem: "the API server answers with HTTP status 401", ...place() });
    });

    it("an API server that forbids the pod proxy is not taken for a node that wants authentication", async () => {
        api.pods = [node("orders-1"), node("orders-2")];
        api.forbidden = /proxy/;
        expect(await truth()).to.deep.equal({ nodes: [], problem: 'pods is forbidden: User "nobody" cannot get it', ...place() });
    });

    it("an API server that is away", async () => {
        const { kubeconfig } = api;
        await api.stop();
        const { nodes, problem } = await (await Cluster.connect({ kubeconfig })).liveTruth(at);
        expect(nodes).to.deep.equal([]);
        expect(problem).to.contain("connect ECONNREFUSED 127.0.0.1").and.not.to.contain("\n");
        api = await FakeApiServer.start();
    });

    it("a node and an API server that keep silent are not waited for longer than five seconds", async function () {
        // Time enough for two of these waits on a slow machine; without them it would be for good.
        this.timeout(20_000);
        const other = await FakeApiServer.start();
        other.silent = /pods$/;
        api.pods = [node("orders-1", { answers: answers("7.22.0", { version: undefined }) }), node("orders-2")];
        const [withNode, withoutApi] = await Promise.all([
            truth(),
            Cluster.connect({ kubeconfig: other.kubeconfig }).then((cluster) => cluster.liveTruth(at)),
        ]);
        expect(withNode.nodes.map(({ problem }) => problem)).to.deep.equal(["does not answer engine-rest/version", ""]);
        expect(withoutApi).to.deep.equal({ nodes: [], problem: "the API server does not answer in time", ...place(other) });
        await other.stop();
    });

    describe("with credentials", () => {
        const secret = { username: "an-administrator", password: "a-secret-password" };

        it("a Secret that is not there", async () => {
            api.pods = [node("orders-1")];
            expect(await truth({ restSecret: "orders-rest" })).to.deep.equal({
                nodes: [],
                problem: 'secrets "orders-rest" not found',
                ...place(),
            });
        });

        it("a Secret without a password", async () => {
            api.pods = [node("orders-1")];
            api.secrets = { "orders-rest": { username: secret.username } };
            expect((await truth({ restSecret: "orders-rest" })).problem).to.equal(
                "the Secret orders-rest in the namespace camunda has to have a username and a password",
            );
        });

        it("are never sent to the API server, nor part of what is told", async () => {
            api.pods = [node("orders-1")];
            api.secrets = { "orders-rest": secret };
            const told = await truth({ restSecret: "orders-rest" });
            expect(told.nodes).to.deep.equal([
                { name: "orders-1", version: "", image: "engine", problem: "does not answer engine-rest/version" },
            ]);
            const basic = Buffer.from(`${secret.username}:${secret.password}`).toString("base64");
            for (const text of [secret.username, secret.password, basic]) {
                expect(JSON.stringify([told, api.requests])).not.to.contain(text);
            }
            expect(api.requests.join("\n")).to.contain("/pods/orders-1/portforward?ports=8080").and.not.to.contain("/proxy/");
        });

        it("an API server that forbids the port to be forwarded", async () => {
            api.pods = [node("orders-1")];
            api.secrets = { "orders-rest": secret };
            api.forbidden = /portforward/;
            expect(await truth({ restSecret: "orders-rest" })).to.deep.equal({
                nodes: [],
                problem: "the API server does not let a port of orders-1 be forwarded (403; pods/portforward)",
                ...place(),
            });
        });
    });
});
