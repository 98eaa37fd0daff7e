import { Command, Option } from "commander";
import { rules } from "../../components/gate/rules/judge";
import { exitCodes, exitHelp, numbersOf } from "../exitCodes";
import { withTransition } from "../transitionOptions";

const collect = (value: string, all: string[]) => [...all, value];

/** `npm run check`, as its help and docs/reference/command-line.md describe it. */
export const checkCommand = withTransition(
    new Command("check")
        .usage("--from VERSION --to VERSION [options] | --stack NAME | --config-file FILE")
        .description("Checks an update, a settings file or a stack by the rules of the gate. Changes nothing."),
)
    .option("--database <kind:version>", "database server, e.g. postgresql:15")
    .option("--node <version>", "version that a node answers; once for each node", collect, [])
    .option("--image <image>", "image, with {version} in place of the version")
    .option("--from-image <image>", "image that runs now, if it is another one")
    .option("--nodes <count>", "engine nodes", "3")
    .option("--batch-size <size>", "nodes upgraded together, a number or a share", "33%")
    .option("--surge", "new nodes start before old ones leave")
    .option("--incidents <count>", "open incidents")
    .option("--rollback-from <version>", "rolls the nodes back from this version")
    .option("--override <hold=reason>", "overrides a hold; once for each", collect, [])
    .addHelpText("after", exitHelp(exitCodes.check))
    .addHelpText("after", `\nHolds: ${rules.map(({ id }) => id).join(", ")}`)
    .showHelpAfterError("See: npm run -s check -- --help")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : numbersOf(exitCodes.check).wrongUsage));

// Beside a stack or a file, any of these would be passed over in silence.
const others = checkCommand.options.map((option) => option.attributeName());
checkCommand
    .addOption(
        new Option("--stack <name>", "checks a stack: its record, settings and running nodes, as pulumi preview sees them").conflicts(
            others,
        ),
    )
    .addOption(
        new Option(
            "--config-file <file>",
            "checks a settings file as a first installation; with --stack: that stack's file, if it is not the usual one",
        ).conflicts(others),
    )
    .option("--json", "prints {verdict, holds, lifted, notes}");
