import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { DatabaseConnection } from "../database/connection";
import { NodeSettings } from "../settings/settle";
import { forNodes } from "./rules/jdbcUrl";
import { closingVariable, leaving } from "../domain/drain";
import { batchLabel, engineLabels, nodesService, returnedAnnotation, versionLabel } from "../domain/labels";
import { placed, confined, confinedPod, fromSecret } from "../pod";

/** One batch of engine nodes. */
export interface EngineNodesArgs {
    namespace: pulumi.Input<string>;
    /** Name of the cluster of nodes that the batch belongs to. */
    cluster: string;
    /** Which batch, e.g. `batch-1`. */
    batch: string;
    /** Nodes in it. */
    count: number;
    /** Version of the engine. */
    version: string;
    /** Image of the engine. */
    image: string;
    database: DatabaseConnection;
    settings: NodeSettings;
    /** When it was taken back to the version before. @default never */
    returned?: pulumi.Input<string | undefined>;
}

/** One batch: nodes that are isolated, upgraded and integrated together. */
export class EngineNodes extends pulumi.ComponentResource {
    /** Name of the Deployment, or of the StatefulSet. */
    public readonly workload: pulumi.Output<string>;
    /** Generation of it that this update has written. */
    public readonly generation: pulumi.Output<number>;

    constructor(name: string, args: EngineNodesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:EngineNodes", name, {}, opts);
        const { settings } = args;
        const labels = { ...engineLabels(args.cluster), [batchLabel]: args.batch };

        const metadata = {
            // A stable name: another one would be a second set of nodes beside the first.
            name,
            namespace: args.namespace,
            labels,
            // The checkpoint waits, with names and reasons: the provider's awaiter was seen to be done before the first new pod existed.
            // Not skipAwait, which would skip the wait at deletion, too, and nodes that lose their database while they stop take minutes.
            // patchForce: who changes a node by hand owns the field from then on, and could not be put right without it (field manager kubectl-set).
            annotations: pulumi.output(args.returned).apply((returned) => ({
                "pulumi.com/waitFor": "jsonpath={.metadata.uid}",
                "pulumi.com/patchForce": "true",
                ...(returned ? { [returnedAnnotation]: returned } : {}),
            })),
        };
        const spec = {
            replicas: args.count,
            selector: { matchLabels: labels },
            minReadySeconds: settings.minReadySeconds,
            template: {
                metadata: { labels: { ...labels, [versionLabel]: args.version } },
                spec: {
                    ...confinedPod(settings.runAsUser, settings.pullSecret),
                    ...placed(settings),
                    terminationGracePeriodSeconds: leaving(settings).killed,
                    topologySpreadConstraints: spread(args),
                    containers: [engineContainer(args)],
                    volumes: [{ name: "tmp", emptyDir: {} }],
                },
            },
        };
        // With patchForce, an update would take the number back: what is ignored is sent as it is in the cluster (await.go, handleSSAIgnoreFields).
        const options = { parent: this, dependsOn: opts?.dependsOn, ignoreChanges: settings.autoscaled ? ["spec.replicas"] : [] };

        const workload = settings.stableNames
            ? new k8s.apps.v1.StatefulSet(name, { metadata, spec: { ...spec, ...oneByOne(args.cluster) } }, options)
            : new k8s.apps.v1.Deployment(name, { metadata, spec: { ...spec, ...asAWhole(settings) } }, options);

        this.workload = workload.metadata.name;
        this.generation = workload.metadata.generation;
        this.registerOutputs({ workload: this.workload, generation: this.generation });
    }
}

/** A batch leaves service as a whole, and comes back as a whole; with surge, it comes before it leaves. */
const asAWhole = ({ surge, budgetSeconds }: NodeSettings) => ({
    progressDeadlineSeconds: budgetSeconds,
    strategy: {
        type: "RollingUpdate",
        rollingUpdate: surge ? { maxSurge: "100%", maxUnavailable: 0 } : { maxSurge: 0, maxUnavailable: "100%" },
    },
});

/**
 * A node leaves before the one that takes its name, and the next one when that is in service. Parallel: with OrderedReady, a node that never gets
 * ready would keep the corrected one away until somebody deletes it (kubernetes#67250). No maxUnavailable: whether it counts depends on the
 * feature gate MaxUnavailableStatefulSet, which has been on, off and on again (kubernetes#137904, #139466).
 */
const oneByOne = (cluster: string) => ({
    serviceName: nodesService(cluster),
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate" },
});

/**
 * Over machines and zones, all batches together. Nodes that are leaving do not count (kubernetes#87621), so that the ones that come take their
 * places; with surge they are not leaving yet, and only nodes of the same version are counted, which leaves the zones even when the last batch
 * has come. Preferred, not required: a batch that finds no place in the right zone would hold the rollout for ever. The policies about taints
 * and node affinity stay at their defaults: they matter for what is required, and a machine that the node selector excludes is not counted.
 */
function spread({ cluster, settings }: EngineNodesArgs): k8s.types.input.core.v1.TopologySpreadConstraint[] {
    const evenly = (topologyKey: string) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: engineLabels(cluster) },
    });
    const zones = {
        ...evenly("topology.kubernetes.io/zone"),
        ...(settings.surge ? { matchLabelKeys: [versionLabel] } : {}),
    };
    return [evenly("kubernetes.io/hostname"), ...(settings.zoneSpread ? [zones] : [])];
}

function engineContainer({ image, database, settings }: EngineNodesArgs): k8s.types.input.core.v1.Container {
    const probe = { httpGet: { path: `/${settings.restPath}/engine`, port: settings.port } };
    return {
        name: "engine",
        image,
        imagePullPolicy: "IfNotPresent",
        ...(settings.arguments.length > 0 ? { args: [...settings.arguments] } : {}),
        env: environment(database, settings),
        ports: [{ name: "http", containerPort: settings.port }],
        // The list of engines is the one path that never wants authentication, and is empty until the engine is built. No liveness probe:
        // it would restart a node that is merely busy, and leave its jobs locked for five minutes.
        startupProbe: { ...probe, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 600 },
        readinessProbe: { ...probe, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 3 },
        lifecycle: { preStop: { exec: { command: ["sh", "-c", stopScript(settings)] } } },
        resources: {
            requests: { cpu: settings.cpuRequest, memory: settings.memoryRequest },
            limits: { memory: settings.memoryLimit },
        },
        securityContext: confined(settings.readOnlyRoot),
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    };
}

/**
 * Isolates the node, then stops it: waits until nobody sends requests any more, hands SIGTERM to the JVM, and waits until it is gone. Where a connection
 * that is established (01) is a request, it waits until there is none: a server that is stopped with open requests may not wait for them (Tomcat).
 * The signal has to be handed over, because the official Run image starts java as a child of a shell that does not pass it on:
 * left to the kubelet, the JVM is killed within milliseconds (distro/run/assembly/resources/run.sh).
 */
const stopScript = ({ drainSeconds, stopSeconds, closeConnections, port }: NodeSettings) =>
    [
        `sleep ${drainSeconds}`,
        ...(closeConnections ? [`timeout ${stopSeconds} sh -c 'while ${established(port)}; do sleep 1; done'`] : []),
        `for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" = java ] && jvm="$jvm \${p#/proc/}"; done`,
        `[ -z "$jvm" ] || kill -TERM $jvm`,
        `while kill -0 $jvm 2>/dev/null; do sleep 1; done`,
    ].join("\n");

/** Whether somebody is connected to a port, by the kernel's own list (proc(5), /proc/net/tcp); a machine without IPv6 has the first alone. */
const established = (port: number) =>
    `grep -Eqs "^ *[0-9]+: [0-9A-F]+:${port.toString(16).toUpperCase().padStart(4, "0")} [0-9A-F]+:[0-9A-F]+ 01 " /proc/net/tcp /proc/net/tcp6`;

/** Twice the same where the images differ: Spring Boot reads SPRING_*, the start scripts of the official images read DB_*. */
function environment(database: DatabaseConnection, settings: NodeSettings): k8s.types.input.core.v1.EnvVar[] {
    const value = fromSecret(database.secret);
    const jdbcUrl = pulumi.output(database.jdbcUrl).apply(forNodes);
    return [
        { name: "DB_DRIVER", value: "org.postgresql.Driver" },
        { name: "DB_URL", value: jdbcUrl },
        { name: "DB_USERNAME", valueFrom: value("username") },
        { name: "DB_PASSWORD", valueFrom: value("password") },
        { name: "SPRING_DATASOURCE_DRIVER_CLASS_NAME", value: "org.postgresql.Driver" },
        { name: "SPRING_DATASOURCE_URL", value: jdbcUrl },
        { name: "SPRING_DATASOURCE_USERNAME", valueFrom: value("username") },
        { name: "SPRING_DATASOURCE_PASSWORD", valueFrom: value("password") },
        // 7.22 and later refuse to start with another isolation level.
        { name: "SPRING_DATASOURCE_HIKARI_TRANSACTION_ISOLATION", value: "TRANSACTION_READ_COMMITTED" },
        // A node never makes or changes a schema: that is the migration's, and a node with an empty schema would make its own.
        { name: `${settings.environmentPrefix}_DATABASE_SCHEMA_UPDATE`, value: "false" },
        // Open requests and running jobs are finished; the default since Spring Boot 3.4 (7.23), and needed before.
        { name: "SERVER_SHUTDOWN", value: "graceful" },
        { name: "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", value: `${settings.stopSeconds}s` },
        ...(settings.closeConnections ? [{ name: closingVariable, value: "1" }] : []),
        ...Object.entries({ ...settings.env, ...suspending(settings) }).map(([name, text]) => ({ name, value: text })),
    ];
}

/** By a variable that every JVM reads: the image's start script writes the others anew (camunda-wildfly.sh). What is told besides comes last, and counts. */
const suspending = ({ suspendProperty, stopSeconds, env: { JAVA_TOOL_OPTIONS: told } }: NodeSettings): Record<string, string> =>
    suspendProperty ? { JAVA_TOOL_OPTIONS: [`-D${suspendProperty}=${stopSeconds}`, ...(told ? [told] : [])].join(" ") } : {};
