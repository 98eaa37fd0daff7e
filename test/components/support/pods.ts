/** A variable's value out of a Secret, as a pod has it. */
export const secret = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } });

/** What a container may not do, as a pod has it: written out here, so that it is not what the components make of it. */
export const confined = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true };

/** Who a pod is: a user without root's rights, and without a token of the cluster. */
export const confinedPod = (user: number) => ({
    automountServiceAccountToken: false,
    securityContext: {
        runAsNonRoot: true,
        ...{ runAsUser: user, runAsGroup: user, fsGroup: user },
        seccompProfile: { type: "RuntimeDefault" },
    },
});
