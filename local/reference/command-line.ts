import { Command } from "commander";
import { bundleCommand } from "../../cli/commands/bundle";
import { checkCommand } from "../../cli/commands/check";
import { doctorCommand } from "../../cli/commands/doctor";
import { inspectCommand } from "../../cli/commands/inspect";
import { migrateCommand } from "../../cli/commands/migrate";
import { planCommand } from "../../cli/commands/plan";
import { exitCodes } from "../../cli/exitCodes";
import { inLines } from "./lines";

/** The commands, and the guide that shows how each is used. */
const commands: readonly (readonly [command: Command, guide: string])[] = [
    [checkCommand, "[check and plan](../guides/check-and-plan.md)"],
    [planCommand, "[check and plan](../guides/check-and-plan.md)"],
    [inspectCommand, "[inspect and doctor](../guides/inspect-and-doctor.md)"],
    [doctorCommand, "[inspect and doctor](../guides/inspect-and-doctor.md)"],
    [bundleCommand, "[migrate by hand](../guides/migrate-by-hand.md)"],
    [migrateCommand, "[migrate by hand](../guides/migrate-by-hand.md)"],
];

const opening = `# Command line

Every command of this project has \`--help\`, from which this page is made. Options follow after \`--\`, for example
\`npm run -s check -- --config-file Pulumi.production.yaml\`. Only \`migrate\` changes anything: the schema.

\`npm run demo\` shows an update with real engines on this machine ([README.md](../../README.md#see-it)).`;

const ofPulumi = `## Commands of Pulumi

| command | does |
| --- | --- |
| \`pulumi preview\` | shows the plan and all holds; changes nothing |
| \`pulumi up\` | shows the plan, asks, and runs the update; \`--yes\` does not ask |
| \`pulumi up --refresh\` | reads the cluster first; puts back what was changed by hand |
| \`pulumi preview --policy-pack policies\` | checks the plan against [the policies](policies.md), too; \`pulumi up\` takes the same option |
| \`pulumi up --suppress-outputs\` | does not list the stack's outputs, which Pulumi shows as deleted after a hold |
| \`pulumi config set --path SECTION.NAME VALUE\` | changes a [setting](settings.md); \`pulumi config rm --path SECTION.NAME\` removes it |
| \`pulumi stack output completedVersion\` | shows the last completed version; also \`history\`, \`evidence\` |
| \`pulumi cancel\` | removes the lock that a killed \`pulumi\` left |
| \`pulumi destroy\` | removes the stack's resources; refused [while the gate is protected](../operations/in-progress.md#protected-gate-and-pulumi-destroy) |

Do not use \`--target\` with this module: it bypasses the gate. [Saved plans](../operations/in-progress.md#saved-plans-pulumi-up---plan) (\`--plan\`) do not
work for an update of the version.

## Tests

\`npm test\` runs the tests that need no cluster. [CONTRIBUTING.md](../../CONTRIBUTING.md) lists all suites.`;

/** What a default is, where it is a value that can be typed. */
const byDefault = (value: unknown) => (typeof value === "string" ? ` (default: \`${value}\`)` : "");

function section([command, guide]: (typeof commands)[number]): string {
    const name = command.name() as keyof typeof exitCodes;
    const options = command.options.map((option) => `| \`${option.flags}\` | ${option.description}${byDefault(option.defaultValue)} |`);
    const codes = Object.values(exitCodes[name]).map(({ code, means }) => `| ${code} | ${means} |`);
    return [
        `## ${name}`,
        inLines(`${command.description()} Guide: ${guide}`, 150, ""),
        `\`\`\`text\nnpm run -s ${name} -- ${command.usage()}\n\`\`\``,
        ["| option | means |", "| --- | --- |", ...options].join("\n"),
        ["| exit code | means |", "| --- | --- |", ...codes].join("\n"),
    ].join("\n\n");
}

/** The page docs/reference/command-line.md, from the definitions of the commands. */
export const page = (): string => [opening, ...commands.map(section), ofPulumi, ""].join("\n\n");
