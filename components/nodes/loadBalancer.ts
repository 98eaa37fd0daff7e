import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { engineLabels, nodesService } from "../domain/labels";
import { ingressAnnotations, IngressSettings } from "../settings/ingress";

/** What is in front of the nodes. */
export interface LoadBalancerArgs extends IngressSettings {
    namespace: pulumi.Input<string>;
    /** Name of the cluster of nodes. */
    cluster: string;
    /** Port of the nodes and of the Service. */
    port: number;
    /** Whether each node is found by a name of its own. @default `false` */
    stableNames?: boolean;
}

/** One Service that spans all batches, a headless one where nodes have stable names, an Ingress if wanted, and the budget that keeps others from taking a second node. */
export class LoadBalancer extends pulumi.ComponentResource {
    /** Where the nodes are reached inside the cluster, e.g. `http://camunda-engine.camunda.svc:8080/engine-rest`. */
    public readonly endpoint: pulumi.Output<string>;

    constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:LoadBalancer", name, {}, opts);
        const selector = engineLabels(args.cluster);
        // Nothing is waited for: the Service and the Ingress come before the nodes, and the checkpoints wait for those.
        const metadata = { name, namespace: args.namespace, labels: selector, annotations: { "pulumi.com/skipAwait": "true" } };
        const resource = { parent: this, dependsOn: opts?.dependsOn };

        new k8s.core.v1.Service(
            name,
            { metadata, spec: { selector, ports: [{ name: "http", port: args.port, targetPort: args.port }] } },
            resource,
        );
        if (args.stableNames) {
            const nodes = nodesService(args.cluster);
            new k8s.core.v1.Service(
                nodes,
                {
                    metadata: { ...metadata, name: nodes },
                    // A name leads to a node that is ready, and to no other: nobody has to find another node before it serves.
                    spec: { clusterIP: "None", publishNotReadyAddresses: false, selector, ports: [{ name: "http", port: args.port }] },
                },
                resource,
            );
        }
        new k8s.policy.v1.PodDisruptionBudget(
            name,
            { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
            resource,
        );
        if (args.ingressHost) {
            const { ingressHost: host, ingressTlsSecret: secretName } = args;
            const backend = { service: { name, port: { name: "http" } } };
            new k8s.networking.v1.Ingress(
                name,
                {
                    metadata: { ...metadata, annotations: { ...ingressAnnotations(args), ...metadata.annotations } },
                    spec: {
                        ingressClassName: args.ingressClass,
                        ...(secretName ? { tls: [{ hosts: [host], secretName }] } : {}),
                        rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
                    },
                },
                resource,
            );
        }

        this.endpoint = pulumi.interpolate`http://${name}.${args.namespace}.svc:${args.port}/${args.restPath}`;
        this.registerOutputs({ endpoint: this.endpoint });
    }
}
