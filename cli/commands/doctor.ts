import { Command } from "commander";
import { exitCodes, exitHelp, numbersOf } from "../exitCodes";

/** `npm run doctor`, as its help and docs/reference/command-line.md describe it. */
export const doctorCommand = new Command("doctor")
    .usage("--url URL --user NAME --password-file FILE --scripts DIR [options]")
    .description(
        "Compares the Camunda schema of a PostgreSQL database with a fresh one of the same version: tables, columns, indexes, keys, rows of " +
            "ACT_GE_PROPERTY. Names for each difference the script that was not run, and the statement that repairs it. Changes nothing.",
    )
    .option("--url <url>", "JDBC URL of the engine's database, jdbc:postgresql://HOST:PORT/DATABASE")
    .option("--user <name>", "database user who may read the engine's tables and make temporary ones")
    .option("--password-file <file>", "file with the password of the user")
    .option(
        "--scripts <dir>",
        "Camunda's create/ and upgrade/ of the version: the engine's jar, an application's with it, a folder with it, or what is in its " +
            "org/camunda/bpm/engine/db",
    )
    .option(
        "--patch-scripts <dir>",
        "the same of a later version, whose upgrade/ knows patches that came after the first release of the minor",
    )
    .option("--version <version>", "version to compare with, if the schema log does not show it")
    .option("--scratch-url <url>", "JDBC URL of another database, where the fresh schema is built; same user and password")
    .option("--json", "prints {version, schema, differences, documented, skipped}")
    .addHelpText(
        "after",
        "\nThe fresh schema is built from temporary tables, in a transaction that is rolled back: nothing of it is ever visible, or left.",
    )
    .addHelpText("after", exitHelp(exitCodes.doctor))
    .showHelpAfterError("See: npm run -s doctor -- --help")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : numbersOf(exitCodes.doctor).wrongUsage));
