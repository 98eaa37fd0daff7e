import { spawn } from "node:child_process";
import { join } from "node:path";

const project = join(__dirname, "..", "..", "..");

/** How a command has ended. */
export interface CommandEnd {
    code: number | null;
    /** Both of its outputs. */
    output: string;
}

/** A command of cli/, in a process of its own, without npm's. */
export function command(name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<CommandEnd> {
    const child = spawn(process.execPath, ["--import=tsx", `cli/${name}.ts`, ...args], { cwd: project, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data: Buffer) => (output += data.toString()));
    }
    return new Promise((resolve, reject) => child.once("error", reject).once("close", (code) => resolve({ code, output })));
}
