import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** The settings in a settings file, below `config:`; undefined: there are none. */
export function settingsIn(file: string): Record<string, unknown> | undefined {
    const config = (parse(readFileSync(file, "utf8")) as { config?: unknown } | null)?.config;
    return typeof config === "object" && config !== null ? (config as Record<string, unknown>) : undefined;
}

const found = (folder: string, name: string): string | undefined =>
    ["yaml", "yml", "json"].map((ending) => join(folder, `${name}.${ending}`)).find(existsSync);

/**
 * The settings file of a stack, found as the CLI finds it: beside the project file, which is in this folder or above it, or in its `stackConfigDir`.
 * Undefined: there is none, e.g. since the backend keeps the settings.
 */
export function settingsFileOf(stack: string, from = process.cwd()): string | undefined {
    const folder = resolve(from);
    const project = found(folder, "Pulumi");
    if (!project) {
        return dirname(folder) === folder ? undefined : settingsFileOf(stack, dirname(folder));
    }
    const { stackConfigDir = "" } = (parse(readFileSync(project, "utf8")) ?? {}) as { stackConfigDir?: string };
    return found(join(folder, stackConfigDir), `Pulumi.${stack}`);
}
