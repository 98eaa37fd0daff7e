import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { artifact, cache, hash, run, type Step } from "../step";
import { folder, tools, toolStep } from "../tools";
import { terraformProvider } from "./provider";

const requirements = join(__dirname, "moto", "requirements.txt");

let pythonVersion: string | undefined;

// Packages are compiled for a version of Python.
function motoFolder(): string {
    pythonVersion ??= execFileSync("python3", ["--version"], { encoding: "utf8" });
    return join(cache, "tools", `moto-${hash(readFileSync(requirements), pythonVersion)}`);
}

const python = () => join(motoFolder(), "bin", "python");

const motoStep = (): Step =>
    artifact("moto, from its Python packages", 15, motoFolder(), async (temporary, report, signal) => {
        const environment = join(temporary, "moto");
        await run("python3", ["-m", "venv", environment], { signal });
        // Not its pip, whose first line names a folder that is yet to be renamed.
        const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--requirement", requirements];
        await run(join(environment, "bin", "python"), pip, { signal, line: (line) => report(line) });
        return environment;
    });

/** What the tests on AWS need beside a CLI: none where there is no Terraform provider to run. */
export function awsSteps(): Step[] {
    return terraformProvider() ? [toolStep(tools.awsBridge), motoStep()] : [];
}

/** Executable of the plugin that gives programs on `@pulumi/aws` Terraform's provider. */
export const awsBridge = () => join(folder(tools.awsBridge), "pulumi-resource-aws");

/** Executable of the plugin with which such programs can be previewed, and no more. */
export const awsEcho = join(__dirname, "echo", "pulumi-resource-aws");

/** Why there are no tests on AWS here; undefined: there can be. */
export function awsMissing(): string | undefined {
    if (!terraformProvider()) {
        return "no terraform-provider-aws on this machine; TERRAFORM_PROVIDER_AWS can name one (local/README.md)";
    }
    return existsSync(awsBridge()) && existsSync(python()) ? undefined : "not built yet: npx tsx local/stack.ts up --only aws";
}

/** An AWS of its own, empty, on this machine. */
export interface LocalAws {
    /** For `pulumi`, and for whatever else speaks to it. */
    environment: Record<string, string>;
    /** Calls an operation, as boto3 names service, operation and parameters, e.g. `rds`, `describe_db_snapshots`, `{ SnapshotType: "manual" }`. */
    call<Answer>(service: string, operation: string, parameters?: object): Promise<Answer>;
    /** Ends it; all that is in it is lost. */
    stop(): Promise<void>;
}

/** Starts it, and ends nothing but what it has started. */
export async function startAws(): Promise<LocalAws> {
    const provider = terraformProvider();
    const missing = awsMissing();
    if (!provider || missing) {
        throw new Error(missing);
    }
    // It ends when its stdin does: with this process, however that ends.
    const server = spawn(python(), [join(__dirname, "moto", "server.py")], { stdio: ["pipe", "pipe", "pipe"] });
    const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
    const log: string[] = [];
    createInterface(server.stderr).on("line", (line) => log.push(line) > 200 && log.shift());
    const port = await new Promise<string>((resolve, reject) => {
        createInterface(server.stdout).once("line", resolve);
        server.once("error", reject);
        server.once("exit", (code) => reject(new Error([`moto ended with ${code ?? "a signal"}`, ...log].join("\n"))));
    });
    const environment = {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
        AWS_REGION: "eu-central-1",
        AWS_DEFAULT_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_EC2_METADATA_DISABLED: "true",
        // Whoever runs the tests may be logged in to a real account.
        AWS_SESSION_TOKEN: "",
        AWS_PROFILE: "",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        TERRAFORM_PROVIDER_AWS: provider.executable,
    };
    return {
        environment,
        call: async <Answer>(service: string, operation: string, parameters: object = {}) => {
            const { execa } = await import("execa"); // an ES module
            // boto3 takes an empty profile for one that is missing.
            const options = { input: JSON.stringify(parameters), env: { ...environment, AWS_PROFILE: undefined } };
            const { stdout } = await execa(python(), [join(__dirname, "moto", "call.py"), service, operation], options);
            return JSON.parse(stdout) as Answer;
        },
        stop: () => {
            server.stdin.end();
            return ended;
        },
    };
}
