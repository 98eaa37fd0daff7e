import { once } from "node:events";
import { Listr, ListrDefaultRenderer, ListrSimpleRenderer, ListrTask, ListrTaskWrapper, PRESET_TIMER } from "listr2";
import { hasEnded, ProgressStep } from "./progress";
import { Update } from "./pulumi";

/** A task of the demo. What one makes and a later one needs is a variable that both see, not listr's untyped context. */
export type Task = ListrTask<unknown, ListrDefaultRenderer, ListrSimpleRenderer>;
type RunningTask = ListrTaskWrapper<unknown, ListrDefaultRenderer, ListrSimpleRenderer>;

/** A list of tasks: live in a terminal, one line per event elsewhere. */
export function taskList(tasks: Task[]): Listr<unknown> {
    return new Listr<unknown, "default", "simple">(tasks, {
        fallbackRenderer: "simple",
        rendererOptions: { collapseSubtasks: false, timer: PRESET_TIMER, formatOutput: "truncate" },
        fallbackRendererOptions: { timer: PRESET_TIMER },
        // listr's own listeners would leave at once, with requests and pulumi still under way.
        registerSignalListeners: false,
    });
}

/** Shows a text under a task for as long as the work lasts: what it is at, and how long it has been. */
export async function live<Result>(task: RunningTask, text: () => string, work: Promise<Result>): Promise<Result> {
    const begin = Date.now();
    const show = () => (task.output = `${text()} · ${Math.round((Date.now() - begin) / 1000)} s`);
    // Where nothing can be overwritten, the time would be a line each second.
    let shown = "";
    const showChange = () => {
        if (text() !== shown) task.output = shown = text();
    };
    const timer = process.stdout.isTTY ? setInterval(show, 250) : setInterval(showChange, 250);
    try {
        return await work;
    } finally {
        clearInterval(timer);
    }
}

/**
 * One `pulumi up`: its steps as subtasks, each with what it waits for, and the end of it all.
 * Rejects with what `ended` rejects with: the update itself, or whatever is to be done after it.
 */
export function showUpdate(task: RunningTask, update: Update, ended: Promise<void>): ReturnType<RunningTask["newListr"]> {
    const over = ended.then(
        () => true,
        () => true,
    );
    const step = (id: string) => update.progress.steps.find((known) => known.id === id) as ProgressStep;
    const endOf = async (id: string) => {
        while (!hasEnded(step(id)) && !(await Promise.race([over, once(update, "change").then(() => false)])));
    };
    const steps = update.progress.steps.map(({ id, title }): Task => ({
        title,
        // Why a step failed is only part of what the CLI says in the end.
        exitOnError: false,
        task: async (_, subtask) => {
            await live(subtask, () => step(id).text ?? update.progress.activity ?? "the program runs", endOf(id));
            const { state, text } = step(id);
            if (state === "unchanged") subtask.skip();
            if (state === "failed") throw new Error(text ?? "failed");
            if (!hasEnded(step(id))) subtask.skip("not reached");
        },
    }));
    return task.newListr([...steps, { title: "pulumi ends", task: () => ended }]);
}
