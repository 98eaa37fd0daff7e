import { k6Steps, pathWithK6 } from "../demo/k6";
import { stepSeconds } from "../demo/progress";
import { batchTimes } from "../demo/records";
import { environment, steps, take } from "../stack";
import { barePreview } from "./bare";
import { rollByKubectl } from "./kubectlRoll";
import { machine, median } from "./measure";
import { batchSeconds, efficiency, from, installed, type Measured, migrationSeconds, options, rollByPulumi, to, underLoad } from "./roll";

const row = (label: string, ...cells: (string | number)[]) =>
    console.log(`${label.padEnd(34)}${cells.map((cell) => (typeof cell === "number" ? cell.toFixed(1) : cell).padStart(10)).join("")}`);

function printRoll(title: string, { seconds, load }: Measured): void {
    row(`${title}: wall time, s`, seconds);
    row(`${title}: requests, failed of`, String(load.failed), String(load.sent));
    row(`${title}: p50, p99, max, ms`, load.p50, load.p99, load.max);
    for (const { at, request, cause } of load.failures) {
        console.log(`  ${at} ${request}: ${cause}`);
    }
}

/** Where the time of our roll went: from the cluster's own records, and from the engine's events. */
function printParts(measured: Measured, stepTimes: Map<string, number>): void {
    row("migration Job, s", migrationSeconds(measured.records));
    for (const times of batchTimes(measured.records)) {
        const { batch, drain, start } = times;
        if (drain && start) {
            const [drained, started] = [drain, start].map((interval) => (interval.to - interval.from) / 1000);
            const step = stepTimes.get(batch.replace("-", " ")) ?? 0;
            row(`${batch}: drain, start, whole step, s`, drained, started, step);
            row(`${batch}: checkpoint beyond them, s`, step - batchSeconds(times));
        }
    }
    row("gate, s", stepTimes.get("gate") ?? 0);
    row("efficiency, useful / wall time", efficiency(measured).toFixed(2));
}

async function main(): Promise<void> {
    await take([...steps(), ...k6Steps()]);
    Object.assign(process.env, environment());
    process.env.PATH = pathWithK6();
    console.log(`${from} → ${to}, ${new Date().toISOString().slice(0, 10)}, ${machine()}\n`);

    const ours = await installed();
    await ours.set("engine.version", to);
    let stepTimes = new Map<string, number>();
    const measured = await underLoad(async () => {
        const update = await rollByPulumi(ours);
        stepTimes = new Map(update.progress.steps.map((step) => [step.title, stepSeconds(step) ?? 0]));
        return update.lastEventAt;
    });
    printRoll("pulumi up", measured);
    printParts(measured, stepTimes);

    const { own, bare } = await barePreview(ours, options);
    row("no-op preview, median of 5, s", median(own));
    row("bare program with the same, s", median(bare));
    row("ratio", (median(own) / median(bare)).toFixed(2));

    const plain = await installed();
    printRoll("kubectl script", await underLoad(() => rollByKubectl("camunda", from, to)));
    await plain.remove();
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
