/** A parameter of a database server. */
export interface Parameter {
    readonly name: string;
    readonly value: string;
}

/** A kind of server that RDS has. */
export interface Engine {
    /** As Camunda names databases: `postgresql`, `mysql` or `mariadb`. */
    readonly kind: string;
    /** Whether it is a cluster of Aurora, whose instances share a storage that grows by itself. */
    readonly aurora: boolean;
    readonly port: number;
    /** What a JDBC URL begins with, e.g. `jdbc:postgresql:`. */
    readonly jdbcPrefix: string;
    /** Options of the driver without which it would connect without TLS, which the server refuses. */
    readonly jdbcOptions: string;
    /** Logs that go to CloudWatch. */
    readonly logExports: readonly string[];
    /** How its versions look; the first group is the major version, all groups together are its numbers. */
    readonly versions: RegExp;
    readonly exampleVersion: string;
    /** First major version that can enforce TLS. */
    readonly since: string;
    /** Parameters that this module sets itself, for a major version. */
    readonly parameters: (major: string) => readonly Parameter[];
}

/** A version of a server. */
export interface EngineVersion {
    readonly major: string;
    readonly numbers: readonly number[];
}

const number = String.raw`(0|[1-9]\d*)`;
// After the end of standard support RDS has releases of its own, e.g. 11.22-rds.20250220:
// https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes.
const extended = String.raw`(?:-rds\.(\d{8}))?`;
const versions = {
    postgresql: new RegExp(String.raw`^([1-9]\d)\.${number}${extended}$`),
    auroraPostgresql: new RegExp(String.raw`^([1-9]\d)\.${number}$`),
    mysql: new RegExp(String.raw`^(\d+\.\d+)\.${number}${extended}$`),
    mariadb: new RegExp(String.raw`^(\d+\.\d+)\.${number}$`),
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Updates.Versions.html
    auroraMysql: new RegExp(String.raw`^(\d+\.\d+)\.mysql_aurora\.(\d+)\.(\d+)\.(\d+)$`),
};

// pgjdbc: require asks for no certificate authority (org.postgresql.jdbc.SslMode); the images of the engines do not know that of RDS.
const postgresql = {
    kind: "postgresql",
    port: 5432,
    jdbcPrefix: "jdbc:postgresql:",
    jdbcOptions: "sslmode=require",
    exampleVersion: "16.8",
    since: "10",
};
const mysql = { kind: "mysql", port: 3306, jdbcPrefix: "jdbc:mysql:", jdbcOptions: "sslMode=REQUIRED", since: "5.7" };

// Not general and audit: the one has every statement with its values in it, the other wants an option group.
const mysqlLogs = ["error", "slowquery"];

// RDS for PostgreSQL takes SCRAM from 13 on, Aurora in every version:
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL_Password_Encryption_configuration.html, and in the AuroraUserGuide.
const scram = { name: "password_encryption", value: "scram-sha-256" };
const forceSsl = { name: "rds.force_ssl", value: "1" };

// The parameter group of an instance has 1 where that of an Aurora cluster has ON (github.com/prowler-cloud/prowler/pull/4116).
const secureTransport = (value: string): Parameter => ({ name: "require_secure_transport", value });
/** Camunda 7.22 and later refuse to start with another isolation, and MySQL and MariaDB begin with REPEATABLE READ. */
const readCommitted = (name: string): Parameter => ({ name, value: "READ-COMMITTED" });

/** Servers that this module has, by the names that RDS has for them. */
export const engines: Readonly<Record<string, Engine>> = {
    postgres: {
        ...postgresql,
        aurora: false,
        versions: versions.postgresql,
        logExports: ["postgresql", "upgrade"],
        parameters: (major) => [forceSsl, ...(Number(major) >= 13 ? [scram] : [])],
    },
    "aurora-postgresql": {
        ...postgresql,
        aurora: true,
        versions: versions.auroraPostgresql,
        logExports: ["postgresql"],
        parameters: () => [forceSsl, scram],
    },
    mysql: {
        ...mysql,
        aurora: false,
        versions: versions.mysql,
        exampleVersion: "8.0.40",
        logExports: mysqlLogs,
        parameters: (major) => [secureTransport("1"), readCommitted(major === "5.7" ? "tx_isolation" : "transaction_isolation")],
    },
    mariadb: {
        kind: "mariadb",
        aurora: false,
        port: 3306,
        jdbcPrefix: "jdbc:mariadb:",
        // Connector/J 2 does not know sslMode; 3 takes these for sslMode=trust (org.mariadb.jdbc.Configuration).
        jdbcOptions: "useSsl=true&trustServerCertificate=true",
        versions: versions.mariadb,
        exampleVersion: "10.11.9",
        // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mariadb-ssl-connections.require-ssl.html
        since: "10.5",
        logExports: mysqlLogs,
        // 11.4: "The transaction_isolation parameter replaces the tx_isolation parameter",
        // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.FeatureSupport.html.
        parameters: (major) => [
            secureTransport("1"),
            readCommitted(compareNumbers(numbersOf(major), [11, 4]) < 0 ? "tx_isolation" : "transaction_isolation"),
        ],
    },
    "aurora-mysql": {
        ...mysql,
        aurora: true,
        versions: versions.auroraMysql,
        exampleVersion: "8.0.mysql_aurora.3.08.0",
        logExports: mysqlLogs,
        // tx_isolation was "removed from Aurora MySQL version 3":
        // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html.
        parameters: (major) => [secureTransport("ON"), readCommitted(major === "5.7" ? "tx_isolation" : "transaction_isolation")],
    },
};

/** A server by its name; undefined: RDS or this module has none of it. */
export const engineOf = (engine: string): Engine | undefined => (Object.hasOwn(engines, engine) ? engines[engine] : undefined);

/** The numbers of a version; undefined: it is none of this server. */
export function versionOf(engine: string, version: string): EngineVersion | undefined {
    const [, major, ...rest] = (engineOf(engine)?.versions.exec(version) ?? []) as (string | undefined)[];
    return major === undefined ? undefined : { major, numbers: [...numbersOf(major), ...rest.map((number) => Number(number ?? 0))] };
}

/** The family of parameter groups that a version belongs to, e.g. `postgres16`; undefined: it is no version of this server. */
export function familyOf(engine: string, engineVersion: string): string | undefined {
    const version = versionOf(engine, engineVersion);
    return version && `${engine}${version.major}`;
}

/** Parameters that this module sets itself: TLS, the isolation that the engine asks for, and how passwords are kept. */
export function ownParameters(engine: string, engineVersion: string): readonly Parameter[] {
    const version = versionOf(engine, engineVersion);
    return version ? (engineOf(engine)?.parameters(version.major) ?? []) : [];
}

/** Which of two versions is the later one: negative, zero or positive. */
export const compareNumbers = (a: readonly number[], b: readonly number[]): number =>
    a.map((number, i) => number - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;

/** The numbers of a dotted version. */
export const numbersOf = (version: string): number[] => version.split(".").map(Number);
