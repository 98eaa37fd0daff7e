import { camunda } from "../../components/domain/catalogue/camunda";
import { lastOfCamunda } from "../../components/domain/schemaVersion";
import { logBegins, oldestMinor } from "../../components/schema/rules/scriptConstants";

/** What the tables tell of a schema that has no schema log, as those before 7.11. */
export interface StateByTables {
    /** The last version before 7.11 of which all is there, e.g. `7.9.0`; undefined: it is older than 7.5, or none of Camunda's. */
    readonly version?: string;
    /** In words, which script the database has by halves, or against its version; undefined: none. */
    readonly half?: string;
    /** Patch scripts all of which is there, by the ids of their change sets. */
    readonly patches: readonly string[];
}

/**
 * Decides as the migration does (components/schema/job/state.sh, schema_by_tables and half_applied), by the same facts.
 * @param facts What probesSql() gives, e.g. `minor.7.9=all`.
 */
export function stateByTables(facts: readonly string[]): StateByTables {
    const fact = new Map(facts.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
    const patches = [...fact].flatMap(([name, state]) =>
        name.startsWith("patch.") && state === "all" ? [name.slice("patch.".length)] : [],
    );
    if (fact.get(`minor.7.${oldestMinor}`) !== "all") {
        return { patches };
    }
    let minor = oldestMinor;
    for (let later = oldestMinor + 1; later < logBegins; later++) {
        const state = fact.get(`minor.7.${later}`);
        if (state === "all") minor = later;
        else if (state) break;
    }
    return { version: `7.${minor}.0`, half: halfApplied(fact, minor), patches };
}

function halfApplied(fact: ReadonlyMap<string, string>, minor: number): string | undefined {
    const parts = (name: string) => `done are ${named(fact.get(`done.${name}`))}; not done are ${named(fact.get(`open.${name}`))}`;
    for (let step = oldestMinor + 1; step <= lastOfCamunda(camunda); step++) {
        const name = `minor.7.${step}`;
        const script = `postgres_engine_7.${step - 1}_to_7.${step}.sql`;
        const state = fact.get(name);
        if (state === "some") return `${script}: ${parts(name)}`;
        if (state === "all" && step > minor) return `${script}: it has been applied, but 7.${minor}.0 is what everything else shows`;
        if (state === "none" && step <= minor) return `${script}: nothing of it is there, but everything else shows 7.${minor}.0`;
    }
    const patch = [...fact].find(([name, state]) => name.startsWith(`patch.7.${minor}.`) && state === "some")?.[0];
    return patch && `postgres_engine_7.${minor}_patch_${patch.slice("patch.".length).replace("-to-", "_to_")}.sql: ${parts(patch)}`;
}

/** Not more names than anybody would read. */
const named = (names = ""): string => names.replace(/^(.{500}[^ ]*) .*/, "$1 and more");
