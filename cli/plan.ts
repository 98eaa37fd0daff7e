import { describeHolds } from "../components/domain/hold";
import { describeScript } from "../components/schema/rules/hop";
import { planCommand } from "./commands/plan";
import { exitCodes, numbersOf } from "./exitCodes";
import { Hop, plan } from "./way";
import { targets, transitionFaults, TransitionOptions } from "./transitionOptions";

const exit = numbersOf(exitCodes.plan);
const program = planCommand.parse();

function describe(hop: Hop, index: number, count: number): string {
    const section = (title: string, lines: readonly string[]) =>
        lines.length > 0 ? [`  ${title}`, ...lines.map((line) => `    ${line}`)] : [];
    return [
        `${index + 1} of ${count}: ${hop.from} → ${hop.to}  (${hop.kind}${hop.ddl ? "" : ", no DDL"}${hop.byHand ? ", schema by hand" : ""})`,
        ...section("before", hop.needs),
        ...section("schema", hop.scripts.length > 0 ? hop.scripts.map(describeScript) : ["stays as it is"]),
        ...section("while versions are mixed", hop.whileMixed),
        ...section("changes", hop.changes),
        ...section("type", hop.commands),
        ...section("read", hop.guides),
    ].join("\n");
}

const options = program.opts<TransitionOptions & { json?: boolean }>();
const wrong = [
    ...transitionFaults(options),
    ...(options.from === undefined ? ["--from is missing: the version that the nodes run now, e.g. 7.20.0"] : []),
];
const { previous, wanted } = targets(options);
if (wrong.length > 0 || !previous) {
    console.error([...wrong, "See: npm run -s plan -- --help"].join("\n"));
    process.exitCode = exit.wrongUsage;
} else {
    const { hops, holds } = plan({ previous, wanted, schema: options.schema });
    if (options.json) {
        console.log(JSON.stringify({ hops, holds }, undefined, 2));
    } else if (holds.length > 0) {
        console.error(`${previous.version} → ${wanted.version}: there is no path.\n${describeHolds(holds)}`);
    } else if (hops.length === 0) {
        console.log(`${wanted.version} runs already: nothing to do`);
    } else {
        console.log(hops.map((hop, i) => describe(hop, i, hops.length)).join("\n\n"));
    }
    process.exitCode = holds.length > 0 ? exit.none : exit.found;
}
