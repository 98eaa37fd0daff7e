import { AdmittedImages } from "./admittedImages";
import { rollingUpdatePage } from "../../domain/pages";

/** A named expression in CEL, the language of admission policies. */
export interface Expression {
    readonly name: string;
    readonly expression: string;
}

/** A rule that the API server judges by. */
export interface Validation {
    readonly expression: string;
    readonly messageExpression: string;
    readonly reason: string;
}

/** What a ValidatingAdmissionPolicy is made of, as far as it depends on the step. */
export interface AdmissionRule {
    readonly matchConditions: Expression[];
    readonly variables: Expression[];
    readonly validations: Validation[];
}

/** Annotation that tells which step is completed. */
export const completedStep = "camunda.org/completed-step";

/**
 * What tells it: a Role that allows nothing. An API server no longer sees changes of a parameter's kind once the last binding with that kind has been
 * gone for a second, until it is restarted (kubernetes#130887), unless it watches that kind for itself, as it does Roles.
 */
export const parameterKind = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" };

/** CEL and JSON write a text in the same way. */
const cel = (value: unknown): string => JSON.stringify(value);

/** Deployments and StatefulSets have their pods in a template. */
const specOf = (object: string) => `(request.resource.resource == "pods" ? dyn(${object}).spec : dyn(${object}).spec.template.spec)`;
/** By the container's name, as the other parts of this module: what a mesh adds to a pod is none of an engine. */
const imagesOf = (object: string) => `${specOf(object)}.containers.filter(c, c.name == "engine").map(c, c.image)`;

/**
 * The rule, and what it says. The image is what counts: by hand it is changed alone (`kubectl set image`), and the label would still tell the
 * old version.
 */
export function admissionRule(namespace: string, labels: Readonly<Record<string, string>>, images: AdmittedImages): AdmissionRule {
    const { step, wanted, previous } = images;
    const labelled = Object.entries(labels)
        .map(([key, value]) => `dyn(oldObject).metadata.?labels[?${cel(key)}].orValue("") == ${cel(value)}`)
        .join(" && ");
    const why = `at most two versions run side by side, none before its schema, and only the wanted one once the rollout is completed (${rollingUpdatePage})`;
    const next = `pulumi config set --path engine.version VERSION && pulumi up; see: kubectl -n ${namespace} get pods -L app.kubernetes.io/version`;
    return {
        matchConditions: [
            {
                // Whatever else of a node is changed: a node that leaves, or is scaled, stays what it was when it was let in.
                name: "starts-another-image",
                expression: `request.operation == "CREATE" || ${imagesOf("object")} != ${imagesOf("oldObject")} || !(${labelled})`,
            },
            {
                // Pulumi writes a batch right after this policy, which the API server heeds a second later: its pods are judged, and tried again.
                name: "is-not-the-rollout-itself",
                expression: `!(request.resource.resource != "pods" && dyn(request).?options.?fieldManager.orValue("").startsWith("pulumi-kubernetes"))`,
            },
        ],
        variables: [
            { name: "images", expression: imagesOf("object") },
            {
                name: "admitted",
                expression: `params != null && dyn(params).metadata.?annotations[?${cel(completedStep)}].orValue("") == ${cel(step)} ? ${cel([wanted])} : ${cel([...previous, wanted])}`,
            },
        ],
        validations: [
            {
                expression: "size(variables.images) == 1 && variables.images[0] in variables.admitted",
                messageExpression: [
                    `"nodeNotAdmitted: the image of the container engine is " + (size(variables.images) == 0 ? "missing" : variables.images.join(", "))`,
                    `", admitted is " + variables.admitted.join(", ")`,
                    cel(`; why: ${why}; next: ${next}`),
                ].join(" + "),
                reason: "Forbidden",
            },
        ],
    };
}
