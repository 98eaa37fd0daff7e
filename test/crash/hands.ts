import { setTimeout as sleep } from "node:timers/promises";
import { inService } from "../../local/demo/records";
import { kubectl, until } from "../e2e/support/kubectl";
import { imageFor } from "../e2e/support/truth";
import type { Begun, Target } from "./faults";
import { Hand } from "./matrix";

const there: Begun = { back: Promise.resolve() };

/** What somebody does with kubectl meanwhile, who does not know of the update or means well. */
export const hands: Readonly<Record<Hand, (target: Target) => Promise<Begun>>> = {
    // The first batch: the one that everything after it relies on.
    "hand-set-image": async ({ previous }) => {
        await kubectl("set", "image", "deployment/camunda-batch-1", `engine=${imageFor(previous)}`);
        return there;
    },

    "hand-undo": async ({ moment }) => {
        const undo = () => kubectl("rollout", "undo", `deployment/camunda-${begunAt(moment)}`);
        // Right after the Deployment was written its controller may not have kept the template before it.
        await until("there is something to undo", () => undo().then(() => true), 30);
        return there;
    },

    "hand-scale": async (target) => {
        const deployment = `deployment/camunda-${other(target)}`;
        const nodes = await kubectl("get", deployment, "-o", "jsonpath={.spec.replicas}");
        await kubectl("scale", deployment, "--replicas=0");
        const ready = async () => (await kubectl("get", deployment, "-o", "jsonpath={.status.readyReplicas}")) === nodes;
        const back = sleep(target.handSeconds * 1000)
            .then(() => kubectl("scale", deployment, `--replicas=${nodes}`))
            .then(() => until(`${deployment} has its nodes again`, ready, 240));
        return { back };
    },

    "hand-delete-job": async ({ wanted }) => {
        await kubectl("delete", "job", `camunda-schema-${wanted.replaceAll(".", "-")}`, "--wait=false");
        return there;
    },

    "hand-edit-service": async (target) => {
        const select = (batch: string | null) =>
            kubectl("patch", "service", "camunda-engine", "-p", JSON.stringify({ spec: { selector: { "camunda.org/batch": batch } } }));
        await select(other(target));
        return { back: sleep(target.handSeconds * 1000).then(async () => void (await select(null))) };
    },

    "hand-delete-namespace": async () => {
        await kubectl("delete", "namespace", "camunda", "--wait=false");
        const gone = async () => (await kubectl("get", "namespace", "camunda", "--ignore-not-found")) === "";
        return { back: until("the namespace is gone", gone, 300) };
    },
};

/** The batch that the update has changed last at a moment. */
function begunAt({ at, step, batch = "" }: Target["moment"]): string {
    const place = Number(batch.split("-")[1]);
    return at === "before" && step === batch ? `batch-${place - 1}` : batch;
}

/** A batch with a node in service that is not the one under way: the last one, if it can be. */
function other({ now: { pods }, moment }: Target): string {
    const [pod] = pods
        .filter((one) => inService(one) && one.batch !== moment.batch)
        .sort((a, b) => b.batch.localeCompare(a.batch, "en", { numeric: true }));
    if (!pod) throw new Error("no other node is in service");
    return pod.batch;
}
