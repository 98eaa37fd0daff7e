import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Facts } from "../components/rules/facts";
import { settle } from "../components/rules/settings";
import { readStack } from "../components/rules/stackSettings";
import { StackProblem } from "./stackFacts";

const project = "camunda-rolling-update";

/** The facts that a settings file tells: what is wanted, as a first installation. Nobody is asked, and no backend is needed. */
export function fileFacts(file: string): Facts | StackProblem {
    let config: unknown;
    try {
        config = (parse(readFileSync(file, "utf8")) as { config?: unknown } | null)?.config;
    } catch (error) {
        return { problem: `${file} cannot be read: ${(error as Error).message}`, usage: true };
    }
    if (typeof config !== "object" || config === null) {
        return { problem: `${file} has no settings: a settings file of Pulumi has them below "config:"`, usage: true };
    }
    const texts = Object.entries(config).map(([key, value]): [string, string] => [
        // A key without a namespace is the project's.
        key.includes(":") ? key : `${project}:${key}`,
        textOf(withoutSecrets(value)),
    ]);
    // A secret is the stack's, encrypted with its key: a file that is committed need not have it.
    const { values, refusal } = readStack({ [`${project}:databasePassword`]: "[secret]", ...Object.fromEntries(texts) }, project);
    return refusal ? { problem: refusal, usage: true } : { wanted: settle(values).target, completed: { history: [] } };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Encrypted values can be read with the stack's passphrase only; that there is one is enough. */
function withoutSecrets(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        return value.map(withoutSecrets);
    }
    return "secure" in value
        ? "[secret]"
        : Object.fromEntries(Object.entries(value).map(([key, part]: [string, unknown]) => [key, withoutSecrets(part)]));
}
