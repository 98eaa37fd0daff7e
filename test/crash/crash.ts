import "../e2e/support/network";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { planBatches } from "../../components/domain/batches";
import { machine } from "../../local/bench/measure";
import { k6Steps, pathWithK6 } from "../../local/demo/k6";
import { down, environment, steps, take } from "../../local/stack";
import { judge, Outcome } from "./judge";
import { describeMoment, matrix, select, Trial, trials } from "./matrix";
import { ownSettings, settingIn, SettingsByPath, settingsIn } from "./settings";
import { failedRow, head, outcomeRow, timeLeft } from "./table";
import { from, to, tryOut } from "./trial";

interface Options {
    only: string;
    step: string;
    settings: SettingsByPath;
    perRoll: number;
    rate: number;
    cutSeconds: number;
    handSeconds: number;
    json?: string;
    list: boolean;
}

function wholeNumber(value: string): number {
    if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError("a whole number of at least 1 is expected");
    return Number(value);
}

/** What one `--settings` adds to those before it. */
function further(value: string, before: SettingsByPath = {}): SettingsByPath {
    const setting = settingIn(value);
    if (setting) return { ...before, [setting[0]]: setting[1] };
    if (!existsSync(value)) throw new InvalidArgumentError("neither path=value nor a file");
    const { taken, left } = settingsIn(readFileSync(value, "utf8"));
    if (left.length) console.log(`not taken from ${value}: ${left.join(", ")}`);
    return { ...before, ...taken };
}

const command = new Command("npm run test:crash --")
    .description(
        "Rolls a cluster once for each fault at each step, lets what died come back, runs `pulumi up` again, and prints what was promised and kept.",
    )
    .option("--only <cells>", "cells that have these words; several selections after commas, e.g. 'pulumi in migrate, network batch-2'", "")
    .option("--step <steps>", "of these, those at these steps, e.g. 'batch-2' or 'in migrate, before gate'", "")
    .option(
        "--settings <file or path=value>",
        "settings of your own, such as nodes.count=6 or Pulumi.production.yaml; may be repeated",
        further,
    )
    .option("--per-roll <number>", "how many moments one rollout takes its fault at, one after the other", wholeNumber, 1)
    .option("--rate <number>", "requests per second", wholeNumber, 20)
    .option("--cut-seconds <number>", "how long the network is cut", wholeNumber, 20)
    .option("--hand-seconds <number>", "how long a hand leaves what it puts back itself", wholeNumber, 20)
    .option("--json <file>", "write the outcomes to a file, too")
    .option("--list", "print the cells and end", false);

/** One after the other; an interrupt ends it after the one that is under way. */
async function tryAll(all: readonly Trial[], options: Options, settings: SettingsByPath, wantedNodes: number): Promise<boolean> {
    const folder = await mkdtemp(join(tmpdir(), "crash-"));
    console.log(`what the updates print: ${folder}\n\n${head}`);
    let interrupted = false;
    process.on("SIGINT", () => (interrupted ? process.exit(130) : (interrupted = true)));
    const outcomes: Outcome[] = [];
    const taken: number[] = [];
    let kept = true;
    for (const [i, trial] of all.entries()) {
        const begin = Date.now();
        let printed = "";
        try {
            const record = await tryOut(trial, { ...options, settings, log: (text) => (printed += `${text}\n`) });
            const outcome = judge(record, { version: to, nodes: wantedNodes });
            outcomes.push(outcome);
            kept &&= outcome.broken.length === 0;
            console.log(outcomeRow(outcome));
        } catch (error) {
            kept = false;
            console.log(failedRow(trial, error as Error));
        }
        await writeFile(join(folder, `${trial.fault} ${describeMoment(trial.moments[0])}`.replaceAll(" ", "-")), printed);
        taken.push((Date.now() - begin) / 1000);
        const left = all.slice(i + 1);
        if (left.length > 0) console.log(`    ${left.length} left, ${timeLeft(left, taken)}`);
        if (interrupted) break;
    }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(outcomes, undefined, 4)}\n`);
    return kept && !interrupted;
}

async function main(): Promise<void> {
    const options = command.parse().opts<Options>();
    const settings = { ...ownSettings, ...options.settings };
    const nodes = Number(settings["nodes.count"] ?? 3);
    const batches = planBatches(nodes, settings["nodes.batchSize"] ?? "1").map(({ id }) => id);
    const cells = select(matrix(batches), options.only, options.step);
    const all = trials(cells, options.perRoll);
    const size = `${cells.length} cells${all.length === cells.length ? "" : ` in ${all.length} rollouts`}, ${timeLeft(all)}`;
    if (options.list) {
        console.log([...cells.map(({ fault, moment }) => `${fault} ${describeMoment(moment)}`), size].join("\n"));
        return;
    }
    console.log(
        `${from} → ${to}, ${nodes} nodes in ${batches.length} batches, ${new Date().toISOString().slice(0, 10)}, ${machine()}; ${size}`,
    );
    await take([...steps(), ...k6Steps()]);
    Object.assign(process.env, environment());
    process.env.PATH = pathWithK6();
    try {
        if (!(await tryAll(all, options, settings, nodes))) process.exitCode = 1;
    } finally {
        if (!process.env.KEEP_CLUSTER) await down();
    }
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
