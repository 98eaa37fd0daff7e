import { Command } from "commander";
import { exitCodes, exitHelp, numbersOf } from "../exitCodes";
import { withTransition } from "../transitionOptions";

/** `npm run plan`, as its help and docs/reference/command-line.md describe it. */
export const planCommand = withTransition(
    new Command("plan")
        .usage("--from VERSION --to VERSION [options]")
        .description(
            "Prints the path to a version: each hop is a rolling update, with its scripts, what to do before, and what to type. Changes nothing.",
        ),
)
    .option("--json", "prints {hops, holds}")
    .addHelpText("after", exitHelp(exitCodes.plan))
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : numbersOf(exitCodes.plan).wrongUsage));
