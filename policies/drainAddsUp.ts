import { phaseSeconds, preStopSeconds } from "./support/draining";
import { engineOf, podOf } from "./support/pods";
import { at, missing, unknown } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isBatch } from "./support/types";

/** How long Kubernetes waits for a stopping pod where it is not told (terminationGracePeriodSeconds). */
const graceSeconds = 30;

/** A node that leaves has the time that its steps take together: the load balancer's, that of open requests, that of running jobs. */
export const drainAddsUp: ResourceRule = {
    id: "drain-adds-up",
    description: "A node's grace period covers all steps of its stop.",
    why: "After terminationGracePeriodSeconds, which runs from the beginning of preStop on, the kubelet kills what is left (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/): open requests fail, and jobs stay locked for five minutes.",
    finds: (resource) => {
        const pod = isBatch(resource) ? podOf(resource) : undefined;
        const engine = engineOf(pod);
        if (engine === undefined || engine === unknown) {
            return [];
        }
        if (missing(at(engine.value, "lifecycle", "preStop"))) {
            return [
                {
                    message: `the container ${engine.name} has no preStop: it stops while load balancers still send it requests`,
                    next: `${askAgain}   # after a preStop that sleeps for nodes.drainSeconds has been put back`,
                },
            ];
        }
        const [drain, stop] = [preStopSeconds(engine), phaseSeconds(engine)];
        const grace = at(pod, "terminationGracePeriodSeconds") ?? graceSeconds;
        if (drain === undefined || stop === undefined || typeof grace !== "number" || grace >= drain + 2 * stop) {
            return [];
        }
        return [
            {
                message: `terminationGracePeriodSeconds is ${grace}, and stopping takes up to ${drain + 2 * stop} s: ${drain} of preStop, ${stop} for open requests, ${stop} for running jobs`,
                next: `pulumi config set --path nodes.stopSeconds ${Math.max(1, Math.floor((grace - drain) / 2))}   # or a longer terminationGracePeriodSeconds`,
            },
        ];
    },
};
