import { mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { TestStack } from "../e2e/support/testStack";
import { UpdateRun } from "./judge";
import { begun } from "./moments";
import { kill, withDescendants } from "./processes";
import { reasonIn } from "./table";

/** Longest time that one update is waited for, in seconds: what takes longer hangs. */
const longestSeconds = 420;

/** A `pulumi up` under way, whose events can be watched. */
export interface WatchedUpdate {
    readonly pulumi: number;
    /** Resources that it has begun, see `begun` in moments.ts. */
    readonly begun: ReadonlySet<string>;
    /** Ends with it, however it ends. */
    readonly ended: Promise<UpdateRun & { readonly output: string }>;
}

/** Begins a `pulumi up`. The file of events is what the Automation API reads, too; the CLI has the option only with this variable. */
export function watchedUpdate(stack: TestStack, options: readonly string[] = []): WatchedUpdate {
    stack.env.PULUMI_DEBUG_COMMANDS = "true";
    const folder = mkdtempSync(join(tmpdir(), "events-"));
    const file = join(folder, "events");
    const seen = new Set<string>();
    const from = Date.now();
    const { process: pulumi, ended } = stack.start("--skip-preview", ...options, "--event-log", file);
    const pid = pulumi.pid ?? 0;
    let hangs = false;
    const end = setTimeout(() => {
        hangs = true;
        kill(...withDescendants(pid));
    }, longestSeconds * 1000);
    const over = new AbortController();
    const watch = tail(file, over.signal, (line) => {
        const resource = begun(JSON.parse(line) as EngineEvent);
        if (resource) seen.add(resource);
    });
    return {
        pulumi: pid,
        begun: seen,
        ended: ended.then(async ({ code, output }) => {
            clearTimeout(end);
            over.abort();
            await watch;
            rmSync(folder, { recursive: true });
            const reason = hangs ? `did not end within ${longestSeconds} s` : code === null ? "killed" : code === 0 ? "" : reasonIn(output);
            return { from, to: Date.now(), code, reason, output };
        }),
    };
}

/** Hands over each whole line that is appended to a file, from when there is one. */
async function tail(file: string, signal: AbortSignal, take: (line: string) => void): Promise<void> {
    let [position, rest] = [0, ""];
    while (!signal.aborted) {
        const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
        if (size > position) {
            const handle = await open(file);
            const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - position), 0, size - position, position);
            await handle.close();
            position += bytesRead;
            const lines = (rest + buffer.toString("utf8", 0, bytesRead)).split("\n");
            rest = lines.pop() ?? "";
            lines.forEach(take);
        }
        await sleep(20, undefined, { signal }).catch(() => undefined);
    }
}
