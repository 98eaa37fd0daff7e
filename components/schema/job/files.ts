import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scriptDatabases } from "../../domain/catalogue/databases";
import { changeLog, changeLogPath } from "../rules/changeLog";
import { probesSql } from "../rules/probes";
import { stepList } from "../rules/stepList";

const parts = [
    "migrate.sh",
    "ask.sh",
    "failed.sh",
    "state.sh",
    "expected.sh",
    "hops.sh",
    "verify.sh",
    "scripts.sh",
    "postgres.sh",
    "mysql.sh",
    "statements.awk",
    "progress.awk",
];

/** All that migrate.sh needs beside it, by name: its other parts, what brings it the scripts, and what is generated from the catalogue. */
export function migrationFiles(): Record<string, string> {
    const [postgres, mysql] = scriptDatabases;
    return {
        ...Object.fromEntries(parts.map((name) => [name, readFileSync(join(__dirname, name), "utf8")])),
        [changeLogPath]: changeLog(postgres),
        "probes.sql": probesSql(),
        "steps.txt": stepList(mysql),
    };
}
