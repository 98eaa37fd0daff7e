import { Client } from "pg";
import { aboutSeconds, describeEffect, HopReport, inBytes, measureNeeds, reportHop } from "./schema/hopReport";
import { HopScripts, hopScripts } from "./schema/hopScripts";
import { asJson } from "../components/domain/foreign";
import { LogEntry, minorOf, newestIn } from "./schema/schemaLog";
import { probesSql } from "../components/schema/rules/probes";
import { stateByTables } from "./schema/stateByTables";
import { spoken } from "./schema/statement";
import { LockContext } from "./schema/statementLocks";
import { Structure } from "./schema/structure";
import { expectCamunda, findSchema, folderFaults, openFolder, readLog, ScriptFolder } from "./camundaSchema";
import { inspectCommand } from "./commands/inspect";
import { exitCodes, numbersOf } from "./exitCodes";
import { CannotTell, connected, Connection, databaseFaults, DatabaseOptions, rolledBack } from "./postgres";
import { messageOf, print as say, printError } from "./output";
import { readStructure } from "./readStructure";
import { Blocker, blockersOf, measureRates, sizesOf } from "./tableFacts";

interface InspectOptions extends DatabaseOptions {
    scripts?: string;
    to?: string;
    measure: boolean;
    json?: boolean;
}

const exit = numbersOf(exitCodes.inspect);

function faults(options: InspectOptions): string[] {
    const { scripts, to } = options;
    return [
        ...databaseFaults(options),
        ...folderFaults("--scripts", scripts, "upgrade"),
        ...(to?.trim() ? [] : ["--to is missing: the target version, e.g. 7.23.0"]),
        ...(!to?.trim() || minorOf(to) ? [] : [`--to ${to} is not a version: it is three numbers, e.g. 7.23.0`]),
    ];
}

/** What is there, read in one transaction that may not write. */
const examine = (connection: Connection) =>
    rolledBack(
        connection.client,
        async () => {
            const { client } = connection;
            const schema = await findSchema(connection);
            const found = await readStructure(client, schema);
            expectCamunda(schema, found.properties["schema.version"]);
            const { rows } = await client.query<{ v: number }>("select current_setting('server_version_num')::int / 10000 as v");
            const log = await readLog(client, schema);
            return {
                schema,
                found,
                ...(log ? { log: logOf(log), patches: [], by: "log" } : await byTables(client, schema)),
                server: rows[0].v,
            };
        },
        "read only",
    );

/** What the tables tell where there is no schema log: the version, and the patches that it has. */
async function byTables(client: Client, schema: string) {
    // The probes name tables without a schema, as the migration does.
    await client.query("select set_config('search_path', $1, true)", [client.escapeIdentifier(schema)]);
    const { rows } = await client.query<{ fact: string }>(probesSql());
    const { version, half, patches } = stateByTables(rows.map(({ fact }) => fact));
    const none = "there is no ACT_GE_SCHEMA_LOG, which schemas have since 7.11, and";
    if (version === undefined) {
        throw new CannotTell(`${none} not all is there that a schema of 7.5 has: the version of the schema is not known`);
    }
    if (half !== undefined) {
        throw new CannotTell(`${none} ${half}`);
    }
    return { log: [{ id: "0", version }], patches, by: "tables" };
}

function logOf(log: readonly LogEntry[]): readonly LogEntry[] {
    const newest = newestIn(log);
    if (newest === undefined) {
        throw new CannotTell("ACT_GE_SCHEMA_LOG has no row with a number as its id, so the version of the schema is not known");
    }
    if (minorOf(newest) === undefined) {
        throw new CannotTell(`ACT_GE_SCHEMA_LOG says ${newest}, which is not a version`);
    }
    return log;
}

/** The whole report. */
interface Report extends HopReport {
    readonly from: string;
    readonly to: string;
    readonly schema: string;
    /** What tells the version: `log`, or `tables` before 7.11. */
    readonly by: string;
    /** How the estimates came about. */
    readonly estimate: readonly string[];
    readonly blockers: readonly Blocker[];
    /** Patches that came later than the scripts. */
    readonly notThere: readonly string[];
}

interface Examined {
    readonly schema: string;
    readonly found: Structure;
    readonly by: string;
    readonly server: number;
}

async function inspect(
    connection: Connection,
    { schema, found, by, server }: Examined,
    hop: HopScripts,
    folder: ScriptFolder,
    options: InspectOptions,
) {
    const { client } = connection;
    const scripts = folder.upgrade.filter(({ file }) => hop.files.includes(file));
    const context = () => new LockContext(found, server);
    const needs = options.measure ? measureNeeds(scripts, context()) : [];
    const { rates, rows, how } = await measureRates(connection, schema, needs);
    return rolledBack(
        client,
        async (): Promise<Report> => {
            const locked = reportHop(scripts, context(), {}, rates).tables;
            const sizes = await sizesOf(
                client,
                schema,
                locked.map(({ table }) => table),
            );
            for (const [table, size] of Object.entries(sizes)) {
                if (!size.counted && table in rows) sizes[table] = { ...size, rows: rows[table] };
            }
            const report = reportHop(scripts, context(), sizes, rates);
            const blockers = await blockersOf(client, schema, report.tables);
            return { from: hop.from, to: options.to ?? "", schema, by, ...report, estimate: how, blockers, notThere: hop.notThere };
        },
        "read only",
    );
}

function print(where: string, { from, to, schema, by, ddl, scripts, tables, seconds, estimate, blockers, notThere }: Report): void {
    say(`${from} → ${to} on ${where}, schema ${schema}: ${ddl ? `${aboutSeconds(seconds)} in all` : "no DDL in this hop"}`);
    if (by === "tables") say(`${from} is what the tables tell: a schema log exists since 7.11`);
    for (const script of scripts) {
        say(`\n${script.file}: one transaction, each lock is held until its end`);
        script.statements.forEach(({ text, effects, seconds: takes }, i) => {
            say(`  ${i + 1}. ${text.length > 110 ? `${text.slice(0, 109)}…` : text}  (${aboutSeconds(takes)})`);
            for (const effect of effects) say(`     ${describeEffect(effect)}`);
        });
    }
    const blocked = tables.filter(({ seconds: held }) => held !== 0);
    if (blocked.length > 0) {
        say("\nfrom the first lock to the end of the transaction:");
        for (const { table, rows, counted, bytes, keepsFrom, seconds: held } of blocked) {
            const size =
                bytes === undefined
                    ? ""
                    : ` (${rows?.toLocaleString("en") ?? "unknown"}${counted ? "" : " or so"} rows, ${inBytes(bytes)})`;
            say(`  ${table === "" ? "any table" : spoken(table)}${size}: no ${keepsFrom.replace(" and ", ", no ")}, ${aboutSeconds(held)}`);
        }
    }
    const section = (title: string, lines: readonly string[]) =>
        lines.length > 0 ? say(["", title, ...lines.map((line) => `  ${line}`)].join("\n")) : undefined;
    section(
        "how it was estimated, on this database and with what it had to do besides; waiting for locks and Liquibase's own work come on top:",
        estimate,
    );
    section(
        "it would have to wait for:",
        blockers.map(({ pid, application, age, state, tables: held }) => {
            const since = age === undefined ? "open, since when may not be seen" : `open for ${Math.round(age)} s`;
            return `${pid === null ? "" : `pid ${pid}, `}${application}, ${since}${state ? `, ${state}` : ""}: ${held.map(spoken).join(", ")}`;
        }),
    );
    section("patches that came later than these scripts; those of a later version have them:", notThere);
}

async function main(options: InspectOptions): Promise<number> {
    const wrong = faults(options);
    if (wrong.length > 0) {
        printError([...wrong, "See: npm run -s inspect -- --help"].join("\n"));
        return exit.wrongUsage;
    }
    const folder = await openFolder(options.scripts ?? "");
    return connected(options, async (connection) => {
        const { log, patches, ...examined } = await examine(connection);
        const hop = hopScripts(
            log,
            options.to ?? "",
            folder.upgrade.map(({ file }) => file),
            patches,
        );
        if (hop.refusal) {
            printError(`this cannot be inspected: ${hop.refusal}`);
            return exit.refused;
        }
        const report = await inspect(connection, examined, hop, folder, options);
        if (options.json) {
            process.stdout.write(`${asJson(report)}
`);
        } else {
            const { host, port, database } = connection.address;
            print(`${host}:${port}/${database}`, report);
        }
        return exit.complete;
    });
}

void main(inspectCommand.parse().opts<InspectOptions>()).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
        printError(`this cannot be told: ${messageOf(error)}`);
        process.exitCode = exit.cannotTell;
    },
);
