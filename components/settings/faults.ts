import { Check, isSection, shown } from "./checks";
import { inCommand } from "../domain/foreign";
import { nearest } from "./nearest";

/** One fault of a configuration. */
export interface Fault {
    /** Where it is, e.g. `nodes.count`. */
    readonly path: string;
    /** What is wrong, with the value. */
    readonly message: string;
    /** What has to go, where no other value would do. */
    readonly remove?: string;
    /** What to do, where it is more than a value that is set or taken away. */
    readonly next?: string;
}

/** A path or a key in a command, always in quotes: brackets are the shell's. */
export function quoted(path: string): string {
    const word = inCommand(path);
    return word.startsWith("'") ? word : `'${word}'`;
}

/** The path of a name in a section: a name with a point in it would be two. */
export const below = (path: string, key: string): string => (/^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`);

/** What is missing, and why it is needed. */
export const absent = (path: string, why: string): Fault => ({ path, message: `is missing: ${why}` });

/** A URL with credentials in one of the many ways, or what belongs into the Secret instead of its name. */
const mayHoldSecret = ["jdbcUrl", "secret", "restSecret", "pullSecret", "ingressTlsSecret"];

/** What is wrong with a value. One that may hold a secret is told by its kind only. */
function wrongValue(path: string, key: string, value: unknown, check: Check): Pick<Fault, "message" | "next"> {
    if (!mayHoldSecret.includes(key)) {
        return { message: `is ${shown(value)}, but has to be ${check.expected}` };
    }
    if (key === "jdbcUrl") {
        return wrongUrl(`${path}.${key}`, value, check);
    }
    return typeof value === "string"
        ? { message: `is not shown, since it may carry a password; it has to be ${check.expected}` }
        : { message: `is ${kindOf(value)}; it has to be one text, ${check.expected}` };
}

/** What kind of value it is, without the value. */
function kindOf(value: unknown): string {
    if (Array.isArray(value)) {
        return "a list";
    }
    return isSection(value) ? "a section with names in it" : typeof value === "object" ? "empty" : `a ${typeof value}`;
}

/** Database systems as the URLs of their drivers name them. */
const systems: Readonly<Record<string, string>> = {
    mysql: "MySQL",
    mariadb: "MariaDB",
    oracle: "Oracle",
    sqlserver: "SQL Server",
    db2: "Db2",
    h2: "H2",
};

/** What is wrong with a URL, by its beginning: the rest may carry a password. */
function wrongUrl(path: string, value: unknown, check: Check): Pick<Fault, "message" | "next"> {
    const set = `pulumi config set --path ${quoted(path)} jdbc:postgresql://HOST:5432/DATABASE`;
    const [, scheme = ""] = typeof value === "string" ? (/^jdbc:(\w+):/i.exec(value) ?? []) : [];
    const system = systems[scheme.toLowerCase()];
    if (system) {
        const byHand = ["MySQL", "MariaDB"].includes(system)
            ? "npm run -s migrate -- --url …, docs/guides/migrate-by-hand.md"
            : "npm run -s plan names the scripts";
        return {
            message: `is a URL of ${system}, and a stack works on PostgreSQL only`,
            next: `${set}   # the schema of another database is migrated by hand, without a stack: ${byHand}`,
        };
    }
    return {
        message:
            typeof value === "string"
                ? `is not shown, since it may carry a password; it has to be ${check.expected}`
                : `is ${kindOf(value)}, but has to be ${check.expected}`,
        next: `${set}   # the user and the password are in the Secret that database.secret names`,
    };
}

/** What is wrong with the fields of a section, each by itself, and which are missing. A name that is not known is a fault, too. */
export function fieldFaults(path: string, section: unknown, checks: Record<string, Check>, required: readonly string[] = []): Fault[] {
    if (!isSection(section)) {
        return [{ path, message: `is ${shown(section)}, but has to have names with values: ${Object.keys(checks).join(", ")}` }];
    }
    const present = Object.entries(section).filter(([, value]) => value !== undefined);
    const names = present.map(([key]) => key);
    // What is misspelt is missing, too, and that would be said twice.
    const meant = names.filter((key) => !Object.hasOwn(checks, key)).map((key) => nearest(key, Object.keys(checks)));
    return [
        ...present.flatMap(([key, value]) => {
            if (!Object.hasOwn(checks, key)) {
                return [unknown(path, key, checks, names)];
            }
            const check = checks[key];
            return check.passes(value) ? [] : [{ path: `${path}.${key}`, ...wrongValue(path, key, value, check) }];
        }),
        ...required
            .filter((key) => !names.includes(key) && !meant.includes(key))
            .map((key) => ({ path: `${path}.${key}`, message: `is missing; it has to be ${checks[key].expected}` })),
    ];
}

/** More names than this are for docs/reference/settings.md. */
const mostNames = 8;

/** A name that is not known, with the one that is most likely meant. */
function unknown(path: string, key: string, checks: Record<string, Check>, present: readonly string[]): Fault {
    const known = Object.keys(checks);
    const meant = nearest(key, known);
    const own = `${path}.${key}`;
    const remove = below(path, key);
    if (meant === undefined) {
        return { path: own, message: `is not known${known.length > mostNames ? "" : `; known are ${known.join(", ")}`}`, remove };
    }
    const isSet = present.includes(meant);
    return {
        path: own,
        message: `is not known; the nearest name is ${path}.${meant}${isSet ? ", which is set, too" : ""}`,
        remove,
        ...(isSet ? {} : { next: `pulumi config rm --path ${quoted(remove)} && pulumi config set --path ${quoted(`${path}.${meant}`)} …` }),
    };
}
