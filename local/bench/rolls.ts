import { Command } from "commander";
import { k6Steps, pathWithK6 } from "../demo/k6";
import { fewestInService } from "../demo/records";
import { environment, steps, take } from "../stack";
import { machine } from "./measure";
import { efficiency, from, installed, type Measured, rollByPulumi, to, underLoad } from "./roll";

/** How the nodes of a roll are laid out, and how the requests reach them. */
interface Layout {
    batchSize: string;
    surge: boolean;
    keepAlive: boolean;
}

const layouts: Layout[] = ["1", "34%", "50%"].flatMap((batchSize) => [
    { batchSize, surge: false, keepAlive: false },
    { batchSize, surge: true, keepAlive: false },
]);
const kept: Layout[] = [false, true].map((surge) => ({ batchSize: "34%", surge, keepAlive: true }));

const row = (...cells: (string | number)[]) =>
    console.log(cells.map((cell) => (typeof cell === "number" ? cell.toFixed(1) : cell).padStart(11)).join(""));

function print({ batchSize, surge, keepAlive }: Layout, measured: Measured): void {
    const { seconds, load, before, records } = measured;
    const ratio = before && load.p99 / before.p99;
    row(
        ...[batchSize, surge ? "surge" : "replace", keepAlive ? "kept" : "new", seconds, `${load.failed}/${load.sent}`],
        ...[
            fewestInService(records)?.nodes.toString() ?? "?",
            load.p50,
            before?.p99 ?? 0,
            load.p99,
            ratio ?? 0,
            efficiency(measured).toFixed(2),
        ],
    );
    for (const { at, request, cause } of load.failures) {
        console.log(`  ${at} ${request}: ${cause}`);
    }
}

async function main(): Promise<void> {
    const { nodes, only } = new Command("bench:rolls")
        .description(
            "Rolls a cluster once for each batch size, with and without surge, with new and kept connections, and prints what became of the requests.",
        )
        .option("--nodes <count>", "engine nodes", "6")
        .option("--only <words>", "the layouts that have all of these words, e.g. 'surge kept'", "")
        .parse()
        .opts<{ nodes: string; only: string }>();
    await take([...steps(), ...k6Steps()]);
    Object.assign(process.env, environment());
    process.env.PATH = pathWithK6();
    console.log(`${from} → ${to}, ${nodes} nodes, 50 requests/s, ${new Date().toISOString().slice(0, 10)}, ${machine()}\n`);
    row("batch", "how", "connections", "wall, s", "failed of", "in service", "p50, ms", "p99 before", "p99", "ratio", "efficiency");
    for (const layout of [...layouts, ...kept]) {
        const words = [layout.batchSize, layout.surge ? "surge" : "replace", layout.keepAlive ? "kept" : "new"];
        if (only.split(" ").some((word) => word && !words.includes(word))) continue;
        const stack = await installed({
            ...{ "nodes.count": nodes, "nodes.batchSize": layout.batchSize, "nodes.surge": String(layout.surge) },
            // The server has 100 connections, of which the migration needs one; with surge, there may be twice as many nodes.
            "nodes.env.SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE": String(
                Math.min(10, Math.floor(90 / Number(nodes) / (layout.surge ? 2 : 1))),
            ),
        });
        await stack.set("engine.version", to);
        const roll = async () => (await rollByPulumi(stack)).lastEventAt;
        print(layout, await underLoad(roll, { keepAlive: layout.keepAlive, secondsBefore: 20 }));
        await stack.remove();
    }
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
