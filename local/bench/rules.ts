import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { LiveNode } from "../../components/domain/facts/facts";
import { plan } from "../../cli/way";
import { settle } from "../../components/settings/settle";
import { judge } from "../../components/gate/rules/judge";
import { median } from "./measure";

/** Milliseconds of each of many runs. */
function times(runs: number, act: () => void): number[] {
    return Array.from({ length: runs }, () => {
        const begin = performance.now();
        act();
        return performance.now() - begin;
    });
}

const print = (what: string, milliseconds: number[], digits = 1) =>
    console.log(
        `${what.padEnd(58)} ${median(milliseconds).toFixed(digits).padStart(8)} ms  (${Math.min(...milliseconds).toFixed(digits)} to ${Math.max(...milliseconds).toFixed(digits)})`,
    );

const target = (version: string) => settle({ engine: { version, edition: "enterprise", image: "orders:1-{version}" } }).target;
const nodes = Array.from({ length: 1000 }, (_, i): LiveNode => ({ name: `orders-batch-${i}`, version: "7.22.13", problem: "" }));
const facts = {
    previous: target("7.22.13"),
    wanted: target("7.23.0"),
    completed: { version: "7.22.13", history: [] },
    live: { nodes, schema: "7.22.0", problem: "" },
};
const oneDiffers = { ...facts, live: { ...facts.live, nodes: nodes.map((node, i) => (i % 2 ? node : { ...node, version: "7.21.0" })) } };

judge(facts); // once, so that what is compiled is not measured
print(
    "judge, 1,000 nodes that agree (goal 50)",
    times(200, () => judge(facts)),
    2,
);
print(
    "judge, 1,000 nodes, every other one of another version",
    times(200, () => judge(oneDiffers)),
    2,
);
print(
    "plan 7.5.0 → 7.24.5, 20 hops",
    times(200, () => plan({ previous: target("7.5.0"), wanted: target("7.24.5") })),
    2,
);

const project = join(__dirname, "..", "..");
const run =
    (...args: string[]) =>
    () => {
        spawnSync(args[0], args.slice(1), { cwd: project, stdio: "ignore" });
    };
const bare = times(7, run(process.execPath, "--import=tsx", "--eval", ""));
const check = times(7, run("npm", "run", "-s", "check", "--", "--from", "7.22.0", "--to", "7.23.0"));
print("node with tsx and an empty program", bare, 0);
print("npm run -s check, start to exit (goal 1,000)", check, 0);
console.log(`ratio to the empty program: ${(median(check) / median(bare)).toFixed(2)}`);
