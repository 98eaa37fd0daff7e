import type * as k8s from "@kubernetes/client-node";
import { batchLabel, engineLabels, selectorOf } from "../domain/labels";
import { Amounts, CapacityFacts, LiveBatch, MachineFacts, PlacedNode, sumOf } from "../domain/facts/capacity";
import { quantity } from "../domain/quantity";
import { workloadKind } from "../domain/workloadKind";
import { reason } from "./errors";
import { LiveTruthArgs } from "./liveTruth";
import { hasEnded } from "./pods";
import { listWorkloads, Workload } from "./workloads";

/** Whom the cluster is asked through. */
export interface CapacityClients {
    readonly core: k8s.CoreV1Api;
    readonly apps: k8s.AppsV1Api;
    readonly autoscaling: k8s.AutoscalingV2Api;
    readonly policy: k8s.PolicyV1Api;
}

/** Pods in one answer, and the most that are counted: beyond that a preview would wait too long. */
const [page, most] = [500, 10_000];

/** What there is room for, as far as this user may see it: what is not to be had is said, and holds nobody up. */
export async function capacityOf(
    { core, apps, autoscaling, policy }: CapacityClients,
    { namespace, cluster, stableNames }: LiveTruthArgs,
): Promise<CapacityFacts> {
    const unread: string[] = [];
    const read = async <T>(what: string, asked: () => Promise<T>): Promise<T | undefined> => {
        try {
            return await asked();
        } catch (error) {
            unread.push(`${what}: ${reason(error)}`);
            return undefined;
        }
    };
    const labelSelector = selectorOf(engineLabels(cluster));
    const ofBatch = workloadKind(stableNames);
    const [workloads, pods, quotas, machines, others, autoscalers, budgets] = await Promise.all([
        read(`${ofBatch}s`, () => listWorkloads(apps, stableNames, namespace, labelSelector)),
        read("pods", async () => (await core.listNamespacedPod({ namespace, labelSelector })).items.filter((pod) => !hasEnded(pod))),
        read("ResourceQuotas", async () => (await core.listNamespacedResourceQuota({ namespace })).items),
        read("machines", async () => (await core.listNode()).items),
        read("pods of all namespaces", () => allPods(core)),
        read("HorizontalPodAutoscalers", async () => (await autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace })).items),
        read("PodDisruptionBudgets", async () => (await policy.listNamespacedPodDisruptionBudget({ namespace })).items),
    ]);
    const scoped = quotas?.filter(({ spec }) => spec?.scopes?.length || spec?.scopeSelector) ?? [];
    unread.push(...scoped.map(({ metadata }) => `ResourceQuota ${metadata?.name ?? ""} is for some pods only`));
    const batchOf = (name: string | undefined) =>
        workloads?.find(({ metadata }) => metadata?.name === name)?.metadata?.labels?.[batchLabel];
    return {
        batches: workloads?.flatMap(liveBatch),
        placed: pods?.flatMap(placedNode),
        quotas: quotas
            ?.filter((quota) => !scoped.includes(quota))
            .map(({ metadata, status }) => ({
                name: metadata?.name ?? "",
                hard: quotaAmounts(status?.hard),
                used: quotaAmounts(status?.used),
            })),
        machines: machines && others && machines.map((machine) => machineFacts(machine, others)),
        autoscalers: autoscalers?.flatMap(({ metadata, spec }) => {
            const { kind, name } = spec?.scaleTargetRef ?? {};
            const batch = kind === ofBatch ? batchOf(name) : undefined;
            return batch ? [{ name: metadata?.name ?? "", batch, min: spec?.minReplicas ?? 1, max: spec?.maxReplicas ?? 1 }] : [];
        }),
        budgets: budgets
            // The rollout's own leaves one node to go at any time, whatever the size of a batch: what rolls is not evicted.
            ?.filter(({ metadata }) => metadata?.name !== `${cluster}-engine`)
            .filter(({ spec }) => pods?.some(({ metadata }) => spec?.selector && selects(spec.selector, metadata?.labels ?? {})))
            .map(({ metadata, status }) => ({
                name: metadata?.name ?? "",
                expected: status?.expectedPods ?? 0,
                desired: status?.desiredHealthy ?? 0,
            })),
        unread,
    };
}

async function allPods(core: k8s.CoreV1Api): Promise<k8s.V1Pod[]> {
    const pods: k8s.V1Pod[] = [];
    const fieldSelector = "status.phase!=Succeeded,status.phase!=Failed,spec.nodeName!=";
    for (let _continue: string | undefined; pods.length === 0 || _continue;) {
        const list: k8s.V1PodList = await core.listPodForAllNamespaces({ fieldSelector, limit: page, _continue });
        pods.push(...list.items);
        _continue = list.metadata?._continue;
        if (pods.length > most) {
            throw new Error(`more than ${most}, which are not counted`);
        }
        if (list.items.length === 0) {
            break;
        }
    }
    return pods;
}

function liveBatch({ metadata, spec }: Workload): LiveBatch[] {
    const id = metadata?.labels?.[batchLabel];
    return id ? [{ id, nodes: spec?.replicas ?? 1, asks: asksOf(spec?.template.spec) }] : [];
}

function placedNode({ metadata, spec }: k8s.V1Pod): PlacedNode[] {
    const batch = metadata?.labels?.[batchLabel];
    return batch ? [{ name: metadata.name ?? "", batch, machine: spec?.nodeName ?? "", asks: asksOf(spec) }] : [];
}

function machineFacts({ metadata, spec, status }: k8s.V1Node, pods: readonly k8s.V1Pod[]): MachineFacts {
    const labels = metadata?.labels ?? {};
    const own = pods.filter((pod) => pod.spec?.nodeName === metadata?.name).map((pod) => asksOf(pod.spec));
    const { cpu, memory, pods: slots } = status?.allocatable ?? {};
    const allocatable = { "requests.cpu": quantity(cpu) ?? 0, "requests.memory": quantity(memory) ?? 0, pods: quantity(slots) ?? 0 };
    const used = sumOf(...own);
    return {
        name: metadata?.name ?? "",
        zone: labels["topology.kubernetes.io/zone"] ?? "",
        labels,
        taints: (spec?.taints ?? []).map(({ key, value = "", effect }) => ({ key, value, effect })),
        open: !spec?.unschedulable && (status?.conditions?.some(({ type, status: so }) => type === "Ready" && so === "True") ?? false),
        free: Object.fromEntries(Object.entries(allocatable).map(([resource, amount]) => [resource, amount - (used[resource] ?? 0)])),
    };
}

/** What a pod counts for: its containers together, or one that comes before them, if that asks for more (kubernetes, pkg/api/v1/resource). */
function asksOf(spec: k8s.V1PodSpec | undefined): Amounts {
    const of = ({ resources }: k8s.V1Container): Amounts => {
        const requests: Partial<Record<string, string>> = resources?.requests ?? {};
        const limits: Partial<Record<string, string>> = resources?.limits ?? {};
        return {
            // A limit alone is a request, too.
            "requests.cpu": quantity(requests.cpu ?? limits.cpu ?? 0) ?? 0,
            "requests.memory": quantity(requests.memory ?? limits.memory ?? 0) ?? 0,
            "limits.memory": quantity(limits.memory ?? 0) ?? 0,
        };
    };
    const first = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== "Always").map(of);
    const beside = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
    const together = sumOf(...[...(spec?.containers ?? []), ...beside].map(of));
    const widest = Object.entries(together).map(([resource, amount]) => [
        resource,
        Math.max(amount, ...first.map((asks) => asks[resource])),
    ]);
    return { ...(Object.fromEntries(widest) as Amounts), pods: 1 };
}

/** By the names of this module; a quota may leave out `requests.`, and may count pods as objects. */
const names: Readonly<Record<string, string>> = {
    cpu: "requests.cpu",
    memory: "requests.memory",
    "requests.cpu": "requests.cpu",
    "requests.memory": "requests.memory",
    "limits.memory": "limits.memory",
    pods: "pods",
    "count/pods": "pods",
};

const quotaAmounts = (amounts: Record<string, string> = {}): Amounts =>
    Object.fromEntries(
        Object.entries(amounts).flatMap(([name, amount]) => {
            const value = quantity(amount);
            return name in names && value !== undefined ? [[names[name], value]] : [];
        }),
    );

/** Whether a label selector selects these labels. */
export function selects(
    { matchLabels = {}, matchExpressions = [] }: k8s.V1LabelSelector,
    labels: Readonly<Partial<Record<string, string>>>,
): boolean {
    return (
        Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
        matchExpressions.every(({ key, operator, values = [] }) => {
            const value = labels[key];
            switch (operator) {
                case "In":
                    return value !== undefined && values.includes(value);
                case "NotIn":
                    return value === undefined || !values.includes(value);
                case "Exists":
                    return value !== undefined;
                default:
                    return value === undefined;
            }
        })
    );
}
