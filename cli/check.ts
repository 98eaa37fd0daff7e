import { Command, Option } from "commander";
import { Facts } from "../components/domain/facts/facts";
import { describeHolds, describeLifted } from "../components/domain/hold";
import { allowedAs, judge, refusedBy, rules, Verdict } from "../components/gate/rules/judge";
import { asJson } from "../components/domain/foreign";
import { fileFacts } from "./fileFacts";
import { print, printError } from "./output";
import { stackFacts, StackProblem } from "./stackFacts";
import { checkFaults, CheckOptions, factsOf, withTransition } from "./transitionOptions";

/** Exit codes, as the help tells them. */
const exit = { allowed: 0, wrongUsage: 1, refused: 2, byOverride: 3, cannotTell: 4 };

const collect = (value: string, all: string[]) => [...all, value];

const program = withTransition(
    new Command("check")
        .usage("--from VERSION --to VERSION [options] | --stack NAME | --config-file FILE")
        .description("Judges a transition by the rules of the gate: the same functions, the same words. Changes nothing."),
)
    .option("--database <kind:version>", "database server, e.g. postgresql:15")
    .option("--node <version>", "version that a node answers; once for each node", collect, [])
    .option("--image <image>", "image, {version} where the version goes")
    .option("--from-image <image>", "image that runs now, where it is another one")
    .option("--nodes <count>", "engine nodes", "3")
    .option("--batch-size <size>", "nodes upgraded together, a number or a share", "33%")
    .option("--surge", "new nodes start before old ones leave")
    .option("--incidents <count>", "open incidents")
    .option("--rollback-from <version>", "takes the nodes back from this version")
    .option("--override <hold=reason>", "lifts a hold; once for each", collect, [])
    .addHelpText(
        "after",
        `
Exit code: 0 allowed, 1 wrong usage, 2 refused, 3 allowed only by an override that was given, 4 cannot tell what runs.
Holds: ${rules.map(({ id }) => id).join(", ")}`,
    )
    .showHelpAfterError("See: npm run -s check -- --help")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exit.wrongUsage));
// Beside a stack or a file, any of these would be passed over in silence.
const told = program.options.map((option) => option.attributeName());
program
    .addOption(
        new Option(
            "--stack <name>",
            "the stack's own record, settings and running nodes instead, as pulumi preview would see them",
        ).conflicts(told),
    )
    .addOption(
        new Option(
            "--config-file <file>",
            "a settings file, judged as a first installation; with --stack: that stack's, where it is not the usual one",
        ).conflicts(told),
    )
    .option("--json", "prints {verdict, holds, lifted, notes}")
    .parse();

function report(facts: Facts, json = false): number {
    const verdict = judge(facts);
    if (json) {
        const { kind, holds, lifted, notes, warnings } = verdict;
        const said = { verdict: kind, holds, lifted: lifted.map(({ hold, reason }) => ({ ...hold, reason })), warnings, notes };
        process.stdout.write(`${asJson(said)}\n`);
    } else {
        for (const lifted of verdict.lifted) {
            print(describeLifted(lifted));
        }
        if (verdict.holds.length > 0) {
            // What there is to know about a step that is not taken would only hide what is wrong with it.
            print(refusedBy(facts, verdict.holds));
            printError(describeHolds(verdict.holds, facts.wanted.overrides));
        } else {
            print([...verdict.warnings, ...verdict.notes, allowedAs(facts, verdict.kind)].join("\n"));
        }
    }
    return exitCode(verdict);
}

function exitCode({ holds, lifted }: Verdict): number {
    if (holds.length === 0) {
        return lifted.length > 0 ? exit.byOverride : exit.allowed;
    }
    return holds.every(({ id }) => id === "truthUnknown") ? exit.cannotTell : exit.refused;
}

/** Facts of a stack or of a file; undefined: neither was asked for. */
async function factsFrom({ stack, configFile }: CheckOptions): Promise<Facts | StackProblem | undefined> {
    if (stack !== undefined) {
        return stackFacts(stack, configFile);
    }
    return configFile === undefined ? undefined : fileFacts(configFile);
}

async function main(): Promise<number> {
    const options = program.opts<CheckOptions>();
    if (options.stack?.trim() === "") {
        // The CLI would take the stack that happens to be selected.
        printError("--stack is empty: it takes the name of a stack\nSee: npm run -s check -- --help");
        return exit.wrongUsage;
    }
    const found = await factsFrom(options);
    if (found !== undefined) {
        if (!("wanted" in found)) {
            printError([found.problem, "See: npm run -s check -- --help"].join("\n"));
            return found.usage ? exit.wrongUsage : exit.cannotTell;
        }
        return report(found, options.json);
    }
    const wrong = checkFaults(options);
    if (wrong.length > 0) {
        printError([...wrong, "See: npm run -s check -- --help"].join("\n"));
        return exit.wrongUsage;
    }
    return report(factsOf(options), options.json);
}

void main().then(
    (code) => (process.exitCode = code),
    (error: Error) => {
        printError(`this cannot be judged: ${error.message}`);
        process.exitCode = exit.cannotTell;
    },
);
