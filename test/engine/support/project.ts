import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { EngineEvent, LocalWorkspace, PreviewOptions, Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";
import { fileBackend } from "../../../local/fileBackend";
import { linkPlugins } from "../../../local/stack";
import { folder, systemPulumi, tools } from "../../../local/tools";
import { cliFolder } from "./cli";

/** The pack as a user names it. */
const policyPack = join(__dirname, "..", "..", "..", "policies");

/** What a policy has reported. */
export interface Reported {
    policy: string;
    level: string;
    /** Name of the resource. */
    resource: string;
    text: string;
}

/** What a preview with the pack has shown. */
export interface Previewed {
    passed: boolean;
    output: string;
    reports: Reported[];
    /** Each resource that the preview shows, as the provider would get it. */
    inputs: { type: string; name: string; inputs: object }[];
}

/** A resource in the state. */
export interface StateResource {
    urn: string;
    type: string;
    custom?: boolean;
    id?: string;
    inputs?: object;
    outputs?: Record<string, unknown>;
    dependencies?: string[];
    provider?: string;
    parent?: string;
}

function reportOf({ policyEvent: event }: EngineEvent): Reported[] {
    // The first line is the policy's description, which the CLI prints above each violation.
    const [, ...text] = event?.message.trimEnd().split("\n") ?? [];
    const resource = event?.resourceUrn?.split("::").at(-1) ?? "";
    return event ? [{ policy: event.policyName, level: event.enforcementLevel, resource, text: text.join("\n") }] : [];
}

/** Folder of a CLI that can run programs and policy packs; undefined where something of it is still to be built. */
export function completeCli(): string | undefined {
    const provider = () => existsSync(join(folder(tools.provider), "pulumi-resource-kubernetes"));
    return systemPulumi() || provider() ? cliFolder() : undefined;
}

/**
 * A stack of a program in a file, driven by the real CLI with language host and provider, in a backend of its own. Its settings are a copy, since
 * the CLI writes into them, and there is no cluster at the other end: nothing listens on port 1.
 */
export class ProjectStack {
    private constructor(
        private readonly stack: Stack,
        private readonly home: string,
    ) {}

    static async create(cli: string, options: { stack: string; main: string; settings?: Record<string, unknown> }): Promise<ProjectStack> {
        const home = mkdtempSync(join(tmpdir(), "policies-"));
        const runtime = { name: "nodejs", options: { typescript: false, nodeargs: "--import=tsx" } };
        writeFileSync(join(home, "Pulumi.yaml"), stringify({ name: "camunda-rolling-update", runtime, main: options.main }));
        writeFileSync(join(home, `Pulumi.${options.stack}.yaml`), stringify({ config: options.settings ?? {} }));
        const none = { name: "none", cluster: { server: "https://127.0.0.1:1" } };
        const contexts = [{ name: "none", context: { cluster: "none", user: "none" } }];
        const users = [{ name: "none", user: { token: "none" } }];
        const kubeconfig = { apiVersion: "v1", kind: "Config", "current-context": "none", clusters: [none], contexts, users };
        writeFileSync(join(home, "kubeconfig"), stringify(kubeconfig));
        if (cli) {
            await linkPlugins(home);
            process.env.PATH = `${cli}${delimiter}${process.env.PATH}`;
        }
        const envVars = {
            ...(cli ? { PULUMI_HOME: home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
            PULUMI_BACKEND_URL: fileBackend(home),
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            KUBECONFIG: join(home, "kubeconfig"),
        };
        return new ProjectStack(await LocalWorkspace.createStack({ stackName: options.stack, workDir: home }, { envVars }), home);
    }

    /** The state as it would be with a change, written in its JSON, and what the pack reports of it: no program and no provider takes part. */
    async analyze(change: (resources: StateResource[]) => void): Promise<Reported[]> {
        const before = await this.stack.exportStack();
        const changed = structuredClone(before);
        change((changed.deployment as { resources: StateResource[] }).resources);
        await this.stack.importStack(changed);
        const args = ["policy", "analyze", "--json", "--stack", this.stack.name, "--policy-pack", policyPack];
        const options = { cwd: this.home, env: { ...process.env, ...this.stack.workspace.envVars } };
        // Where a policy is violated it exits with 1, and has said everything before.
        const stdout = await promisify(execFile)("pulumi", args, options).then(
            (ended) => ended.stdout,
            (error: Error & { stdout: string }) => {
                if (!error.stdout.includes('"policyEvent"')) throw error;
                return error.stdout;
            },
        );
        await this.stack.importStack(before);
        const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
        return lines.flatMap((line) => reportOf(JSON.parse(line) as EngineEvent));
    }

    set = (key: string, value: string, secret = false) => this.stack.setConfig(key, { value, secret });
    up = () => this.stack.up();
    /** URN of the one resource whose URN ends in that way. */
    async urnOf(end: string): Promise<string> {
        const { resources } = (await this.stack.exportStack()).deployment as { resources: StateResource[] };
        return resources.find(({ urn }) => urn.endsWith(end))!.urn;
    }
    remove = () => rmSync(this.home, { recursive: true });

    /** A preview with the pack: whether it goes through, what the policies report, and what each resource would be made of. */
    async preview(options: PreviewOptions & { policyConfig?: object } = {}): Promise<Previewed> {
        const { policyConfig, ...others } = options;
        const config = join(this.home, "policies.json");
        writeFileSync(config, JSON.stringify(policyConfig ?? {}));
        const reports: Reported[] = [];
        const inputs: Previewed["inputs"] = [];
        const onEvent = (event: EngineEvent) => {
            reports.push(...reportOf(event));
            const made = event.resourcePreEvent?.metadata.new;
            if (made) inputs.push({ type: made.type, name: made.urn.split("::").at(-1)!, inputs: made.inputs });
        };
        const pack = { policyPacks: [policyPack], ...(policyConfig ? { policyPackConfigs: [config] } : {}) };
        return this.stack.preview({ ...others, ...pack, color: "never", onEvent }).then(
            ({ stdout, stderr }) => ({ passed: true, output: stdout + stderr, reports, inputs }),
            (error: Error) => ({ passed: false, output: error.message, reports, inputs }),
        );
    }
}
