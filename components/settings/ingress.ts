import { isSection, isText, labelKey, shown } from "./checks";
import { absent, Fault } from "./faults";
import { leaving, LeavingSettings } from "../domain/drain";

/** What decides about the Ingress in front of the nodes. */
export interface IngressSettings extends LeavingSettings {
    /** Host name that the Ingress routes; without it there is none. */
    readonly ingressHost?: string;
    /** Ingress class. @default the cluster's */
    readonly ingressClass?: string;
    /** Secret with the certificate of the host. @default none */
    readonly ingressTlsSecret?: string;
    /** Annotations beside those that are set here. */
    readonly ingressAnnotations: Readonly<Record<string, string>>;
    /** Path of the REST API, without slashes around it. */
    readonly restPath: string;
}

/** Whether the AWS Load Balancer Controller makes an Application Load Balancer of the Ingress: `alb` is the class that it brings. */
export const isAlb = (ingressClass: unknown): boolean => ingressClass === "alb";

// How long a node that leaves is still sent requests: the controller has to notice, and the load balancer has to be told. People have seen
// 5 s (kubernetes-sigs/aws-load-balancer-controller#1064), 15 s (alphagov/govuk-helm-charts#2202) and 30 s (quay/quay#6871) to be too short,
// and 25 s (#1064 again) and 60 s (kubernetes-sigs/aws-load-balancer-controller#2106) to be long enough.
const [albDrainDefault, albDrainMin] = [45, 20];

/** The range of deregistration_delay.timeout_seconds ends here (ELB API, TargetGroupAttribute). */
const albDelayMax = 3600;

/** How long a node waits that leaves, where it is not told. */
export const drainDefault = (ingressClass: unknown): number => (isAlb(ingressClass) ? albDrainDefault : 5);

const prefix = "alb.ingress.kubernetes.io";
/** The annotation with attributes of the target group, e.g. `stickiness.enabled=true,…`. */
export const targetGroupAttributes = `${prefix}/target-group-attributes`;
const deregistrationDelay = "deregistration_delay.timeout_seconds";

/** The deregistration delay among the attributes of a target group, as it is written there. */
export const deregistrationDelayIn = (attributes: string): string | undefined =>
    attributes
        .split(",")
        .map((attribute) => attribute.split("=").map((part) => part.trim()))
        .find(([attribute]) => attribute === deregistrationDelay)?.[1];

/**
 * Annotations of the Ingress, for the class that it has.
 *
 * An Application Load Balancer waits for the open requests of a node that leaves until the deregistration delay ends, and begins to at the
 * node's deletion at the earliest. The node itself goes on until its open requests have ended: with the same sum, the load balancer
 * is never done first (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html).
 * The health check says when a new node is in service; a node that leaves passes it to the end, and leaves by deregistration alone.
 */
export function ingressAnnotations(settings: IngressSettings): Record<string, string> {
    const { [targetGroupAttributes]: attributes, ...given } = settings.ingressAnnotations;
    const own = ownAnnotations(settings);
    const all = ([attributes, own[targetGroupAttributes]] as (string | undefined)[]).filter((some) => some !== undefined && some !== "");
    return { ...given, ...own, ...(all.length > 0 ? { [targetGroupAttributes]: all.join(",") } : {}) };
}

/** Names and values: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
const ownAnnotations = ({ ingressClass, restPath, ...times }: IngressSettings): Record<string, string> =>
    isAlb(ingressClass)
        ? {
              // The nodes themselves are targets: of a machine's port, the load balancer could not tell which node leaves.
              [`${prefix}/target-type`]: "ip",
              [`${prefix}/healthcheck-path`]: `/${restPath}/engine`,
              // A new node is in service after one check; the interval has to be longer than the timeout.
              [`${prefix}/healthcheck-interval-seconds`]: "10",
              [`${prefix}/healthcheck-timeout-seconds`]: "5",
              [`${prefix}/healthy-threshold-count`]: "2",
              [`${prefix}/unhealthy-threshold-count`]: "2",
              [targetGroupAttributes]: `${deregistrationDelay}=${leaving(times).requests}`,
          }
        : {};

/**
 * Labels of the namespace that the nodes run in. By this one the controller has a new node ready only when the load balancer sends it requests:
 * otherwise the next batch would leave while the one before is not in service there
 * (https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/).
 */
export const namespaceLabels = (ingressClass?: string): Record<string, string> | undefined =>
    isAlb(ingressClass) ? { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" } : undefined;

/** What is wrong with the Ingress; `settled` has the defaults, `given` what was told. */
export function ingressFaults(given: object, settled: IngressSettings): Fault[] {
    return [...hostFaults(given), ...timeFaults(settled), ...annotationFaults(given, settled)];
}

function hostFaults(given: object): Fault[] {
    const told = given as Partial<Record<keyof IngressSettings, unknown>>;
    const pointless = (["ingressClass", "ingressTlsSecret", "ingressAnnotations"] as const).filter((key) => told[key] !== undefined);
    return [
        ...(told.ingressHost === undefined && pointless.length > 0
            ? [absent("nodes.ingressHost", `the Ingress that nodes.${pointless.join(", nodes.")} would be for is made for a host`)]
            : []),
        ...(isAlb(told.ingressClass) && told.ingressTlsSecret !== undefined
            ? [
                  {
                      path: "nodes.ingressTlsSecret",
                      message: `is a Secret, but nodes.ingressClass is "alb", which takes a certificate of ACM: nodes.ingressAnnotations["${prefix}/certificate-arn"]`,
                      remove: "nodes.ingressTlsSecret",
                  },
              ]
            : []),
    ];
}

function timeFaults({ ingressClass, drainSeconds, stopSeconds, closeConnections }: IngressSettings): Fault[] {
    if (!isAlb(ingressClass)) {
        return [];
    }
    return [
        ...(drainSeconds < albDrainMin
            ? [
                  {
                      path: "nodes.drainSeconds",
                      message: `is ${drainSeconds}, but nodes.ingressClass is "alb", and an Application Load Balancer goes on sending requests to a node that leaves: at least ${albDrainMin} (15 were seen to be too short: https://github.com/alphagov/govuk-helm-charts/pull/2202)`,
                  },
              ]
            : []),
        ...(leaving({ drainSeconds, stopSeconds, closeConnections }).requests > albDelayMax
            ? [
                  {
                      path: "nodes.stopSeconds",
                      message: `is ${stopSeconds}, which ${closeConnections === true ? "twice, for nodes.closeConnections, and " : ""}with nodes.drainSeconds, ${drainSeconds}, is more than the ${albDelayMax} s for which an Application Load Balancer leaves open requests to a node that leaves`,
                  },
              ]
            : []),
    ];
}

function annotationFaults(given: object, settled: IngressSettings): Fault[] {
    const annotations = (given as { ingressAnnotations?: unknown }).ingressAnnotations;
    const own = ownAnnotations(settled);
    return Object.entries(isSection(annotations) ? annotations : {}).flatMap(([key, value]: [string, unknown]): Fault[] => {
        const path = `nodes.ingressAnnotations["${key}"]`;
        if (!labelKey.passes(key)) {
            return [{ path, message: `is no annotation: its key has to be ${labelKey.expected}`, remove: path }];
        }
        if (!isText(value)) {
            return [
                { path, message: `is ${shown(value)}, but has to be a text; lists and objects as JSON, numbers with a point in quotes` },
            ];
        }
        if (key === targetGroupAttributes && key in own) {
            const delay = deregistrationDelayIn(String(value));
            const sum = `nodes.drainSeconds and ${settled.closeConnections ? "twice " : ""}nodes.stopSeconds together`;
            return delay === undefined
                ? []
                : [{ path, message: `has ${deregistrationDelay}=${delay}, ${setHere(deregistrationDelayIn(own[key]))}: ${sum}` }];
        }
        const reserved = { ...own, "pulumi.com/skipAwait": "true", "kubernetes.io/ingress.class": settled.ingressClass };
        return key in reserved
            ? [{ path, message: `is ${shown(value)}, ${setHere(reserved[key as keyof typeof reserved])}`, remove: path }]
            : [];
    });
}

const setHere = (value: string | undefined) =>
    value === undefined ? "but nodes.ingressClass is what says the class" : `but this module sets it itself, to ${shown(value)}`;
