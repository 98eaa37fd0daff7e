import { Facts } from "../components/domain/facts/facts";
import { describeHolds, describeLifted } from "../components/domain/hold";
import { allowedAs, judge, refusedBy, Verdict } from "../components/gate/rules/judge";
import { asJson } from "../components/domain/foreign";
import { checkCommand } from "./commands/check";
import { exitCodes, numbersOf } from "./exitCodes";
import { fileFacts } from "./fileFacts";
import { messageOf, print, printError } from "./output";
import { stackFacts, StackProblem } from "./stackFacts";
import { checkFaults, CheckOptions, factsOf } from "./transitionOptions";

const exit = numbersOf(exitCodes.check);
const program = checkCommand.parse();

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
    (error: unknown) => {
        printError(`this cannot be judged: ${messageOf(error)}`);
        process.exitCode = exit.cannotTell;
    },
);
