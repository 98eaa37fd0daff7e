import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, OpMap, PreviewOptions, PulumiFn, Stack, UpOptions } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { fileBackend } from "../../../local/fileBackend";
import { awsBridge, LocalAws, startAws } from "../../../local/aws/aws";
import { linkPlugins } from "../../../local/stack";
import { systemPulumi } from "../../../local/tools";

/** A resource in the state. */
export interface StateResource {
    urn: string;
    type: string;
    id?: string;
    inputs?: Record<string, unknown>;
    outputs?: Record<string, unknown>;
}

/** What an operation did: how many resources of each kind of step, without those that stay the same or are only read. */
export type Changes = Partial<Record<keyof OpMap, number>>;

const changes = (summary: OpMap | undefined): Changes =>
    Object.fromEntries(Object.entries(summary ?? {}).filter(([operation]) => !["same", "read"].includes(operation)));

/** A stack in a backend of its own, with an AWS of its own: the real engine, Terraform's provider, and moto in place of AWS. */
export class AwsStack {
    private constructor(
        /** The stack, for what is not below. */
        readonly stack: Stack,
        /** AWS as the program sees it. */
        readonly aws: LocalAws,
        private readonly home: string,
    ) {}

    /** With a program in this process, or in a file: that one can be asked by a policy pack. */
    static async create(
        program: PulumiFn | string,
        options: { stack?: string; settings?: Record<string, unknown> } = {},
    ): Promise<AwsStack> {
        const home = mkdtempSync(join(tmpdir(), "aws-"));
        const name = options.stack ?? "test";
        const aws = await startAws();
        await linkPlugins(home, awsBridge());
        const file = typeof program === "string";
        const runtime = { name: "nodejs", options: { typescript: false, nodeargs: "--import=tsx" } };
        writeFileSync(join(home, "Pulumi.yaml"), stringify({ name: "aws-test", runtime, ...(file ? { main: program } : {}) }));
        writeFileSync(join(home, `Pulumi.${name}.yaml`), stringify({ config: options.settings ?? {} }));
        const envVars = {
            ...aws.environment,
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: fileBackend(home),
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            ...(systemPulumi() ? {} : { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
        };
        const workspace = file
            ? LocalWorkspace.createStack({ stackName: name, workDir: home }, { envVars })
            : LocalWorkspace.createStack({ stackName: name, projectName: "aws-test", program }, { envVars, workDir: home });
        return new AwsStack(await workspace, aws, home);
    }

    /** What an `up` would do. */
    async preview(options: PreviewOptions = {}): Promise<Changes> {
        return changes((await this.stack.preview({ color: "never", ...options })).changeSummary);
    }

    /** Brings it up. */
    async up(options: UpOptions = {}): Promise<Changes> {
        return changes((await this.stack.up({ color: "never", ...options })).summary.resourceChanges);
    }

    /** What AWS has otherwise than the state; nobody else is asked. */
    async refresh(): Promise<Changes> {
        const { resources } = (await this.stack.exportStack()).deployment as { resources: StateResource[] };
        const target = resources.filter(({ type }) => type.startsWith("aws:")).map(({ urn }) => urn);
        return changes((await this.stack.refresh({ color: "never", target })).summary.resourceChanges);
    }

    /** The state as it is stored, secrets encrypted. */
    stored(): string {
        return readFileSync(join(this.home, ".pulumi", "stacks", "aws-test", `${this.stack.name}.json`), "utf8");
    }

    /** As `pulumi state unprotect` does. */
    async unprotect(urn: string): Promise<void> {
        const state = await this.stack.exportStack();
        const { resources } = state.deployment as { resources: { urn: string; protect?: boolean }[] };
        resources.filter((resource) => resource.urn === urn).forEach((resource) => (resource.protect = false));
        await this.stack.importStack(state);
    }

    /** Removes its resources, as far as nothing protects them. */
    async destroy(): Promise<Changes> {
        return changes((await this.stack.destroy({ color: "never" })).summary.resourceChanges);
    }

    /** The resource with that name in the state; of several types, that whose type ends so. */
    async resource(name: string, type = ""): Promise<StateResource> {
        const { resources } = (await this.stack.exportStack()).deployment as { resources: StateResource[] };
        const found = resources.filter(({ urn, type: its }) => urn.endsWith(`::${name}`) && its.endsWith(type));
        if (found.length !== 1) {
            throw new Error(`${found.length} resources are called ${name}: ${found.map(({ type }) => type).join(", ")}`);
        }
        return found[0];
    }

    /** Ends its AWS, with all that is in it, and removes its files. */
    async remove(): Promise<void> {
        await this.aws.stop();
        rmSync(this.home, { recursive: true });
    }
}
