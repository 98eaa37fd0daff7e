import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { clusterAnswers } from "../cluster/cluster";
import { down, environment, steps, take } from "../stack";
import { contextEnvironment, demoFolder } from "./context";
import { Interruption, takeInterrupts } from "./interrupt";
import { k6Steps, pathWithK6 } from "./k6";
import { DemoStack, DemoStackOptions } from "./pulumi";
import { Run } from "./run";
import { renderSummary } from "./summary";
import { live, taskList } from "./tasks";

interface Options {
    context?: string;
    from: string;
    to: string;
    rate: number;
    keepAlive: boolean;
    json?: string;
    down: boolean;
}

const again = "go on: npm run demo; remove everything: npm run demo -- --down";

function wholeNumber(value: string): number {
    if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("a whole number of at least 1 is expected");
    return Number(value);
}

const command = new Command("npm run demo --")
    .description("Moves a running Camunda 7 cluster from one minor version to the next, under load, and sums up what happened.")
    .option("--context <name>", "an existing Kubernetes context, instead of the embedded cluster")
    .option("--from <version>", "version that the cluster is installed with", "7.22.0")
    .option("--to <version>", "version that it is moved to", "7.23.0")
    .option("--rate <number>", "requests per second", wholeNumber, 50)
    .option("--keep-alive", "use connections again, instead of a new one for each request", false)
    .option("--json <file>", "write the summary to a file, too")
    .option("--down", "remove everything that the demo has made", false);

/** What the local stack has to bring: all of it, or for a cluster of the user's own only what Pulumi needs. */
const part = ({ context }: Options) => (context ? ({ only: "tools" } as const) : {});

/** The environment of everything that is started. */
async function enter(options: Options): Promise<void> {
    Object.assign(process.env, environment(part(options)), options.context ? await contextEnvironment(options.context) : {});
}

/** Pulumi.dev.yaml names the images that the embedded stack builds; any other cluster pulls the official ones, which are the defaults. */
const stackOptions = ({ context }: Options): DemoStackOptions => ({
    project: join(__dirname, "../.."),
    settingsDirectory: demoFolder(context),
    without: context ? ["engine.image", "database.image", "migration.image", "nodes.env"] : [],
});

async function demonstrate(options: Options, { signal }: Interruption): Promise<void> {
    await take([...steps(part(options)), ...k6Steps()], signal);
    await enter(options);
    process.env.PATH = pathWithK6();

    const run = new Run({ ...options, proxied: options.context !== undefined, stack: stackOptions(options), signal });
    try {
        await taskList(run.tasks()).run();
    } finally {
        await run.end();
    }
    const summary = run.summary();
    console.log(`\n${renderSummary(summary)}`);
    if (options.json) await writeFile(options.json, `${JSON.stringify(summary, undefined, 4)}\n`);
    if (summary.problems.length) process.exitCode = 1;
}

async function removeAll(options: Options, { signal }: Interruption): Promise<void> {
    await enter(options);
    const embedded = options.context === undefined;
    await taskList([
        {
            title: "pulumi destroy",
            // Without its cluster there is nothing that could be removed.
            skip: async () => embedded && !(await clusterAnswers()),
            task: async (_, task) => {
                const stack = await DemoStack.find(stackOptions(options));
                if (!stack) task.skip("there is no stack");
                else await live(task, () => "removing the resources", stack.remove(signal));
            },
        },
        { title: "embedded cluster, and Pulumi's state", skip: !embedded, task: () => down() },
        { title: "settings", task: () => rm(demoFolder(options.context), { recursive: true, force: true }) },
    ]).run();
}

async function main(): Promise<void> {
    const options = command.parse().opts<Options>();
    const interruption = takeInterrupts(() => {
        console.error(`\nleft at once; pulumi may still be at work. ${again}`);
        process.exit(130);
    });
    try {
        await (options.down ? removeAll(options, interruption) : demonstrate(options, interruption));
    } catch (error) {
        console.error(`\n${interruption.signal.aborted ? "interrupted" : (error as Error).message}\n${again}`);
        process.exitCode = interruption.signal.aborted ? 130 : 1;
    } finally {
        interruption.release();
    }
}

void main();
