import { isSection } from "../components/settings/checks";
import { Target } from "../components/domain/facts/facts";

/** Stands for a value that only the stack's key decrypts: there is one, and that is all `check` has to know of most of them. */
export const hiddenValue = "[secret value]";

/** Settings whose values are hidden, and where they are. */
export interface HiddenSettings {
    /** The settings as texts, as Pulumi hands them on, with stand-ins for what is hidden. */
    readonly texts: Record<string, string>;
    /** Where something is hidden, e.g. `nodes.env.TOKEN` or `overrides[0].reason`. */
    readonly paths: readonly string[];
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * What passes for a value whose form is checked, but which no rule judges, or which is compared with the stack's record only: there it counts as
 * unchanged. Any other hidden value that is judged makes the whole stack one that cannot be judged.
 */
function standIn(path: string, previous?: Target): string {
    const { application, database } = previous ?? {};
    const standIns: Record<string, string | undefined> = {
        "engine.application": application,
        "engine.pullSecret": "secret",
        // Nothing passes for it: all rules are about it.
        "engine.version": "",
        "nodes.arguments": "--secret",
        "nodes.ingressClass": "secret",
        "nodes.ingressHost": "secret.example",
        "nodes.ingressTlsSecret": "secret",
        "database.jdbcUrl": database?.location.startsWith("jdbc:") ? database.location : "jdbc:postgresql://secret:5432/secret",
        "database.secret": database?.secret ?? "secret",
        "migration.jdbcUrl": "jdbc:postgresql://secret:5432/secret",
    };
    return standIns[path.replace(/\[\d+\]$/, "")] ?? hiddenValue;
}

/** Settings of a project as its file has them, each encrypted value replaced by a stand-in. Nothing is decrypted. */
export function withoutSecrets(config: Readonly<Record<string, unknown>>, project: string, previous?: Target): HiddenSettings {
    const paths: string[] = [];
    const replace = (path: string, value: unknown): unknown => {
        if (Array.isArray(value)) {
            return value.map((part, i) => replace(`${path}[${i}]`, part));
        }
        if (!isSection(value)) {
            return value;
        }
        if (isEncrypted(value)) {
            paths.push(path);
            return standIn(path, previous);
        }
        return Object.fromEntries(Object.entries(value).map(([key, part]: [string, unknown]) => [key, replace(`${path}.${key}`, part)]));
    };
    const texts = Object.entries(config).map(([key, value]): [string, string] => {
        const own = key.startsWith(`${project}:`);
        return [key, textOf(replace(own ? key.slice(project.length + 1) : key, value))];
    });
    return { texts: Object.fromEntries(texts), paths };
}

/** An encrypted value in a settings file: an object of nothing but the ciphertext. */
function isEncrypted(value: object): boolean {
    const [secure, ...others] = Object.entries(value) as ([string, unknown] | undefined)[];
    return others.length === 0 && secure?.[0] === "secure" && typeof secure[1] === "string";
}

/** A setting as `pulumi config --json` has it: where any part of it is a secret, it has no value at all. */
export interface ConfiguredValue {
    readonly value?: string;
    readonly secret?: boolean;
}

/**
 * The settings that the CLI lists, and the structure of those it hides from the stack's settings file. A secret that is not in the file, since it
 * comes from an environment or from the backend, is hidden as a whole.
 */
export function settingsOf(
    listed: Readonly<Record<string, ConfiguredValue>>,
    file: Readonly<Record<string, unknown>>,
    project: string,
    previous?: Target,
): HiddenSettings {
    const isHidden = ({ value }: ConfiguredValue) => value === undefined;
    const hidden = Object.keys(listed).filter((key) => isHidden(listed[key]));
    const structure = hidden.map((key): [string, unknown] => {
        const written = file[key] ?? file[key.slice(project.length + 1)];
        return [key, JSON.stringify(written ?? null).includes('"secure":') ? written : { secure: "" }];
    });
    const { texts, paths } = withoutSecrets(Object.fromEntries(structure), project, previous);
    const plain = Object.entries(listed).flatMap(([key, { value }]): [string, string][] => (value === undefined ? [] : [[key, value]]));
    return { texts: { ...Object.fromEntries(plain), ...texts }, paths };
}

/** Why a stack with hidden values that are judged cannot be judged. */
export const describeUnjudged = (paths: readonly string[], stack?: string): string =>
    [
        `cannot be judged without ${paths.length === 1 ? "a value that is a secret" : "values that are secrets"}: ${paths.join(", ")}`,
        `  why: check never decrypts a secret, and the rules judge ${paths.length === 1 ? "this setting" : "these settings"}`,
        `  next: pulumi config set --path '${paths[0]}' VALUE   # where it is no secret; pulumi preview${stack ? ` --stack ${stack}` : ""} judges all values`,
    ].join("\n");
