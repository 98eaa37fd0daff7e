/** Where a JDBC URL leads to, in so far as another client needs to know. */
export interface PostgresAddress {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** First schema on the search path that the URL asks for; undefined: the user's own. */
    readonly schema?: string;
    /** As the driver's parameter: `disable`, `allow`, `prefer`, `require`, `verify-ca`, `verify-full`. */
    readonly sslMode: string;
    /** File with the certificates that are trusted. */
    readonly sslRootCert?: string;
}

const sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/** Reads a JDBC URL as pgjdbc does (its `Driver.parseURL`); a text is what is wrong with it, and repeats no value that could be a password. */
export function parsePostgresUrl(jdbcUrl: string): PostgresAddress | string {
    const rest = /^jdbc:postgresql:(.*)$/s.exec(jdbcUrl)?.[1];
    if (rest === undefined) {
        const kind = /^jdbc:[a-z0-9]+:/i.exec(jdbcUrl)?.[0];
        return kind
            ? `${kind} is not PostgreSQL: it begins with jdbc:postgresql:`
            : "is not a JDBC URL: it is jdbc:postgresql://HOST:PORT/DATABASE";
    }
    const [place, query = ""] = rest.split(/\?(.*)/s);
    const parameters = new URLSearchParams(query.replaceAll("+", "%2B"));
    if (parameters.has("password") || parameters.has("user") || /^\/\/[^/]*@/.test(place)) {
        return "holds a user or a password: they belong in --user and --password-file";
    }
    const parts = /^\/\/(\[[^\]]+\]|[^/:,]*)(?::(\d+))?(?:\/(.*))?$/s.exec(place);
    const simple = /^[^/]+$/.test(place) ? place : undefined;
    if (/^\/\/[^/]*,/.test(place)) {
        return "names several hosts: name the one that is asked";
    }
    if (!parts && simple === undefined) {
        return "has no host, port and database: it is jdbc:postgresql://HOST:PORT/DATABASE";
    }
    const database = decodeURIComponent(parts?.[3] ?? simple ?? "");
    const port = Number(parts?.[2] ?? 5432);
    if (!database) {
        return "names no database: it is jdbc:postgresql://HOST:PORT/DATABASE";
    }
    if (port < 1 || port > 65535) {
        return `has the port ${port}: it is from 1 to 65535`;
    }
    // Any value of ssl but false asks for encryption, with the certificate verified.
    const ssl = parameters.get("ssl");
    const sslMode = parameters.get("sslmode") ?? (ssl === null || ssl === "false" ? "prefer" : "verify-full");
    if (!sslModes.includes(sslMode)) {
        return `has an sslmode that is none of ${sslModes.join(", ")}`;
    }
    return {
        host: (parts?.[1] ?? "").replace(/^\[|\]$/g, "") || "localhost",
        port,
        database,
        schema: firstSchema(parameters.get("currentSchema") ?? /search_path=([^\s]+)/.exec(parameters.get("options") ?? "")?.[1]),
        sslMode,
        sslRootCert: parameters.get("sslrootcert") ?? undefined,
    };
}

/** The name as it is kept: quoted as it stands, else in lower case. */
function firstSchema(path: string | undefined): string | undefined {
    const first = path?.split(",")[0].trim();
    return first ? (/^"(.*)"$/s.exec(first)?.[1].replaceAll('""', '"') ?? first.toLowerCase()) : undefined;
}
