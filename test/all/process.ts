import { createWriteStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** How a command has ended. */
export interface Ended {
    /** Undefined: by a signal. */
    readonly exitCode?: number;
    /** Whether it was ended since its time was over. */
    readonly timedOut: boolean;
    readonly output: string;
}

/** What a command may use. */
export interface Running {
    readonly env: NodeJS.ProcessEnv;
    /** File that keeps what it prints. */
    readonly log: string;
    readonly limitMinutes: number;
    /** Takes each line. */
    readonly line: (text: string) => void;
    /** Ends it. */
    readonly signal: AbortSignal;
}

/** How long it may take to an end after Ctrl-C, to remove what it has made. */
const graceSeconds = 60;

/**
 * Runs a command in a process group of its own: a Ctrl-C at the terminal reaches it once, from here, and whatever it has started ends with it. What it prints
 * goes to a file; the end, in which mocha counts, is answered.
 */
export async function runCommand([file, ...args]: readonly string[], { env, log, limitMinutes, line, signal }: Running): Promise<Ended> {
    const { execa } = await import("execa"); // an ES module
    const over = AbortSignal.timeout(limitMinutes * 60_000);
    const child = execa(file, args, {
        ...{ env, preferLocal: true, detached: true, stdin: "ignore", all: true, reject: false, buffer: false },
    });
    const kill = (pid: number, how: NodeJS.Signals) => {
        try {
            process.kill(pid, how);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    };
    const ended = new AbortController();
    const end = async () => {
        child.kill("SIGINT");
        await sleep(graceSeconds * 1000, undefined, { signal: ended.signal }).then(
            () => child.pid && kill(-child.pid, "SIGKILL"),
            () => undefined,
        );
    };
    const stopped = AbortSignal.any([signal, over]);
    stopped.addEventListener("abort", () => void end(), { once: true });
    if (stopped.aborted) void end();
    const kept = createWriteStream(log);
    const last: string[] = [];
    try {
        for await (const text of child.iterable({ from: "all" })) {
            kept.write(`${text}\n`);
            last.push(text);
            if (last.length > 5000) last.shift();
            line(text);
        }
        const { exitCode } = await child;
        return { exitCode, timedOut: over.aborted && !signal.aborted, output: last.join("\n") };
    } finally {
        ended.abort();
        kept.end();
        if (child.pid) kill(-child.pid, "SIGKILL");
    }
}
