import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Where a step of the rollout is; `unchanged` when this update had nothing to do in it. */
export type StepState = "waiting" | "running" | "done" | "unchanged" | "failed";

/** One step of the rollout: gate, schema, a batch, completed. */
export interface ProgressStep {
    /** `gate`, `schema`, `batch-1` …, `completed`. */
    id: string;
    title: string;
    state: StepState;
    /** Milliseconds since the epoch. */
    startedAt?: number;
    endedAt?: number;
    /** What is being waited for; of a failed step, why. */
    text?: string;
}

/** How far an update is. */
export interface Progress {
    /** In the order of the procedure. */
    steps: ProgressStep[];
    /** The last resource outside the steps that was begun, e.g. the database. */
    activity?: string;
    errors: string[];
    /** Resources that the update created, changed or removed, as the engine counts them at its end. */
    changes?: number;
}

/** Before the first event: all steps of the procedure, in its order. */
export const noProgress = (batches: readonly string[]): Progress => ({
    steps: ["gate", "schema", ...batches, "completed"].map((id) => ({ id, title: id.replace("-", " "), state: "waiting" })),
    errors: [],
});

// What the provider says of a resource that the checkpoint waits for instead: true, but nobody waits for nothing.
const SKIPS_AWAIT = "Skipping await logic";

/** Whether a step has ended, one way or the other. */
export const hasEnded = ({ state }: ProgressStep): boolean => state === "done" || state === "unchanged" || state === "failed";

/** How long a step took, in seconds. */
export const stepSeconds = ({ startedAt, endedAt }: ProgressStep): number | undefined =>
    startedAt === undefined || endedAt === undefined ? undefined : (endedAt - startedAt) / 1000;

/** The progress after an event of the engine that arrived at a given moment; the engine's own times have whole seconds. */
export function advance(progress: Progress, event: EngineEvent, at: number, cluster = "camunda"): Progress {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, summaryEvent } = event;
    const change = (urn: string, update: (step: ProgressStep) => ProgressStep): Progress => {
        const id = stepId(urn, cluster);
        return { ...progress, steps: progress.steps.map((step) => (step.id === id ? update(step) : step)) };
    };

    if (resourcePreEvent) {
        const { urn, type, op } = resourcePreEvent.metadata;
        if (!acts(type, op)) return progress;
        if (!stepId(urn, cluster)) return { ...progress, activity: `${type.split(":").at(-1) ?? type} ${urnName(urn)}` };
        return change(urn, (step) => ({ ...step, state: "running", startedAt: step.startedAt ?? at }));
    }
    if (resOutputsEvent) {
        const { urn, type, op } = resOutputsEvent.metadata;
        // The checkpoint itself, kept as a Stash, is what ends a step.
        if (type !== "pulumi:index:Stash" || isRemoval(op)) return progress;
        return change(urn, (step) =>
            op === "same" && step.state === "waiting"
                ? { ...step, state: "unchanged" }
                : { ...step, state: "done", startedAt: step.startedAt ?? at, endedAt: at, text: undefined },
        );
    }
    if (resOpFailedEvent) {
        return change(resOpFailedEvent.metadata.urn, (step) => ({
            ...step,
            state: "failed",
            startedAt: step.startedAt ?? at,
            endedAt: at,
        }));
    }
    if (diagnosticEvent) {
        const message = plain(diagnosticEvent.message);
        const text = message.replace(/\s+/g, " ");
        const { severity, urn } = diagnosticEvent;
        if (severity === "warning" || !text || text === SKIPS_AWAIT) return progress;
        const next = urn ? change(urn, (step) => (severity !== "error" && hasEnded(step) ? step : { ...step, text })) : progress;
        return severity === "error" ? { ...next, errors: [...next.errors, message] } : next;
    }
    if (summaryEvent) {
        const changes = Object.entries<number | undefined>(summaryEvent.resourceChanges).filter(([op]) => op !== "same");
        return { ...progress, changes: changes.reduce((sum, [, count]) => sum + (count ?? 0), 0) };
    }
    return progress;
}

/** Which step a resource belongs to: `camunda-batch-1` and `camunda-schema-7-23-0` to `batch-1` and `schema`. */
function stepId(urn: string, cluster: string): string | undefined {
    const name = urnName(urn);
    return name.startsWith(`${cluster}-`) ? /^(gate|schema|batch-\d+|completed)(-|$)/.exec(name.slice(cluster.length + 1))?.[1] : undefined;
}

const urnName = (urn: string): string => urn.split("::").at(-1) ?? "";

/** Components only group; and what the engine removes at the end of an update belongs to no step any more. */
const acts = (type: string, op: string): boolean =>
    op !== "same" && !isRemoval(op) && !type.startsWith("camunda:") && !/^pulumi:(pulumi|providers):/.test(type);

const isRemoval = (op: string): boolean => op.startsWith("delete") || op.startsWith("discard") || op.startsWith("read");

/** Without the colour marks of the engine. */
const plain = (message: string): string => message.replace(/<\{%[^%]*%\}>/g, "").trim();
