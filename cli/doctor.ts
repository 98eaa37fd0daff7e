import { Client } from "pg";
import { describeFinding, diagnose, Diagnosis } from "./schema/diagnosis";
import { asJson, foreign } from "../components/domain/foreign";
import { minorOf, newestIn, versionOfScripts } from "./schema/schemaLog";
import { ScriptFile, spoken } from "./schema/statement";
import { Structure } from "./schema/structure";
import { expectCamunda, findSchema, folderFaults, openFolder, readLog, ScriptFolder } from "./camundaSchema";
import { doctorCommand } from "./commands/doctor";
import { exitCodes, numbersOf } from "./exitCodes";
import { CannotTell, connected, Connection, databaseFaults, DatabaseOptions, inWords, rolledBack, urlFaults } from "./postgres";
import { messageOf, print, printError } from "./output";
import { readStructure } from "./readStructure";

interface DoctorOptions extends DatabaseOptions {
    scripts?: string;
    patchScripts?: string;
    version?: string;
    scratchUrl?: string;
    json?: boolean;
}

const exit = numbersOf(exitCodes.doctor);

function faults(options: DoctorOptions): string[] {
    const { scripts, patchScripts, version, scratchUrl } = options;
    return [
        ...databaseFaults(options),
        ...folderFaults(
            "--scripts",
            scripts,
            "create/activiti.postgres.create.engine.sql",
            ...(patchScripts === undefined ? ["upgrade"] : []),
        ),
        ...(patchScripts === undefined ? [] : folderFaults("--patch-scripts", patchScripts, "upgrade")),
        ...(version === undefined || minorOf(version) ? [] : [`--version ${version} is not a version: it is three numbers, e.g. 7.23.0`]),
        ...(scratchUrl === undefined ? [] : urlFaults("--scratch-url", scratchUrl)),
    ];
}

/** What is there, read in one transaction that may not write. */
const examine = (connection: Connection) =>
    rolledBack(
        connection.client,
        async () => {
            const schema = await findSchema(connection);
            const found = await readStructure(connection.client, schema);
            expectCamunda(schema, found.properties["schema.version"]);
            return { schema, found, log: await readLog(connection.client, schema) };
        },
        "read only",
    );

/** What create scripts do; a jar may come from anywhere, and its statements are run in the database of the engine. */
const builds = ["createTable", "createIndex", "addUnique", "addForeignKey", "addCheck", "addColumn", "insert"];

/** What a fresh schema has, by running the create scripts on temporary tables. */
async function buildFresh({ client, address, user }: Connection, create: readonly ScriptFile[]): Promise<Structure> {
    const { rows } = await client.query<{ may: boolean }>("select has_database_privilege(current_database(), 'temporary') as may");
    if (!rows[0].may) {
        throw new CannotTell(
            `the user ${user} may not make temporary tables in the database ${address.database}, which the fresh schema is built from: ` +
                `grant temporary on database ${address.database} to ${user}, or name another database by --scratch-url`,
        );
    }
    return rolledBack(client, async () => {
        await client.query("set local search_path = pg_temp");
        for (const { file, statements } of create) {
            const strange = statements.find(({ plain, actions }) => !plain || !actions.every(({ kind }) => builds.includes(kind)));
            if (strange) {
                throw new CannotTell(
                    `${file} has a statement that no create script of Camunda's has, and it is not run: ${foreign(strange.text, 80)}`,
                );
            }
            await client.query(statements.map(({ text }) => `${text};`).join("\n")).catch((cause: unknown) => {
                const error = cause as Error & { code?: string };
                const why = inWords(error, address, user);
                throw new CannotTell(
                    error.code === "25006"
                        ? `${why}, so no fresh schema can be built in it: name another database by --scratch-url`
                        : `the fresh schema cannot be built, ${file}: ${why}`,
                    { cause: error },
                );
            });
        }
        return readStructure(client, await temporarySchema(client));
    });
}

async function temporarySchema(client: Client): Promise<string> {
    const { rows } = await client.query<{ name: string }>("select nspname as name from pg_namespace where oid = pg_my_temp_schema()");
    return rows[0].name;
}

/** The version to compare with, when it is clear and the scripts are those of it. */
function versionFor(options: DoctorOptions, logged: string | undefined, hasLog: boolean, scripts: ScriptFolder): string {
    const version = options.version ?? logged;
    if (version === undefined) {
        throw new CannotTell(
            hasLog
                ? "ACT_GE_SCHEMA_LOG has no row with a number as its id, so the version of the schema is not known: say it by --version"
                : "there is no ACT_GE_SCHEMA_LOG, which schemas have since 7.11: say by --version what to compare with",
        );
    }
    const made = versionOfScripts(scripts.create, scripts.upgrade);
    if (minorOf(version) === undefined) {
        throw new CannotTell(`ACT_GE_SCHEMA_LOG says ${version}, which is not a version: say by --version what to compare with`);
    }
    // The create scripts of before 7.11 do not tell their version, and have no upgrade scripts beside them: then they are taken as they are.
    if (made === undefined ? options.version === undefined : minorOf(made) !== minorOf(version)) {
        throw new CannotTell(
            `the scripts in ${options.scripts ?? ""} make a schema of ${made ?? "no version that they tell"}, and the one to compare is ` +
                `${options.version === undefined ? "at" : "said to be at"} ${version}: take the scripts of ${version}`,
        );
    }
    return version;
}

function report(where: string, schema: string, version: string, { differences, documented, skipped }: Diagnosis): void {
    const count = differences.length;
    print(
        `${where}, compared with a fresh schema of ${version}: ${count === 0 ? "no difference" : `${count} difference${count > 1 ? "s" : ""}`}`,
    );
    for (const file of skipped) {
        print(`nothing is there of what ${file} makes: it was not run`);
    }
    if (count > 0 && schema !== "public") {
        print(`before the statements below: set search_path to ${spoken(schema)};`);
    }
    for (const finding of differences) {
        print(`\n${describeFinding(finding)}`);
    }
    if (documented.length > 0) {
        print(["", "known, and no difference that counts:", ...documented.map((one) => `  ${describeFinding(one)}`)].join("\n"));
    }
}

async function main(options: DoctorOptions): Promise<number> {
    const wrong = faults(options);
    if (wrong.length > 0) {
        printError([...wrong, "See: npm run -s doctor -- --help"].join("\n"));
        return exit.wrongUsage;
    }
    const scripts = await openFolder(options.scripts ?? "");
    const patches = options.patchScripts === undefined ? undefined : await openFolder(options.patchScripts);
    return connected(options, async (connection) => {
        const { schema, found, log } = await examine(connection);
        const logged = log && newestIn(log);
        const version = versionFor(options, logged, log !== undefined, scripts);
        const fresh =
            options.scratchUrl === undefined
                ? await buildFresh(connection, scripts.create)
                : await connected({ ...options, url: options.scratchUrl }, (scratch) => buildFresh(scratch, scripts.create));
        const upgrade = patches?.upgrade ?? scripts.upgrade;
        const diagnosis = diagnose({ version, logged, fresh, found, create: scripts.create, upgrade });
        if (options.json) {
            process.stdout.write(`${asJson({ version, schema, ...diagnosis })}\n`);
        } else {
            const { host, port, database } = connection.address;
            report(`${host}:${port}/${database}, schema ${schema}`, schema, version, diagnosis);
        }
        return diagnosis.differences.length > 0 ? exit.different : exit.same;
    });
}

void main(doctorCommand.parse().opts<DoctorOptions>()).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
        printError(`this cannot be told: ${messageOf(error)}`);
        process.exitCode = exit.cannotTell;
    },
);
