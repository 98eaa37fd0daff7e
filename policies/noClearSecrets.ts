import { Finding } from "../components/gate/rules/rule";
import { allContainersOf, podOf, variablesOf } from "./support/pods";
import { at, entries, items, Resource, text, Value } from "./support/resource";
import { ResourceRule } from "./support/rule";

/** What secrets are called, except where the name says that it only tells where one is, or how it is used. */
const secretName = /password|passwd|secret|token|credential|api_?key|private_?key|access_?key/i;
const otherName = /_?(file|path|dir|name|ref|arn|id|url|uri|ttl|seconds|enabled|header|issuer|type)$/i;
const isSecretName = (name: string): boolean => secretName.test(name) && !otherName.test(name);

/** A value that only refers to one: `$(DB_PASSWORD)`, `${…}`, `%…%`, `<…>`, a mask, or a switch. */
const isReference = (value: string): boolean => /^(?:$|[$%<{*…@]|(?:true|false|null|none)$)/i.test(value);

/** What is there to hold secrets, and what Pulumi encrypts of it. */
const holdsSecrets = ["kubernetes:core/v1:Secret", "aws:secretsmanager/secretVersion:SecretVersion"];

/** Credentials within a text; the first group is what would be the secret. */
const credentials: [kind: string, pattern: RegExp][] = [
    ["a password in a JDBC URL", /\bjdbc:[^\s"']*?[?&;](?:ssl)?passw(?:or)?d=([^&;\s"']*)/gi],
    ["a password in a JDBC URL", /\bjdbc:oracle:thin:[^\s/@:]+\/([^\s@]+)@/gi],
    ["a password in a URL", /:\/\/[^\s/:@"']+:([^\s/@"']+)@/g],
    ["a secret", /(?:password|passwd|(?<!pull_?)secret|token|(?:api|private|access)[_-]?key)["']?\s*[=:]\s*["']?([^\s"'&,;}]+)/gi],
];

const secretFlag = /^--?[\w.-]*(?:password|passwd|secret|token|api-?key)$/i;

/**
 * No secret in clear. A policy is shown what Pulumi encrypts as it is, so that a Secret's own content, and the properties that an SDK encrypts by
 * itself, cannot be judged: what is looked at is what ends up legible in the cluster or in the state.
 */
export const noClearSecrets: ResourceRule = {
    id: "no-clear-secrets",
    description: "No input of any resource shows a secret in clear text.",
    why: "What is in a specification is read by everyone who may look at it, and stays in Pulumi's state and in the cluster's etcd (https://kubernetes.io/docs/concepts/security/secrets-good-practices/).",
    finds: (resource) => {
        if (holdsSecrets.includes(resource.type) || resource.type.startsWith("pulumi:providers:")) {
            return [];
        }
        const namespace = text(at(resource.properties, "metadata", "namespace")) ?? "NAMESPACE";
        const found = [...inVariables(resource), ...inConfigMap(resource), ...inFlags(resource)];
        const next = `kubectl -n ${namespace} create secret generic NAME --from-file=KEY=FILE   # and refer to it by valueFrom.secretKeyRef`;
        return [...found.map((message) => ({ message, next })), ...inTexts(resource.properties, next)];
    },
};

const isClear = (value: Value): boolean => typeof value === "string" && !isReference(value);

const inVariables = (resource: Resource): string[] =>
    allContainersOf(podOf(resource)).flatMap((container) =>
        variablesOf(container)
            .filter(({ name, value }) => isSecretName(name) && isClear(value))
            .map(({ name }) => `the variable ${name} of the container ${container.name} has its value in clear`),
    );

const inConfigMap = ({ type, properties }: Resource): string[] =>
    type === "kubernetes:core/v1:ConfigMap"
        ? entries(properties.data)
              .filter(([name, value]) => isSecretName(name) && isClear(value))
              .map(([name]) => `data.${name} of a ConfigMap is in clear`)
        : [];

/** `--password` and its value as two arguments. */
const inFlags = (resource: Resource): string[] =>
    allContainersOf(podOf(resource)).flatMap(({ name, value }) =>
        ["command", "args"].flatMap((field) => {
            const words = items(at(value, field));
            return words.flatMap((word, i) => {
                const flag = text(word) ?? "";
                const following = text(words[i + 1]);
                return secretFlag.test(flag) && following !== undefined && isClear(following) && !following.startsWith("-")
                    ? [`${flag} in the ${field} of the container ${name} is followed by its value in clear`]
                    : [];
            });
        }),
    );

/** Credentials within any text, wherever it is. */
function inTexts(value: Value, next: string, path = ""): Finding[] {
    if (typeof value === "string") {
        const kinds = credentials.flatMap(([kind, pattern]) =>
            [...value.matchAll(pattern)].some(([, secret]) => !isReference(secret)) ? [kind] : [],
        );
        return kinds.slice(0, 1).map((kind) => ({
            message: `${path} holds ${kind}, in clear`,
            next: kind.endsWith("JDBC URL")
                ? "pulumi config set --path database.jdbcUrl jdbc:postgresql://HOST:5432/camunda   # user and password are in database.secret"
                : next,
        }));
    }
    return Array.isArray(value)
        ? items(value).flatMap((item, i) => inTexts(item, next, `${path}[${i}]`))
        : entries(value).flatMap(([name, part]) => inTexts(part, next, path ? `${path}.${name}` : name));
}
