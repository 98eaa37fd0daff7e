import "../e2e/support/network";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { machine } from "../../local/bench/measure";
import { clusterAnswers, clusterEnvironment } from "../../local/cluster/cluster";
import { down } from "../../local/stack";
import { cleanCluster } from "./cluster";
import { allPieces, chosen, configOf, Files, nameOf, Piece } from "./pieces";
import { runCommand, Running } from "./process";
import { report, summary } from "./report";
import { after, begin, countsIn, expectedSeconds, left, RunState, timeLeft, verdictOf } from "./state";

const project = resolve(__dirname, "../..");
const folder = join(project, ".test-all");
const stateFile = join(folder, "state.json");
const page = "docs/operations/last-full-run.md";

interface Config {
    readonly spec: readonly string[];
}
const configIn = (file: string) => JSON.parse(readFileSync(join(project, file), "utf8")) as Config;
const testsIn = (path: string) =>
    readdirSync(join(project, path)).flatMap((name) => (name.endsWith(".test.ts") ? [`${path}/${name}`] : []));

function findFiles(): Files {
    const { spec: database } = configIn(".mocharc.database.json");
    const { spec: unit } = configIn(".mocharc.json");
    const e2e = testsIn("test/e2e").filter((path) => !database.includes(path));
    return {
        hostile: testsIn("test/hostile"),
        database,
        engine: testsIn("test/engine").filter((path) => !unit.includes(path)),
        e2e,
        truth: e2e.filter((path) => path.startsWith("test/e2e/truth")),
    };
}

/** The suites' configurations without their lists of files, to which mocha would add the file that it is told. */
function writeConfigs(): void {
    const bare = (name: string, suite: string, change: object = {}) => {
        const config = { ...configIn(name), spec: undefined, ignore: undefined, ...change };
        writeFileSync(join(project, configOf(suite)), JSON.stringify(config));
    };
    bare(".mocharc.json", "test");
    bare(".mocharc.hostile.json", "hostile");
    bare(".mocharc.database.json", "database", { parallel: false });
    bare(".mocharc.e2e.json", "e2e");
    bare(".mocharc.e2e.json", "truth");
    // These need no cluster.
    bare(".mocharc.e2e.json", "engine", { require: undefined });
}

/** The commit, and a checksum of what is changed beside it, but for the page that this writes. */
function sources(): string {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: project, encoding: "utf8", maxBuffer: 1 << 28 });
    const others = ["--", ".", `:(exclude)${page}`];
    const changed = git("status", "--porcelain", "--untracked-files=all", ...others);
    const commit = git("rev-parse", "--short", "HEAD").trim();
    if (!changed) return commit;
    const untracked = git("ls-files", "--others", "--exclude-standard", "-z", ...others)
        .split("\0")
        .filter(Boolean);
    const sum = createHash("sha256").update(git("diff", "HEAD", ...others));
    untracked.forEach((file) => sum.update(file).update(readFileSync(join(project, file))));
    return `${commit}+${sum.digest("hex").slice(0, 7)}`;
}

const kept = (): RunState | undefined => (existsSync(stateFile) ? (JSON.parse(readFileSync(stateFile, "utf8")) as RunState) : undefined);
const logOf = (piece: Piece) => join(folder, `${nameOf(piece).replaceAll(/[^\w.]+/g, "-")}.log`);

/** Runs a piece and what it needs first; undefined where it was interrupted. */
async function run(piece: Piece, prepared: Set<string>, line: (text: string) => void, signal: AbortSignal) {
    const running: Running = {
        env: { ...process.env, ...clusterEnvironment, KEEP_CLUSTER: "1", ...piece.env },
        ...{ log: logOf(piece), limitMinutes: piece.limitMinutes, line, signal },
    };
    const before = piece.before?.join(" ") ?? "";
    if (piece.before && !prepared.has(before)) {
        // To build what is missing may take half an hour.
        const { exitCode } = await runCommand(piece.before, { ...running, limitMinutes: 60 });
        if (exitCode === 0) prepared.add(before);
        else return signal.aborted ? undefined : ({ verdict: "failed" } as const);
    }
    const { exitCode, timedOut, output } = await runCommand(piece.command, running);
    const counts = countsIn(output);
    return signal.aborted ? undefined : { ...counts, verdict: verdictOf(exitCode, timedOut, counts) };
}

async function main(options: { only: string; fresh: boolean; list: boolean }): Promise<number> {
    const all = allPieces(findFiles());
    const pieces = chosen(all, options.only);
    mkdirSync(folder, { recursive: true });
    let state = begin(sources(), kept(), options.fresh ? pieces : []);
    const todo = left(pieces, state);
    if (options.list) {
        pieces.forEach((piece) => console.log(`${nameOf(piece)}  ${state.results[nameOf(piece)]?.verdict ?? "not run"}`));
        console.log(`${todo.length} to run, ${timeLeft(todo, state)}`);
        return 0;
    }
    writeConfigs();
    const save = () => {
        writeFileSync(stateFile, `${JSON.stringify(state, undefined, 4)}\n`);
        writeFileSync(join(project, page), report(all, state, machine()));
    };
    save();
    console.log(`${state.commit}: ${todo.length} of ${pieces.length} pieces to run, ${timeLeft(todo, state)}; logs in ${folder}`);
    const interruption = new AbortController();
    // `on`, not `once`: npm passes on a Ctrl-C that this process gets from the terminal as well.
    process.on("SIGINT", () => interruption.abort()).on("SIGTERM", () => interruption.abort());
    const { signal } = interruption;
    const prepared = new Set<string>();
    const { Listr } = await import("listr2"); // an ES module
    // Where lines cannot be rewritten, one now and then has to do.
    const pause = process.stdout.isTTY ? 200 : 60_000;
    const tasks = todo.map((piece, i) => ({
        title: nameOf(piece),
        skip: () => signal.aborted,
        task: async (_: unknown, task: { title: string; output: string }) => {
            const start = Date.now();
            let shown = start;
            const title = `[${i + 1}/${todo.length}] ${nameOf(piece)}`;
            task.title = title;
            task.output = `usually ${timeLeft([piece], state)}; ${timeLeft(todo.slice(i), state)} left in all`;
            const line = (text: string) => {
                if (Date.now() - shown < pause) return;
                shown = Date.now();
                task.output = `${Math.round((shown - start) / 1000)} of ${Math.round(expectedSeconds(piece, state))} s: ${text.trim().slice(0, 100)}`;
            };
            if (piece.cluster) await cleanCluster(signal).catch((error: Error) => line(`not cleaned: ${error.message}`));
            const result = await run(piece, prepared, line, signal);
            if (!result) throw new Error(`${nameOf(piece)}: interrupted`);
            state = after(state, piece, { ...result, seconds: (Date.now() - start) / 1000, at: new Date().toISOString() });
            save();
            task.title = `${title}: ${result.verdict}, ${Math.round((Date.now() - start) / 1000)} s`;
            if (result.verdict !== "passed") throw new Error(`${nameOf(piece)}: ${result.verdict}; ${logOf(piece)}`);
        },
    }));
    const list = new Listr(tasks, {
        exitOnError: false,
        registerSignalListeners: false,
        fallbackRendererOptions: { timestamp: undefined },
    });
    await list.run();
    if (signal.aborted) {
        console.log(`interrupted; the same command goes on behind what has ended. ${summary(all, state)}`);
        if (await clusterAnswers())
            console.log(`the cluster stays: CLUSTER_NET=${clusterEnvironment.CLUSTER_NET} npx tsx local/stack.ts down`);
        return 130;
    }
    if (todo.some(({ cluster }) => cluster)) await down();
    console.log(`${summary(all, state)}; ${page}`);
    return pieces.every((piece) => state.results[nameOf(piece)]?.verdict === "passed") ? 0 : 1;
}

new Command("npm run test:all --")
    .description(
        "Runs every suite, piece by piece. Interrupted, the same command on the same sources goes on with what has not ended yet. " +
            `Writes ${page}.`,
    )
    .option("--only <pieces>", "pieces that have these words; several selections after commas, e.g. 'lint, truth adoption'", "")
    .option("--fresh", "run these again, also if they have ended", false)
    .option("--list", "print the pieces and what has become of them, and end", false)
    .action(async (options: { only: string; fresh: boolean; list: boolean }) => {
        process.exitCode = await main(options);
    })
    .parseAsync()
    .catch((error: unknown) => {
        console.error((error as Error).message);
        process.exitCode = 2;
    });
