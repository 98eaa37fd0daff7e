import { expect } from "chai";
import { RollingUpdateArgs } from "../../components";
import { BetweenBatches } from "../../components/verification/betweenBatches";
import { Cluster } from "../../components/cluster/cluster";
import { settle } from "../../components/settings/settle";
import { schemaLook } from "../../components/schema/schemaLook";
import { settleVerification } from "../../components/settings/verification";
import { FakeApiServer, FakePod } from "../unit/support/fakeApiServer";
import { callCheckpoint, Registered } from "./support/recorder";
import { rollingFrom22 } from "./support/rollingUpdate";

const engine = {
    "app.kubernetes.io/name": "camunda",
    "app.kubernetes.io/instance": "orders",
    "app.kubernetes.io/component": "engine",
};
const log = [{ id: "0", timestamp: "2026-11-21T10:00:00.000+0000", version: "7.23.0" }];
const node = (batch: string, version: string): FakePod => ({
    name: `orders-${batch}-a`,
    labels: { ...engine, "camunda.org/batch": batch, "app.kubernetes.io/version": version },
    image: `camunda/camunda-bpm-platform:run-${version}`,
    answers: {
        "8080/engine-rest/version": { version },
        "8080/engine-rest/schema/log": log,
        "8080/engine-rest/incident/count": { count: 0 },
        "8080/engine-rest/job/count?noRetriesLeft=true": { count: 0 },
        "8080/engine-rest/deployment/count": { count: 2 },
    },
});
const migrated: FakePod = {
    name: "orders-schema-7-23-0-a",
    labels: { "batch.kubernetes.io/job-name": "orders-schema-7-23-0" },
    status: {
        phase: "Running",
        containerStatuses: [{ state: { terminated: { message: '{"outcome":"migrated","from":"7.22.0","to":"7.23.0"}' } } }],
    },
    answers: {},
};
const settled = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

/** What the engine's call of a checkpoint comes to. The API server is played: that Pulumi calls it, and waits, is for test/engine and test/e2e. */
describe("A checkpoint", () => {
    let api: FakeApiServer;
    let resources: Registered[];
    const rollout = async (args: Partial<RollingUpdateArgs> = {}) => {
        resources = await rollingFrom22(api.kubeconfig, args);
    };
    const call = (name: string, oldInputs?: object) => callCheckpoint(resources, name, oldInputs);
    beforeEach(async () => {
        api = await FakeApiServer.start();
        api.pods = [migrated, node("batch-1", "7.22.0"), node("batch-2", "7.22.0")];
        api.objects = {
            "jobs/orders-schema-7-23-0": { status: { succeeded: 1 } },
            "deployments/orders-batch-1": { spec: { selector: { matchLabels: { "camunda.org/batch": "batch-1" } } }, status: settled },
        };
    });
    afterEach(() => api.stop());
    const upgrade = () => (api.pods = [migrated, node("batch-1", "7.23.0"), node("batch-2", "7.22.0")]);

    it("lets the rollout pass when the schema is migrated, and when a batch is integrated", async () => {
        await rollout({ verification: { lockSeconds: 0 } });
        expect(await call("orders-schema")).to.equal("passes");
        upgrade();
        expect(await call("orders-batch-1")).to.equal("passes");
    });

    describe("behind the migration, before the first batch", () => {
        const [one, two] = ["1ec4c2ba-7e5f-11f0", "9d3bb0fe-7e5f-11f0"];
        const works = (pod: FakePod, installation: string): FakePod => ({
            ...pod,
            answers: { ...pod.answers, "8080/engine-rest/telemetry/data": { installation } },
        });
        const migratedOn = (installation: string) => {
            const message = JSON.stringify({ outcome: "unchanged", from: "7.23.0", to: "7.23.0", installation });
            api.pods[0] = { ...migrated, status: { phase: "Running", containerStatuses: [{ state: { terminated: { message } } }] } };
        };
        const run = (...nodes: FakePod[]) => {
            api.pods = [migrated, ...nodes];
            migratedOn(one);
        };
        const evidence = [{ from: "", to: "camunda 7.22.0", at: "", image: "", digests: [], scripts: "", installation: two }];
        const before = { version: "7.22.0", history: [{ from: "", to: "camunda 7.22.0", overrides: [], rollback: "" }] };

        it("passes where nodes work on the same database", async () => {
            run(works(node("batch-1", "7.22.0"), one), node("batch-2", "7.22.0"));
            await rollout();
            expect(await call("orders-schema")).to.equal("passes");
        });
        it("holds where nodes work on another one, and an override lets it pass", async () => {
            run(node("batch-1", "7.22.0"), works(node("batch-2", "7.22.0"), two));
            await rollout();
            expect(await call("orders-schema"))
                .to.contain(`databaseUnexpected: the migration's database belongs to installation ${one}`)
                .and.to.contain(`node orders-batch-2-a works on installation ${two}`)
                .and.to.contain("Waiting cannot resolve this");
            await rollout({ overrides: [{ hold: "databaseUnexpected", reason: "ticket 4711" }] });
            expect(await call("orders-schema")).to.equal("passes");
        });
        it("holds where nodes that are taken over work on another one", async () => {
            const legacy = { ...works(node("batch-1", "7.22.0"), two), name: "legacy-1", labels: { app: "legacy" } };
            run(legacy);
            await rollout({ record: { history: [] }, adopt: { selector: "app=legacy" } });
            expect(await call("orders-schema")).to.contain(`node legacy-1 works on installation ${two}`);
        });
        it("holds where the stack has another one on record, though nobody runs", async () => {
            run();
            await rollout({ record: { ...before, evidence } });
            expect(await call("orders-schema")).to.contain(`completed its last version on installation ${two}`);
        });
        it("holds where no engine has used the migrated database, though the stack or old nodes have one; a first installation has none", async () => {
            const legacy = { adopt: { selector: "app.kubernetes.io/instance=orders" } };
            for (const [args, answer] of [
                [{ record: before }, "belongs to no installation yet, and node orders-batch-1-a"],
                [{ record: { history: [] }, ...legacy }, "belongs to no installation yet, and node orders-batch-1-a"],
                [{ record: { history: [] } }, "passes"],
            ] as const) {
                run(works(node("batch-1", "7.22.0"), one));
                migratedOn("");
                await rollout({ ...args });
                expect(await call("orders-schema")).to.contain(answer);
            }
        });
        it("asks the nodes once for several looks", async () => {
            run(works(node("batch-1", "7.22.0"), one));
            const { target } = settle({ engine: { version: "7.23.0" } });
            const nodes = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
            const look = schemaLook({ target, completed: before, nodes });
            const wanted = { namespace: "camunda", job: "orders-schema-7-23-0", run: "uid", product: "camunda", version: "7.23.0" };
            const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
            for (let i = 0; i < 3; i++) expect(await look(cluster, wanted, () => undefined)).to.deep.equal([]);
            expect(api.requests.filter((request) => request.includes("telemetry/data"))).to.have.length(1);
        });
    });

    it("pauses behind the schema, and behind a batch, where that is asked for", async () => {
        await rollout({ verification: { lockSeconds: 0, pauseAfter: ["schema", "batch-1"] } });
        expect(await call("orders-schema"))
            .to.contain("paused")
            .and.to.contain('"7.23.0 schema"');
        upgrade();
        expect(await call("orders-batch-1"))
            .to.contain("paused")
            .and.to.contain('"7.23.0 batch-1"');
    });

    it("holds the next batch when something was deployed while versions are mixed, and an override lets it pass", async () => {
        const overrides = [{ hold: "deployedWhileMixed", reason: "ticket 4711" }];
        for (const [given, answer] of [
            [[], "deployedWhileMixed"],
            [overrides, "passes"],
        ] as const) {
            api.pods = [migrated, node("batch-1", "7.22.0"), node("batch-2", "7.22.0")];
            await rollout({ verification: { lockSeconds: 0 }, overrides: [...given] });
            upgrade();
            api.pods[1].answers["8080/engine-rest/deployment/count"] = { count: 3 };
            expect(await call("orders-batch-1")).to.contain(answer);
        }
    });

    it("warns of what an override lifts, of versions that are mixed for long, and of what the nodes do not tell", async () => {
        upgrade();
        delete api.pods[1].answers["8080/engine-rest/job/count?noRetriesLeft=true"];
        const { target } = settle({
            engine: { version: "7.23.0" },
            overrides: [{ hold: "deployedWhileMixed", reason: "ticket 4711" }],
        });
        const between = new BetweenBatches({
            target,
            settings: settleVerification({ lockSeconds: 0 }),
            batches: ["batch-1", "batch-2"].map((id) => ({ id, nodes: 1 })),
            window: { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" },
            attempt: 1,
            nodes: { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 },
        });
        const opening = { at: "2026-11-20T10:00:00.000Z", nodes: [], incidents: 0, failedJobs: 0, deployments: 1, problem: "" };
        const { look } = between.afterBatch("batch-1", opening, () => Promise.resolve([]));
        const said: string[] = [];
        expect(await look(await Cluster.connect({ kubeconfig: api.kubeconfig }), {}, (text) => void said.push(text))).to.deep.equal([]);
        expect(said.map((text) => text.split(/[:,]| for /)[0])).to.deep.equal([
            "deployedWhileMixed is overridden",
            "versions have been mixed",
            "not compared",
        ]);
    });

    it("lets a rollback go on with what would block the way forward, and warns once, however the numbers change", async () => {
        upgrade();
        const { target } = settle({ engine: { version: "7.23.0" }, rollback: { from: "7.24.0", reason: "slow" } });
        const between = new BetweenBatches({
            target,
            settings: settleVerification({ lockSeconds: 0 }),
            batches: ["batch-1", "batch-2"].map((id) => ({ id, nodes: 1 })),
            window: { from: "camunda 7.24.0", to: "camunda 7.23.0", overrides: [], rollback: "slow" },
            attempt: 1,
            nodes: { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 },
        });
        const opening = { at: new Date().toISOString(), nodes: [], incidents: 0, failedJobs: 0, deployments: 1, problem: "" };
        const { look } = between.afterBatch("batch-1", opening, () => Promise.resolve([]));
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const said: string[] = [];
        for (const count of [3, 4]) {
            api.pods[1].answers["8080/engine-rest/job/count?noRetriesLeft=true"] = { count };
            expect(await look(cluster, {}, (text) => void said.push(text))).to.deep.equal([]);
            await new Promise((resolve) => setTimeout(resolve, 600));
        }
        expect(said.map((text) => text.split(":")[0])).to.deep.equal([
            "failedJobsRising does not block a rollback",
            "deployedWhileMixed does not block a rollback",
        ]);
    });

    it("says that the outputs are kept where there are any, and not at a first installation", async () => {
        await rollout({ verification: { lockSeconds: 0, pauseAfter: ["schema"] } });
        expect(await call("orders-schema")).not.to.contain("outputs");
        expect(await call("orders-schema", { input: {} })).to.contain("The outputs that Pulumi shows as deleted are kept");
    });
});
