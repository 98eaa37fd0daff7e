import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const unpacker = path.join(__dirname, "..", "components", "migration", "scripts.sh");
const parts = ["create", "upgrade", "liquibase"];

/** Where Camunda's scripts are. */
export interface ScriptSource {
    /** Folder that has them, or that was named as if it had. */
    readonly folder: string;
    /** Why they could not be unpacked into one; empty: they were, or nothing had to be unpacked. */
    readonly fault: string;
}

const unpacked = new Map<string, ScriptSource>();

/**
 * Takes what an option names as the migration takes it in an image: a folder of scripts, an engine's jar, an application's with one in it, or a
 * folder with an engine's jar. What had to be unpacked is unpacked once, and removed when the process ends.
 */
export function scriptSource(named: string): ScriptSource {
    if (!existsSync(named) || parts.some((part) => existsSync(path.join(named, part)))) {
        return { folder: named, fault: "" };
    }
    const source = unpacked.get(named) ?? unpack(named);
    unpacked.set(named, source);
    return source;
}

function unpack(named: string): ScriptSource {
    const folder = mkdtempSync(path.join(tmpdir(), "scripts-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const { status, stderr } = spawnSync("sh", [unpacker, named, folder], { encoding: "utf8" });
    // What it advises is for the settings of a stack.
    return { folder, fault: status === 0 ? "" : (/^scriptsMissing: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim()) };
}
