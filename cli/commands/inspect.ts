import { Command } from "commander";
import { exitCodes, exitHelp, numbersOf } from "../exitCodes";

/** `npm run inspect`, as its help and docs/reference/command-line.md describe it. */
export const inspectCommand = new Command("inspect")
    .usage("--url URL --user NAME --password-file FILE --scripts DIR --to VERSION [options]")
    .description(
        "Shows what the next schema migration does to this PostgreSQL database: each statement with the tables that it locks, their size, how long " +
            "others wait, and the transactions that it waits for. Changes nothing.",
    )
    .option("--url <url>", "JDBC URL of the engine's database, jdbc:postgresql://HOST:PORT/DATABASE")
    .option("--user <name>", "database user who may read the engine's tables")
    .option("--password-file <file>", "file with the password of the user")
    .option(
        "--scripts <dir>",
        "Camunda's upgrade/ of the target version: configuration/sql of Camunda Run, the engine's jar, an application's with it, or a folder with it",
    )
    .option("--to <version>", "target version, e.g. 7.23.0")
    .option("--no-measure", "makes no estimates: nothing is read or built to find out how fast the database is")
    .option("--json", "prints {from, to, schema, by, ddl, scripts, tables, seconds, estimate, blockers, notThere}")
    .addHelpText(
        "after",
        "\nFor the estimates up to 64 MiB of each table are copied, and the indexes built on the copy, in a transaction that is rolled back.",
    )
    .addHelpText("after", exitHelp(exitCodes.inspect))
    .showHelpAfterError("See: npm run -s inspect -- --help")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : numbersOf(exitCodes.inspect).wrongUsage));
