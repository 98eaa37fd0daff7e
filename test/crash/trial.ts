import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Observer } from "../../local/demo/observer";
import { kubectl, migrationRuns, sql, until } from "../e2e/support/kubectl";
import { TestStack } from "../e2e/support/testStack";
import { inject } from "./faults";
import { Strike, TrialRecord, UpdateRun } from "./judge";
import { handFaults, Moment, Trial } from "./matrix";
import { reached } from "./moments";
import { SettingsByPath } from "./settings";
import { WatchedUpdate, watchedUpdate } from "./update";
import { Work } from "./work";

/** The versions that a roll leads from and to. */
export const [from, to] = ["7.22.0", "7.23.0"];

/** How it is tried. */
export interface TrialOptions {
    readonly settings: SettingsByPath;
    /** Requests per second. */
    readonly rate: number;
    /** How long a network is cut, in seconds. */
    readonly cutSeconds: number;
    /** How long a hand leaves what it has changed, in seconds. */
    readonly handSeconds: number;
    /** Takes what the updates print. */
    readonly log: (text: string) => void;
}

/** As often a user would run it again before asking somebody, if no further fault comes; after a hand, the last time with `--refresh`. */
const furtherRuns = 2;

/** Tries one, on a stack and a database of its own. */
export async function tryOut(trial: Trial, options: TrialOptions): Promise<TrialRecord> {
    const ownNamespace = trial.fault === "full-disk";
    const stack = await TestStack.create({
        ...options.settings,
        "engine.version": from,
        ...(ownNamespace ? { createNamespace: "false" } : {}),
    });
    try {
        if (ownNamespace) await limitDisks();
        // Services may not be reached yet for some seconds where the API server of the last trial was killed again and again.
        const installed = await stack.up("--skip-preview");
        const { code, output } = installed.code === 0 ? installed : await stack.up("--skip-preview");
        if (code !== 0) throw new Error(`${from} could not be installed\n${output}`);
        return await rollWith(trial, stack, options);
    } finally {
        await removeAll(stack, options.settings);
    }
}

/** Removes all of it with its namespace, nothing of which has to end in order: a destroy would drain the nodes first. */
async function removeAll(stack: TestStack, { guard }: SettingsByPath): Promise<void> {
    // The guard has objects outside the namespace.
    if (guard === "true") await stack.remove();
    else stack.forget();
    await kubectl("delete", "namespace", "camunda", "--ignore-not-found", "--wait=false");
    // After the namespace, which takes no new pods from then on.
    await kubectl("delete", "pods", "--all", "--grace-period=0", "--force");
    await until("the namespace is gone", async () => (await kubectl("get", "namespace", "camunda", "--ignore-not-found")) === "");
}

/** A namespace in which a node that fills its disk is evicted. */
async function limitDisks(): Promise<void> {
    await kubectl("create", "namespace", "camunda");
    await kubectl("apply", "-f", join(__dirname, "disks.yaml"));
}

async function rollWith(trial: Trial, stack: TestStack, options: TrialOptions): Promise<TrialRecord> {
    const observer = await Observer.connect();
    const work = await Work.begin(options.rate);
    const roll = { begin: Date.now(), end: 0 };
    let done: Awaited<ReturnType<Work["end"]>> | undefined;
    let watching = false;
    try {
        await observer.start();
        watching = true;
        await stack.set("engine.version", to);
        const { strikes, runs } = await updateWith(trial, stack, observer, options);
        roll.end = Date.now();
        done = await work.end();
        watching = false;
        const records = await observer.stop();
        return {
            trial,
            strikes,
            runs,
            records,
            ...done,
            // Who cannot be asked in the end is judged, too: whatever is missing breaks a promise.
            instances: await work.finish(roll).catch(unfinished),
            completedVersion: await stack.output("completedVersion"),
            nodes: await observer.nodeVersions().catch(() => []),
            schema: await schemaRows().catch(() => undefined),
        };
    } finally {
        if (!done) await work.end().catch(() => undefined);
        if (watching) await observer.stop().catch(() => undefined);
    }
}

/** The update, the fault at its moments, and again what a user would do, until it completes. */
async function updateWith(
    trial: Trial,
    stack: TestStack,
    observer: Observer,
    { cutSeconds, handSeconds, log }: TrialOptions,
): Promise<{ strikes: Strike[]; runs: UpdateRun[] }> {
    const first = observer.latest()!;
    const [runs, strikes]: [UpdateRun[], Strike[]] = [[], []];
    let left = trial.moments;
    let asksToRefresh = false;
    while (runs.length <= strikes.length + furtherRuns && runs.at(-1)?.code !== 0) {
        const refresh = handFaults.some((hand) => hand === trial.fault) && (asksToRefresh || runs.length >= furtherRuns);
        const update = watchedUpdate(stack, refresh ? ["--refresh"] : []);
        const see = async (): Promise<Moment[]> => {
            const migrating =
                left.some(({ at, step }) => at === "in" && step === "migrate") && (await migrationRuns(to).catch(() => false));
            return left.filter((moment) => reached(moment, { begun: update.begun, migrating, first, now: observer.latest()! }));
        };
        const struck = (async () => {
            for (let moment = await next(update, see); moment; moment = await next(update, see)) {
                const begin = Date.now();
                const [pulumi, now] = [update.pulumi, observer.latest()!];
                const given = { fault: trial.fault, moment, pulumi, now, cutSeconds, handSeconds, previous: from, wanted: to };
                const { back } = await inject(given);
                left = left.filter((one) => one !== moment);
                await back;
                strikes.push({ moment, from: begin, to: Date.now() });
                // What has passed meanwhile cannot be hit any more.
                const passed = await see();
                left = left.filter((one) => !passed.includes(one));
            }
        })();
        // Whoever waits for it below hears of it; until then nobody does.
        struck.catch(() => undefined);
        const { output, ...run } = await update.ended;
        runs.push({ ...run, ...(refresh ? { refresh } : {}) });
        // A hold that somebody else has caused names the command that puts back what was changed.
        asksToRefresh = /next: .*pulumi up --refresh/.test(output);
        log(`--- run ${runs.length}, exit code ${run.code}\n${output}`);
        // Whoever tries again looks first whether what had failed is back.
        await struck;
        if (run.code === null) await stack.cancel();
    }
    return { strikes, runs };
}

/** Waits for the next moment; nothing when the update ended before. */
async function next(update: WatchedUpdate, see: () => Promise<Moment[]>): Promise<Moment | undefined> {
    let ended = false;
    void update.ended.then(() => (ended = true));
    while (!ended) {
        const [moment] = await see();
        if (moment) return moment;
        await sleep(20);
    }
    return undefined;
}

const unfinished = (error: Error): TrialRecord["instances"] => ({
    ...{ started: 0, finished: 0, tasksCompleted: 0, timersFired: 0, dueDuringRoll: 0, asyncTasksDone: 0, longestWait: 0 },
    lost: [`nobody could be asked for the instances: ${error.message}`],
});

async function schemaRows(): Promise<TrialRecord["schema"]> {
    const minor = (version: string) => version.split(".").slice(0, 2).join(".");
    const count = async (table: string, condition: string) => Number(await sql(`select count(*) from ${table} where ${condition}`));
    return {
        log: await count("act_ge_schema_log", `version_ = '${to}'`),
        changeSets: await count("databasechangelog", `id = '${minor(from)}-to-${minor(to)}'`),
        locks: await count("databasechangeloglock", "locked"),
    };
}
