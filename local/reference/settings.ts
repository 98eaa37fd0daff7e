import { Setting } from "../../components/settings/table/setting";
import { inLines } from "./lines";
import { defaultOf, documented, DocumentedSection } from "./sections";

const headingOf = ({ path }: DocumentedSection): string => (path === "" ? "The stack" : `\`${path}\``);

/** The anchor that GitHub makes of a heading. */
const anchorOf = (section: DocumentedSection): string =>
    headingOf(section)
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-");

/** Braces, brackets and stars in a message are no Markdown. */
const plain = (text: string): string => text.replace(/([\\*<>[\]])/g, "\\$1");

function settingLines(path: string, name: string, setting: Setting): string[] {
    const own = path === "" ? name : `${path}.${name}`;
    const byDefault = defaultOf(setting);
    const value = [
        ...(setting.check.expected === "" ? [] : [`Value: ${plain(setting.check.expected)}.`]),
        setting.required ? "Required." : `Default: ${byDefault ?? "none"}.`,
    ].join(" ");
    const more = setting.more === undefined ? "" : ` [More](${setting.more}).`;
    return [
        inLines(`**\`${own}\`**: ${setting.text}`, 160, "- "),
        inLines(value, 160, "    - "),
        inLines(`${setting.change}${more}`, 160, "    - "),
    ];
}

/** docs/reference/settings.md: every setting of a stack. */
export const page = (): string => `# Settings

<!-- Generated from components/settings/table by npm run docs:reference. -->

\`\`\`
pulumi config set --path SECTION.NAME VALUE
pulumi config rm --path SECTION.NAME
\`\`\`

Unknown names are refused. \`pulumi config set\` writes to \`Pulumi.STACK.yaml\`, with the project's name as a prefix (\`camunda-rolling-update:nodes\`). If you
edit that file yourself, write the prefix, and put versions in quotes. With this first line, an editor that has the YAML language server completes names
and underlines mistakes:

\`\`\`
# yaml-language-server: $schema=Pulumi.schema.json
\`\`\`

A pod has only what these settings offer: [what a node's pod cannot have](limits.md#what-a-nodes-pod-cannot-have).

Sections:

${documented.map((section) => `- [${headingOf(section)}](#${anchorOf(section)}): ${section.text}`).join("\n")}

${documented
    .map((section) =>
        [
            `## ${headingOf(section)}\n`,
            `${section.text}\n`,
            ...Object.entries(section.settings).flatMap(([name, setting]) => settingLines(section.path, name, setting)),
        ].join("\n"),
    )
    .join("\n\n")}
`;
