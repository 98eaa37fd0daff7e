import * as fc from "fast-check";
import { imageOf } from "../../../../components/domain/image";
import { adoptSelector, cluster as name, ModelCluster, officialImage } from "./cluster";
import { Configuration } from "./configuration";
import { Held, Killed } from "./registry";
import { ModelStack } from "./stack";
import { Broken, Promises } from "./promises";

/** What somebody does to the cluster by hand. */
export type Hand =
    | { readonly hand: "undo" | "scale to 0" | "scale back" | "delete workload"; readonly batch: number }
    | { readonly hand: "set image"; readonly batch: number; readonly image: string }
    | { readonly hand: "set image of a pod"; readonly node: number; readonly image: string }
    | { readonly hand: "delete job" }
    | { readonly hand: "remove adopted" };

/** What somebody does. */
export type Action =
    | {
          readonly do: "up" | "preview";
          readonly refresh: boolean;
          readonly settled: boolean;
          readonly kill?: number;
          readonly hand?: { at: number; what: Hand };
      }
    | { readonly do: "hand"; readonly what: Hand }
    | { readonly do: "set"; readonly change: Change }
    | { readonly do: "staging"; readonly becomes: "completed" | "rolled back" | "unreachable" | "reachable" }
    | { readonly do: "upgrade the module" };

/** What somebody sets. */
export type Change =
    | { readonly set: "roll back"; readonly reason: string }
    | { readonly set: "forward again" }
    | { readonly set: "values"; readonly values: Partial<Configuration> };

const versions = ["7.21.0", "7.22.0", "7.23.0", "7.24.0"];
const version = fc.constantFrom(...versions, "7.22.0", "7.23.0");
const batch = fc.nat(3);
const image = version.map((one) => imageOf(officialImage, one));

const hand: fc.Arbitrary<Hand> = fc.oneof(
    {
        weight: 5,
        arbitrary: fc.record({
            hand: fc.constantFrom("undo" as const, "scale to 0" as const, "scale back" as const, "delete workload" as const),
            batch,
        }),
    },
    { weight: 2, arbitrary: fc.record({ hand: fc.constant("set image" as const), batch, image }) },
    { weight: 2, arbitrary: fc.record({ hand: fc.constant("set image of a pod" as const), node: fc.nat(3), image }) },
    { weight: 1, arbitrary: fc.constant({ hand: "delete job" as const }) },
    { weight: 1, arbitrary: fc.constant({ hand: "remove adopted" as const }) },
);

const images = [officialImage, "orders:1-{version}", "orders:broken-{version}"];
const overrides = ["applicationChanged", "nodesDiffer", "nodesNotAsRecorded", "promotionMissing", "noSpareNode", "imagesDiffer"];
const steps = ["schema", "batch-1", "batch-2", "batch-3"];
const values = (given: { [K in keyof Configuration]?: fc.Arbitrary<Configuration[K]> }) =>
    fc.record(given).map((some): Change => ({ set: "values", values: some }));

const change: fc.Arbitrary<Change> = fc.oneof(
    { weight: 6, arbitrary: values({ version: fc.constantFrom("7.22.0", "7.23.0", "7.23.0", "7.24.0") }) },
    { weight: 4, arbitrary: fc.record({ set: fc.constant("roll back" as const), reason: fc.constantFrom("slow", "again") }) },
    { weight: 2, arbitrary: fc.constant({ set: "forward again" as const }) },
    { weight: 2, arbitrary: values({ batchSize: fc.constantFrom("1", "2", "33%", "50%") }) },
    { weight: 2, arbitrary: values({ count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: values({ surge: fc.boolean() }) },
    { weight: 2, arbitrary: values({ pauseAfter: fc.subarray(steps) }) },
    {
        weight: 2,
        arbitrary: fc
            .tuple(version, fc.constantFrom(...steps))
            .map(([to, step]): Change => ({ set: "values", values: { goAhead: `${to} ${step}` } })),
    },
    { weight: 2, arbitrary: values({ image: fc.constantFrom(...images) }) },
    { weight: 1, arbitrary: values({ returnFirstBatch: fc.boolean() }) },
    { weight: 1, arbitrary: values({ promoted: fc.boolean() }) },
    { weight: 1, arbitrary: values({ adopt: fc.constantFrom(undefined, adoptSelector) }) },
    {
        weight: 1,
        arbitrary: fc
            .subarray(overrides, { maxLength: 2 })
            .map((holds): Change => ({ set: "values", values: { overrides: holds.map((hold) => ({ hold, reason: "known" })) } })),
    },
);

const run = (what: "up" | "preview"): fc.Arbitrary<Action> =>
    fc.record(
        {
            do: fc.constant(what),
            refresh: fc.boolean().map((yes) => yes && what === "up"),
            settled: fc.boolean(),
            kill: fc.nat(40),
            hand: fc.record({ at: fc.nat(40), what: hand }),
        },
        { requiredKeys: ["do", "refresh", "settled"] },
    );

/** Anything that happens to a stack. */
export const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 8, arbitrary: run("up") },
    { weight: 1, arbitrary: run("preview") },
    { weight: 3, arbitrary: hand.map((what): Action => ({ do: "hand", what })) },
    { weight: 5, arbitrary: change.map((one): Action => ({ do: "set", change: one })) },
    {
        weight: 1,
        arbitrary: fc
            .constantFrom("completed", "rolled back", "unreachable", "reachable")
            .map((becomes) => ({ do: "staging" as const, becomes })),
    },
    { weight: 2, arbitrary: fc.constant({ do: "upgrade the module" }) },
);

/** Where a stack comes from. */
export interface Beginning {
    readonly count: number;
    readonly surge: boolean;
    readonly adopted: boolean;
    readonly earlier: boolean;
}

const seldom = fc.nat(4).map((one) => one === 4);

export const beginning: fc.Arbitrary<Beginning> = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    surge: seldom,
    adopted: seldom,
    earlier: seldom,
});

/** What somebody does by hand, on the model. */
export function byHand(cluster: ModelCluster, what: Hand): void {
    switch (what.hand) {
        case "delete job":
            return cluster.jobs.clear();
        case "remove adopted":
            cluster.nodes = cluster.nodes.filter(({ workload }) => workload !== undefined);
            return;
        case "set image of a pod": {
            const node = cluster.nodes[what.node];
            if (node) {
                Object.assign(node, { image: what.image, by: "hand", ready: false });
            }
            return;
        }
        default: {
            const workload = cluster.workloads.get(`${name}-batch-${what.batch + 1}`);
            if (!workload) {
                return;
            }
            const { batch: id, replicas, template, surge, returned } = workload;
            if (what.hand === "delete workload") {
                cluster.deleteWorkload(workload.name);
            } else if (what.hand === "undo") {
                cluster.write(id, replicas, workload.revisions.at(-2) ?? template, surge, "hand", returned);
            } else if (what.hand === "set image") {
                cluster.write(id, replicas, { ...template, image: what.image }, surge, "hand", returned);
            } else {
                cluster.write(id, what.hand === "scale to 0" ? 0 : Math.max(replicas, 1), template, surge, "hand", returned);
            }
        }
    }
}

/** What somebody sets, on the model. */
function sets({ config, attempt, outputs }: ModelStack, one: Change): void {
    if (one.set === "values") {
        Object.assign(config, one.values);
    } else if (one.set === "roll back") {
        const from = attempt?.version ?? config.version;
        const [, left] = (outputs.version === from ? outputs.history.at(-1)?.from : outputs.history.at(-1)?.to)?.split(" ") ?? [];
        Object.assign(config, left ? { rollback: { from, reason: one.reason }, version: left } : {});
    } else {
        Object.assign(config, { version: config.rollback?.from ?? config.version, rollback: undefined });
    }
}

/** A stack, and who watches it. */
export class World {
    readonly stack = new ModelStack();
    readonly promises = new Promises(this.stack);
    /** Whether the module is the one of before it knew of runs. */
    private earlier: boolean;
    /** Whether the last thing that happened was an update that succeeded. */
    private quiet = false;

    /** A stack that has been installed, or has taken over what there was, and is asked for its next version. */
    constructor({ count, surge, adopted, earlier }: Beginning) {
        const { stack } = this;
        this.earlier = earlier;
        stack.observer = this.promises;
        Object.assign(stack.config, { count, surge, adopt: adopted ? adoptSelector : undefined });
        if (adopted) {
            stack.cluster.installOthers("7.22.0", 2);
        }
        stack.run({ earlier });
        stack.config.version = adopted ? "7.22.0" : "7.23.0";
    }

    /** Does one thing; a run that is held or killed ends there. */
    perform(action: Action): void {
        const { stack } = this;
        const wasQuiet = this.quiet;
        this.quiet = false;
        switch (action.do) {
            case "hand":
                return byHand(stack.cluster, action.what);
            case "set":
                return sets(stack, action.change);
            case "staging":
                return this.stages(action.becomes);
            case "upgrade the module":
                this.earlier = false;
                return wasQuiet ? this.settled() : undefined;
            default:
                return this.run(action);
        }
    }

    /** Ids of what holds an update now; none: it is completed. */
    heldBy(): string[] {
        try {
            this.stack.cluster.settle();
            this.stack.run();
            return [];
        } catch (error) {
            if (!(error instanceof Held)) throw error;
            return error.holds.map(({ id }) => id);
        }
    }

    /** A further run finds nothing to do, and asks nobody. */
    settled(): void {
        for (const preview of [true, false]) {
            const { changed, called } = this.stack.run({ preview });
            if (changed.length + called.length > 0) {
                throw new Broken(`a further run changes ${changed.join(", ")}`);
            }
        }
    }

    private run({ do: what, refresh, settled, kill, hand: meanwhile }: Extract<Action, { refresh: boolean }>): void {
        const { stack, promises, earlier } = this;
        if (settled) {
            stack.cluster.settle();
        }
        // A refresh puts right what was changed without asking the gate, and the earlier module asks nobody in the middle.
        promises.surprised = refresh || earlier;
        promises.lifted = stack.config.overrides.length > 0;
        const before = stack.outputs.evidence ?? [];
        const at = (moment: number) => {
            if (meanwhile?.at === moment) {
                promises.surprised = true;
                byHand(stack.cluster, meanwhile.what);
            }
            if (kill === moment) {
                throw new Killed();
            }
        };
        try {
            stack.run({ preview: what === "preview", refresh, earlier, at });
            this.quiet = what === "up";
        } catch (error) {
            if (!(error instanceof Held || error instanceof Killed)) throw error;
        }
        if (!earlier) {
            promises.recorded(before);
        }
    }

    private stages(becomes: "completed" | "rolled back" | "unreachable" | "reachable"): void {
        const { staging, outputs, now } = this.stack;
        const [from, to] = [outputs.version ?? "7.22.0", "7.23.0"];
        if (becomes === "completed") staging.complete(from, to, now());
        else if (becomes === "rolled back") staging.complete(to, from, now());
        else staging.reachable = becomes === "reachable";
    }
}
