import path from "node:path";
import { Client } from "pg";
import { readStructure } from "../../../cli/readStructure";
import { compareStructures, type Structure } from "../../../cli/schema/structure";
import type { PostgresServer } from "./postgres";
import { engineScripts } from "./scripts";

/** The parts of a schema, in the order in which their create scripts run. */
export const createParts = ["engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history"];

/** Makes a schema by Camunda's create scripts of a version, in a database of its own. */
export async function createSchema(server: PostgresServer, database: string, version: string): Promise<string> {
    await server.createDatabase(database);
    const create = path.join(await engineScripts(version), "create");
    await server.runFiles(database, ...createParts.map((part) => path.join(create, `activiti.postgres.create.${part}.sql`)));
    return database;
}

/** The Camunda part of a database, as PostgreSQL's own catalogue has it. */
export async function structureOf(server: PostgresServer, database: string): Promise<Structure> {
    const client = new Client({ host: "127.0.0.1", port: server.port, database, user: server.user, password: server.password });
    await client.connect();
    try {
        return await readStructure(client, "public");
    } finally {
        await client.end();
    }
}

/** What a schema has otherwise than a fresh one of that version, in words. */
export function differences(fresh: Structure, found: Structure): string[] {
    return compareStructures(fresh, found)
        .map(({ kind, what, table, name, fresh: expected = "", found: actual = "" }) =>
            kind === "different" ? `${what} ${table}.${name}: ${actual}, not ${expected}` : `${kind} ${what} ${table}.${name}`,
        )
        .sort();
}
