import { Hold } from "./hold";

/** That an object of this stack is not in the cluster any more. */
export const goneHold = (kind: string, name: string, namespace: string, short: string): Hold => ({
    id: "objectGone",
    message: `${kind} ${name} is not in namespace ${namespace}, but in Pulumi's state`,
    short,
    why: "Somebody has deleted it, or its namespace, since Pulumi wrote it; who is not known. Waiting does not bring it back.",
    next: `kubectl get namespace ${namespace} && pulumi up --refresh   # see first what else is gone; the update creates again what Pulumi no longer finds`,
    overridable: false,
    final: true,
});
