import type * as k8s from "@kubernetes/client-node";

/** A batch of nodes as the API server has it: what is asked of it, both kinds tell alike. */
export type Workload = k8s.V1Deployment | k8s.V1StatefulSet;

/** Its pods. Every workload has a template, and what an API server answers is not checked against that. */
export const templateOf = ({ spec }: Workload): k8s.V1PodTemplateSpec | undefined => spec?.template;

/** The one of a name. */
export const readWorkload = (apps: k8s.AppsV1Api, stableNames: boolean | undefined, namespace: string, name: string): Promise<Workload> =>
    stableNames ? apps.readNamespacedStatefulSet({ namespace, name }) : apps.readNamespacedDeployment({ namespace, name });

/** All of a cluster of nodes; a stack has one kind only, and its user may be allowed to list no other. */
export const listWorkloads = async (
    apps: k8s.AppsV1Api,
    stableNames: boolean | undefined,
    namespace: string,
    labelSelector: string,
): Promise<Workload[]> => {
    const asked = { namespace, labelSelector };
    return (await (stableNames ? apps.listNamespacedStatefulSet(asked) : apps.listNamespacedDeployment(asked))).items;
};
