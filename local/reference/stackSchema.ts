import { Schema } from "../../components/settings/checks";
import { Section, Setting } from "../../components/settings/table/setting";
import { defaultOf, documented, DocumentedSection, sectionAt } from "./sections";

const project = "camunda-rolling-update";
const documentation = "docs/reference/settings.md";
const secret = { $ref: "#/definitions/secret" };

/** Backticks are Markdown, and an editor shows a description as text. */
const textOf = (setting: Setting): string => {
    const byDefault = defaultOf(setting);
    return [setting.text, byDefault === undefined ? "Required." : `Default: ${byDefault}.`, setting.change].join(" ").replaceAll("`", "");
};

/** With the words of the module instead of a pattern, where the YAML language server reports it. */
const schemaOf = ({ check: { schema, expected } }: Setting): Schema =>
    "pattern" in schema ? { ...schema, patternErrorMessage: `It has to be ${expected}.` } : schema;

/** `pulumi config set --secret` encrypts any value. */
const orSecret = (schema: Schema): Schema => ({ anyOf: [valuesOrSecret(schema), secret] });

/** So may each text of a list be, and each value behind a name. */
function valuesOrSecret({ items, additionalProperties, ...schema }: Schema): Schema {
    return {
        ...schema,
        ...(items === undefined ? {} : { items: orSecret(items as Schema) }),
        ...(additionalProperties === undefined ? {} : { additionalProperties: orSecret(additionalProperties as Schema) }),
    };
}

const sectionSchema = (path: string): Schema => objectOf(path, sectionAt(path).settings);

/** The sections within a setting: one by its path, or a list of them. */
function within(path: string): Schema | undefined {
    if (documented.some((section) => section.path === `${path}[N]`)) {
        return { type: "array", items: sectionSchema(`${path}[N]`) };
    }
    return documented.some((section) => section.path === path) ? sectionSchema(path) : undefined;
}

function objectOf(path: string, settings: Section): Schema {
    const properties = Object.entries(settings).map(([name, setting]) => [
        name,
        { description: textOf(setting), ...(within(`${path}.${name}`) ?? orSecret(schemaOf(setting))) },
    ]);
    const required = Object.entries(settings).flatMap(([name, setting]) => (setting.required ? [name] : []));
    return {
        type: "object",
        properties: Object.fromEntries(properties) as Schema,
        additionalProperties: false,
        ...(required.length > 0 ? { required } : {}),
    };
}

/** Texts are what `pulumi config set` writes without `--path`, of a flag, too. */
function topLevel(setting: Setting): Schema {
    const schema = schemaOf(setting);
    return { description: textOf(setting), ...orSecret(schema.type === "boolean" ? { enum: [true, false, "true", "false"] } : schema) };
}

/** A section, or a list of them. What is JSON in a text, or a secret, is not looked into. */
function topSection({ path, text }: DocumentedSection): [string, Schema] {
    const name = path.replace("[N]", "");
    const schema = path === name ? sectionSchema(path) : { type: "array", items: sectionSchema(path) };
    return [
        name,
        {
            description: `${text} ${documentation}#${path.replace(/\W/g, "").toLowerCase()}`.replaceAll("`", ""),
            if: { anyOf: [{ type: "string" }, secret] },
            else: schema,
        },
    ];
}

/**
 * Pulumi.schema.json: a stack's settings file, for editors. It accepts whatever the module accepts, and refuses what it can tell by a value
 * alone; rules about several settings are for `check`.
 */
function stackSchema(): Schema {
    const top: Record<string, Schema> = Object.fromEntries([
        ...Object.entries(sectionAt("").settings).map(([name, setting]) => [name, topLevel(setting)]),
        ...documented.filter(({ path }) => path !== "" && !path.includes(".")).map(topSection),
    ]) as Record<string, Schema>;
    const each = (key: (name: string) => string): Schema =>
        Object.fromEntries(Object.keys(top).map((name) => [key(name), { $ref: `#/definitions/${name}` }]));
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "Settings of a stack of camunda-rolling-update",
        $comment: "Generated from components/settings/table by npm run docs:reference.",
        definitions: {
            ...top,
            secret: {
                description: "An encrypted value, as pulumi config set --secret writes it.",
                type: "object",
                properties: { secure: { type: "string" } },
                required: ["secure"],
                additionalProperties: false,
            },
        },
        type: "object",
        properties: {
            config: {
                description: `The settings: ${documentation}.`,
                type: "object",
                properties: each((name) => `${project}:${name}`),
                patternProperties: {
                    // A key without a prefix is the project's; an editor need not offer it besides.
                    ...each((name) => `^${name}$`),
                    // Settings of providers and of other packages, e.g. aws:region.
                    [`^(?!${project}:)[^:]+:`]: {},
                },
                additionalProperties: false,
            },
            environment: { description: "Environments of Pulumi ESC." },
            encryptionsalt: { type: "string", description: "Written by Pulumi." },
            encryptedkey: { type: "string", description: "Written by Pulumi." },
            secretsprovider: { type: "string", description: "Written by Pulumi." },
        },
        additionalProperties: false,
    };
}

/** The JSON schema. */
export const files = { "Pulumi.schema.json": () => `${JSON.stringify(stackSchema(), null, 2)}\n` };
