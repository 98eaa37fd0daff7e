import "./simulated/network";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { planBatches } from "../../components/domain/batches";
import { clusterEnvironment, clusterStep } from "../cluster/cluster";
import { stepSeconds } from "../demo/progress";
import { DemoStack, Update } from "../demo/pulumi";
import { packagesStep } from "../packages";
import { down, environment, steps, take } from "../stack";
import { cache } from "../step";
import { tools, toolStep } from "../tools";
import { BareStack } from "./bare";
import { machine, median, wallSeconds } from "./measure";
import { FakeNodes, kwok, machineLabel } from "./simulated/fakeNodes";
import { Peaks, withPeaks } from "./simulated/memory";
import { Requests, withRequests } from "./simulated/requests";
import { from, to } from "./roll";

const { nodes, batchSize, startSeconds, turns, only } = new Command("bench:scale")
    .description(
        "Rolls many nodes that are simulated (kwok, with a stand-in for the engines' REST API) on a real control plane, and previews with more and more batches.",
    )
    .option("--nodes <count>", "engine nodes", "1000")
    .option("--batch-size <count>", "nodes in a batch", "10")
    .option("--start-seconds <seconds>", "how long a simulated engine takes to start during the roll", "2")
    .option("--turns <count>", "previews of each kind, an odd number", "3")
    .addOption(new Option("--only <part>", "one of the two").choices(["roll", "previews"]))
    .parse()
    .opts<{ nodes: string; batchSize: string; startSeconds: string; turns: string; only?: string }>();

const project = join(__dirname, "../..");
const options = {
    project,
    settingsDirectory: join(cache, `bench-${clusterEnvironment.CLUSTER_NET}`),
    without: ["database.image", "engine.image"],
};
const settings: Readonly<Record<string, string>> = {
    "engine.version": from,
    "engine.image": "localhost/simulated:run-{version}",
    "database.jdbcUrl": "jdbc:postgresql://simulated:5432/camunda",
    "database.secret": "simulated",
    "nodes.batchSize": batchSize,
    // Simulated engines have no processes.
    "verification.canary.enabled": "false",
    [`nodes.nodeSelector["${machineLabel.key}"]`]: machineLabel.value,
    "nodes.tolerations[0].key": machineLabel.key,
    "nodes.tolerations[0].operator": "Exists",
};

const row = (label: string, ...cells: (string | number)[]) =>
    console.log(`${label.padEnd(40)}${cells.map((cell) => (typeof cell === "number" ? cell.toFixed(1) : cell).padStart(12)).join("")}`);
const inMiB = (peaks: Peaks): string =>
    Object.entries(peaks)
        .map(([part, peak]) => `${part} ${peak.toFixed(0)}`)
        .join(", ");

/** A stack with so many nodes, whose engines start at once. */
async function installed(stack: DemoStack, count: number): Promise<number> {
    await stack.set("nodes.count", String(count));
    return wallSeconds(async () => {
        const update = await stack.up();
        showBatches(update);
        await update.ended;
    });
}

/** A sign of life every ten batches, on the way that leaves the figures alone. */
function showBatches(update: Update): void {
    const begin = Date.now();
    let shown = 0;
    update.on("change", () => {
        const done = update.progress.steps.filter(({ id, state }) => id.startsWith("batch") && state === "done").length;
        if (done >= shown + 10) {
            shown = done;
            console.error(`  ${done} batches after ${Math.round((Date.now() - begin) / 1000)} s`);
        }
    });
}

/** Several previews of ours and of a bare program with the same resources, by turns. */
async function previews(stack: DemoStack, bare: BareStack, batches: number): Promise<void> {
    const figures = (act: () => Promise<unknown>) => ({ act, seconds: [] as number[], peaks: {} as Peaks });
    const measure = async (kind: string, own: () => Promise<unknown>, plain: () => Promise<unknown>) => {
        const both = [figures(own), figures(plain)];
        for (let turn = 0; turn < Number(turns); turn++) {
            for (const one of both) {
                one.seconds.push(await wallSeconds(async () => (one.peaks = await withPeaks(one.act))));
            }
        }
        const [ours, theirs] = both.map(({ seconds }) => median(seconds));
        row(
            `${batches} batches, ${kind}`,
            ours,
            theirs,
            (ours / theirs).toFixed(2),
            `  MiB, ours: ${inMiB(both[0].peaks)}; bare: ${inMiB(both[1].peaks)}`,
        );
    };
    await bare.like(stack);
    await bare.up();
    await measure(
        "nothing to do",
        () => stack.preview(),
        () => bare.preview(),
    );
    await stack.set("engine.version", to);
    await bare.like(stack, (text) => text.replaceAll(from, to).replaceAll(from.replaceAll(".", "-"), to.replaceAll(".", "-")));
    const expectNoChanges = false;
    await measure(
        `${from} → ${to}`,
        () => stack.preview({ expectNoChanges }),
        () => bare.preview({ expectNoChanges }),
    );
    await stack.set("engine.version", from);
}

function printRequests(requests: Requests): void {
    for (const [sender, counts] of Object.entries(requests) as [string, Map<string, number>][]) {
        const sorted = [...counts].sort(([, a], [, b]) => b - a);
        row(`requests of the ${sender}`, String(sorted.reduce((sum, [, count]) => sum + count, 0)));
        console.log(`  ${sorted.map(([what, count]) => `${what} ${count}`).join(", ")}`);
    }
}

async function roll(stack: DemoStack): Promise<void> {
    const batches = planBatches(Number(nodes), batchSize);
    const simulated = batches.length * Number(startSeconds);
    await stack.set("engine.version", to);
    await stack.set("nodes.env.SIMULATED_START", `${startSeconds}s`);
    let peaks: Peaks = {};
    let perBatch: number[] = [];
    let wall = 0;
    const requests = await withRequests(async () => {
        peaks = await withPeaks(async () => {
            const update = await stack.up();
            showBatches(update);
            const begin = Date.now();
            await update.ended;
            wall = ((update.lastEventAt ?? Date.now()) - begin) / 1000;
            perBatch = update.progress.steps.filter(({ id }) => id.startsWith("batch")).map((step) => stepSeconds(step) ?? 0);
        });
    });
    const average = (figures: number[]) => figures.reduce((sum, figure) => sum + figure, 0) / figures.length - Number(startSeconds);
    console.log(`\n${from} → ${to}, ${nodes} simulated nodes in ${batches.length} batches, ${startSeconds} s to start`);
    row("wall time, s", wall);
    row("sum of the simulated starts, s", simulated);
    row("efficiency, sum / wall", (simulated / wall).toFixed(2));
    row("a batch beyond its start, average, s", average(perBatch).toFixed(2));
    row("  of the first ten, of the last ten, s", average(perBatch.slice(0, 10)).toFixed(2), average(perBatch.slice(-10)).toFixed(2));
    row("beside the batches, s", wall - perBatch.reduce((sum, seconds) => sum + seconds, 0));
    console.log(`peak memory, MiB: ${inMiB(peaks)}`);
    printRequests(requests);
}

async function main(): Promise<void> {
    // A Ctrl-C reaches what is under way as well; that fails then, and everything is removed.
    process.on("SIGINT", () => undefined);
    // What an interrupted run has left would be a rollout in flight.
    await down();
    const parts = [tools.etcd, tools.coredns, tools.kubernetes, tools.pause, kwok].map(toolStep);
    await take([...steps({ only: "tools" }), packagesStep, ...parts, clusterStep]);
    Object.assign(process.env, environment());
    console.log(`${new Date().toISOString().slice(0, 10)}, ${machine()}`);
    console.log(
        "Simulated: machines, engines, the migration. Real: API server, etcd, controllers, scheduler, Pulumi, provider, program.\n",
    );
    const simulation = await FakeNodes.start(Number(nodes), "camunda");
    try {
        await rm(options.settingsDirectory, { recursive: true, force: true });
        const stack = await DemoStack.findOrCreate(options);
        for (const [path, value] of Object.entries(settings)) await stack.set(path, value);
        if (only !== "roll") {
            const bare = await BareStack.create(project);
            row("preview, median, s", "ours", "bare", "ratio");
            for (const batches of [3, 10, 30, 100]) {
                const count = batches * Number(batchSize);
                if (count > Number(nodes)) break;
                await installed(stack, count);
                await previews(stack, bare, batches);
            }
            await bare.remove();
        }
        if (only !== "previews") {
            row(`installation of ${nodes}, starting at once, s`, await installed(stack, Number(nodes)));
            await roll(stack);
        }
    } finally {
        await simulation.stop();
        await down();
        await rm(options.settingsDirectory, { recursive: true, force: true });
    }
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
