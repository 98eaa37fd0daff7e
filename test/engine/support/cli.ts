import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { fileBackend } from "../../../local/fileBackend";
import { folder, systemPulumi, tools } from "../../../local/tools";

/** Folder of a Pulumi CLI, the installed one or the local stack's; undefined where there is none yet. */
export function cliFolder(): string | undefined {
    if (systemPulumi()) {
        return "";
    }
    const built = folder(tools.pulumi);
    return existsSync(join(built, "pulumi")) ? built : undefined;
}

/** A stack of its own, in a backend of its own or in that of another one, with its program in this process: no language host, no provider, no cluster. */
export async function scratchStack(
    cli: string,
    program: () => Promise<Record<string, unknown>>,
    { stackName = "test", home = mkdtempSync(join(tmpdir(), "gate-")) }: { stackName?: string; home?: string } = {},
): Promise<{ stack: Stack; home: string; remove: () => void }> {
    if (cli) {
        process.env.PATH = `${cli}${delimiter}${process.env.PATH}`;
    }
    const envVars = {
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: fileBackend(home),
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName: "gate", program }, { envVars });
    return { stack, home, remove: () => rmSync(home, { recursive: true }) };
}
