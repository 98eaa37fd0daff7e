import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scriptDatabases } from "../rules/catalogue/databases";
import { changeLog, changeLogPath } from "../rules/changeLog";
import { probesSql } from "../rules/probes";

/** All that migrate.sh needs beside it, by name: its other halves, what brings it the scripts, and what is generated from the catalogue. */
export function migrationFiles(): Record<string, string> {
    const read = (name: string) => [name, readFileSync(join(__dirname, name), "utf8")];
    return {
        ...Object.fromEntries(["migrate.sh", "state.sh", "hops.sh", "verify.sh", "scripts.sh"].map(read)),
        [changeLogPath]: changeLog(scriptDatabases[0]),
        "probes.sql": probesSql(),
    } as Record<string, string>;
}
