import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import * as secretsmanager from "@pulumi/aws/secretsmanager";

/** A secret of AWS Secrets Manager that the cluster is to have. */
export interface ClusterSecretArgs {
    namespace: pulumi.Input<string>;
    /** ARN of the secret, whose text is JSON with `username` and `password`. */
    arn: pulumi.Input<string>;
    /** Its text, where Pulumi knows it already; else it is read from AWS, where the cluster has no store. */
    text?: pulumi.Input<string>;
    /** `ClusterSecretStore` of the External Secrets Operator that reads it for the cluster. @default none: Pulumi writes it, encrypted in its state */
    store?: string;
}

/**
 * A Kubernetes Secret with the keys `username` and `password`, named after this component: by reference where the cluster has a store that reads
 * secrets of AWS, so that it appears in no state; written by Pulumi where it has none. Nobody depends on its content, only on its name.
 */
export class ClusterSecret extends pulumi.ComponentResource {
    constructor(name: string, args: ClusterSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:ClusterSecret", name, {}, opts);
        const metadata = { name, namespace: args.namespace };
        if (args.store) {
            new k8s.apiextensions.CustomResource(
                name,
                {
                    apiVersion: "external-secrets.io/v1",
                    kind: "ExternalSecret",
                    metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
                    spec: {
                        refreshInterval: "1h",
                        secretStoreRef: { kind: "ClusterSecretStore", name: args.store },
                        target: { name, creationPolicy: "Owner" },
                        data: ["username", "password"].map((key) => ({ secretKey: key, remoteRef: { key: args.arn, property: key } })),
                    },
                },
                { parent: this, dependsOn: opts?.dependsOn },
            );
        } else {
            const text = args.text ?? secretsmanager.getSecretVersionOutput({ secretId: args.arn }, { parent: this }).secretString;
            const login = pulumi.secret(text).apply((json) => JSON.parse(json) as { username: string; password: string });
            new k8s.core.v1.Secret(
                name,
                { metadata, stringData: { username: login.username, password: login.password } },
                { parent: this },
            );
        }
        this.registerOutputs({});
    }
}
