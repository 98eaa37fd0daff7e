import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A process instance that has to survive the roll. */
export interface Instance {
    id: string;
    process: CarriedProcess;
    /** When its timer falls due, as milliseconds since the epoch; a user task has none. */
    due?: number;
}

/** What became of the instances. */
export interface CarriedInstances {
    started: number;
    finished: number;
    /** User tasks that were created on the old version and completed on the new one. */
    tasksCompleted: number;
    timersFired: number;
    /** Timers that fell due between the given begin and end of the roll. */
    dueDuringRoll: number;
    asyncTasksDone: number;
    /** Longest time between a timer, or a task behind it, being due and being done, in seconds. */
    longestWait: number;
    /** One line per instance that did not end as it should have, and why. */
    lost: string[];
}

/** How the end of the instances is waited for. */
interface Waiting {
    /** After the last timer has fallen due; a job of a node that was killed stays locked for five minutes. @default 330 */
    budgetSeconds?: number;
    report?: (text: string) => void;
    signal?: AbortSignal;
}

/** What each instance does exactly once, as activity ids; the models are in processes/. */
const activities = {
    "user-task": ["approve"],
    timer: ["wait"],
    "async-service-task": ["wait", "work"],
    /** Needs a worker (load.ts). */
    "external-task": ["wait", "work"],
} as const;

type CarriedProcess = keyof typeof activities;

const withTimer: readonly CarriedProcess[] = ["timer", "async-service-task", "external-task"];
const models = join(__dirname, "processes");

/**
 * A request to the engine's REST API; throws with the engine's own words. Never tries again: that would hide a failure. On a connection of its own: a kept
 * one may be with a node that has left since.
 */
async function request<Answer>(url: string, init?: RequestInit): Promise<Answer> {
    const answer = await fetch(url, {
        ...init,
        headers: { ...(init?.headers as Record<string, string> | undefined), connection: "close" },
        signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) {
        throw new Error(`${init?.method ?? "GET"} ${url}: HTTP ${answer.status} ${text.slice(0, 300)}`);
    }
    return (text ? JSON.parse(text) : undefined) as Answer;
}

const post = <Answer>(url: string, body: object) =>
    request<Answer>(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Deploys the models of processes/; a model that is there already in the same form is not deployed again. */
export async function deployProcesses(rest: string): Promise<void> {
    const form = new FormData();
    form.set("deployment-name", "demo");
    form.set("enable-duplicate-filtering", "true");
    for (const file of (await readdir(models)).sort()) {
        form.set(file, new Blob([await readFile(join(models, file))]), file);
    }
    await request(`${rest}/deployment/create`, { method: "POST", body: form });
}

/** Which instances are started. */
export interface Started {
    /** How many of each process that needs no worker. @default 20 */
    each?: number;
    /** How many of which process instead. */
    counts?: Partial<Record<CarriedProcess, number>>;
    /** Their timers fall due one after the other in the seconds that follow. @default 60 */
    spreadSeconds?: number;
}

/** Starts instances, one after the other. */
export async function startInstances(rest: string, { each = 20, counts, spreadSeconds = 60 }: Started = {}): Promise<Instance[]> {
    const begin = Date.now();
    const instances: Instance[] = [];
    for (const [name, count] of Object.entries(counts ?? { "user-task": each, timer: each, "async-service-task": each })) {
        const process = name as CarriedProcess;
        for (let i = 0; i < count; i++) {
            const due = withTimer.includes(process) ? begin + ((i + 1) / count) * spreadSeconds * 1000 : undefined;
            // The engine's own date format; it has no `Z`.
            const value = due && new Date(due).toISOString().replace("Z", "+0000");
            const variables = value ? { due: { value, type: "Date" } } : {};
            const { id } = await post<{ id: string }>(`${rest}/process-definition/key/${process}/start`, { variables });
            instances.push({ id, process, due });
        }
    }
    return instances;
}

/** Completes the user tasks, waits until timers have fired and asynchronous tasks are done, and proves it by the engine's history. */
export async function finishInstances(
    rest: string,
    instances: readonly Instance[],
    roll: { begin: number; end: number },
    { budgetSeconds = 330, report = () => undefined, signal }: Waiting = {},
): Promise<CarriedInstances> {
    const lost: string[] = [];
    const tasksCompleted = await completeTasks(rest, instances, lost);
    const states = await awaitEnd(rest, instances, budgetSeconds, report, signal);

    let [timersFired, asyncTasksDone, longestWait] = [0, 0, 0];
    for (const { id, process, due } of instances) {
        const state = states.get(id) ?? "not in the history";
        if (state !== "COMPLETED") {
            lost.push(`${process} ${id}: ${state}`);
        }
        const done = await doneActivities(rest, id);
        let ready = due ?? Infinity;
        for (const activity of activities[process]) {
            const finished = done.filter(({ activityId }) => activityId === activity);
            if (activity === "wait") timersFired += finished.length;
            if (process === "async-service-task" && activity === "work") asyncTasksDone += finished.length;
            if (finished.length !== 1) {
                lost.push(`${process} ${id}: ${activity} done ${finished.length} times`);
            }
            // The timer's end is the beginning of the wait for the task behind it.
            for (const { endTime } of finished) {
                longestWait = Math.max(longestWait, Date.parse(endTime) - ready);
                ready = Date.parse(endTime);
            }
        }
    }
    return {
        started: instances.length,
        finished: [...states.values()].filter((state) => state === "COMPLETED").length,
        tasksCompleted,
        timersFired,
        dueDuringRoll: instances.filter(({ due }) => due !== undefined && due >= roll.begin && due <= roll.end).length,
        asyncTasksDone,
        longestWait: longestWait / 1000,
        lost,
    };
}

async function completeTasks(rest: string, instances: readonly Instance[], lost: string[]): Promise<number> {
    let completed = 0;
    for (const { id } of instances.filter(({ process }) => process === "user-task")) {
        const tasks = await request<{ id: string }[]>(`${rest}/task?processInstanceId=${id}`);
        if (tasks.length !== 1) {
            lost.push(`user-task ${id}: ${tasks.length} open tasks instead of 1`);
        }
        for (const task of tasks) {
            await post(`${rest}/task/${task.id}/complete`, {});
            completed++;
        }
    }
    return completed;
}

/** The last state of every instance, once all have ended or the budget has. */
async function awaitEnd(
    rest: string,
    instances: readonly Instance[],
    budgetSeconds: number,
    report: (text: string) => void,
    signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
    const end = Math.max(Date.now(), ...instances.map(({ due }) => due ?? 0)) + budgetSeconds * 1000;
    for (;;) {
        const found = await post<{ id: string; state: string }[]>(`${rest}/history/process-instance`, {
            processInstanceIds: instances.map(({ id }) => id),
        });
        const open = found.filter(({ state }) => state === "ACTIVE").length;
        if (open === 0 || Date.now() > end || signal?.aborted) {
            return new Map(found.map(({ id, state }) => [id, state]));
        }
        report(`${open} of ${instances.length} instances are still running`);
        await sleep(500, undefined, { signal }).catch(() => undefined);
    }
}

/** The activities of an instance that were finished, once for each time. */
async function doneActivities(rest: string, processInstanceId: string): Promise<{ activityId: string; endTime: string }[]> {
    const query = new URLSearchParams({ processInstanceId, finished: "true" });
    const found = await request<{ activityId: string; canceled: boolean; endTime: string }[]>(`${rest}/history/activity-instance?${query}`);
    return found.filter(({ canceled }) => !canceled);
}
