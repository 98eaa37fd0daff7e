import { Command } from "commander";
import { exitCodes, exitHelp, numbersOf } from "../exitCodes";

/** `npm run migrate`, as its help and docs/reference/command-line.md describe it. */
export const migrateCommand = new Command("migrate")
    .usage("--url URL --user NAME --password-file FILE --scripts DIR --to VERSION")
    .description(
        "Migrates the Camunda schema of a PostgreSQL, MariaDB or MySQL database without a cluster: creates it in an empty database, applies one minor step " +
            "(or more, if no engine has used it), or leaves it as it is. Anything else is a hold, and nothing is changed.",
    )
    .option(
        "--url <url>",
        "JDBC URL of the engine's database, jdbc:postgresql://HOST:PORT/DATABASE, or the same with jdbc:mariadb:, jdbc:mysql:",
    )
    .option("--user <name>", "database user who may create and alter the engine's tables")
    .option("--password-file <file>", "file with the password of the user")
    .option(
        "--scripts <dir>",
        "Camunda's create/, upgrade/, liquibase/: configuration/sql of Camunda Run, the engine's jar, an application's with it, or a folder with it",
    )
    .option("--to <version>", "target version, e.g. 7.23.0")
    .option("--lock-timeout <duration>", "longest wait for the lock of one table", "400ms")
    .addHelpText("after", exitHelp(exitCodes.migrate))
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : numbersOf(exitCodes.migrate).wrongUsage));
