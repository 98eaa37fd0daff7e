import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { Cluster, ClusterAccess } from "../cluster/cluster";
import { batchLabel, engineLabels } from "../domain/labels";
import { admissionRule, parameterKind } from "./rules/admissionPolicy";
import { admittedImages } from "./rules/admittedImages";
import { Completed, Target } from "../domain/facts/facts";

/** What is let in, and where. */
export interface AdmissionGuardArgs {
    namespace: pulumi.Input<string>;
    /** Name of the cluster of nodes. */
    cluster: string;
    /** What the rollout is for. */
    target: Target;
    /** What the stack has completed before. */
    completed: pulumi.Input<Completed>;
    /** Which run of an update it is. @default none */
    run?: pulumi.Input<string | undefined>;
    /** How the Kubernetes cluster is reached, to ask what runs. */
    access: pulumi.Input<ClusterAccess>;
}

/**
 * Has the API server refuse engine nodes of another image than the previous and the wanted one, whoever starts them.
 *
 * It is written after the schema's checkpoint, in the policy itself: until then the last step's policy refuses the wanted version. That a step is
 * completed is on a Role, which is written after the last batch's checkpoint: one resource cannot be written twice in an update, and a
 * policy sees its own text and one parameter. Two bindings: with the parameter, only the wanted image is let in once the step is
 * completed; without it the window holds, so that a Role that is missing, or not yet seen by the API server, keeps no node from starting.
 */
export class AdmissionGuard extends pulumi.ComponentResource {
    /** Identity of the step that it was written for. */
    public readonly step: pulumi.Output<string>;
    /** Name of the Role that says which step is completed. */
    public readonly completedStep: string;

    constructor(name: string, args: AdmissionGuardArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:AdmissionGuard", name, {}, opts);
        const { namespace, cluster, target } = args;
        const labels = engineLabels(cluster);
        // patchForce: what was changed by hand is put right. The names are the whole Kubernetes cluster's.
        const metadata = (suffix: string) => ({
            name: pulumi.interpolate`${name}${suffix}.${namespace}`,
            labels,
            annotations: { "pulumi.com/patchForce": "true" },
        });
        const resource = { parent: this, dependsOn: opts?.dependsOn };
        // A kubeconfig may be a secret; what is asked with it is none.
        const images = pulumi.unsecret(
            pulumi
                .all([args.completed, args.access, namespace, args.run])
                .apply(async ([before, access, where, run]) =>
                    admittedImages(target, before as Completed, await Cluster.runningImages(access, where, cluster), run),
                ),
        );
        const rule = pulumi.all([namespace, images]).apply(([where, admitted]) => admissionRule(where, labels, admitted));
        this.step = images.step;
        this.completedStep = `${name}-completed`;

        const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
            name,
            {
                metadata: metadata(""),
                spec: {
                    failurePolicy: "Fail",
                    paramKind: parameterKind,
                    matchConstraints: {
                        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
                        objectSelector: {
                            matchLabels: labels,
                            // A node that is taken over may bear the same labels, and has whatever image it has.
                            ...(target.adopt ? { matchExpressions: [{ key: batchLabel, operator: "Exists" }] } : {}),
                        },
                        resourceRules: [
                            { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["pods"] },
                            {
                                apiGroups: ["apps"],
                                apiVersions: ["v1"],
                                operations: ["CREATE", "UPDATE"],
                                resources: ["deployments", "statefulsets"],
                            },
                        ],
                    },
                    matchConditions: rule.matchConditions,
                    variables: rule.variables,
                    validations: rule.validations,
                },
            },
            resource,
        );
        const binding = (suffix: string, parameter: object) =>
            new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
                `${name}${suffix}`,
                {
                    metadata: metadata(suffix),
                    spec: { policyName: policy.metadata.name, validationActions: ["Deny"], ...parameter },
                },
                { ...resource, dependsOn: [policy] },
            );
        binding("-window", {});
        binding("-completed", { paramRef: { name: this.completedStep, namespace, parameterNotFoundAction: "Allow" } });
        this.registerOutputs({ step: this.step });
    }
}
