import { engineOf, podOf } from "./support/pods";
import { at, missing, unknown } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isBatch } from "./support/types";

/** A node says itself when it can be sent requests. */
export const readinessProbed: ResourceRule = {
    id: "readiness-probed",
    description: "A node gets requests only when it says that it is ready.",
    why: "Without a readiness probe a pod counts as ready when its process has started (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/): the load balancer sends requests to an engine that is still being built, and the next batch is isolated meanwhile.",
    finds: (resource) => {
        const engine = isBatch(resource) ? engineOf(podOf(resource)) : undefined;
        return engine !== undefined && engine !== unknown && missing(at(engine.value, "readinessProbe"))
            ? [
                  {
                      message: `the container ${engine.name} has no readinessProbe`,
                      next: `${askAgain}   # after a readinessProbe with httpGet on the list of engines, e.g. /engine-rest/engine`,
                  },
              ]
            : [];
    },
};
