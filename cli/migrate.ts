import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrationFiles } from "../components/schema/job/files";
import { migrateCommand } from "./commands/migrate";
import { exitCodes, numbersOf } from "./exitCodes";
import { printError } from "./output";
import { scriptSource } from "./scriptSource";

interface MigrateOptions {
    url?: string;
    user?: string;
    passwordFile?: string;
    scripts?: string;
    to?: string;
    lockTimeout: string;
}

const SCRIPT_FOLDERS = ["liquibase", "upgrade"];

function readable(file: string): boolean {
    try {
        accessSync(file, constants.R_OK);
        return true;
    } catch {
        return false;
    }
}

/** What is wrong with the options, one sentence each; nothing if they can be used. */
function faults({ url, user, passwordFile, scripts, to, lockTimeout }: MigrateOptions): string[] {
    const found: string[] = [];
    if (!url) found.push("--url is missing: the JDBC URL of the engine's database");
    else if (!url.startsWith("jdbc:")) found.push(`--url ${url} is not a JDBC URL: it begins with jdbc:postgresql://`);
    if (!user) found.push("--user is missing: a database user who may create and alter the engine's tables");
    if (!passwordFile) found.push("--password-file is missing: a file that holds the password of the user");
    else if (!readable(passwordFile)) found.push(`--password-file ${passwordFile} cannot be read`);
    if (!scripts) found.push("--scripts is missing: the folder with Camunda's create/, upgrade/ and liquibase/, or the engine's jar");
    else if (scriptSource(scripts).fault) found.push(`--scripts ${scripts}: ${scriptSource(scripts).fault}`);
    else if (!SCRIPT_FOLDERS.some((folder) => existsSync(path.join(scriptSource(scripts).folder, folder))))
        found.push(`--scripts ${scripts} has neither ${SCRIPT_FOLDERS.join(" nor ")}`);
    if (!to) found.push("--to is missing: the target version of the engine, e.g. 7.23.0");
    else if (!/^7\.\d+\.\d+$/.test(to)) found.push(`--to ${to} is not a Camunda 7 version: it is three numbers, e.g. 7.23.0`);
    if (!/^\d+(ms|s|min)$/.test(lockTimeout))
        found.push(`--lock-timeout ${lockTimeout} is not a duration: it is a number with ms, s or min`);
    return found;
}

const exit = numbersOf(exitCodes.migrate);
const program = migrateCommand.parse();

const options = program.opts<MigrateOptions>();
const wrong = faults(options);
if (wrong.length > 0) {
    printError([...wrong, "See: npm run -s migrate -- --help"].join("\n"));
    process.exit(exit.wrongUsage);
}

const liquibase = path.join(path.dirname(require.resolve("liquibase/package.json")), "dist", "liquibase");
const folder = mkdtempSync(path.join(tmpdir(), "migration-"));
for (const [name, text] of Object.entries(migrationFiles())) writeFileSync(path.join(folder, name), text);
const { error, status } = spawnSync("sh", [path.join(folder, "migrate.sh")], {
    stdio: "inherit",
    env: {
        ...process.env,
        PATH: `${liquibase}${path.delimiter}${process.env.PATH ?? ""}`,
        JDBC_URL: options.url,
        DB_USER: options.user,
        DB_PASSWORD: undefined,
        DB_PASSWORD_FILE: options.passwordFile,
        SCRIPTS: scriptSource(options.scripts ?? "").folder,
        TARGET: options.to,
        LOCK_TIMEOUT: options.lockTimeout,
    },
});
rmSync(folder, { recursive: true });
if (error) throw error;
process.exit(status ?? exit.failed);
