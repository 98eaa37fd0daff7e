import { expect } from "chai";
import { RollingUpdateArgs } from "../../components";
import { BetweenBatches } from "../../components/betweenBatches";
import { Cluster } from "../../components/engine/cluster";
import { settle } from "../../components/rules/settings";
import { settleVerification } from "../../components/rules/verification";
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
