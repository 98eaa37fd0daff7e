import { expect } from "chai";
import { confined, confinedPod, secret } from "./support/pods";
import { only, Registered } from "./support/recorder";
import { rollingUpdate } from "./support/rollingUpdate";

const cluster = {
    "app.kubernetes.io/name": "camunda",
    "app.kubernetes.io/instance": "orders",
    "app.kubernetes.io/component": "engine",
};
const batch = { ...cluster, "camunda.org/batch": "batch-1" };
const jdbcUrl = "jdbc:postgresql://db:5432/camunda?autosave=conservative";
const probe = { httpGet: { path: "/engine-rest/engine", port: 8080 }, timeoutSeconds: 5 };
const evenly = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: cluster },
});

/** What a batch is, and what is in front of it, to the last field: each of them is somebody's way out of service and back. What they do is for test/e2e. */
describe("A batch of nodes", () => {
    let resources: Registered[];
    const inputs = (wanted: string) => only(resources, wanted).inputs;
    before(async () => {
        resources = await rollingUpdate({}, { count: 3, batchSize: "1", drainSeconds: 15, stopSeconds: 90, minReadySeconds: 5 });
    });

    it("is a Deployment that is replaced as a whole, and that the checkpoint waits for", () => {
        const { metadata, spec } = inputs("Deployment orders-batch-1") as { metadata: object; spec: Record<string, unknown> };
        expect(metadata).to.deep.equal({
            name: "orders-batch-1",
            namespace: "camunda",
            labels: batch,
            annotations: { "pulumi.com/waitFor": "jsonpath={.metadata.uid}", "pulumi.com/patchForce": "true" },
        });
        const { template, ...rest } = spec;
        expect(rest).to.deep.equal({
            replicas: 1,
            selector: { matchLabels: batch },
            minReadySeconds: 5,
            progressDeadlineSeconds: 600,
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: "100%" } },
        });
        expect((template as { metadata: object }).metadata).to.deep.equal({ labels: { ...batch, "app.kubernetes.io/version": "7.23.0" } });
    });

    it("comes before it leaves where there is room for a second one", async () => {
        const surging = await rollingUpdate({}, { batchSize: "1", surge: true });
        const { spec } = only(surging, "Deployment orders-batch-1").inputs as { spec: { strategy: object } };
        expect(spec.strategy).to.deep.equal({ type: "RollingUpdate", rollingUpdate: { maxSurge: "100%", maxUnavailable: 0 } });
    });

    it("is a StatefulSet where nodes keep their names, with the same pods, of which one at a time is replaced", async () => {
        const named = await rollingUpdate(
            {},
            { count: 3, batchSize: "1", drainSeconds: 15, stopSeconds: 90, minReadySeconds: 5, stableNames: true },
        );
        const { metadata, spec } = only(named, "StatefulSet orders-batch-1").inputs as { metadata: object; spec: Record<string, unknown> };
        const deployment = inputs("Deployment orders-batch-1") as { metadata: object; spec: Record<string, unknown> };
        expect(metadata).to.deep.equal(deployment.metadata);
        const { template, replicas, selector, minReadySeconds } = deployment.spec;
        expect(spec).to.deep.equal({
            ...{ template, replicas, selector, minReadySeconds },
            serviceName: "orders-nodes",
            podManagementPolicy: "Parallel",
            updateStrategy: { type: "RollingUpdate" },
        });
        const service = only(named, "Service orders-nodes");
        expect(service.dependsOn).to.deep.equal(["Stash orders-gate"]);
        expect(service.inputs).to.deep.include({
            metadata: { name: "orders-nodes", namespace: "camunda", labels: cluster, annotations: { "pulumi.com/skipAwait": "true" } },
            spec: { clusterIP: "None", publishNotReadyAddresses: false, selector: cluster, ports: [{ name: "http", port: 8080 }] },
        });
        expect(only(named, "StatefulSet orders-batch-2").dependsOn).to.deep.equal(["Stash orders-batch-1"]);
        expect(only(named, "Stash orders-batch-1").inputs.input).to.include({ deployment: "orders-batch-1", stableNames: true });
        expect(only(resources, "Stash orders-batch-1").inputs.input).not.to.have.property("stableNames");
        expect(only(named, "Stash orders-gate").inputs.input).to.include({ stableNames: true });
    });

    it("leaves the number of nodes alone where somebody else scales them, whatever it is", async () => {
        for (const stableNames of [false, true]) {
            const scaled = await rollingUpdate({}, { autoscaled: true, stableNames });
            expect(only(scaled, `${stableNames ? "StatefulSet" : "Deployment"} orders-batch-1`).ignoreChanges).to.deep.equal([
                "spec.replicas",
            ]);
        }
    });

    it("has pods that take requests when the engine is built, and go when they have finished theirs", () => {
        const { spec } = inputs("Deployment orders-batch-1") as { spec: { template: { spec: object } } };
        const stop = [
            "sleep 15",
            'for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = java ] && jvm="$jvm ${p#/proc/}"; done',
            '[ -z "$jvm" ] || kill -TERM $jvm',
            "while kill -0 $jvm 2>/dev/null; do sleep 1; done",
        ].join("\n");
        expect(spec.template.spec).to.deep.equal({
            ...confinedPod(1000),
            terminationGracePeriodSeconds: 15 + 90 + 90 + 10,
            topologySpreadConstraints: [evenly("kubernetes.io/hostname"), evenly("topology.kubernetes.io/zone")],
            containers: [
                {
                    name: "engine",
                    image: "camunda/camunda-bpm-platform:run-7.23.0",
                    imagePullPolicy: "IfNotPresent",
                    env: [
                        { name: "DB_DRIVER", value: "org.postgresql.Driver" },
                        { name: "DB_URL", value: jdbcUrl },
                        { name: "DB_USERNAME", ...secret("db", "username") },
                        { name: "DB_PASSWORD", ...secret("db", "password") },
                        { name: "SPRING_DATASOURCE_DRIVER_CLASS_NAME", value: "org.postgresql.Driver" },
                        { name: "SPRING_DATASOURCE_URL", value: jdbcUrl },
                        { name: "SPRING_DATASOURCE_USERNAME", ...secret("db", "username") },
                        { name: "SPRING_DATASOURCE_PASSWORD", ...secret("db", "password") },
                        { name: "SPRING_DATASOURCE_HIKARI_TRANSACTION_ISOLATION", value: "TRANSACTION_READ_COMMITTED" },
                        { name: "CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE", value: "false" },
                        { name: "SERVER_SHUTDOWN", value: "graceful" },
                        { name: "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", value: "90s" },
                    ],
                    ports: [{ name: "http", containerPort: 8080 }],
                    startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 600 },
                    readinessProbe: { ...probe, periodSeconds: 2, failureThreshold: 3 },
                    lifecycle: { preStop: { exec: { command: ["sh", "-c", stop] } } },
                    resources: { requests: { cpu: "500m", memory: "768Mi" }, limits: { memory: "1536Mi" } },
                    securityContext: confined,
                    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
                },
            ],
            volumes: [{ name: "tmp", emptyDir: {} }],
        });
    });

    it("waits for its open requests before it is asked to stop, where each has a connection of its own", async () => {
        const times = { count: 3, batchSize: "1", drainSeconds: 15, stopSeconds: 90, minReadySeconds: 5 };
        const closing = await rollingUpdate({}, { ...times, closeConnections: true });
        const pod = ({ spec }: Registered["inputs"]) =>
            (spec as { template: { spec: { containers: Record<string, unknown>[] } } }).template.spec;
        const usual = pod(inputs("Deployment orders-batch-1"));
        const [container] = usual.containers;
        const stop = (container.lifecycle as { preStop: { exec: { command: string[] } } }).preStop.exec.command[2];
        const listed = '"^ *[0-9]+: [0-9A-F]+:1F90 [0-9A-F]+:[0-9A-F]+ 01 " /proc/net/tcp /proc/net/tcp6';
        const waiting = `sleep 15\ntimeout 90 sh -c 'while grep -Eqs ${listed}; do sleep 1; done'`;
        expect(pod(only(closing, "Deployment orders-batch-1").inputs)).to.deep.equal({
            ...usual,
            terminationGracePeriodSeconds: 15 + 90 + 90 + 90 + 10,
            containers: [
                {
                    ...container,
                    env: [...(container.env as object[]), { name: "SERVER_TOMCAT_MAX_KEEP_ALIVE_REQUESTS", value: "1" }],
                    lifecycle: { preStop: { exec: { command: ["sh", "-c", stop.replace("sleep 15", waiting)] } } },
                },
            ],
        });
    });

    it("has a Service and a disruption budget in front of it that span all batches", () => {
        const metadata = { name: "orders-engine", namespace: "camunda", labels: cluster, annotations: { "pulumi.com/skipAwait": "true" } };
        expect(inputs("Service orders-engine")).to.deep.include({
            metadata,
            spec: { selector: cluster, ports: [{ name: "http", port: 8080, targetPort: 8080 }] },
        });
        expect(inputs("PodDisruptionBudget orders-engine")).to.deep.include({
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: cluster } },
        });
    });
});
