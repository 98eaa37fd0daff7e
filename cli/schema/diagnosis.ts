import { Finding, repairOf, SchemaScripts, skippedScripts, stepsFor } from "./repair";
import { upTo } from "./schemaLog";
import { ScriptFile, spoken } from "./statement";
import { compareStructures, Difference, Structure } from "./structure";
import { documentedWhy } from "./structureDocumented";

/** What is known about a schema beside its structure. */
export interface Diagnosed {
    /** Version that it is compared with. */
    readonly version: string;
    /** Newest version in the schema log; undefined: there is no log. */
    readonly logged?: string;
    readonly fresh: Structure;
    readonly found: Structure;
    readonly create: readonly ScriptFile[];
    readonly upgrade: readonly ScriptFile[];
}

/** What the doctor has to say. */
export interface Diagnosis {
    readonly differences: readonly Finding[];
    /** Differences that are known and do not count. */
    readonly documented: readonly Finding[];
    /** Scripts of which nothing is there. */
    readonly skipped: readonly string[];
}

/** Compares a schema with a fresh one of its version, and finds the script and the statement for each difference. */
export function diagnose({ version, logged, fresh, found, create, upgrade }: Diagnosed): Diagnosis {
    const scripts: SchemaScripts = { create, upgrade: upTo(upgrade, version) };
    const differences = [...logDifference(version, logged, scripts), ...compareStructures(fresh, found)];
    const findings = differences.map((difference): Finding => {
        const documented = documentedWhy(difference, scripts);
        return {
            ...difference,
            scripts: [...new Set(stepsFor(difference, scripts).map(({ file }) => file))],
            repair: documented === undefined ? repairOf(difference, scripts) : undefined,
            documented,
        };
    });
    const counting = findings.filter(({ documented }) => documented === undefined);
    return {
        differences: counting,
        documented: findings.filter(({ documented }) => documented !== undefined),
        skipped: skippedScripts(counting, fresh, scripts),
    };
}

/** A schema that somebody says is newer than its log: its structure may be, but gates and engines ask the log. */
function logDifference(version: string, logged: string | undefined, { upgrade }: SchemaScripts): Difference[] {
    const writes = upgrade.some(({ statements }) => statements.some(({ text }) => text.includes(`'${version}'`)));
    return logged !== undefined && logged !== version && writes
        ? [{ kind: "missing", what: "schema log", table: "act_ge_schema_log", name: version, fresh: version, found: logged }]
        : [];
}

/** A difference as a person reads it. */
export function describeFinding({ kind, what, table, name, fresh, found, scripts, repair, documented }: Finding): string {
    const place = what === "table" || table === "" ? "" : ` of ${spoken(table)}`;
    const title = `${kind} ${what} ${what === "property" || what === "schema log" ? name : spoken(name)}${place}`;
    if (documented !== undefined) {
        return `${title}: ${documented}`;
    }
    const [first, others] = [scripts.at(0), scripts.slice(1)];
    const also = others.length > 0 ? ` (also ${others.map((file) => file.replace(/^.*_engine_/, "")).join(", ")})` : "";
    return [
        title,
        `  fresh:  ${fresh ?? "nothing"}`,
        `  found:  ${found ?? "nothing"}`,
        `  script: ${first === undefined ? `none of Camunda's ${kind === "extra" ? "removes" : "makes"} it` : `${first}${also}`}`,
        ...describeRepair(repair),
    ].join("\n");
}

function describeRepair(repair: Finding["repair"]): string[] {
    if (!repair) {
        return ["  repair: no statement could put this right without knowing how it came about"];
    }
    const { statement, from, note } = repair;
    return [
        `  repair: ${statement.split("\n").join("\n          ")}`,
        ...(from === undefined ? ["          -- follows from the fresh schema: no script of Camunda's has it"] : []),
        ...(note === undefined ? [] : [`          -- ${note}`]),
    ];
}
