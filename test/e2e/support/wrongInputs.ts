import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Databases } from "./databases";
import { OpenTransaction } from "./postgres";
import { engineScripts } from "./scripts";

/** Options of a command line, without the dashes; undefined: not given. */
export type Options = Record<string, string | undefined>;

/** What a row may use. */
export interface Place {
    readonly databases: Databases;
    /** A database of its own, with a fresh schema of 7.22. */
    readonly database: string;
    /** A folder of its own. */
    readonly folder: string;
}

/** Something that is wrong, what has to be said about it, and the exit code. */
export interface WrongInput {
    readonly title: string;
    readonly code: number;
    readonly says: string;
    /** Statements of the superuser, on the database, before. */
    readonly sql?: string;
    /** Options that differ from those that would do. */
    readonly options?: Options | ((place: Place) => Options | Promise<Options>);
    /** Statements of a transaction that is open meanwhile. */
    readonly open?: string;
}

const url = (text: string) => ({ url: text });
const port = ({ databases }: Place) => databases.server.port;

/** A folder of scripts, with something wrong with it. */
export async function spoilt(folder: string, version: string, spoil: (scripts: string) => Promise<unknown>): Promise<string> {
    const scripts = path.join(folder, "scripts");
    await cp(await engineScripts(version), scripts, { recursive: true });
    await spoil(scripts);
    return scripts;
}

/** What is wrong with the way to a database, and is the same for every command that asks one. */
export const wrongConnections: readonly WrongInput[] = [
    { title: "no URL", code: 1, says: "--url is missing", options: url("") },
    { title: "a URL that is not JDBC's", code: 1, says: "--url is not a JDBC URL", options: url("postgres://u:hunter2@localhost/x") },
    { title: "another database", code: 1, says: "jdbc:mysql: is not PostgreSQL", options: url("jdbc:mysql://localhost/x") },
    { title: "no database in the URL", code: 1, says: "names no database", options: url("jdbc:postgresql://localhost:5432/") },
    { title: "several hosts", code: 1, says: "names several hosts", options: url("jdbc:postgresql://a:5432,b:5432/x") },
    { title: "a port that is none", code: 1, says: "has the port 70000", options: url("jdbc:postgresql://localhost:70000/x") },
    { title: "a password in the URL", code: 1, says: "holds a user or a password", options: url("jdbc:postgresql://h/x?password=hunter2") },
    { title: "a password before the host", code: 1, says: "holds a user or a password", options: url("jdbc:postgresql://u:hunter2@h/x") },
    {
        title: "an sslmode that is none",
        code: 1,
        says: "has an sslmode that is none of",
        options: url("jdbc:postgresql://h/x?sslmode=maybe"),
    },
    { title: "no user", code: 1, says: "--user is missing", options: { user: undefined } },
    { title: "no password file", code: 1, says: "--password-file is missing", options: { "password-file": undefined } },
    { title: "a password file that is not there", code: 1, says: "cannot be read", options: { "password-file": "/no/such/file" } },
    { title: "a folder for a password file", code: 1, says: "is not a file", options: ({ folder }) => ({ "password-file": folder }) },
    { title: "no scripts", code: 1, says: "--scripts is missing", options: { scripts: undefined } },
    { title: "a folder that is not there", code: 1, says: "--scripts /no/such/folder has no", options: { scripts: "/no/such/folder" } },
    { title: "an option that is none", code: 1, says: "unknown option '--no-such-option'", options: { "no-such-option": "x" } },
    {
        title: "a port where nobody listens",
        code: 4,
        says: "cannot be reached at 127.0.0.1:1",
        options: url("jdbc:postgresql://127.0.0.1:1/x"),
    },
    {
        title: "a host that is none",
        code: 4,
        says: "cannot be reached at no-such-host.invalid",
        options: url("jdbc:postgresql://no-such-host.invalid/x"),
    },
    {
        title: "a wrong password",
        code: 4,
        says: "refused the user camunda or its password",
        options: async ({ folder }) => {
            await writeFile(path.join(folder, "wrong"), "hunter2");
            return { "password-file": path.join(folder, "wrong") };
        },
    },
    { title: "an unknown user", code: 4, says: "refused the user nobody or its password", options: { user: "nobody" } },
    {
        title: "no such database",
        code: 4,
        says: "there is no database nowhere at",
        options: (place) => url(`jdbc:postgresql://127.0.0.1:${port(place)}/nowhere`),
    },
    {
        title: "encryption that the server does not have",
        code: 4,
        says: "does not support SSL",
        options: ({ databases: { server }, database }) => url(`${server.jdbcUrl(database)}?sslmode=require`),
    },
    {
        title: "a user who may not connect",
        code: 4,
        says: "may not do what is needed here: permission denied for database",
        sql: "do $$ begin execute format('alter database %I owner to postgres; revoke connect on database %I from public', current_database(), current_database()); end $$",
    },
    {
        title: "tables that the user may not read",
        code: 4,
        says: "the user camunda may not do what is needed here: permission denied for table",
        sql: "alter table act_ge_property owner to postgres; alter table act_ge_schema_log owner to postgres",
    },
    {
        title: "a database without tables",
        code: 4,
        says: "has no Camunda schema on the search path of camunda",
        options: async ({ databases }) => url(databases.server.jdbcUrl(await databases.empty())),
    },
    { title: "tables in another schema", code: 4, says: "there is one in engine: name it", sql: "alter schema public rename to engine" },
    {
        title: "a schema without tables",
        code: 4,
        says: "has no Camunda schema in the schema other; there is one in public",
        options: ({ databases: { server }, database }) => url(`${server.jdbcUrl(database)}?currentSchema=other`),
    },
    { title: "no schema log", code: 4, says: "there is no ACT_GE_SCHEMA_LOG", sql: "drop table act_ge_schema_log" },
    {
        title: "an empty schema log",
        code: 4,
        says: "ACT_GE_SCHEMA_LOG has no row with a number as its id",
        sql: "delete from act_ge_schema_log",
    },
    {
        title: "a log without numbers",
        code: 4,
        says: "ACT_GE_SCHEMA_LOG has no row with a number",
        sql: "update act_ge_schema_log set id_ = 'x'",
    },
    {
        title: "a version that is none",
        code: 4,
        says: "ACT_GE_SCHEMA_LOG says main, which is not",
        sql: "update act_ge_schema_log set version_ = 'main'",
    },
    {
        title: "tables of another product",
        code: 4,
        says: "are not Camunda 7's: schema.version in ACT_GE_PROPERTY is 6.8.0.0",
        sql: "update act_ge_property set value_ = '6.8.0.0' where name_ = 'schema.version'",
    },
    {
        title: "a script that is not SQL",
        code: 4,
        says: "is not SQL that PostgreSQL understands",
        options: async ({ folder }) => ({
            scripts: await spoilt(folder, "7.22.0", (scripts) =>
                writeFile(path.join(scripts, "upgrade", "postgres_engine_7.21_to_7.22.sql"), "alter tabel X;"),
            ),
        }),
    },
    {
        title: "a table that is locked",
        code: 4,
        says: "a table was locked for longer than lock_timeout",
        open: "lock table act_ge_property, act_ge_schema_log",
    },
];

/** What only the doctor asks for. */
export const wrongForDoctor: readonly WrongInput[] = [
    {
        title: "scripts without upgrade/",
        code: 1,
        says: "has no upgrade",
        options: async ({ folder }) => ({
            scripts: await spoilt(folder, "7.22.0", (s) => rm(path.join(s, "upgrade"), { recursive: true })),
        }),
    },
    {
        title: "scripts without create/",
        code: 1,
        says: "has no create",
        options: async ({ folder }) => ({
            scripts: await spoilt(folder, "7.22.0", (s) => rm(path.join(s, "create"), { recursive: true })),
        }),
    },
    { title: "a version that is not one", code: 1, says: "--version 7.22 is not a version", options: { version: "7.22" } },
    { title: "a scratch URL that is none", code: 1, says: "--scratch-url is not a JDBC URL", options: { "scratch-url": "localhost" } },
    {
        title: "patch scripts that are none",
        code: 1,
        says: "--patch-scripts /usr/bin: /usr/bin has neither upgrade/ and liquibase/ nor an engine's jar in it",
        options: { "patch-scripts": "/usr/bin" },
    },
    {
        title: "a scratch database out of reach",
        code: 4,
        says: "cannot be reached at 127.0.0.1:1",
        options: { "scratch-url": "jdbc:postgresql://127.0.0.1:1/x" },
    },
    {
        title: "a user who may not make temporary tables",
        code: 4,
        says: "may not make temporary tables",
        sql: "do $$ begin execute format('alter database %I owner to postgres; revoke temporary on database %I from public', current_database(), current_database()); end $$",
    },
    {
        title: "a database that is read-only",
        code: 4,
        says: "is read-only (a replica, or default_transaction_read_only), so no fresh schema can be built in it",
        sql: "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$",
    },
    {
        title: "scripts of another version",
        code: 4,
        says: "make a schema of 7.23.0, and the one to compare is at 7.22.0: take the scripts of 7.22.0",
        options: async () => ({ scripts: await engineScripts("7.23.0") }),
    },
    {
        title: "a version that the scripts are not of",
        code: 4,
        says: "is said to be at 7.99.0: take the scripts of 7.99.0",
        options: { version: "7.99.0" },
    },
    {
        title: "a log that lost its newest rows",
        code: 4,
        says: "make a schema of 7.22.0, and the one to compare is at 7.21.0",
        sql: "update act_ge_schema_log set version_ = '7.21.0'",
    },
    {
        title: "a create script that the database refuses",
        code: 4,
        says: "the fresh schema cannot be built, create/activiti.postgres.create.identity.sql",
        options: async ({ folder }) => ({
            scripts: await spoilt(folder, "7.22.0", (scripts) =>
                writeFile(
                    path.join(scripts, "create", "activiti.postgres.create.identity.sql"),
                    "create table act_id_user (id_ no_such_type);",
                ),
            ),
        }),
    },
];

/** What only the inspection asks for. */
export const wrongForInspection: readonly WrongInput[] = [
    { title: "no version", code: 1, says: "--to is missing", options: { to: undefined } },
    { title: "a version of two numbers", code: 1, says: "--to 7.23 is not a version", options: { to: "7.23" } },
    {
        title: "scripts without upgrade/",
        code: 1,
        says: "has no upgrade",
        options: async ({ folder }) => ({
            scripts: await spoilt(folder, "7.22.0", (s) => rm(path.join(s, "upgrade"), { recursive: true })),
        }),
    },
    { title: "two hops", code: 2, says: "7.24.0 is 2 hops away: the next is to 7.23.0", options: { to: "7.24.0" } },
    { title: "a way back", code: 2, says: "the schema is at 7.22.0, which is ahead of 7.21.0", options: { to: "7.21.0" } },
    {
        title: "an unknown version",
        code: 2,
        says: "7.99.0 is not a version of Camunda that the catalogue knows",
        options: { to: "7.99.0" },
    },
    {
        title: "scripts of a version before",
        code: 2,
        says: "has no upgrade/postgres_engine_7.22_to_7.23.sql: take the scripts of 7.23.0",
        options: async () => ({ scripts: await engineScripts("7.22.0") }),
    },
    {
        title: "a schema of another product",
        code: 2,
        says: "2.1.0 is not a version of Camunda that the catalogue knows",
        sql: "insert into act_ge_schema_log values ('1400', now(), '2.1.0')",
    },
];

/** A folder for a row. */
export async function folderFor(root: string, index: number): Promise<string> {
    const folder = path.join(root, String(index));
    await mkdir(folder);
    return folder;
}

/** Opens the transaction of a row, if it has one. */
export const opened = (row: WrongInput, { databases, database }: Place): Promise<OpenTransaction | undefined> =>
    row.open === undefined ? Promise.resolve(undefined) : databases.server.open(database, row.open);
