import { readdirSync, readFileSync } from "node:fs";

/** Parts of Pulumi, each with what its command line has in it. */
const parts = {
    program: "@pulumi/pulumi/cmd/run",
    provider: "pulumi-resource-kubernetes",
    "language host": "pulumi-language-nodejs",
    engine: "--exec-kind",
};

/** Most memory that each part of Pulumi had resident, in MiB. */
export type Peaks = Partial<Record<keyof typeof parts, number>>;

function read(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return ""; // a process that has ended meanwhile
    }
}

/** Processes that this one has started, and theirs. */
function descendants(pid: string): string[] {
    const threads = (() => {
        try {
            return readdirSync(`/proc/${pid}/task`);
        } catch {
            return [];
        }
    })();
    const children = threads.flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean));
    return children.flatMap((child) => [child, ...descendants(child)]);
}

function look(peaks: Peaks): void {
    for (const pid of descendants(String(process.pid))) {
        const command = read(`/proc/${pid}/cmdline`);
        const part = (Object.keys(parts) as (keyof Peaks)[]).find((name) => command.includes(parts[name]));
        // The kernel keeps the peak itself: what a look misses is at most what came after the last one.
        const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`)) ?? [];
        if (part && kibibytes) peaks[part] = Math.max(peaks[part] ?? 0, Number(kibibytes) / 1024);
    }
}

/** Does something, and tells how much memory the parts of Pulumi that this process started for it had at most. */
export async function withPeaks(act: () => Promise<unknown>): Promise<Peaks> {
    const peaks: Peaks = {};
    const timer = setInterval(() => look(peaks), 250);
    try {
        await act();
    } finally {
        clearInterval(timer);
    }
    return peaks;
}
