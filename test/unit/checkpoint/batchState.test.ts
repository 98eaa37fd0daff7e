import { expect } from "chai";
import { Cluster } from "../../../components/cluster/cluster";
import { batchHolds } from "../../../components/checkpoint/rules/integrated";
import { answers, node } from "../support/answers";
import { batch, labels } from "../support/batch";
import { FakeAnswer, FakeApiServer, FakePod } from "../support/fakeApiServer";

/** Against a server that plays the API server, as for Cluster.liveTruth. */
describe("Cluster.batchState", () => {
    let api: FakeApiServer;
    beforeEach(async () => (api = await FakeApiServer.start()));
    afterEach(() => api.stop());

    const state = async () => (await Cluster.connect({ kubeconfig: api.kubeconfig })).batchState(batch);

    const cases: [name: string, changes: Record<string, FakeAnswer>, answer: object | undefined][] = [
        ["version and schema", {}, { version: "7.22.0", schema: "7.22.0", authenticationRequired: false }],
        ["no schema log", { "schema/log": 404 }, { version: "7.22.0", schema: "", authenticationRequired: false }],
        ["authentication", { version: 401 }, { version: "", schema: "", authenticationRequired: true }],
        ["no answer", { version: 503 }, undefined],
        ["half an answer", { "schema/log": "<html>" }, undefined],
    ];
    for (const [name, changes, answer] of cases) {
        it(name, async () => {
            api.pods = [
                node("orders-1", { labels, answers: answers("7.22.0", changes) }),
                node("orders-0", { labels, status: { phase: "Failed", reason: "Evicted" } }),
            ];
            const { nodes, observedGeneration } = await state();
            expect(observedGeneration).to.equal(2);
            expect(nodes).to.deep.equal([
                { name: "orders-1", image: "engine", digests: [], ready: true, leaving: false, problem: "starting", answer },
            ]);
        });
    }

    describe("and the log of a node that does not get ready", () => {
        const log = "x.ProcessEngineException: ENGINE-03057 There are no Camunda tables in the database.";
        const crashing = (restartCount: number, container: object, logs: FakePod["logs"]) => {
            const containerStatuses = [{ name: "engine", restartCount, state: container }];
            api.pods = [node("orders-1", { labels, logs, status: { phase: "Running", containerStatuses } })];
        };
        const waiting = { waiting: { reason: "CrashLoopBackOff" } };
        const logsRead = () => api.requests.filter((request) => request.includes("/log?")).length;
        const fault = async () => (await state()).nodes[0].fault;

        it("is that of the container that has ended", async () => {
            crashing(1, waiting, { now: log });
            expect(await fault()).to.equal("ENGINE-03057 There are no Camunda tables in the database.");
        });
        it("is that of the container before, where it has been started again", async () => {
            crashing(2, { running: {} }, { now: "starting", previous: log });
            expect(await fault()).to.equal("ENGINE-03057 There are no Camunda tables in the database.");
        });
        it("is not read before a first failure, nor of a node that is ready", async () => {
            crashing(0, { running: {} }, { now: log, previous: log });
            expect(await fault()).to.equal(undefined);
            api.pods = [node("orders-1", { labels, logs: { now: log } })];
            expect(await fault()).to.equal(undefined);
            expect(logsRead()).to.equal(0);
        });
        it("is read once for several looks", async () => {
            crashing(1, waiting, { now: log });
            const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
            for (let look = 0; look < 3; look++) expect((await cluster.batchState(batch)).nodes[0].fault).to.match(/^ENGINE-03057/);
            expect(logsRead()).to.equal(1);
        });
        it("is nothing where it may not be read", async () => {
            crashing(1, waiting, {});
            const [{ problem, fault }] = (await state()).nodes;
            expect([problem, fault]).to.deep.equal(["CrashLoopBackOff", undefined]);
        });
    });

    it("asks for the StatefulSet where nodes keep their names", async () => {
        const status = { observedGeneration: 3, replicas: 2, updatedReplicas: 1, availableReplicas: 2 };
        api.objects = { "statefulsets/batch-1": { spec: { replicas: 2, selector: { matchLabels: labels } }, status } };
        api.pods = [node("orders-0", { labels })];
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const { nodes, ...seen } = await cluster.batchState({ ...batch, stableNames: true });
        expect(seen).to.deep.equal({ ...status, wantedReplicas: 2 });
        expect(nodes.map(({ name }) => name)).to.deep.equal(["orders-0"]);
    });

    it("says that there is no such StatefulSet any more, and not that the cluster is away", async () => {
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const seen = await cluster.batchState({ ...batch, stableNames: true });
        expect(seen.gone).to.equal(true);
        api.forbidden = /statefulsets/;
        const refused = await cluster.batchState({ ...batch, stableNames: true }).catch((error: Error) => error.message);
        expect(refused).to.contain("403");
    });

    it("says that there is no such migration Job any more", async () => {
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const job = { namespace: "camunda", job: "orders-schema-7-23-0", product: "camunda", version: "7.23.0", run: "1" };
        expect(await cluster.migrationState(job)).to.deep.equal({ succeeded: false, message: "", gone: true });
    });

    it("tells what a batch asks its nodes to be, whoever has written it last", async () => {
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const template = (image: string, version: string) => ({
            metadata: { labels: { "app.kubernetes.io/version": version } },
            spec: { containers: [{ name: "engine", image }] },
        });
        for (const generation of [batch.generation, batch.generation + 1]) {
            const status = { observedGeneration: generation, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
            const written = (image: string, version: string) => {
                const spec = { replicas: 1, selector: { matchLabels: labels }, template: template(image, version) };
                api.objects = { "deployments/batch-1": { metadata: { generation }, spec, status } };
                return cluster.batchState(batch);
            };
            const undone = await written("engine:7.21.0", "7.21.0");
            expect(undone.asks).to.deep.equal({ image: "engine:7.21.0", version: "7.21.0" });
            const [hold] = batchHolds(batch, undone);
            expect([hold.id, hold.final]).to.deep.equal(["changedByHand", true]);
            expect(batchHolds(batch, await written(batch.image, batch.version)).map(({ id }) => id)).not.to.include("changedByHand");
        }
    });

    it("tells that a batch was taken back, while it is asked to be what it was then", async () => {
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const returned = async (image: string, annotations: Record<string, string>) => {
            const spec = { selector: { matchLabels: labels }, template: { spec: { containers: [{ name: "engine", image }] } } };
            api.objects = { "deployments/batch-1": { metadata: { annotations }, spec } };
            return (await cluster.batchState(batch)).returned;
        };
        const at = { "camunda.org/returned": "2026-11-30T06:00:00.000Z" };
        expect([await returned("engine:before", at), await returned(batch.image, at), await returned("engine:before", {})]).to.deep.equal([
            "2026-11-30T06:00:00.000Z",
            undefined,
            undefined,
        ]);
    });

    it("asks a node again when its answer is a few seconds old, and at once when it gave none", async () => {
        const asked = (name: string) =>
            api.requests.filter((request) => request.includes(`/pods/${name}:8080/proxy/engine-rest/version`)).length;
        api.pods = [node("orders-1", { labels }), node("orders-2", { labels, answers: answers("7.22.0", { version: 503 }) })];
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const looks = async () => (await cluster.batchState(batch)).nodes.map(({ answer }) => answer?.version);
        const { now } = Date;
        try {
            expect([await looks(), await looks()]).to.deep.equal([
                ["7.22.0", undefined],
                ["7.22.0", undefined],
            ]);
            expect([asked("orders-1"), asked("orders-2")]).to.deep.equal([1, 2]);
            Date.now = () => now() + 5000;
            await looks();
            expect([asked("orders-1"), asked("orders-2")]).to.deep.equal([2, 3]);
        } finally {
            Date.now = now;
        }
    });

    it("an API server that forbids the pod proxy is not taken for a node that wants authentication", async () => {
        api.pods = [node("orders-1", { labels })];
        api.forbidden = /proxy/;
        const told = await state().catch((error: Error) => error.message);
        expect(told).to.equal('pods is forbidden: User "nobody" cannot get it');
    });
});
