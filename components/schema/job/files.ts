import { readFileSync } from "node:fs";
import { join } from "node:path";
import { camunda } from "../../domain/catalogue/camunda";
import { scriptDatabases } from "../../domain/catalogue/databases";
import { Product } from "../../domain/catalogue/model";
import { changeLog, changeLogPath } from "../rules/changeLog";
import { probesSql } from "../rules/probes";
import { scriptConstants } from "../rules/scriptConstants";
import { stepList } from "../rules/stepList";

const parts = ["migrate.sh", "ask.sh", "failed.sh", "state.sh", "expected.sh", "hops.sh", "verify.sh", "scripts.sh", "postgres.sh"];
/** What MariaDB and MySQL need besides. */
const partsOfMysql = ["mysql.sh", "statements.awk", "progress.awk"];

/**
 * All that migrate.sh needs beside it, by name: its other parts, what brings it the scripts, and what is generated from the catalogue.
 * @param product Whose schema is migrated.
 * @param jdbcUrl Of the database, which may need less than all; undefined: any.
 */
export function migrationFiles(product: Product = camunda, jdbcUrl?: string): Record<string, string> {
    const [postgres, mysql] = scriptDatabases;
    const onPostgres = jdbcUrl?.startsWith("jdbc:postgresql:");
    return {
        ...read(parts),
        "catalogue.sh": scriptConstants(product),
        [changeLogPath]: changeLog(postgres),
        "probes.sql": probesSql(),
        ...(onPostgres ? {} : { ...read(partsOfMysql), "steps.txt": stepList(mysql) }),
    };
}

const read = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, readFileSync(join(__dirname, name), "utf8")]));
