import type * as k8s from "@kubernetes/client-node";
import { BatchState, goneBatch, IntegratedBatch, NodeAnswer, NodeState } from "../domain/facts/batch";
import { returnedAnnotation, selectorOf, versionLabel } from "../domain/labels";
import { Client } from "./client";
import { unlessGone } from "./errors";
import { Get } from "./nodeRest";
import { eachOf, nodeState } from "./pods";
import { readWorkload, templateOf } from "./workloads";

/**
 * How long an answer of a node counts: whoever looks several times a second must not ask each node of a large batch as often, and what a node says of its
 * version and schema log stays so as long as it runs. A pod that is not ready is not asked at all.
 */
const answerMilliseconds = 5000;

/** What the checkpoint of a batch asks, several times a second. */
export class BatchQuestions {
    private readonly answers = new Map<string, { readonly at: number; readonly answer: NodeAnswer }>();

    constructor(private readonly client: Client) {}

    /** The Deployment or StatefulSet of a batch, its pods, and what each ready node answers, or has answered a moment ago. */
    async state({ namespace, deployment, stableNames, image, restPath, port, restSecret }: IntegratedBatch): Promise<BatchState> {
        const workload = await unlessGone(readWorkload(this.client.apps, stableNames, namespace, deployment));
        if (!workload) {
            return goneBatch;
        }
        const { metadata, status, spec } = workload;
        const returned = metadata?.annotations?.[returnedAnnotation];
        const asked = templateOf(workload)?.spec?.containers[0].image;
        const pods = await this.client.pods(namespace, selectorOf(spec?.selector.matchLabels ?? {}));
        return {
            observedGeneration: status?.observedGeneration ?? 0,
            replicas: status?.replicas ?? 0,
            updatedReplicas: status?.updatedReplicas ?? 0,
            availableReplicas: status?.availableReplicas ?? 0,
            wantedReplicas: spec?.replicas ?? 1,
            ...(returned && asked !== image ? { returned } : {}),
            // Whatever the generation: the provider waits for the nodes itself, and hands on what it reads afterwards, which may be somebody else's by then.
            ...(asked === undefined
                ? {}
                : { asks: { image: asked, version: templateOf(workload)?.metadata?.labels?.[versionLabel] ?? "" } }),
            nodes: await this.client.asking(namespace, restSecret, (rest) =>
                eachOf(pods, (pod) => this.nodeState(pod, rest.of(pod, { restPath, port }))),
            ),
        };
    }

    private async nodeState(pod: k8s.V1Pod, get: Get): Promise<NodeState> {
        const { name = "", uid = "" } = pod.metadata ?? {};
        const key = `${name} ${uid}`;
        const known = this.answers.get(key);
        const fresh = known && Date.now() - known.at < answerMilliseconds ? known.answer : undefined;
        const state = await nodeState(pod, get, fresh);
        if (state.answer && !fresh) {
            this.answers.set(key, { at: Date.now(), answer: state.answer });
        }
        const fault = state.ready || state.leaving ? undefined : await this.client.logs.faultOf(pod);
        return fault ? { ...state, fault } : state;
    }
}
