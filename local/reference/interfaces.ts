import { rdsPlacementSection, rdsSection } from "../../components/settings/table/rdsSection";
import { changes, Section, Setting } from "../../components/settings/table/setting";
import { inLines } from "./lines";
import { defaultOf, sectionAt } from "./sections";

const width = 140;
const generated = "// Generated from components/settings/table by npm run docs:reference.\n";

/** An argument interface. */
interface Interface {
    readonly name: string;
    readonly text: string;
    readonly settings: Section;
    readonly extended?: string;
}

const types: Readonly<Record<string, string>> = { integer: "number", string: "string", boolean: "boolean" };

/** The TypeScript type of a setting. */
export function typeOf({ type, check }: Setting): string {
    const found = type ?? types[check.schema.type as string];
    if (!found) {
        throw new Error(`a setting without a type: ${check.expected}`);
    }
    return found;
}

function comment(text: string, indent: string): string {
    const line = `${indent}/** ${text} */`;
    return line.length <= width ? line : `${indent}/**\n${inLines(text, width, `${indent} * `, `${indent} * `)}\n${indent} */`;
}

/** What an editor shows of a setting; that a change restarts nothing, it need not say. */
export function describe(setting: Setting): string {
    const byDefault = defaultOf(setting);
    const change = [changes.nothing, changes.ingress].includes(setting.change as never) ? [] : [setting.change];
    return [setting.text, ...change, ...(byDefault === undefined ? [] : [`@default ${byDefault}`])].join(" ");
}

const member = ([name, setting]: [string, Setting]): string =>
    `${comment(describe(setting), "    ")}\n    ${name}${setting.required ? "" : "?"}: ${typeOf(setting)};`;

const declaration = ({ name, text, settings, extended }: Interface): string =>
    [
        comment(text, ""),
        `export interface ${name}${extended ? ` extends ${extended}` : ""} {`,
        ...Object.entries(settings).map(member),
        "}",
    ].join("\n");

const of = (name: string, path: string): Interface => ({ name, text: sectionAt(path).text, settings: sectionAt(path).settings });

const file = (imports: string, interfaces: readonly Interface[]): string =>
    `${generated}${imports}${imports && "\n"}${interfaces.map(declaration).join("\n\n")}\n`;

const settingsArgs = (): string =>
    file('import * as pulumi from "@pulumi/pulumi";\nimport { Toleration } from "./domain/facts/placement";\n', [
        of("EngineArgs", "engine"),
        of("NodesArgs", "nodes"),
        of("MigrationArgs", "migration"),
        of("AdoptArgs", "adopt"),
        of("PromotionArgs", "promotion"),
        of("NamedBackupArgs", "backup"),
        of("CanaryArgs", "verification.canary"),
        of("VerificationArgs", "verification"),
    ]);

const databaseArgs = (): string =>
    file('import * as pulumi from "@pulumi/pulumi";\nimport { RdsSettings } from "../settings/rds/settings";\n', [
        {
            name: "RdsPlacementArgs",
            text: "A database of RDS, and who may reach it: what a stack can be told about it.",
            settings: rdsPlacementSection,
            extended: "RdsSettings",
        },
        of("DatabaseSettings", "database"),
    ]);

const rdsSettings = (): string =>
    file("", [
        {
            name: "RdsSettings",
            text: "Settings of a database of RDS: plain values, so that they can be judged before anything is asked of AWS.",
            settings: rdsSection,
        },
    ]);

/** The argument interfaces, by the files that they are in. */
export const files = {
    "components/settingsArgs.ts": settingsArgs,
    "components/database/databaseArgs.ts": databaseArgs,
    "components/settings/rds/settings.ts": rdsSettings,
};
