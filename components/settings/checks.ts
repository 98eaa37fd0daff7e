import { imageOf, isFloating } from "../domain/image";

/** A part of a JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** How a field has to look: what is expected where a value does not pass. */
export interface Check {
    readonly expected: string;
    readonly passes: (value: unknown) => boolean;
    /** The same for an editor, as far as a JSON schema can say it: it accepts whatever passes. */
    readonly schema: Schema;
}

/** Whether a value has names with values, rather than being a list or one value. */
export const isSection = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/** A whole number in a range. */
export const whole = (min: number, max: number): Check => ({
    expected: `a whole number from ${min} to ${max}`,
    passes: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    schema: { type: "integer", minimum: min, maximum: max },
});

/** A text of a form. */
export const matching = (expected: string, pattern: RegExp): Check => ({
    expected,
    passes: (value) => typeof value === "string" && pattern.test(value),
    schema: { type: "string", pattern: pattern.source },
});

/** A list whose entries each have to pass. */
export const listOf = (expected: string, { passes, schema }: Pick<Check, "passes" | "schema">): Check => ({
    expected,
    passes: (value) => Array.isArray(value) && value.every((one) => passes(one)),
    schema: { type: "array", items: schema },
});

/** Names with values, which are checked elsewhere. */
export const namesWith = (expected: string, ...types: readonly string[]): Check => ({
    expected,
    passes: isSection,
    schema: { type: "object", additionalProperties: { type: types } },
});

/** One of a few texts. */
export const oneOf = (values: readonly string[]): Check => ({
    expected: `one of ${values.join(", ")}`,
    passes: (value) => values.includes(value as string),
    schema: { type: "string", enum: [...values] },
});

/** Any text with something in it. */
export const text = matching("a text that is not empty", /\S/);
/** What is checked by itself. */
export const anything: Check = { expected: "", passes: () => true, schema: {} };
/** A truth value, and no text that looks like one. */
export const flag: Check = { expected: "true or false", passes: (value) => typeof value === "boolean", schema: { type: "boolean" } };
/** A version. */
export const threeNumbers = matching('three numbers in quotes, e.g. "7.23.0"', /^\d+\.\d+\.\d+$/);

/** An amount of memory; 640m is a fraction of a byte, and 640 are 640 bytes: Kubernetes takes both, and no node would ever start. */
export const memory = matching("an amount with its unit, e.g. 768Mi or 1Gi", /^(?!0+(\.0*)?[kKMGT])\d+(\.\d+)?(k|M|G|T|Ki|Mi|Gi|Ti)$/);
/** An amount of processor time; 500 for 500m would find no machine, in the middle of a rollout. */
export const processor: Check = {
    expected: "an amount of processor time of at most 256 processors, e.g. 500m or 2",
    passes: (value) => {
        const [, amount, milli] = typeof value === "string" ? (/^(\d+(?:\.\d+)?)(m?)$/.exec(value) ?? []) : [];
        const processors = Number(amount) / (milli ? 1000 : 1);
        return processors > 0 && processors <= 256;
    },
    schema: { type: "string", pattern: String.raw`^\d+(\.\d+)?m?$` },
};

const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const labels = String.raw`${label}(?:\.${label})*`;
/** A name of a Kubernetes object. */
export const name = matching("a name as Kubernetes has them: lower case, digits and hyphens", new RegExp(`^(?=.{1,253}$)${labels}$`));
const qualified = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
/** A key of a label, an annotation or a taint. */
export const labelKey = matching(
    "a name as Kubernetes has them, with a domain before it or not, e.g. example.com/dedicated",
    new RegExp(String.raw`^(?:(?=[^/]{1,253}/)${labels}/)?${qualified}$`),
);
/** A value that becomes a text: YAML and `pulumi config set --path` make true and 5 of it, and of 1.10 they would have made 1.1. */
export const isText = (value: unknown): boolean => typeof value === "string" || typeof value === "boolean" || Number.isInteger(value);
/** A value of a label or a taint. */
export const labelValue: Check = {
    expected: "a text of at most 63 letters, digits, points, hyphens and underscores, a letter or digit at both ends",
    passes: (value) => isText(value) && new RegExp(`^(?:${qualified})?$`).test(String(value)),
    schema: { type: ["string", "boolean", "integer"], pattern: `^(?:${qualified})?$` },
};
/** A host of an Ingress. */
export const hostName = matching("a host name, e.g. orders.example.com", new RegExp(String.raw`^(?=.{1,253}$)(?:\*\.)?${labels}$`));
/** A path as this module writes them; with `..` in it, what is asked of a node would be asked of the API server. */
export const restPath = matching(
    "a path of letters, digits and -._~, without slashes around it and without .., e.g. engine-rest",
    /^(?!.*\.\.)(?!\.(?:\/|$))(?!.*\/\.(?:\/|$))[\w.~-]+(?:\/[\w.~-]+)*$/,
);
/** An argument of the Run distribution. */
export const engineArguments = matching("an argument, e.g. --rest", /^--\S+$/);
/** A path in an image. */
export const absolutePath = matching("an absolute path", /^\/\S*$/);
/** A time as PostgreSQL writes it; 0 would be no limit at all, and a long transaction would freeze the cluster behind the migration. */
export const lockTimeout = matching("a time as PostgreSQL writes it, e.g. 400ms", /^[1-9]\d*(ms|s|min)$/);

const isoTime = matching(
    "a time with its time zone, e.g. 2026-11-21T10:00:00Z",
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
);
/** A moment: without a time zone it would be another one on the next machine. */
export const moment: Check = {
    ...isoTime,
    passes: (value) => isoTime.passes(value) && !Number.isNaN(Date.parse(value as string)),
};

const labelTerm = String.raw`!?[\w./-]+(?:\s*(?:==?|!=)\s*[\w./-]*|\s+(?:not)?in\s+\([^()]+\))?`;
/** A label selector, as kubectl takes them. */
export const labelSelector = matching("a label selector, e.g. app=camunda", new RegExp(`^${labelTerm}(?:,\\s*${labelTerm})*$`));

const shareOrNumber = /^[1-9]\d{0,3}$|^([1-9]\d?|100)%$/;
/** A number or a share, as it comes from a command line, from YAML or from a program. */
export const batchSize: Check = {
    expected: 'a number of nodes or a share from 1% to 100%, e.g. "1" or "33%"',
    passes: (value) => ["string", "number"].includes(typeof value) && shareOrNumber.test(String(value)),
    schema: { type: ["string", "integer"], pattern: shareOrNumber.source, minimum: 1, maximum: 9999 },
};

// The driver wants the slash behind the host (org.postgresql.Driver, parseURL), takes a user before an @ for a part of the host's name,
// and what stands in a URL would be in the state.
const host = String.raw`(?:[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?`;
const url = new RegExp(String.raw`^jdbc:postgresql://${host}(?:,${host})*/[^\s/?@]+(?:\?\S*)?$`);
/** A URL that the driver takes, without credentials. */
export const jdbcUrl: Check = {
    expected: "a PostgreSQL URL without credentials, e.g. jdbc:postgresql://HOST:5432/camunda",
    passes: (value) => typeof value === "string" && url.test(value) && !/[?&](user|password|sslpassword)=/i.test(value),
    schema: { type: "string", pattern: `^(?!.*[?&](?:user|password|sslpassword)=)${url.source.slice(1)}` },
};

/** The same, or what a program knows later only, as an output of another resource: it reaches the cluster as it is, and policies look at it there. */
export const jdbcUrlOrLater: Check = {
    expected: jdbcUrl.expected,
    passes: (value) =>
        jdbcUrl.passes(value) || typeof (value as { apply?: unknown } | null)?.apply === "function" || value instanceof Promise,
    schema: jdbcUrl.schema,
};

// Names as registries have them (github.com/distribution/reference, regexp.go): the API server takes any other, and no node would get it.
const part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const registry = String.raw`(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*:\d+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\[[a-fA-F0-9:]+\](?::\d+)?)/`;
const reference = new RegExp(String.raw`^(?:${registry})?${part}(?:/${part})*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$`);

/** An image that follows the version of the engine, or is told anew with it. */
export const engineImage: Check = {
    expected: "the name of an image, with {version} where the version goes, e.g. REPOSITORY:run-{version}",
    passes: (value) => typeof value === "string" && reference.test(imageOf(value, "7")),
    schema: { type: "string", pattern: String.raw`^(?!\w+://)(?:[^{}\s]|\{version\})+$` },
};

/** An image that does not follow the version of the engine. */
export const plainImage: Check = {
    expected: "the name of an image with a tag that stays the same, e.g. postgres:15",
    passes: (value) => typeof value === "string" && reference.test(value) && !isFloating(value),
    schema: { type: "string", pattern: reference.source },
};

// What this module tells a node itself: of two variables with one name the last counts, and the node would make a schema of its own, leave
// its requests unfinished, or work on another database, or on other tables, than those that are migrated.
const reserved = new RegExp(
    [
        "db(driver|url|username|password)",
        "springdatasource(hikari)?((jdbc)?url|username|password|driverclassname|transactionisolation)",
        ".+database(schemaupdate|tableprefix)",
        "servershutdown",
        "springlifecycletimeoutpershutdownphase",
    ]
        .map((variable) => `^${variable}$`)
        .join("|"),
);
/** A variable's name without what Spring Boot makes nothing of, which takes SERVER_SHUTDOWN, server.shutdown and Server-Shutdown for one. */
export const spelling = (variable: string): string => variable.replaceAll(/[._-]/g, "").toLowerCase();
/** Whether a variable is this module's, however it is written. */
export const isReserved = (variable: string): boolean => reserved.test(spelling(variable));
/** Whether a variable can have this name. */
export const isVariable = (variable: string): boolean => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(variable);

/** As much of a value as is looked at: the first pattern tries each beginning with each end. */
const mostShown = 1000;

/** A value as a message may show it: credentials are left out wherever somebody may have typed them, and what is long is cut. */
export function shown(value: unknown): string {
    const json = (JSON.stringify(value) as string | undefined) ?? String(value);
    const text = json
        .slice(0, mostShown)
        .replace(/[^\s"/:]+:[^\s"/:@]+@(?!sha256:)/g, "…@")
        .replace(/((?:password|passwd|pwd|secret|token)"?\s*[=:]\s*"?)[^&\s",}]+/gi, "$1…");
    // Half of a credential at the cut would be shown: what it begins with may be the password.
    return json.length <= mostShown ? text : `${text.replace(/[^\s"/:]*(?::[^\s"/:@]*)?$/, "")}… (${json.length} characters)`;
}
