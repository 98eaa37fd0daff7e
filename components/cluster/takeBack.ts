import type * as k8s from "@kubernetes/client-node";
import { returnedAnnotation, selectorOf, versionLabel } from "../domain/labels";
import { workloadKind } from "../domain/workloadKind";
import { readWorkload, Workload } from "./workloads";

/** A batch, as the API server knows it. */
export interface BatchPlace {
    readonly namespace: string;
    /** Name of the Deployment; with `stableNames`, of the StatefulSet. */
    readonly deployment: string;
    readonly stableNames?: boolean;
}

/** What a batch was made again. */
export interface Returned {
    /** Generation that was written. */
    readonly generation: number;
    /** Image of the engine. */
    readonly image: string;
}

/**
 * Makes a batch again what it was for a version, and notes when. It is written in the name of whoever has applied it, which is Pulumi's provider
 * (server-side apply): another owner would keep what only the version before has, a variable for instance, when the batch is upgraded again.
 */
export async function writeBack(apps: k8s.AppsV1Api, place: BatchPlace, version: string, at: string): Promise<Returned> {
    const { namespace, deployment: name, stableNames } = place;
    const { metadata, spec } = await readWorkload(apps, stableNames, namespace, name);
    const fieldManager = metadata?.managedFields?.find(({ operation, subresource }) => operation === "Apply" && !subresource)?.manager;
    if (!spec || !fieldManager) {
        throw new Error(`${name} was not written by server-side apply`);
    }
    const template = await templateBefore(apps, place, { metadata, spec }, version);
    const kept = Object.entries(metadata.annotations ?? {}).filter(([key]) => !key.startsWith("deployment.kubernetes.io/"));
    const body = {
        apiVersion: "apps/v1",
        kind: workloadKind(stableNames),
        metadata: {
            name,
            namespace,
            labels: metadata.labels,
            annotations: { ...Object.fromEntries(kept), [returnedAnnotation]: at },
        },
        spec: { ...spec, template },
    };
    const { PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
    const asApply = setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply);
    const asked = { namespace, name, body, fieldManager, force: true };
    const written: Workload = await (stableNames
        ? apps.patchNamespacedStatefulSet(asked, asApply)
        : apps.patchNamespacedDeployment(asked, asApply));
    return { generation: written.metadata?.generation ?? 0, image: template.spec?.containers[0].image ?? "" };
}

/** The pods of a batch as they were made for a version, the newest if there are several: Kubernetes keeps the last ten (revisionHistoryLimit). */
async function templateBefore(
    apps: k8s.AppsV1Api,
    { namespace, deployment, stableNames }: BatchPlace,
    owner: Workload,
    version: string,
): Promise<k8s.V1PodTemplateSpec> {
    const asked = { namespace, labelSelector: selectorOf(owner.spec?.selector.matchLabels ?? {}) };
    const revisions = stableNames
        ? (await apps.listNamespacedControllerRevision(asked)).items.map(({ metadata, revision, data }) => ({
              metadata,
              revision,
              template: (data as { spec?: { template?: k8s.V1PodTemplateSpec } } | undefined)?.spec?.template,
          }))
        : (await apps.listNamespacedReplicaSet(asked)).items.map(({ metadata, spec }) => ({
              metadata,
              revision: Number(metadata?.annotations?.["deployment.kubernetes.io/revision"]),
              template: spec?.template,
          }));
    const found = revisions
        .filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === owner.metadata?.uid))
        .filter(({ template }) => template?.metadata?.labels?.[versionLabel] === version)
        .sort((a, b) => b.revision - a.revision)
        .at(0)?.template;
    if (!found) {
        throw new Error(`Kubernetes keeps nothing of ${deployment} at ${version} (revisionHistoryLimit)`);
    }
    // Without what its controller has added: the label of the one ReplicaSet, and beside these the way in which a ControllerRevision is written back.
    const labels = Object.entries(found.metadata?.labels ?? {}).filter(([key]) => key !== "pod-template-hash");
    return { metadata: { labels: Object.fromEntries(labels), annotations: found.metadata?.annotations }, spec: found.spec };
}

/** When a batch was taken back last (ISO 8601); undefined: never, or there is none. */
export async function returnedAt(apps: k8s.AppsV1Api, { namespace, deployment, stableNames }: BatchPlace): Promise<string | undefined> {
    try {
        const { metadata } = await readWorkload(apps, stableNames, namespace, deployment);
        return metadata?.annotations?.[returnedAnnotation];
    } catch (error) {
        if ((error as { code?: unknown }).code === 404) {
            return undefined;
        }
        throw error;
    }
}
