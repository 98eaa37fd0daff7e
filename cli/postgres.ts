import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { Client, DatabaseError } from "pg";
import { foreign } from "../components/domain/foreign";
import { parsePostgresUrl, PostgresAddress } from "./postgresUrl";
import { printError } from "./output";

/** Why nothing can be told: said to the user as it is, without a stack. */
export class CannotTell extends Error {}

/** What the commands that ask a database are told about it. */
export interface DatabaseOptions {
    url?: string;
    user?: string;
    passwordFile?: string;
}

/** What is wrong with the options, one sentence each. */
export function databaseFaults({ url, user, passwordFile }: DatabaseOptions): string[] {
    return [
        ...(url?.trim() ? urlFaults("--url", url) : ["--url is missing: the JDBC URL of the engine's database"]),
        ...(user?.trim() ? [] : ["--user is missing: a database user who may read the engine's tables"]),
        ...(passwordFile?.trim() ? unreadable(passwordFile) : ["--password-file is missing: a file that holds the password of the user"]),
    ];
}

/** What is wrong with a URL that was given for an option. */
export function urlFaults(option: string, url: string): string[] {
    const address = parsePostgresUrl(url);
    return typeof address === "string" ? [`${option} ${address}`] : [];
}

function unreadable(file: string): string[] {
    try {
        accessSync(file, constants.R_OK);
        return statSync(file).isFile() ? [] : [`--password-file ${file} is not a file`];
    } catch {
        return [`--password-file ${file} cannot be read`];
    }
}

/** A connection to a database, and where it leads to. */
export interface Connection {
    readonly client: Client;
    readonly address: PostgresAddress;
    readonly user: string;
}

/** Runs something on a connection of its own. */
export async function connected<Result>(options: DatabaseOptions, act: (connection: Connection) => Promise<Result>): Promise<Result> {
    const address = parsePostgresUrl(options.url ?? "");
    if (typeof address === "string") {
        throw new CannotTell(`--url ${address}`);
    }
    const user = options.user ?? "";
    // As the shell reads it for the migration: without the newline at the end.
    const password = readFileSync(options.passwordFile ?? "", "utf8").replace(/\n+$/, "");
    // The client takes the protocol apart while it receives it: what it does not know, it throws where nobody can catch it.
    const strange = ({ message }: Error) => {
        printError(`this cannot be told: what answers at ${address.host}:${address.port} is no PostgreSQL: ${foreign(message)}`);
        process.exit(cannotTell);
    };
    process.once("uncaughtException", strange);
    try {
        return await onConnection(await connect(address, user, password), address, user, act);
    } finally {
        process.off("uncaughtException", strange);
    }
}

/** Exit code of the commands that ask a database, where they cannot tell what they were asked for. */
const cannotTell = 4;

async function onConnection<Result>(
    client: Client,
    address: PostgresAddress,
    user: string,
    act: (connection: Connection) => Promise<Result>,
): Promise<Result> {
    // The server may end a session at any time, outside of a query as well.
    client.on("error", () => undefined);
    try {
        return await act({ client, address, user });
    } catch (error) {
        throw error instanceof CannotTell ? error : new CannotTell(inWords(error as Error, address, user), { cause: error });
    } finally {
        await client.end().catch(() => undefined);
    }
}

async function connect(address: PostgresAddress, user: string, password: string): Promise<Client> {
    const { host, port, database, sslMode, sslRootCert } = address;
    const ca = sslRootCert === undefined ? undefined : readFileSync(sslRootCert, "utf8");
    const encrypted = {
        ca,
        rejectUnauthorized: sslMode.startsWith("verify") || ca !== undefined,
        ...(sslMode === "verify-full" ? {} : { checkServerIdentity: () => undefined }),
    };
    const attempt = async (ssl: boolean) => {
        const client = new Client({
            host,
            port,
            database,
            user,
            password,
            ssl: ssl && encrypted,
            connectionTimeoutMillis: 10_000,
            application_name: "camunda-rolling-update",
        });
        limited(client);
        await client.connect();
        return client;
    };
    try {
        if (["disable", "allow"].includes(sslMode)) {
            return await attempt(false);
        }
        // As the driver: encrypted if the server can do that.
        return await attempt(true).catch((error: unknown) => {
            if (sslMode === "prefer" && /does not support SSL/.test((error as Error).message)) {
                return attempt(false);
            }
            throw error;
        });
    } catch (error) {
        throw new CannotTell(inWords(error as Error, address, user), { cause: error });
    }
}

/** All that is ever asked for is a part of it; a server that answers without end would take all memory, since a client keeps the rows of a query. */
const mostBytes = 64 << 20;
/** Beyond statement_timeout: a server that keeps silent for longer does not end its statements itself. */
const mostSilence = 75_000;

function limited(client: Client): void {
    const { connection } = client as unknown as { connection: EventEmitter & { stream: Socket } };
    const watch = () => {
        const { stream } = connection;
        let size = 0;
        stream.on("data", (chunk: Buffer) => {
            size += chunk.length;
            if (size > mostBytes) {
                stream.destroy(new Error(`it has answered more than ${mostBytes >> 20} MiB`));
            }
        });
        stream.setTimeout(mostSilence, () => stream.destroy(new Error(`it has kept silent for ${mostSilence / 1000} s`)));
    };
    // Not before: until then it is not known whether the stream is replaced by an encrypted one.
    connection.once("connect", watch).once("sslconnect", watch);
}

/** An error of the database or of the way to it, in one sentence that says what to do. */
export function inWords(cause: Error & { code?: string }, { host, port, database }: PostgresAddress, user: string): string {
    const where = `${host}:${port}`;
    const said = foreign(cause.message, 500);
    const causes: Readonly<Record<string, string>> = {
        "28P01": `the database at ${where} refused the user ${user} or its password`,
        "28000": `the database at ${where} does not let the user ${user} in: ${said}`,
        "3D000": `there is no database ${database} at ${where}`,
        "42501": `the user ${user} may not do what is needed here: ${said}`,
        "25006": `the database ${database} at ${where} is read-only (a replica, or default_transaction_read_only)`,
        "55P03": "a table was locked for longer than lock_timeout: a migration runs, or a transaction was left open; try again later",
        "57014": "the database took longer than statement_timeout: it is under load; try again later",
        "57P01": `the database at ${where} ended the session`,
        "57P03": `the database at ${where} is starting up or shutting down`,
        "53300": `the database at ${where} has no connection left`,
        "53100": `the disk of the database at ${where} is full: ${said}`,
    };
    const known = Object.hasOwn(causes, cause.code ?? "") ? causes[cause.code ?? ""] : undefined;
    if (known) {
        return known;
    }
    // pg gives the way to several addresses as one error without a message.
    const text =
        said ||
        foreign((cause instanceof AggregateError ? cause.errors.map(String).join("; ") : cause.code) ?? "", 500) ||
        "no reason given";
    return cause instanceof DatabaseError
        ? `the database at ${where} refused: ${text}`
        : `the database cannot be reached at ${where}: ${text}`;
}

/**
 * Runs something in a transaction that is rolled back, whatever happens: what it made is gone even if this process is killed. The limits are set in
 * it, not at the start of the session, which PgBouncer would refuse.
 */
export async function rolledBack<Result>(client: Client, act: () => Promise<Result>, mode = ""): Promise<Result> {
    await client.query(`begin transaction isolation level read committed ${mode}`);
    try {
        await client.query(
            "set local lock_timeout = '2s'; set local statement_timeout = '60s'; set local idle_in_transaction_session_timeout = '60s'",
        );
        return await act();
    } finally {
        await client.query("rollback").catch(() => undefined);
    }
}
