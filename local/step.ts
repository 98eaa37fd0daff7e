import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Tells what a step is doing, and which part of it (0 to 1) is done where that is known. */
export type Report = (text: string, fraction?: number) => void;

/** One thing that the local stack needs, and the way to get it. Safe to run again at any point. */
export interface Step {
    /** What the step makes. */
    title: string;
    /** How long it takes where nothing is cached, in seconds, on two cores. */
    usualSeconds: number;
    /** Whether it is there already. */
    done(): Promise<boolean>;
    /** Makes it. An interrupted run leaves nothing half-made. */
    run(report: Report, signal?: AbortSignal): Promise<void>;
}

/** Everything that is built or written lives here, outside the checkout: a fresh clone finds what another one has built. */
export const cache =
    process.env.CAMUNDA_ROLLING_UPDATE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "camunda-rolling-update");

/** A short name for contents: the same for the same parts, another one as soon as a part changes. */
export function hash(...parts: (string | Buffer)[]): string {
    const sum = createHash("sha256");
    for (const part of parts) sum.update(`${part.length}:`).update(part);
    return sum.digest("hex").slice(0, 12);
}

/** Names and contents of all files below a folder, for `hash`. */
export function contents(folder: string): (string | Buffer)[] {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((file) => join(file.parentPath, file.name)).sort();
    return paths.flatMap((path) => [path.slice(folder.length), readFileSync(path)]);
}

/**
 * A step that makes one file or folder. `build` works in a temporary folder and returns the path of the result in it, which is then
 * renamed: what has the right name is always whole.
 */
export function artifact(
    title: string,
    usualSeconds: number,
    target: string,
    build: (temporary: string, report: Report, signal?: AbortSignal) => Promise<string>,
): Step {
    return {
        title,
        usualSeconds,
        done: () => Promise.resolve(existsSync(target)),
        run: async (report, signal) => {
            const temporary = `${target}.${randomUUID()}`;
            await mkdir(temporary, { recursive: true });
            try {
                await rename(await build(temporary, report, signal), target);
            } finally {
                await rm(temporary, { recursive: true, force: true });
            }
        },
    };
}

/** Runs a command, hands over each line that it prints, and ends it (by SIGINT, as Ctrl-C would) when the signal fires. */
export async function run(
    command: string,
    args: string[],
    options: { cwd?: string; env?: Record<string, string>; line?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<void> {
    const { execa } = await import("execa"); // an ES module, and one that require() cannot load
    const { line, signal, ...rest } = options;
    const child = execa(command, args, { ...rest, stdin: "ignore", all: true, cancelSignal: signal, killSignal: "SIGINT", buffer: false });
    const last: string[] = [];
    try {
        for await (const text of child.iterable({ from: "all" })) {
            last.push(text);
            if (last.length > 20) last.shift();
            line?.(text);
        }
        await child;
    } catch (error) {
        signal?.throwIfAborted();
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") throw new Error(`${command} is needed and not installed`, { cause: error });
        throw new Error([`${command} ${args.join(" ")} failed`, ...last].join("\n  "), { cause: error });
    }
}
