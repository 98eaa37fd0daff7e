import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { foreign } from "../components/domain/foreign";
import { Archive, ArchiveFault, Entry } from "./archive";

const parts = ["create", "upgrade", "liquibase"];
const engineJar = /^(?:camunda|operaton|cibseven)-engine-\d[^/]*\.jar$/;
const nestedJar = /^(?:BOOT-INF|WEB-INF)\/lib\/([^/]+)$/;
const inScripts = /^org\/[a-z]+\/bpm\/engine\/db\/((?:create|upgrade|liquibase)\/.+)$/;
/** As the vendors call them: nothing in it leads anywhere else. */
const plainName = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;

/** Each is ten times what an engine's jar has. */
const [mostScript, mostScripts, mostJar, mostFiles] = [4 << 20, 64 << 20, 128 << 20, 5000];

/** Where Camunda's scripts are. */
export interface ScriptSource {
    /** Folder that has them, or that was named as if it had. */
    readonly folder: string;
    /** Why they could not be read into one; empty: they were, or nothing had to be read. */
    readonly fault: string;
}

const unpacked = new Map<string, ScriptSource>();

/**
 * Takes what an option names as the migration takes it in an image: a folder of scripts, an engine's jar, an application's with one in it, or a
 * folder with an engine's jar. What is in a jar is read once, into a folder that is removed when the process ends.
 */
export function scriptSource(named: string): ScriptSource {
    if (!existsSync(named) || parts.some((part) => existsSync(path.join(named, part)))) {
        return { folder: named, fault: "" };
    }
    const source = unpacked.get(named) ?? read(named);
    unpacked.set(named, source);
    return source;
}

function read(named: string): ScriptSource {
    const folder = mkdtempSync(path.join(tmpdir(), "scripts-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    try {
        const jar = statSync(named).isDirectory() ? jarIn(named) : named;
        for (const [name, bytes] of Archive.use(jar, (archive) => scriptsIn(archive, jar))) {
            const file = path.join(folder, name);
            mkdirSync(path.dirname(file), { recursive: true });
            writeFileSync(file, bytes, { flag: "wx" });
        }
        return { folder, fault: "" };
    } catch (error) {
        const why = foreign((error as Error).message, 500);
        return { folder, fault: error instanceof ArchiveFault ? why : `it cannot be read: ${why}` };
    }
}

/** The engine's jar below a folder. */
function jarIn(folder: string): string {
    const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => engineJar.test(path.basename(name)))
        .map((name) => path.join(folder, name))
        .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
    if (found.length > 1) {
        throw new ArchiveFault(`there is more than one engine in it: ${found.slice(0, 3).join(" ")}`);
    }
    if (found.length === 0) {
        throw new ArchiveFault("it has neither upgrade/ and liquibase/ nor an engine's jar in it");
    }
    return found[0];
}

/** The scripts in an engine's jar, or in the one that an application's jar has, by their paths in the folder of scripts. */
function scriptsIn(archive: Archive, jar: string): Map<string, Buffer> {
    const inside = archive.entries.filter(({ name }) => inScripts.test(name) && !name.endsWith("/"));
    if (inside.length > 0) {
        return contents(archive, inside);
    }
    const nested = archive.entries.find(({ name }) => engineJar.test(nestedJar.exec(name)?.[1] ?? ""));
    if (!nested) {
        throw new ArchiveFault(`${foreign(jar)} is neither an engine's jar nor has one in BOOT-INF/lib or WEB-INF/lib`);
    }
    const engine = archive.nested(nested, mostJar);
    return contents(
        engine,
        engine.entries.filter(({ name }) => inScripts.test(name) && !name.endsWith("/")),
    );
}

function contents(archive: Archive, entries: readonly Entry[]): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    let size = 0;
    for (const entry of entries) {
        const name = inScripts.exec(entry.name)?.[1] ?? "";
        if (!plainName.test(name) || found.has(name)) {
            throw new ArchiveFault(`${foreign(entry.name)} is no name of a script, or is there twice`);
        }
        const bytes = archive.read(entry, mostScript);
        size += bytes.length;
        if (size > mostScripts || found.size >= mostFiles) {
            throw new ArchiveFault(`its scripts are more than ${mostScripts >> 20} MiB, or more than ${mostFiles} files`);
        }
        found.set(name, bytes);
    }
    if (found.size === 0) {
        throw new ArchiveFault("the engine's jar in it has no scripts");
    }
    return found;
}

/** A script in a folder of them, which somebody may have unpacked out of a jar: what leads out of the folder is none. */
export async function readScript(folder: string, name: string): Promise<Buffer> {
    const [root, file] = [folder, path.join(folder, name)].map((one) => realpathSync(one));
    const facts = await stat(file);
    if (!file.startsWith(`${root}${path.sep}`) || !facts.isFile() || facts.size > mostScript) {
        throw new ArchiveFault(`${foreign(name)} in ${folder} is no script: it leads elsewhere, or has more than ${mostScript >> 20} MiB`);
    }
    return readFile(file);
}
