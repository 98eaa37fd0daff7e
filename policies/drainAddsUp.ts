import { secondsOf } from "./support/amounts";
import { Container, engineOf, podOf, variable } from "./support/pods";
import { at, items, missing, text, unknown, Value } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isBatch } from "./support/types";

/** How long a stopping node may take for one phase where it is not told (spring.lifecycle.timeout-per-shutdown-phase). */
const springPhaseSeconds = 30;

/** How long Kubernetes waits for a stopping pod where it is not told (terminationGracePeriodSeconds). */
const graceSeconds = 30;

/** A node that leaves has the time that its steps take together: the load balancer's, that of open requests, that of running jobs. */
export const drainAddsUp: ResourceRule = {
    id: "drain-adds-up",
    description: "A node that stops is given the time that its steps take together.",
    why: "After terminationGracePeriodSeconds, which runs from the beginning of preStop on, the kubelet kills what is left (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/): open requests fail, and jobs stay locked for five minutes.",
    finds: (resource) => {
        const pod = isBatch(resource) ? podOf(resource) : undefined;
        const engine = engineOf(pod);
        if (engine === undefined || engine === unknown) {
            return [];
        }
        const preStop = at(engine.value, "lifecycle", "preStop");
        if (missing(preStop)) {
            return [
                {
                    message: `the container ${engine.name} has no preStop: it stops while load balancers still send it requests`,
                    next: `${askAgain}   # after a preStop that sleeps for nodes.drainSeconds has been put back`,
                },
            ];
        }
        const [drain, stop] = [preStopSeconds(preStop), phaseSeconds(engine)];
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

/** What preStop waits for sure; undefined where it is not known. */
function preStopSeconds(preStop: Value): number | undefined {
    const sleep = at(preStop, "sleep", "seconds");
    if (!missing(sleep)) {
        return typeof sleep === "number" ? sleep : undefined;
    }
    const command = at(preStop, "exec", "command");
    if (preStop === unknown || command === unknown || items(command).includes(unknown)) {
        return undefined;
    }
    const waits = items(command)
        .flatMap((part) => text(part) ?? [])
        .join(" ")
        .matchAll(/(?:^|[\s;&|])sleep\s+(\d+)(?=\s|;|&|$)/g);
    // What it sleeps in a loop is how it waits for the JVM, whose phases are counted by themselves.
    return Number(waits.next().value?.[1] ?? 0);
}

function phaseSeconds(engine: Container): number | undefined {
    const told = variable(engine, "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE");
    return missing(told) ? springPhaseSeconds : secondsOf(text(told) ?? "");
}
