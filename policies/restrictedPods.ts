import { allContainersOf, Container, hasPods, podOf } from "./support/pods";
import { at, differs, entries, items, missing, show, text, unknown, Value } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";

const volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
const profiles: Value[] = ["RuntimeDefault", "Localhost", unknown];

/** Every pod is one of the restricted profile, and has no token of the cluster besides (components/pod.ts). */
export const restrictedPods: ResourceRule = {
    id: "restricted-pods",
    description: "Every pod meets the Pod Security Standard restricted, and has no token of the cluster.",
    why: "Who gets into an engine, which runs what others have modelled, should get no further (Pod Security Standards, restricted: https://kubernetes.io/docs/concepts/security/pod-security-standards/).",
    finds: (resource) => {
        const pod = podOf(resource);
        if (!hasPods(resource) || pod === unknown) {
            return [];
        }
        return [...ofPod(pod), ...allContainersOf(pod).flatMap((container) => ofContainer(container, pod))].map((message) => ({
            message,
            next: `${askAgain}   # after the pod has got the settings of components/pod.ts`,
        }));
    },
};

function ofPod(pod: Value): string[] {
    return [
        ...(differs(at(pod, "automountServiceAccountToken"), false)
            ? ["the pod has a token of the cluster: automountServiceAccountToken is not false"]
            : []),
        ...["hostNetwork", "hostPID", "hostIPC"].flatMap((field) => (at(pod, field) === true ? [`the pod has ${field}: true`] : [])),
        ...items(at(pod, "volumes")).flatMap((volume) =>
            entries(volume)
                .filter(([kind, value]) => kind !== "name" && value !== unknown && !missing(value) && !volumes.includes(kind))
                .map(([kind]) => `the volume ${show(at(volume, "name"))} is of the kind ${kind}`),
        ),
    ];
}

function ofContainer({ name, value }: Container, pod: Value): string[] {
    // What a container says counts before what its pod says.
    const setting = (...path: string[]): Value => {
        const own = at(value, "securityContext", ...path);
        return missing(own) ? at(pod, "securityContext", ...path) : own;
    };
    const own = (field: string): Value => at(value, "securityContext", field);
    const drop = at(own("capabilities"), "drop");
    const add = items(at(own("capabilities"), "add")).flatMap((capability) => text(capability) ?? []);
    const faults: [wrong: boolean, text: string][] = [
        [differs(setting("runAsNonRoot"), true), "may run as root: runAsNonRoot is not true"],
        [setting("runAsUser") === 0, "runs as root: runAsUser is 0"],
        [differs(own("allowPrivilegeEscalation"), false), "may gain rights: allowPrivilegeEscalation is not false"],
        [own("privileged") === true, "is privileged"],
        [
            drop !== unknown && !items(drop).some((capability) => capability === "ALL" || capability === unknown),
            "keeps capabilities: capabilities.drop is not [ALL]",
        ],
        [add.some((capability) => capability !== "NET_BIND_SERVICE"), `adds capabilities: ${add.join(", ")}`],
        [
            !profiles.includes(setting("seccompProfile", "type")),
            `may make any system call: seccompProfile is ${show(setting("seccompProfile", "type"))}`,
        ],
        [
            items(at(value, "ports")).some((port) => Number.isInteger(at(port, "hostPort")) && at(port, "hostPort") !== 0),
            "takes a port of its machine (hostPort)",
        ],
    ];
    return faults.flatMap(([wrong, fault]) => (wrong ? [`the container ${name} ${fault}`] : []));
}
