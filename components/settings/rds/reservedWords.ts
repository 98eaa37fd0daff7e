// DBName "can't be a word reserved by the specified database engine":
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html.

// https://www.postgresql.org/docs/current/sql-keywords-appendix.html and https://dev.mysql.com/doc/refman/8.0/en/keywords.html
const both = `all analyze and as asc both case check collate column constraint create current_date current_time current_timestamp
    current_user default desc distinct else false for foreign from grant group having in into leading limit localtime localtimestamp
    not null on or order primary references select table then to trailing true union unique using when where with`;

/** What only one of them reserves, and the databases that each server has from the beginning. */
const own: Readonly<Record<string, string>> = {
    // AWS refuses admin, too (https://github.com/awslabs/aws-saas-boost/issues/180).
    postgresql: "admin any array cast do end except fetch intersect offset only rdsadmin session_user some template0 template1 user window",
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.KnownIssuesAndLimitations.html: innodb.
    mysql: "database databases index information_schema innodb key keys mysql performance_schema schema schemas show sys",
};

const words = (kind: string): string[] => `${both} ${own[kind === "postgresql" ? kind : "mysql"]}`.split(/\s+/);

/** Whether a database of a server of this kind cannot have this name. */
export const isReservedWord = (kind: string, name: string): boolean => words(kind).includes(name.toLowerCase());
