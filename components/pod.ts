import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { Placement } from "./domain/facts/placement";

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

/** What a pod's specification says about the machine that it may run on; nothing where nothing is told. */
export const placed = ({ nodeSelector = {}, tolerations = [] }: Placement) => ({
    ...(Object.keys(nodeSelector).length > 0 ? { nodeSelector: { ...nodeSelector } } : {}),
    ...(tolerations.length > 0 ? { tolerations: [...tolerations] } : {}),
});
