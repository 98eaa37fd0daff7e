import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import semver from "semver";

/** An executable of Terraform's provider for AWS. */
export interface TerraformProvider {
    executable: string;
    /** Its version, where its name or that of a folder above it tells. */
    version?: string;
}

// https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories, and where caches usually are.
const folders = () => [
    process.env.TF_PLUGIN_CACHE_DIR,
    join(homedir(), ".terraform.d"),
    join(process.env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "terraform", "plugins"),
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "terraform"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    "/opt/tf-plugins",
];

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

const versionOf = (path: string) => /(?:_v|aws\/)(\d+\.\d+\.\d+)/.exec(path)?.[1];

function inFolder(folder: string): string[] {
    const platform = `linux_${process.arch === "x64" ? "amd64" : process.arch}`;
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && /^terraform-provider-aws(_v[^/]*)?$/.test(entry.name));
    return files
        .map((file) => join(file.parentPath, file.name))
        .filter((path) => !/\/\w+_\w+\/[^/]*$/.test(path) || path.includes(platform));
}

/** The newest one of this machine, or the one that TERRAFORM_PROVIDER_AWS names; no package registry has it. */
export function terraformProvider(): TerraformProvider | undefined {
    const named = process.env.TERRAFORM_PROVIDER_AWS;
    if (named) {
        if (!isExecutable(named) || !basename(named).startsWith("terraform-provider-aws")) {
            throw new Error(`TERRAFORM_PROVIDER_AWS is ${named}, which is no executable of the name terraform-provider-aws…`);
        }
        return { executable: named, version: versionOf(named) };
    }
    const places = folders().filter((folder) => folder && existsSync(folder)) as string[];
    const found = places.flatMap(inFolder).filter(isExecutable);
    const [newest] = found
        .map((executable) => ({ executable, version: versionOf(executable) }))
        .sort((a, b) => semver.rcompare(a.version ?? "0.0.0", b.version ?? "0.0.0"));
    return newest;
}
