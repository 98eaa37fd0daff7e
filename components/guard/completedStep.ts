import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { completedStep } from "./rules/admissionPolicy";

/** Which step is completed. */
export interface CompletedStepArgs {
    namespace: pulumi.Input<string>;
    /** The step, as the admission guard knows it. */
    step: pulumi.Input<string>;
}

/** Tells the admission guard that a step is completed: from then on, only the wanted image is let in. */
export class CompletedStep extends pulumi.ComponentResource {
    constructor(name: string, args: CompletedStepArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:CompletedStep", name, {}, opts);
        // patchForce: what was changed by hand is put right.
        const annotations = { "pulumi.com/patchForce": "true", [completedStep]: args.step };
        // Without rules: it allows nothing. The provider takes an empty list for a change each time.
        new k8s.rbac.v1.Role(
            name,
            { metadata: { name, namespace: args.namespace, annotations } },
            { parent: this, dependsOn: opts?.dependsOn },
        );
        this.registerOutputs({});
    }
}
