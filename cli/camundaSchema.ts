import { existsSync } from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { foreign } from "../components/domain/foreign";
import { LogEntry } from "./schema/schemaLog";
import { ScriptFile } from "./schema/statement";
import { CannotTell, Connection } from "./postgres";
import { scriptSource } from "./scriptSource";
import { readScripts } from "./sqlScripts";

/** A folder of Camunda's scripts, taken apart. */
export interface ScriptFolder {
    readonly create: readonly ScriptFile[];
    readonly upgrade: readonly ScriptFile[];
}

/** What is wrong with the folder, or jar, that was given for an option. */
export function folderFaults(option: string, folder: string | undefined, ...files: string[]): string[] {
    if (!folder?.trim()) {
        return [`${option} is missing: the folder with Camunda's create/, upgrade/ and liquibase/, or the engine's jar`];
    }
    const source = scriptSource(folder);
    return source.fault
        ? [`${option} ${folder}: ${source.fault}`]
        : files.filter((file) => !existsSync(path.join(source.folder, file))).map((file) => `${option} ${folder} has no ${file}`);
}

/** Reads the scripts in what an option names. */
export async function openFolder(named: string): Promise<ScriptFolder> {
    const { folder } = scriptSource(named);
    try {
        const [create, upgrade] = await Promise.all([readScripts(folder, "create"), readScripts(folder, "upgrade")]);
        // The tables of the other parts refer to those of the engine.
        const first = (file: ScriptFile) => (file.file.endsWith(".create.engine.sql") ? 0 : 1);
        return { create: [...create].sort((a, b) => first(a) - first(b)), upgrade };
    } catch (error) {
        throw new CannotTell(`the scripts in ${named} cannot be read: ${(error as Error).message}`, { cause: error });
    }
}

/** The schema that the engine works in: the one that the URL names, or where its tables are found without one. */
export async function findSchema({ client, address, user }: Connection): Promise<string> {
    const { rows } = await client.query<{ schema: string; visible: boolean }>(
        `select n.nspname as schema, pg_table_is_visible(c.oid) as visible from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relname in ('act_ge_property', 'act_ru_execution') and c.relkind in ('r', 'p') and c.relpersistence <> 't' order by 2 desc, 1`,
    );
    const found = rows.find(({ schema, visible }) => (address.schema === undefined ? visible : schema === address.schema));
    if (found) {
        return found.schema;
    }
    const others = [...new Set(rows.map(({ schema }) => foreign(schema, 63)))].slice(0, 5);
    const where = address.schema === undefined ? `on the search path of ${user}` : `in the schema ${address.schema}`;
    throw new CannotTell(
        `the database ${address.database} has no Camunda schema ${where}` +
            (others.length > 0 ? `; there is one in ${others.join(", ")}: name it at the end of --url by ?currentSchema=${others[0]}` : ""),
    );
}

/** The schema log; undefined: there is none, as before 7.11. */
export async function readLog(client: Client, schema: string): Promise<LogEntry[] | undefined> {
    const table = `${client.escapeIdentifier(schema)}.act_ge_schema_log`;
    const exists = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [table]);
    return exists.rows[0].there
        ? (await client.query<LogEntry>(`select id_ as id, coalesce(version_, '') as version from ${table} limit 1000`)).rows.map(
              ({ id, version }) => ({
                  id: foreign(id, 64),
                  version: foreign(version, 40),
              }),
          )
        : undefined;
}

/** Refuses tables with Camunda's prefix that another product made: the engine's own mark is `fox` in every release. */
export function expectCamunda(schema: string, mark: string | undefined): void {
    if (mark !== undefined && mark !== "fox") {
        throw new CannotTell(
            `the tables in the schema ${schema} are not Camunda 7's: schema.version in ACT_GE_PROPERTY is ${foreign(mark, 100)}, and Camunda writes fox (Activiti and Flowable have tables of the same names)`,
        );
    }
}
