import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { completedStep } from "./rules/admission";

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
        new k8s.core.v1.ConfigMap(
            name,
            {
                metadata: { name, namespace: args.namespace, annotations: { "pulumi.com/patchForce": "true" } },
                data: { [completedStep]: args.step },
            },
            // The provider replaces a ConfigMap whose data changes; while it is not there, the window is open a moment longer.
            { parent: this, dependsOn: opts?.dependsOn, deleteBeforeReplace: true },
        );
        this.registerOutputs({});
    }
}
