import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";

/** A container that gains nothing beyond its user, and writes to its volumes only. */
export const confined = (readOnlyRootFilesystem = true): k8s.types.input.core.v1.SecurityContext => ({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem,
});

/**
 * A pod that is nobody's root and has no token of the cluster. The user is a number, since the images name theirs, and the kubelet
 * cannot tell that a name is not root's.
 */
export const confinedPod = (user: number, pullSecret?: string) => ({
    automountServiceAccountToken: false,
    ...(pullSecret ? { imagePullSecrets: [{ name: pullSecret }] } : {}),
    securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        seccompProfile: { type: "RuntimeDefault" },
    },
});

/** Values of a Secret, by reference: what they are appears in no specification. */
export const fromSecret = (name: pulumi.Input<string>) => (key: string) => ({ secretKeyRef: { name, key } });
