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
    stack.up = connected(stack.up.bind(stack));
    stack.preview = connected(stack.preview.bind(stack));
    return { stack, home, remove: () => rmSync(home, { recursive: true }) };
}

/**
 * Runs once more where the program, which is in this process, did not reach the engine at all. It happens once in hundreds of runs; most likely the engine
 * listens where an earlier one did, to which gRPC still has a connection that it holds for broken (all clients of a process share them by address).
 */
const connected =
    <Options, Result>(run: (options?: Options) => Promise<Result>) =>
    (options?: Options): Promise<Result> =>
        run(options).catch((error: Error) => {
            if (error.message.includes("14 UNAVAILABLE: No connection established")) return run(options);
            throw error;
        });
