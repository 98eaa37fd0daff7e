import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Sample } from "../../local/demo/records";
import { Moment } from "./matrix";

/** What has been seen of an update so far. */
export interface Seen {
    /** Resources that the engine has begun to make, change or replace, see `begun`. */
    readonly begun: ReadonlySet<string>;
    /** Whether the migration's pod runs. */
    readonly migrating: boolean;
    /** The engine nodes before the update, and now. */
    readonly first: Sample;
    readonly now: Sample;
}

/** Name of the cluster: the stack's resources are named after it. */
const cluster = "camunda";

/** A resource that is begun by an event of the engine, as type and name; undefined: by this event none is. */
export function begun({ resourcePreEvent }: EngineEvent): string | undefined {
    if (!resourcePreEvent) return undefined;
    const { urn, type, op } = resourcePreEvent.metadata;
    return /^(same|read|delete|discard)/.test(op) ? undefined : resource(type, urn.split("::").at(-1) ?? "");
}

const resource = (type: string, name: string) => `${type.split(":").at(-1)} ${name}`;

/** Whether a moment has come: the engine announces a resource before it acts upon it, and before the hooks of a checkpoint ask anything. */
export function reached({ at, step, batch }: Moment, { begun, migrating, first, now }: Seen): boolean {
    const [, checkpoint] = /^checkpoint-(\d+)$/.exec(step) ?? [];
    if (at === "before") {
        if (step === "migrate") return [...begun].some((one) => one.startsWith(`Job ${cluster}-schema`));
        if (checkpoint) return begun.has(resource("Stash", `${cluster}-${batch}`));
        const kinds = step === batch ? ["Deployment", "StatefulSet"] : ["Stash"];
        return kinds.some((kind) => begun.has(resource(kind, `${cluster}-${step}`)));
    }
    if (step === "migrate") return migrating;
    return checkpoint ? halfway(batch, first, now) : changed(batch, first, now);
}

/** Whether the API server has taken the batch in another form. */
const changed = (batch: string | undefined, first: Sample, now: Sample): boolean =>
    (now.generations[`${cluster}-${batch}`] ?? 0) > (first.generations[`${cluster}-${batch}`] ?? 0);

/** Whether a batch is between its old nodes and its new ones: these are gone and those not ready; or with surge, both are ready. */
function halfway(batch: string | undefined, first: Sample, now: Sample): boolean {
    const before = new Set(first.pods.map(({ uid }) => uid));
    const pods = now.pods.filter((pod) => pod.batch === batch);
    const [old, fresh] = [pods.filter(({ uid }) => before.has(uid)), pods.filter(({ uid }) => !before.has(uid))];
    return old.length === 0 ? fresh.some(({ ready }) => !ready) : fresh.some(({ ready }) => ready);
}
