import { ScriptFile } from "./statement";

/** A row of ACT_GE_SCHEMA_LOG. */
export interface LogEntry {
    readonly id: string;
    readonly version: string;
}

/** The newest version in a schema log: by the number of its id, since as text 900 is greater than 1300. */
export const newestIn = (log: readonly LogEntry[]): string | undefined =>
    log
        .filter(({ id }) => /^\d+$/.test(id))
        .sort((a, b) => Number(a.id) - Number(b.id))
        .at(-1)?.version;

/** The minor of a version, e.g. `7.22`; undefined: it is none. */
export const minorOf = (version: string): string | undefined => /^(\d+\.\d+)\.\d+(?:_\d+)?$/.exec(version)?.[1];

/**
 * The version whose schema the create scripts make: the one that they write into the schema log, or, before there was one, the last that the
 * upgrade scripts beside them lead to.
 */
export function versionOfScripts(create: readonly ScriptFile[], upgrade: readonly ScriptFile[]): string | undefined {
    const logged = create
        .flatMap(({ statements }) => statements)
        .filter(({ actions }) => actions.some(({ kind, table }) => kind === "insert" && table === "act_ge_schema_log"))
        .flatMap(({ text }) => /,\s*'([\d._]+)'\s*\)/.exec(text)?.[1] ?? []);
    const last = upgrade.flatMap(({ file }) => /_to_(\d+\.\d+)\.sql$/.exec(file)?.[1] ?? []).at(-1);
    return logged[0] ?? (last && `${last}.0`);
}

/** Scripts that lead to a version of Camunda, its patches included: those of later minors are left out. */
export function upTo(upgrade: readonly ScriptFile[], version: string): ScriptFile[] {
    const wanted = Number(/^7\.(\d+)\./.exec(version)?.[1] ?? Infinity);
    return upgrade.filter(({ file }) => {
        const minor = /_(?:to_|)7\.(\d+)(?:_patch_.*)?\.sql$/.exec(file)?.[1];
        return minor === undefined || Number(minor) <= wanted;
    });
}
