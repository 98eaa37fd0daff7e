import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const project = join(__dirname, "..", "..", "..");

/** How a command has ended, and what it took. */
export interface End {
    readonly code: number | null;
    /** Both of its outputs. */
    readonly output: string;
    /** Most memory that it had at a time. */
    readonly megabytes: number;
    readonly seconds: number;
}

/** Says at its end what it took, where its parent has a pipe for that. */
const measured = `data:text/javascript,${encodeURIComponent(
    "import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))",
)}`;

/** A command of cli/, in a process of its own. */
export function run(name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<End> {
    return ended(process.execPath, ["--import=tsx", `--import=${measured}`, `cli/${name}.ts`, ...args], env);
}

/** Any program. */
export function ended(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<End> {
    const begin = Date.now();
    const child = spawn(program, args, { cwd: project, env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    let [output, taken] = ["", ""];
    for (const stream of [child.stdout, child.stderr]) {
        // What is too long is not kept, so that this process survives what the other one has printed.
        stream?.on("data", (data: Buffer) => (output = (output + data.toString()).slice(0, 1 << 20)));
    }
    child.stdio[3]?.on("data", (data: Buffer) => (taken += data.toString()));
    return new Promise((resolve, reject) =>
        child.once("error", reject).once("close", (code) => {
            resolve({ code, output, megabytes: Number(taken) / 1024, seconds: (Date.now() - begin) / 1000 });
        }),
    );
}

/** What no terminal may get: controls but the end of a line, and what turns a line round or hides a part of it. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
export const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** What has to be true whatever was answered: a page that can be read, within bounds. */
export function expectSurvived({ output, megabytes, seconds }: End, budgetSeconds = 20): void {
    expectPrintable(output);
    expect(megabytes, "megabytes").to.be.below(300);
    expect(seconds, "seconds").to.be.below(budgetSeconds);
    // An error that nobody has caught ends so.
    expect(output).not.to.match(/^\s+at .*\.ts:\d+|Node\.js v\d/m);
}

/** A text that a terminal may get. */
export function expectPrintable(text: string): void {
    expect(text.length, "characters").to.be.below(16_384);
    const found = unprintable.exec(text);
    expect(found && text.slice(Math.max(0, found.index - 40), found.index + 40), "what is not printable").to.equal(null);
}
