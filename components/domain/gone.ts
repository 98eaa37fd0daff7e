import { Hold, hold } from "./hold";

/** That an object of this stack is not in the cluster any more. */
export const goneHold = (kind: string, name: string, namespace: string, short: string): Hold =>
    hold("objectGone", {
        message: `${kind} ${name} is in Pulumi's state, but not in namespace ${namespace}`,
        short,
        next: `kubectl get namespace ${namespace} && pulumi up --refresh   # check first what else is gone; the update creates again what Pulumi no longer finds`,
    });
