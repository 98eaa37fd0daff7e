import { isWhole, ownPatchesOf, scriptDatabases } from "../../components/domain/catalogue/databases";
import { Script } from "../../components/domain/catalogue/model";
import { byVersion, versionAfter } from "../../components/schema/rules/changeLog";
import { foreign } from "../../components/domain/foreign";
import { appliedBy, describeScript, hasDdl, hopContent, tablesIn } from "../../components/schema/rules/hop";
import { parseRelease, Release, skippedMinors } from "../../components/domain/release";

/** What a bundle is for. */
export interface BundleArgs {
    readonly product: string;
    /** What the schema log shows; undefined: there is no schema yet. */
    readonly from?: string;
    readonly to: string;
    /** As the names of the scripts begin, e.g. `postgres`. */
    readonly database: string;
    /** Files that the folder of scripts has, by their paths in it. */
    readonly present: readonly string[];
}

/** A script of a bundle, and what is known about it. */
export interface BundleScript {
    /** Path in the folder of scripts. */
    readonly file: string;
    /** What it does to those who work on the database. */
    readonly effect: string;
}

/** The scripts that somebody else has to run, in order, or why there are none. */
export interface BundleContent {
    readonly scripts: readonly BundleScript[];
    /** Scripts of patches that the folder of scripts has not. */
    readonly notThere: readonly string[];
    /** Why it cannot be told, with what to do instead; else empty. */
    readonly refusal: string;
}

/** A script as it is in the folder. */
export interface ScriptText extends BundleScript {
    readonly sha256: string;
    readonly text: string;
}

/** The names that --database takes. */
export const bundleDatabases: readonly string[] = scriptDatabases.map(({ id }) => id);

/** Where a statement that changes a table ends the transaction it is in, as the manuals of these databases have it. */
const commitsDdl = ["mysql", "mariadb", "oracle", "h2"];

/** In the order in which they refer to each other's tables: as the engine's jar has them, and as the distributions have. */
const createParts = ["engine", "history", "identity", "case.engine", "case.history", "decision.engine", "decision.history"];
const createFiles = (database: string, version: string): string[][] => [
    createParts.map((part) => `create/activiti.${database}.create.${part}.sql`),
    ["engine", "identity"].map((part) => `create/${database}_${part}_${version}.sql`),
];

const none = (refusal: string): BundleContent => ({ scripts: [], notThere: [], refusal });

/** The scripts of one transition, those of patches included: what the migration would apply, for somebody else to apply. */
export function bundleContent({ product, from, to, database, present }: BundleArgs): BundleContent {
    const wanted = parseRelease(to, product);
    if (!wanted?.known) {
        return none(`${to} is not a version of ${product} that the catalogue knows`);
    }
    if (from === undefined) {
        return creation(wanted, database, present);
    }
    const left = parseRelease(from.replace(/_\d+$/, ""), product);
    if (!left?.known) {
        return none(`${from} is not a version of ${product} that the catalogue knows`);
    }
    const { minors } = wanted.product;
    if (minors.indexOf(wanted.known) < minors.indexOf(left.known)) {
        return none(`${to} is before ${from}: no script leads back`);
    }
    const next = skippedMinors(left, wanted).at(0);
    if (next) {
        return none(`from ${from} to ${to} it is more than one minor: the next is ${next.minor}.0, and a rolling update of its own`);
    }
    const all = scriptsBetween(left, wanted, from, database);
    const missing = all.filter(({ file }) => !present.includes(file));
    const step = missing.find(({ patch }) => patch === undefined);
    return step
        ? none(`the folder of scripts has no ${step.file}: take the scripts of ${to}${endOf(database)}`)
        : {
              scripts: all.filter((script) => !missing.includes(script)).map(({ file, effect }) => ({ file, effect })),
              notThere: missing.map(({ file }) => file),
              refusal: "",
          };
}

const endOf = (database: string) => (database === "mariadb" ? "; Camunda has none for MariaDB after 7.22" : "");

function creation({ version, minor }: Release, database: string, present: readonly string[]): BundleContent {
    const files = createFiles(database, `${minor}.0`);
    const found = files.find((layout) => layout.every((file) => present.includes(file)));
    return found
        ? { scripts: found.map((file) => ({ file, effect: "creates tables" })), notThere: [], refusal: "" }
        : none(`the folder of scripts has no ${files[0][0]}: take the scripts of ${version}${endOf(database)}`);
}

interface Ordered extends BundleScript {
    readonly patch?: number;
}

/** Patches of the minor that is left, the step, patches of the one that is reached, with those that only this database has. */
function scriptsBetween(from: Release, to: Release, schema: string, database: string): Ordered[] {
    const common = hopContent(from, to, "community", appliedBy(from, schema)).scripts;
    const step = common.findIndex(({ patch }) => patch === undefined);
    const patchesOf = ({ minor }: Release, scripts: readonly Script[], after: string): Ordered[] =>
        [
            ...scripts
                .filter(({ file }) => isWhole(database, file))
                .map((script) => ({ file: script.file, patch: script.patch, effect: effectOf(script, database) })),
            ...ownPatchesOf(database, minor)
                .filter(({ file }) => byVersion(versionAfter(file), after) > 0)
                .map(({ file }) => ({ file, patch: 0, effect: "creates or drops an index, or writes the schema log only" })),
        ].sort((a, b) => byVersion(versionAfter(a.file), versionAfter(b.file)));
    const steps = common.filter(({ patch }) => patch === undefined);
    const all =
        from.minor === to.minor
            ? patchesOf(to, common, schema)
            : [
                  ...patchesOf(from, step < 0 ? [] : common.slice(0, step), schema),
                  ...steps.map((script) => ({ file: script.file, effect: effectOf(script, database) })),
                  ...patchesOf(to, step < 0 ? common : common.slice(step + steps.length), `${to.minor}.0`),
              ];
    return all.map((script) => ({ ...script, file: `upgrade/${database}_${script.file}` }));
}

/** The locks of a script are known on PostgreSQL; elsewhere the tables are. */
function effectOf(script: Script, database: string): string {
    if (database === "postgres") {
        return describeScript(script).replace(/^[^:]*: /, "");
    }
    const tables = [script.creates, script.exclusive, script.share, script.shareRow, script.updates].flatMap(tablesIn);
    return hasDdl(script)
        ? `changes ${[...new Set(tables)].join(", ")}; what it locks, and for how long, is for the database to say`
        : "no change of a table";
}

/** What a database's own client takes for a command of its own, or of the shell: psql and mysql a backslash, others words at the beginning of a line. */
const ofClient = /\\|^[ \t]*(?:!|@|:|(?:system|source|host|tee|pager|spool|start(?! +(?:with|transaction)))\b)/im;

/**
 * Why a script is not handed out; empty: it is. Whoever runs the bundle does so with a client that can run commands of the machine, and a jar may come
 * from anywhere: no script of a vendor's has anything like that in it.
 */
export function scriptFault({ file, text }: ScriptText): string {
    const lines = text.split(/\r?\n/).map((line) => line.replaceAll("\t", " "));
    const at = lines.findIndex((line) => ofClient.test(line) || foreign(line, line.length) !== line);
    return at < 0
        ? ""
        : `line ${at + 1} of ${foreign(file)} has what no script of a vendor's has, a command of the client or a hidden character: ${foreign(lines[at], 80)}`;
}

const titles: Readonly<Record<string, string>> = {
    postgres: "PostgreSQL",
    mysql: "MySQL",
    mariadb: "MariaDB",
    oracle: "Oracle",
    mssql: "SQL Server",
    db2: "DB2",
    h2: "H2",
};

/**
 * One file of SQL for a database administrator: what it is for, and the vendor's scripts as they are, one after the other.
 * @param at When it is written (ISO 8601).
 */
export function bundleText(args: BundleArgs, { notThere }: BundleContent, scripts: readonly ScriptText[], at: string): string {
    const { product, from, to, database } = args;
    const lines = [
        `${product} ${from ?? "(no schema)"} -> ${to} on ${titles[database]}: to be run once, before the nodes are upgraded`,
        `from: ${from ?? "none"}`,
        `to: ${to}`,
        `product: ${product}`,
        `database: ${database}`,
        `written: ${at}`,
        `scripts: ${scripts.length}, the vendor's own, unchanged and in this order:`,
        ...scripts.flatMap(({ file, sha256, effect }, i) => [`  ${i + 1}. ${file}`, `     sha256 ${sha256}`, `     ${effect}`]),
        ...notThere.map((file) => `not in it, since the scripts are older: ${file}`),
        `before: ${from === undefined ? "make sure that the schema is empty" : "take a backup: no script leads back"}`,
        ...howTo(database),
        "after: the stack whose migration.appliedBy is dba waits for it, looks at log and structure, and goes on",
    ];
    const bodies = scripts.map(
        ({ file, sha256, text }, i) =>
            `\n-- ==== ${i + 1} of ${scripts.length}: ${file}, sha256 ${sha256}\n${text.endsWith("\n") ? text : `${text}\n`}`,
    );
    return `${lines.map((line) => `-- ${line}`).join("\n")}\n${bodies.join("")}`;
}

function howTo(database: string): string[] {
    if (database === "postgres") {
        return [
            "run: PGOPTIONS='-c lock_timeout=400ms' psql -X -1 -v ON_ERROR_STOP=1 -f FILE, as the owner of the tables",
            "     in one transaction (-1): all of it or nothing, and after a lock_timeout it can be run again",
        ];
    }
    return commitsDdl.includes(database)
        ? [
              "run: as the owner of the tables, and stop at the first error: a statement that changes a table commits by itself, so what was done before stays done",
          ]
        : ["run: as the owner of the tables, and stop at the first error"];
}
