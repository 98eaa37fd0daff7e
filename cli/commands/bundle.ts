import { Command } from "commander";
import { productIds } from "../../components/domain/catalogue/products";
import { exitCodes, exitHelp, numbersOf } from "../exitCodes";
import { bundleDatabases } from "../schema/bundle";

/** `npm run bundle`, as its help and docs/reference/command-line.md describe it. */
export const bundleCommand = new Command("bundle")
    .usage("--from VERSION --to VERSION --scripts DIR [options]")
    .description(
        "Writes one SQL file for a DBA, for one update with migration.appliedBy dba: the vendor's scripts in order, and before them what they lock and " +
            "their checksums. Without --from, the scripts that create the schema.",
    )
    .option("--from <version>", "newest version in the schema log, e.g. 7.22.0; none: there is no schema yet")
    .option("--to <version>", "target version, e.g. 7.23.0")
    .option("--product <id>", `product: ${productIds.join(", ")}`, "camunda")
    .option(
        "--scripts <dir>",
        "the scripts of the target version: configuration/sql of Camunda Run, the engine's jar, an application's with it, or a folder with it",
    )
    .option("--database <id>", `database: ${bundleDatabases.join(", ")}`, "postgres")
    .option("--out <file>", "file to write, which must not exist; without it, standard output")
    .addHelpText("after", exitHelp(exitCodes.bundle))
    .showHelpAfterError("See: npm run -s bundle -- --help")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : numbersOf(exitCodes.bundle).wrongUsage));
