import { fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import ts from "typescript";
import { missingFrom, Mutant, mutantsIn } from "./mutants";
import { importsOf, Source, testsOf } from "./source";
import { Answered, Asked } from "./worker";

/** What became of a mutant. */
interface Outcome {
    readonly mutant: Mutant;
    readonly text: string;
    readonly verdict: "noticed" | "does not compile" | "NO END" | "SURVIVED";
}

const project = resolve(__dirname, "../..");

/**
 * A copy of the project, in which tests run: the work tree itself is never changed. Each mutant has a process of its own, since those that were used again
 * sometimes came to no end, with gigabytes of memory.
 */
class Copy {
    private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "mutation-")));

    constructor() {
        for (const entry of readdirSync(project).filter((name) => ![".git", "node_modules"].includes(name))) {
            cpSync(join(project, entry), join(this.folder, entry), { recursive: true });
        }
        symlinkSync(join(project, "node_modules"), join(this.folder, "node_modules"));
    }

    /** Runs tests with a file as the mutant has it; without one, as it is. */
    async run(files: readonly string[], limitSeconds: number, mutant?: Mutant): Promise<Answered> {
        const path = mutant && join(this.folder, mutant.file);
        const before = path && ts.sys.readFile(path)!;
        try {
            if (path) writeFileSync(path, mutant.text);
            return await this.ask({ files: files.map((file) => join(this.folder, file)) }, limitSeconds);
        } finally {
            if (path) writeFileSync(path, before!);
        }
    }

    private async ask(asked: Asked, limitSeconds: number): Promise<Answered> {
        const worker = fork(join(this.folder, "test/mutation/worker.ts"), {
            cwd: this.folder,
            execArgv: ["--import", "tsx"],
            stdio: "ignore",
        });
        const answered = new AbortController();
        const signal = AbortSignal.any([AbortSignal.timeout(limitSeconds * 1000), answered.signal]);
        worker.send(asked);
        try {
            const [answer] = (await Promise.race([
                once(worker, "message", { signal }),
                once(worker, "exit", { signal }).then(() => [{ noticedBy: "the tests' process has ended" }]),
            ])) as [Answered];
            return answer;
        } catch {
            return { endless: true };
        } finally {
            answered.abort();
            worker.kill("SIGKILL");
        }
    }

    remove(): void {
        rmSync(this.folder, { recursive: true });
    }
}

const seconds = (since: number) => Math.round((Date.now() - since) / 1000);
const place = ({ file, line, removed }: Mutant) => `${file}:${line}  ${removed.length > 70 ? `${removed.slice(0, 69)}…` : removed}`;

async function main(only: readonly string[], options: { list?: boolean; jobs: string; limit: string }): Promise<number> {
    const source = new Source(project);
    const matches = (mutant: Mutant) =>
        only.every((word) => `${mutant.file}:${mutant.line} ${mutant.kind} ${mutant.removed}`.toLowerCase().includes(word.toLowerCase()));
    const all = mutantsIn(source);
    const missing = missingFrom(all);
    if (missing.length > 0) {
        throw new Error(`no longer found, so that nothing tries to remove it (test/mutation/mutants.ts): ${missing.join(", ")}`);
    }
    const mutants = all.filter(matches);
    if (options.list) {
        mutants.forEach((mutant) => console.log(`${place(mutant)}  (${mutant.kind})`));
        return 0;
    }
    const code = ts.sys.readDirectory(
        project,
        [".ts"],
        ["node_modules"],
        ["index.ts", "components", "policies", "cli", "local", "test"].map(deep),
    );
    const imports = importsOf(code);
    const path = (file: string) => relative(project, file);
    const registers = (test: string) => /^test.(components|policies)/.test(test);
    const isRule = (file: string) => /^components.(domain|settings|gate.notes|.*\brules)\b/.test(file);
    const testsFor = (file: string) =>
        [...testsOf(join(project, file), imports)]
            .map(([test, steps]) => ({ test: path(test), steps }))
            // What decides is tried by tests that are near it; what registers, by those of the graph, too.
            .filter(
                ({ test, steps }) =>
                    (steps <= 2 && test.startsWith(join("test", "unit"))) || (registers(test) && (steps <= 2 || !isRule(file))),
            );
    const limit = Number(options.limit);
    const every = [...new Set(mutants.flatMap(({ file }) => testsFor(file).map(({ test }) => test)))];
    const started = Date.now();
    let began = started;
    const noticing = new Map<string, string>();
    const took: Record<string, number> = {};

    const outcomes: Outcome[] = [];
    const left = [...mutants];
    const judge = async (copy: Copy, mutant: Mutant): Promise<Outcome> => {
        const fault = source.fault(join(project, mutant.file), mutant.text);
        if (fault) {
            return { mutant, verdict: "does not compile", text: fault };
        }
        // What has noticed one mutant often notices the next one of its kind or file; after that the nearest, and of these the shortest.
        const likely = (test: string) => Number(noticing.get(mutant.kind) === test) + Number(noticing.get(mutant.file) === test);
        const tests = testsFor(mutant.file)
            .sort((a, b) => likely(b.test) - likely(a.test) || a.steps - b.steps || (took[a.test] ?? 0) - (took[b.test] ?? 0))
            .map(({ test }) => test);
        const { noticedBy, file, endless } = await copy.run(tests, limit, mutant);
        if (endless) {
            return { mutant, verdict: "NO END", text: `within ${limit} s; --limit` };
        }
        if (file) noticing.set(mutant.file, file).set(mutant.kind, file);
        return { mutant, verdict: noticedBy ? "noticed" : "SURVIVED", text: noticedBy ? `noticed by: ${noticedBy}` : "" };
    };
    const control = async (copy: Copy) => {
        const { noticedBy, endless, took: now = {} } = await copy.run(every, 20 * limit);
        Object.assign(took, now);
        if (noticedBy || endless) {
            throw new Error(`the tests fail without a mutant, so that nothing can be told from them: ${noticedBy ?? "no end"}`);
        }
    };
    const work = async (copy: Copy) => {
        try {
            for (let mutant = left.shift(); mutant; mutant = left.shift()) {
                const outcome = await judge(copy, mutant);
                outcomes.push(outcome);
                const togo = Math.round((seconds(began) / outcomes.length) * (mutants.length - outcomes.length));
                const { verdict, text } = outcome;
                console.log(
                    `[${outcomes.length}/${mutants.length}, ${togo} s left] ${place(mutant)}\n    ${verdict === "noticed" ? text : `${verdict} ${text}`}`,
                );
            }
        } finally {
            copy.remove();
        }
    };
    const copies = Array.from({ length: Number(options.jobs) }, () => new Copy());
    await control(copies[0]);
    began = Date.now();
    await Promise.all(copies.map(work));

    const of = (verdict: string) => outcomes.filter((outcome) => outcome.verdict === verdict);
    const survivors = [...of("SURVIVED"), ...of("NO END")];
    console.log(
        `\n${mutants.length} mutants: ${of("noticed").length} noticed, ${of("does not compile").length} do not compile, ` +
            `${survivors.length} survived; ${seconds(started)} s`,
    );
    survivors.forEach(({ mutant, verdict }) => console.log(`${verdict}  ${place(mutant)}`));
    return mutants.length === 0 || survivors.length > 0 ? 1 : 0;
}

const deep = (path: string) => (path.endsWith(".ts") ? path : `${path}/**/*.ts`);

new Command("test:mutation")
    .description("Takes the procedure apart, piece by piece, in a copy of the project, and tells which test notices.")
    .option("--only <words...>", "only mutants whose place, kind or text has all of these words", [])
    .option("--list", "tells what would be removed, and runs nothing")
    .option("--jobs <count>", "how many at a time", "2")
    .option("--limit <seconds>", "how long the tests of one mutant may take", "180")
    .action(async ({ only, ...options }: { only: string[]; list?: boolean; jobs: string; limit: string }) => {
        process.exitCode = await main(only, options);
    })
    .parseAsync()
    .catch((error: unknown) => {
        console.error((error as Error).message);
        process.exitCode = 2;
    });
