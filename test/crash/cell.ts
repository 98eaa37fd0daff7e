import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Observer } from "../../local/demo/observer";
import type { Sample } from "../../local/demo/records";
import { kubectl, migrationRuns, sql, until } from "../e2e/support/kubectl";
import { TestStack } from "../e2e/support/testStack";
import { inject } from "./faults";
import { CellRecord, Span, UpdateRun } from "./judge";
import { Cell } from "./matrix";
import { reached } from "./moments";
import { SettingsByPath } from "./settings";
import { WatchedUpdate, watchedUpdate } from "./update";
import { Work } from "./work";

/** The versions that a roll leads from and to. */
export const [from, to] = ["7.22.0", "7.23.0"];

/** How cells are tried. */
export interface CellOptions {
    readonly settings: SettingsByPath;
    /** Requests per second. */
    readonly rate: number;
    /** How long a network is cut, in seconds. */
    readonly cutSeconds: number;
    /** Takes what the updates print. */
    readonly log: (text: string) => void;
}

/** As often a user would try before asking somebody. */
const runsAtMost = 3;

/** Tries one cell, on a stack and a database of its own. */
export async function tryCell(cell: Cell, options: CellOptions): Promise<CellRecord> {
    const ownNamespace = cell.fault === "full-disk";
    const stack = await TestStack.create({
        ...options.settings,
        "engine.version": from,
        ...(ownNamespace ? { createNamespace: "false" } : {}),
    });
    try {
        if (ownNamespace) await limitDisks();
        const { code, output } = await stack.up("--skip-preview");
        if (code !== 0) throw new Error(`${from} could not be installed\n${output}`);
        return await rollWith(cell, stack, options);
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

async function rollWith(cell: Cell, stack: TestStack, options: CellOptions): Promise<CellRecord> {
    const observer = await Observer.connect();
    const work = await Work.begin(options.rate);
    const roll = { begin: Date.now(), end: 0 };
    let done: Awaited<ReturnType<Work["end"]>> | undefined;
    let watching = false;
    try {
        await observer.start();
        watching = true;
        await stack.set("engine.version", to);
        const { fault, runs } = await updateWith(cell, stack, observer, options);
        roll.end = Date.now();
        done = await work.end();
        watching = false;
        const records = await observer.stop();
        return {
            cell,
            fault,
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

/** The update, the fault at its moment, and again what a user would do, until it completes. */
async function updateWith(
    cell: Cell,
    stack: TestStack,
    observer: Observer,
    { cutSeconds, log }: CellOptions,
): Promise<{ fault?: Span; runs: UpdateRun[] }> {
    const first = observer.latest()!;
    const runs: UpdateRun[] = [];
    let fault: Promise<Span> | undefined;
    while (runs.length < runsAtMost && runs.at(-1)?.code !== 0) {
        const update = watchedUpdate(stack);
        if (!fault && (await comes(cell, update, observer, first))) {
            const begin = Date.now();
            const begun = await inject({ cell, pulumi: update.pulumi, now: observer.latest()!, cutSeconds });
            fault = begun.back.then(() => ({ from: begin, to: Date.now() }));
            // Whoever waits for it below hears of it; until then nobody does.
            fault.catch(() => undefined);
        }
        const { output, ...run } = await update.ended;
        runs.push(run);
        log(`--- run ${runs.length}, exit code ${run.code}\n${output}`);
        // Whoever tries again looks first whether what had failed is back.
        await fault;
        if (run.code === null) await stack.cancel();
    }
    return { fault: await fault, runs };
}

/** Waits until the moment of a cell has come; false when the update ended before. */
async function comes({ moment }: Cell, update: WatchedUpdate, observer: Observer, first: Sample): Promise<boolean> {
    let ended = false;
    void update.ended.then(() => (ended = true));
    const asks = moment.at === "in" && moment.step === "migrate";
    while (!ended) {
        const migrating = asks && (await migrationRuns(to).catch(() => false));
        if (reached(moment, { begun: update.begun, migrating, first, now: observer.latest()! })) return true;
        await sleep(20);
    }
    return false;
}

const unfinished = (error: Error): CellRecord["instances"] => ({
    ...{ started: 0, finished: 0, tasksCompleted: 0, timersFired: 0, dueDuringRoll: 0, asyncTasksDone: 0, longestWait: 0 },
    lost: [`nobody could be asked for the instances: ${error.message}`],
});

async function schemaRows(): Promise<CellRecord["schema"]> {
    const minor = (version: string) => version.split(".").slice(0, 2).join(".");
    const count = async (table: string, condition: string) => Number(await sql(`select count(*) from ${table} where ${condition}`));
    return {
        log: await count("act_ge_schema_log", `version_ = '${to}'`),
        changeSets: await count("databasechangelog", `id = '${minor(from)}-to-${minor(to)}'`),
        locks: await count("databasechangeloglock", "locked"),
    };
}
