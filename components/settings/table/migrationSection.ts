import { absolutePath, jdbcUrlOrLater, lockTimeout, oneOf, plainImage, whole } from "../checks";
import { changes, Section } from "./setting";

/** `migration`: the migration of the schema. */
export const migrationSection = {
    image: {
        check: plainImage,
        text: "Image with Liquibase and the PostgreSQL driver.",
        default: "liquibase/liquibase:4.28.0",
        change: changes.migration,
    },
    scriptsPath: {
        check: absolutePath,
        text: "Where the image has Camunda's SQL: a folder, an engine's jar, an application's jar or war, or a folder with an engine's jar.",
        otherwise: "`/camunda/configuration/sql` of Run, `/camunda/lib` of Tomcat, `/camunda/modules` of WildFly",
        change: changes.migration,
        more: "../concepts/migration.md#where-the-scripts-come-from",
    },
    scriptsImage: {
        check: plainImage,
        text: "Image of this or a later engine that the scripts are taken from, if the engine's own has none. Engines bring them since 7.11.",
        otherwise: "the engine's",
        change: changes.migration,
        more: "../concepts/migration.md#where-the-scripts-come-from",
    },
    jdbcUrl: {
        check: jdbcUrlOrLater,
        type: "pulumi.Input<string>",
        text: "JDBC URL of the same database for the migration alone, if nodes use a pooler such as PgBouncer in transaction mode.",
        otherwise: "that of the database",
        change: changes.migration,
        more: "../concepts/migration.md#poolers-tls-and-connections",
    },
    lockTimeout: {
        check: lockTimeout,
        text: "How long a statement waits for a lock. Then its change set is undone and tried again. Keep it below `deadlock_timeout` (1 s).",
        default: "400ms",
        change: changes.migration,
    },
    budgetSeconds: {
        check: whole(10, 86400),
        text: "How long the migration may take, or waits for the DBA, in seconds.",
        default: 1800,
        change: changes.migration,
    },
    appliedBy: {
        check: oneOf(["job", "dba"]),
        text: "Who applies the scripts: the migration Job, or a DBA, for whom the Job waits.",
        default: "job",
        change: changes.migration,
        more: "../guides/migrate-by-hand.md#a-dba-runs-the-scripts",
    },
} satisfies Section;
