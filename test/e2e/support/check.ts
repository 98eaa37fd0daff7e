import { spawn } from "node:child_process";
import { join } from "node:path";

const project = join(__dirname, "..", "..", "..");

/** How the command has ended. */
export interface Checked {
    code: number | null;
    /** Both of its outputs. */
    output: string;
}

/** `npm run -s check`, in a process of its own, without npm's. */
export function check(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<Checked> {
    const child = spawn(process.execPath, ["--import=tsx", "cli/check.ts", ...args], { cwd: project, env });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    return new Promise((resolve, reject) => child.once("error", reject).once("close", (code) => resolve({ code, output })));
}
