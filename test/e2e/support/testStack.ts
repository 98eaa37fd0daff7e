import { ChildProcess, execFile, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { fileBackend } from "../../../local/fileBackend";

const execute = promisify(execFile);
const project = join(__dirname, "..", "..", "..");

/** How a command of the CLI has ended. */
export interface Ended {
    code: number | null;
    /** Both of its outputs, as a user sees them. */
    output: string;
}

/** A stack of the project, driven by the CLI as a user does, with a copy of the settings of `dev` and a backend of its own. */
export class TestStack {
    readonly settings: string;
    readonly env: NodeJS.ProcessEnv;

    private readonly folder: string;

    private constructor(
        private readonly name: string,
        private readonly beside?: TestStack,
    ) {
        const folder = beside?.folder ?? mkdtempSync(join(tmpdir(), "stack-"));
        this.folder = folder;
        this.settings = join(folder, `Pulumi.${name}.yaml`);
        this.env = { ...process.env, PULUMI_BACKEND_URL: fileBackend(folder) };
    }

    /** A new stack with the committed settings of `dev`, and these besides; `beside` another one it shares that one's backend. */
    static async create(settings: Record<string, string>, name = "dev", beside?: TestStack): Promise<TestStack> {
        const stack = new TestStack(name, beside);
        copyFileSync(join(project, "Pulumi.dev.yaml"), stack.settings);
        // `stack init` knows no --config-file, and would write its salt into the committed settings.
        copyFileSync(join(project, "Pulumi.yaml"), join(stack.folder, "Pulumi.yaml"));
        await execute("pulumi", ["stack", "init", name], { cwd: stack.folder, env: stack.env });
        await stack.setSecret("databasePassword", "right");
        // Most tests count what is deployed and started; canaries come where they are asked for.
        for (const [path, value] of Object.entries({ "verification.canary.enabled": "false", ...settings })) {
            await stack.set(path, value);
        }
        return stack;
    }

    set(path: string, value: string): Promise<unknown> {
        return execute("pulumi", ["config", "set", "--stack", this.name, "--path", "--", path, value], { cwd: this.folder, env: this.env });
    }

    setSecret(path: string, value: string): Promise<unknown> {
        return execute("pulumi", ["config", "set", "--stack", this.name, "--secret", path, value], { cwd: this.folder, env: this.env });
    }

    unset(path: string): Promise<unknown> {
        return execute("pulumi", ["config", "rm", "--stack", this.name, "--path", path], { cwd: this.folder, env: this.env });
    }

    preview = (...options: string[]) => this.run("preview", ...options).ended;
    up = (...options: string[]) => this.start(...options).ended;
    destroy = () => this.run("destroy", "--yes").ended;
    refresh = () => this.run("refresh", "--yes").ended;
    cancel = () => this.run("cancel", "--yes").ended;

    /** The preview with other settings, by path, in a copy of the stack's own; `undefined` takes one away. */
    previewWith(settings: Readonly<Record<string, unknown>>): Promise<Ended> {
        const document = parseDocument(readFileSync(this.settings, "utf8"));
        for (const [path, value] of Object.entries(settings)) {
            const at = ["config", ...`camunda-rolling-update:${path}`.split(".")];
            if (value === undefined) {
                document.deleteIn(at);
            } else {
                document.setIn(at, document.createNode(value));
            }
        }
        const copy = join(mkdtempSync(join(this.folder, "settings-")), `Pulumi.${this.name}.yaml`);
        writeFileSync(copy, document.toString());
        return this.preview("--config-file", copy);
    }

    /** Begins a `pulumi up` that can be killed. */
    start = (...options: string[]) => this.run("up", "--yes", ...options);

    async output(name: string, ...options: string[]): Promise<string> {
        const { stdout } = await execute("pulumi", ["stack", "output", name, ...options, "--stack", this.name], {
            cwd: this.folder,
            env: this.env,
        });
        return stdout.trim();
    }

    /** What the backend holds of the stack. */
    async exported(): Promise<string> {
        return (await execute("pulumi", ["stack", "export", "--stack", this.name], { cwd: this.folder, env: this.env, maxBuffer: 1 << 28 }))
            .stdout;
    }

    /** Removes what the stack has made, whatever state it is in. One that others are beside goes last: the backend is its own. */
    async remove(): Promise<void> {
        await this.cancel();
        await this.destroy();
        if (!this.beside) {
            rmSync(this.folder, { recursive: true });
        }
    }

    /** Removes the stack from its backend, as if its state was lost, and nothing of what it has made. */
    lose(): Promise<unknown> {
        const options = ["--force", "--yes", "--preserve-config"];
        return execute("pulumi", ["stack", "rm", this.name, ...options], { cwd: this.folder, env: this.env });
    }

    /** Forgets the stack, and leaves what it has made to whoever removes that by other means. */
    forget(): void {
        rmSync(this.folder, { recursive: true });
    }

    private run(command: string, ...options: string[]): { process: ChildProcess; ended: Promise<Ended> } {
        const file = command === "cancel" ? [] : ["--config-file", this.settings];
        const child = spawn("pulumi", [command, "--stack", this.name, "--color", "never", "--non-interactive", ...file, ...options], {
            cwd: project,
            env: this.env,
        });
        let output = "";
        child.stdout.on("data", (data: Buffer) => (output += data.toString()));
        child.stderr.on("data", (data: Buffer) => (output += data.toString()));
        const ended = new Promise<Ended>((resolve, reject) =>
            child.once("error", reject).once("close", (code) => resolve({ code, output })),
        );
        return { process: child, ended };
    }
}
