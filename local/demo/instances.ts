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
const activities = { "user-task": ["approve"], timer: ["wait"], "async-service-task": ["wait", "work"] } as const;

type CarriedProcess = keyof typeof activities;

const processes = Object.keys(activities) as CarriedProcess[];
const models = join(__dirname, "processes");

/**
 * A request to the engine's REST API; throws with the engine's own words. Never tries again: that would hide a failure. On a connection of its own: a kept
 * one may be with a node that has left since.
 */
async function request<Answer>(url: string, init?: RequestInit): Promise<Answer> {
    const answer = await fetch(url, { ...init, headers: { ...init?.headers, connection: "close" }, signal: AbortSignal.timeout(10_000) });
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

/** Starts `each` instances of every process; their timers fall due one after the other in the `spreadSeconds` that follow. */
export async function startInstances(rest: string, { each = 20, spreadSeconds = 60 } = {}): Promise<Instance[]> {
    const begin = Date.now();
    const instances: Instance[] = [];
    for (const process of processes) {
        for (let i = 0; i < each; i++) {
            const due = process === "user-task" ? undefined : begin + ((i + 1) / each) * spreadSeconds * 1000;
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

    let timersFired = 0;
    let asyncTasksDone = 0;
    for (const { id, process } of instances) {
        const state = states.get(id) ?? "not in the history";
        if (state !== "COMPLETED") {
            lost.push(`${process} ${id}: ${state}`);
        }
        const counts = await doneActivities(rest, id);
        for (const activity of activities[process]) {
            const times = counts.get(activity) ?? 0;
            if (activity === "wait") timersFired += times;
            if (activity === "work") asyncTasksDone += times;
            if (times !== 1) {
                lost.push(`${process} ${id}: ${activity} done ${times} times`);
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

/** How often each activity of an instance was finished. */
async function doneActivities(rest: string, processInstanceId: string): Promise<Map<string, number>> {
    const query = new URLSearchParams({ processInstanceId, finished: "true" });
    const found = await request<{ activityId: string; canceled: boolean }[]>(`${rest}/history/activity-instance?${query}`);
    const counts = new Map<string, number>();
    for (const { activityId } of found.filter(({ canceled }) => !canceled)) {
        counts.set(activityId, (counts.get(activityId) ?? 0) + 1);
    }
    return counts;
}
