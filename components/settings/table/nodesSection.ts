import { batchSize, engineArguments, flag, hostName, listOf, memory, name, namesWith, processor, restPath, whole } from "../checks";
import { changes, Section } from "./setting";

/** What of a text YAML and `pulumi config set --path` may have made. */
const textLike = ["string", "boolean", "integer"];

const draining = "../guides/nodes-and-draining.md";

/** `nodes`: the engine nodes. */
export const nodesSection = {
    count: {
        check: whole(1, 1000),
        text: "Number of nodes.",
        default: 3,
        change: "A change starts or stops nodes; the others keep running.",
    },
    batchSize: {
        check: batchSize,
        type: "string",
        text: "Nodes that are upgraded together: a number, or a share of all nodes. At least one node stays outside each batch.",
        default: "33%",
        change: "A change divides the nodes anew: some stop and others start.",
    },
    surge: {
        check: flag,
        text: "Whether the new nodes of a batch start before the old ones are isolated. Needs capacity for one more batch.",
        default: false,
        change: `${changes.nodes.slice(0, -1)}, unless \`zoneSpread\` is \`false\`.`,
        more: "../guides/capacity-and-guard.md",
    },
    stableNames: {
        check: flag,
        text: "Whether nodes keep their names, e.g. `orders-batch-1-0`: each batch is a StatefulSet, replaced node by node, without surge.",
        default: false,
        change: "A change needs all nodes stopped (hold `stableNamesChanged`).",
        more: `${draining}#nodes-that-keep-their-names`,
    },
    autoscaled: {
        check: flag,
        text: "Whether something else scales the batches, e.g. a HorizontalPodAutoscaler each. The number of nodes is written once, then left alone.",
        default: false,
        change: changes.nothing,
        more: draining,
    },
    drainSeconds: {
        check: whole(0, 3600),
        text: "How long load balancers need to notice that a node leaves, in seconds. At least 20 for the ingress class `alb`.",
        otherwise: "`5`; `45` for `alb`",
        change: changes.nodes,
        more: draining,
    },
    stopSeconds: {
        check: whole(1, 3600),
        text: "How long open requests, and then running jobs, may take to finish when a node stops, in seconds each.",
        default: 60,
        change: changes.nodes,
        more: draining,
    },
    closeConnections: {
        check: flag,
        text: "Whether a node closes each connection after its answer, and waits for open requests before it stops, `stopSeconds` at most.",
        default: false,
        change: changes.nodes,
        more: `${draining}#connections-that-clients-keep`,
    },
    minReadySeconds: {
        check: whole(0, 3600),
        text: "How long a node has to be ready before it counts, in seconds.",
        default: 0,
        change: changes.nothing,
    },
    budgetSeconds: {
        check: whole(10, 86400),
        text: "How long a batch may take, from the change to its last node in service, in seconds.",
        default: 600,
        change: changes.nothing,
    },
    port: {
        check: whole(1, 65535),
        text: "Port of the nodes and of the Service.",
        default: 8080,
        change: `${changes.nodes} The Service uses the new port from the start, so old nodes get no more requests.`,
    },
    restPath: {
        check: restPath,
        text: "Path of the REST API.",
        otherwise: "`engine-rest`; `rest` for Spring Boot applications before 7.13",
        change: changes.nodes,
    },
    restSecret: {
        check: name,
        text: "Secret with `username` and `password` for a REST API that requires authentication. Its content stays in the cluster.",
        otherwise: "none",
        change: changes.nothing,
    },
    runAsUser: {
        check: whole(1, 4294967294),
        text: "User id in the image; never root.",
        default: 1000,
        change: changes.both,
    },
    readOnlyRoot: {
        check: flag,
        text: "Whether the root file system of the nodes is read-only.",
        otherwise: "`true`; `false` for Tomcat and WildFly images, which write to theirs",
        change: changes.nodes,
    },
    cpuRequest: { check: processor, text: "Processor time requested for a node.", default: "500m", change: changes.nodes },
    memoryRequest: { check: memory, text: "Memory requested for a node.", default: "768Mi", change: changes.nodes },
    memoryLimit: { check: memory, text: "Memory limit of a node.", default: "1536Mi", change: changes.nodes },
    env: {
        check: namesWith("names with texts, e.g. {JAVA_OPTS: -Xmx1g}", ...textLike),
        type: "Record<string, string>",
        text: "Further environment variables: literal values, no secrets, since they are in the state. Numbers with a point need quotes.",
        default: {},
        change: changes.nodes,
        more: "limits.md#what-a-nodes-pod-cannot-have",
    },
    arguments: {
        check: listOf("a list of arguments of the Run distribution, e.g. [--rest, --webapps]", engineArguments),
        type: "string[]",
        text: "Arguments of the Run distribution. One that a version does not accept is omitted for it.",
        otherwise: "those of the image",
        change: changes.nodes,
    },
    ingressHost: {
        check: hostName,
        text: "Host name that an Ingress routes to the nodes.",
        otherwise: "no Ingress",
        change: changes.ingress,
    },
    ingressClass: {
        check: name,
        text: "Ingress class. With `alb`, the Ingress is annotated for an Application Load Balancer of AWS.",
        otherwise: "the cluster's",
        change: `${changes.ingress} To or from \`alb\` it changes the default of \`drainSeconds\`, which restarts the nodes.`,
        more: "../guides/eks.md",
    },
    ingressTlsSecret: {
        check: name,
        text: "Secret of type `kubernetes.io/tls` with the certificate of the host. Not for `alb`, where an annotation names the certificate.",
        otherwise: "no TLS",
        change: changes.ingress,
    },
    ingressAnnotations: {
        check: namesWith("names with texts, e.g. {alb.ingress.kubernetes.io/scheme: internal}", ...textLike),
        type: "Record<string, string>",
        text: "Further annotations of the Ingress, e.g. `alb.ingress.kubernetes.io/certificate-arn`.",
        otherwise: "those that the class needs",
        change: changes.ingress,
    },
    nodeSelector: {
        check: namesWith("labels with values, e.g. {example.com/dedicated: camunda}", ...textLike),
        type: "Record<string, string>",
        text: "Labels of the machines that nodes and migration run on.",
        otherwise: "none",
        change: changes.both,
    },
    tolerations: {
        check: {
            expected: "a list, e.g. [{key: dedicated, value: camunda, effect: NoSchedule}]",
            passes: Array.isArray,
            schema: { type: "array" },
        },
        type: "Toleration[]",
        text: "Taints of machines that nodes and migration tolerate.",
        otherwise: "none",
        change: changes.both,
    },
    zoneSpread: {
        check: flag,
        text: "Whether nodes are spread evenly over zones where possible. Set `false` if machines have no label `topology.kubernetes.io/zone`.",
        default: true,
        change: changes.nodes,
    },
} satisfies Section;
