import { deregistrationDelayIn, isAlb, targetGroupAttributes } from "../components/settings/ingress";
import { phaseSeconds, preStopSeconds } from "./support/draining";
import { engineOf, podOf } from "./support/pods";
import { at, differs, items, missing, Resource, text, unknown, Value } from "./support/resource";
import { Rollout, rolloutsOf } from "./support/rollout";
import { askAgain, StackRule } from "./support/rule";

/** How long an Application Load Balancer waits where it is not told (ELB API, TargetGroupAttribute). */
const delaySeconds = 300;

/** The load balancer leaves a node that stops the time that the node takes for its open requests. */
export const drainOutlasted: StackRule = {
    id: "drain-outlasted",
    description: "An Application Load Balancer waits for a leaving node as long as the node finishes open requests.",
    why: "When the deregistration delay ends, which begins when the node leaves, the load balancer is done with it, whatever is open (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html): clients get errors from a node that would have answered.",
    findsInStack: (stack) =>
        rolloutsOf(stack).rollouts.flatMap((rollout) =>
            stack.flatMap((ingress) => {
                const service = isAlbIngress(ingress) ? rollout.members.find((member) => routes(ingress, member)) : undefined;
                const delay = service && delayOf(ingress, service);
                const slowest = slowestOf(rollout);
                if (delay === undefined || slowest === undefined || !(delay < slowest.drain + slowest.stop)) {
                    return [];
                }
                const { name, drain, stop } = slowest;
                return [
                    {
                        urn: ingress.urn,
                        message: `${ingress.name} is done with a node ${delay} s after it leaves, and ${name} goes on with open requests for up to ${drain + stop} s: ${drain} of preStop, ${stop} for open requests`,
                        next: `${askAgain}   # after deregistration_delay.timeout_seconds=${drain + stop} in the annotation ${targetGroupAttributes}`,
                    },
                ];
            }),
        ),
};

const annotation = ({ properties }: Resource, name: string): Value => at(properties, "metadata", "annotations", name);

const first = (value: Value, otherwise: Value): Value => (missing(value) ? otherwise : value);

const isAlbIngress = (resource: Resource): boolean =>
    resource.type === "kubernetes:networking.k8s.io/v1:Ingress" &&
    isAlb(first(at(resource.properties, "spec", "ingressClassName"), annotation(resource, "kubernetes.io/ingress.class")));

/** Whether an Ingress leads to a Service, as far as it is known. */
function routes(ingress: Resource, { type, properties }: Resource): boolean {
    const paths = items(at(ingress.properties, "spec", "rules")).flatMap((rule) => items(at(rule, "http", "paths")));
    const backends: Value[] = [at(ingress.properties, "spec", "defaultBackend"), ...paths.map((path) => at(path, "backend"))];
    const name = text(at(properties, "metadata", "name"));
    const [namespace, theirs]: Value[] = [at(ingress.properties, "metadata", "namespace"), at(properties, "metadata", "namespace")];
    return (
        type === "kubernetes:core/v1:Service" &&
        name !== undefined &&
        (theirs === unknown || !differs(namespace, theirs)) &&
        backends.some((backend) => at(backend, "service", "name") === name)
    );
}

/** Annotations of the Service come first (AWS Load Balancer Controller, Ingress annotations); undefined where it is not known. */
function delayOf(ingress: Resource, service: Resource): number | undefined {
    const attributes = first(annotation(service, targetGroupAttributes), annotation(ingress, targetGroupAttributes));
    return attributes === unknown ? undefined : Number(deregistrationDelayIn(text(attributes) ?? "") ?? delaySeconds);
}

/** The batch whose nodes take the longest for their open requests, as far as it is known. */
function slowestOf({ batches }: Rollout) {
    return batches
        .flatMap(({ nodes }) => {
            const engine = engineOf(podOf(nodes));
            const known = engine !== undefined && engine !== unknown ? engine : undefined;
            const [drain, stop] = [known && preStopSeconds(known), known && phaseSeconds(known)];
            return drain === undefined || stop === undefined ? [] : [{ name: nodes.name, drain, stop }];
        })
        .reduce<Stopping | undefined>((slowest, batch) => (slowest && total(slowest) >= total(batch) ? slowest : batch), undefined);
}

interface Stopping {
    readonly name: string;
    readonly drain: number;
    readonly stop: number;
}

const total = ({ drain, stop }: Stopping) => drain + stop;
