import { Client } from "pg";
import { foreign } from "../components/domain/foreign";
import { Column, Structure } from "./schema/structure";

/** What a table is while it is read. */
interface Growing {
    columns: Record<string, Column>;
    indexes: Record<string, string>;
    constraints: Record<string, string>;
}

const tables =
    "c.relnamespace = (select oid from pg_namespace where nspname = $1) and c.relkind in ('r', 'p') and c.relname like 'act\\_%'";

/** The Camunda part of a schema, out of PostgreSQL's own catalogue; takes no lock but that of reading ACT_GE_PROPERTY. */
export async function readStructure(client: Client, schema: string): Promise<Structure> {
    const rows = async (sql: string) => (await client.query<Record<string, unknown>>(sql, [schema])).rows.map(printable);
    // Names are the database's: one of them may be that of something in JavaScript.
    const found = Object.create(null) as Record<string, Growing>;
    for (const { table } of await rows(`select c.relname as table from pg_class c where ${tables} order by 1`)) {
        found[table] = { columns: {}, indexes: {}, constraints: {} };
    }
    for (const { table, name, type, nullable, value } of await rows(`
        select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
            pg_get_expr(d.adbin, d.adrelid) as value
        from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where ${tables} and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum`)) {
        found[table].columns[name] = { type, nullable: Boolean(nullable), default: orNone(value) };
    }
    for (const { table, name, definition, state } of await rows(`
        select c.relname as table, i.relname as name, pg_get_indexdef(i.oid) as definition,
            case when not x.indisvalid then 'INVALID, ' else '' end || case when x.indisunique then 'UNIQUE ' else '' end as state
        from pg_class c join pg_index x on x.indrelid = c.oid join pg_class i on i.oid = x.indexrelid
        where ${tables} and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
        order by 1, 2`)) {
        found[table].indexes[name] = `${state}${definition.replace(/^.*? USING /, "")}`;
    }
    for (const { table, name, definition } of await rows(`
        select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
        from pg_class c join pg_constraint k on k.conrelid = c.oid
        where ${tables} and k.contype in ('p', 'u', 'f', 'c') order by 1, 2`)) {
        // A referenced table is written with its schema where that is not the first on the path.
        found[table].constraints[name] = definition.replace(/ REFERENCES (?:[^.( "]|"[^"]*")+\./, " REFERENCES ");
    }
    return { tables: found, properties: await readProperties(client, schema, found) };
}

/** A column of a row may be null, and so is the default of a column without one. */
const orNone = (value: string | null): string | undefined => value ?? undefined;

/** A row with its texts in one line: a name may have anything in it, and goes into statements that somebody copies. */
const printable = (row: Record<string, unknown>): Record<string, string> =>
    Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === "string" ? foreign(value, 2000) : (value as string)]),
    );

async function readProperties(client: Client, schema: string, found: Record<string, Growing>): Promise<Record<string, string>> {
    if (!("act_ge_property" in found)) {
        return {};
    }
    const { rows } = await client.query<{ name_: string; value_: string | null }>(
        `select name_, value_ from ${client.escapeIdentifier(schema)}.act_ge_property limit 10000`,
    );
    return Object.fromEntries(rows.map(({ name_: name, value_: value }) => [foreign(name, 100), foreign(value ?? "", 300)]));
}
