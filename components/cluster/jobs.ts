import type * as k8s from "@kubernetes/client-node";

/** Termination message of the newest pod of a Job; empty: there is none any more. */
export async function lastWords(core: k8s.CoreV1Api, namespace: string, job: string): Promise<string> {
    const pods = await core.listNamespacedPod({ namespace, labelSelector: `batch.kubernetes.io/job-name=${job}` });
    const ended = pods.items
        .flatMap((pod) => pod.status?.containerStatuses ?? [])
        .flatMap(({ state }) => (state?.terminated ? [state.terminated] : []))
        .sort((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0));
    return ended.at(-1)?.message ?? "";
}
