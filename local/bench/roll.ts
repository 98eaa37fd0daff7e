import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { demoFolder } from "../demo/context";
import { throughClusterIp, untilServed } from "../demo/endpoint";
import { deployProcesses } from "../demo/instances";
import { startLoad, type LoadResult } from "../demo/load";
import { Observer } from "../demo/observer";
import { DemoStack, Update } from "../demo/pulumi";
import { type BatchTimes, batchTimes, type Records } from "../demo/records";
import { cache } from "../step";

const service = { namespace: "camunda", name: "camunda-engine", port: 8080 };

/** Where the stacks of the benchmarks are driven from. */
export const options = { project: join(__dirname, "../.."), settingsDirectory: join(cache, "bench") };

/** The versions that a roll leads from and to. */
export const [from, to] = ["7.22.0", "7.23.0"];

/** A roll as it was measured: how long it took, what became of the requests, what the cluster showed. */
export interface Measured {
    seconds: number;
    load: LoadResult;
    /** The requests of the seconds before it, where they were asked for. */
    before?: LoadResult;
    records: Records;
}

/** What a batch took by the cluster's own records, in seconds: a Deployment creates the new pod while the old one still drains, and what both take counts once. */
export function batchSeconds({ drain, start }: BatchTimes): number {
    return drain && start ? (Math.max(drain.to, start.to) - Math.min(drain.from, start.from)) / 1000 : 0;
}

/** What the migration's Job took, in seconds. */
export function migrationSeconds({ jobs }: Records): number {
    const job = jobs.find(({ name }) => name.endsWith(to.replaceAll(".", "-")));
    return ((job?.completed ?? 0) - (job?.started ?? 0)) / 1000;
}

/** The part of the wall time that the migration and the batches took, which any way to roll would take. */
export function efficiency({ records, seconds }: Measured): number {
    return batchTimes(records).reduce((sum, batch) => sum + batchSeconds(batch), migrationSeconds(records)) / seconds;
}

/** How the requests are sent. */
export interface Requests {
    /** Whether connections are used again. @default false */
    keepAlive?: boolean;
    /** Seconds of requests before the roll, for comparison, after a minute of others. @default 0 */
    secondsBefore?: number;
}

/** A JVM that has just started answers some requests in seconds: what is compared with has not. */
const warmUpSeconds = 60;

/** Rolls under 50 requests per second, whatever rolls, and says when it was over if that was before it returns. */
export async function underLoad(
    roll: () => Promise<number | undefined | void>,
    { keepAlive = false, secondsBefore = 0 }: Requests = {},
): Promise<Measured> {
    const endpoint = await throughClusterIp(service);
    await untilServed(endpoint);
    await deployProcesses(endpoint.rest);
    const observer = await Observer.connect(service);
    const requests = { rest: endpoint.rest, rate: 50, keepAlive };
    const loadFor = async (duration: number): Promise<LoadResult> => {
        const load = await startLoad(requests);
        await sleep(duration * 1000);
        return load.stop();
    };
    let before: LoadResult | undefined;
    if (secondsBefore > 0) {
        await loadFor(warmUpSeconds);
        before = await loadFor(secondsBefore);
    }
    const load = await startLoad(requests);
    await observer.start();
    const begin = Date.now();
    let end: number;
    try {
        end = (await roll()) ?? Date.now();
    } catch (error) {
        // Requests that nobody stops would keep the benchmark from ending with its fault.
        await Promise.all([observer.stop(), load.stop()]);
        throw error;
    }
    const seconds = (end - begin) / 1000;
    return { seconds, records: await observer.stop(), load: await load.stop(), before };
}

/** `pulumi up`, until it is over. */
export async function rollByPulumi(stack: DemoStack): Promise<Update> {
    const update = await stack.up();
    await update.ended;
    return update;
}

// What a roll takes by itself; canaries are as long as their process.
const plain = { "verification.canary.enabled": "false" };

/** A fresh stack at the version that the roll begins with, with these settings besides those of `dev`. */
export async function installed(settings: Readonly<Record<string, string>> = {}): Promise<DemoStack> {
    // The demo's stack has the same names in the same cluster, and a password of its own.
    for (const settingsDirectory of [options.settingsDirectory, demoFolder()]) {
        await (await DemoStack.find({ ...options, settingsDirectory }))?.remove();
    }
    const stack = await DemoStack.findOrCreate(options);
    for (const [path, value] of Object.entries({ ...plain, ...settings, "engine.version": from })) {
        await stack.set(path, value);
    }
    await rollByPulumi(stack);
    return stack;
}
