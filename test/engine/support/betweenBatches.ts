import * as pulumi from "@pulumi/pulumi";
import { Baseline } from "../../../components/verification/baseline";
import { BetweenBatches } from "../../../components/verification/betweenBatches";
import { Checkpoint } from "../../../components/checkpoint/checkpoint";
import { Completed, Target } from "../../../components/domain/facts/facts";
import { historyAfter, windowOf } from "../../../components/domain/history";
import { Hold } from "../../../components/domain/hold";
import { attemptOf } from "../../../components/verification/rules/pause";
import { settle } from "../../../components/settings/settle";
import { settleVerification } from "../../../components/settings/verification";
import { ownRecord } from "../../../components/record/stackRecord";

/** What the first update of a test installs. */
export const { target: installed } = settle({ engine: { version: "7.22.0" } });
/** Two batches of one node. */
export const batches = ["batch-1", "batch-2"].map((id) => ({ id, nodes: 1 }));
const nodes = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };

/** What a test changes from one update to the next. */
export interface Update {
    readonly target: Target;
    /** Settings under `verification`. */
    readonly verification: object;
    /** How long a batch's checkpoint may take. */
    readonly budgetSeconds: number;
}

/**
 * A rollout that consists of what is between batches: the schema's checkpoint, the baseline, a checkpoint for each batch, and the record of what was
 * completed. `look` is what a batch's own checkpoint looks at, by the batch's number.
 */
export const betweenBatchesProgram =
    (kubeconfig: string, update: () => Update, look: (batch: number) => Promise<Hold[]> = () => Promise.resolve([])) =>
    (): Promise<Record<string, unknown>> => {
        const { target, verification, budgetSeconds } = update();
        const parent = new pulumi.ComponentResource("test:index:Cluster", "orders");
        const record = ownRecord("orders-record", {}, parent);
        const access = { kubeconfig };
        const between = new BetweenBatches({
            target,
            settings: settleVerification(verification),
            batches,
            window: record.apply((before) => windowOf(target, before)),
            attempt: record.apply(({ history }) => attemptOf(target, history)),
            nodes,
        });
        const vouchesFor = { version: target.version };
        const nothing = between.afterSchema(() => Promise.resolve([]));
        const schema = new Checkpoint("orders-schema", { vouchesFor, look: nothing, budgetSeconds: 1, access });
        const baseline = new Baseline(
            "orders-baseline",
            { target, completed: record, migrated: schema.vouched, nodes, access },
            { dependsOn: [schema] },
        );
        let previous: pulumi.Resource = baseline;
        batches.forEach(({ id }, i) => {
            const looks = between.afterBatch(id, baseline.opening, () => look(i));
            const args = { vouchesFor, ...looks, overrides: target.overrides, budgetSeconds, access };
            previous = new Checkpoint(`orders-${id}`, args, { dependsOn: [previous] });
        });
        const input = record.apply((before): Completed => ({ version: target.version, history: historyAfter(target, before) }));
        const completed = new pulumi.Stash("completed", { input }, { dependsOn: [previous] });
        const output = (key: string) => completed.input.apply((kept) => (kept as Record<string, unknown>)[key]);
        return Promise.resolve({ completedVersion: output("version"), history: output("history"), opening: baseline.opening });
    };
