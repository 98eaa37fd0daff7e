import { Attempt, Completed } from "../../../../components/domain/facts/facts";
import { cluster as name, ModelCluster } from "./cluster";
import { Configuration, configuration, Staging } from "./configuration";
import { Program } from "./program";
import { AskedNodes, Kept, Observer, Ran, RunArgs } from "./registry";

/** A stack: settings, Pulumi's state, outputs; and the program that components/rollingUpdate.ts is, step by step. */
export class ModelStack {
    readonly cluster = new ModelCluster();
    readonly staging = new Staging();
    config: Configuration = configuration();
    state = new Map<string, Kept>();
    outputs: Completed = { history: [] };
    observer: Observer = { act: (_, act) => act(), completed: () => undefined };
    private clock = Date.parse("2026-11-30T00:00:00Z");

    now = (): string => new Date((this.clock += 1000)).toISOString();

    /** What the gate has let begin last. */
    get attempt(): Attempt | undefined {
        return this.state.get("gate")?.input as Attempt | undefined;
    }

    /** All settings are put back to what the gate has let begin last. */
    settingsOfGate(): void {
        const { version, image, application, nodes: count, batchSize, surge, overrides, rollback, adopt } = this.attempt!;
        Object.assign(this.config, { version, image, application, count, batchSize, surge, overrides: [...overrides], rollback, adopt });
    }

    /** Reads what the cluster has into the state. */
    refresh(): void {
        for (const [key, { input }] of this.state) {
            const [kind] = key.split(" ");
            if (kind === "nodes") {
                const asked = input as AskedNodes;
                const live = this.cluster.workloads.get(`${name}-${asked.batch}`);
                if (!live) {
                    this.state.delete(key);
                    continue;
                }
                const { template, replicas, surge, generation, returned } = live;
                const seen: AskedNodes = { batch: asked.batch, count: replicas, surge, ...template, ...(returned ? { returned } : {}) };
                this.state.set(key, { input: seen, output: generation });
            } else if (kind === "job" && !this.cluster.jobs.has((input as { job: string }).job)) {
                this.state.delete(key);
            }
        }
    }

    /** A preview or an update. Throws Held or Killed where it does not succeed. */
    run(args: RunArgs = {}): Ran {
        return new Program(this, args).run();
    }
}
