import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { version as awsVersion } from "@pulumi/aws/package.json";
import semver from "semver";
import { artifact, cache, contents, hash, run, type Report, type Step } from "./step";

/** A tool that is built from a Go module: `local/build/<name>` pins its version. */
export interface Tool {
    name: string;
    packages: string[];
    tags?: string;
    /** Linker flags beside `-s -w`: the versions that a release build would carry. */
    ldflags?: string;
    usualSeconds: number;
    /** Brings what the executable needs beside it. */
    complete?: (source: string, folder: string) => Promise<void>;
}

const providerVersion = "4.25.0";

/** Name of the folder in which a `pulumi` looks for the kubernetes provider. */
export const providerFolder = `resource-kubernetes-v${providerVersion}`;

/** Name of the folder in which a `pulumi` looks for the aws provider. */
export const awsFolder = `resource-aws-v${awsVersion}`;

// The module does not carry the copy of the schema that a release embeds; the provider's main reads it from beside the executable.
async function addSchema(source: string, folder: string): Promise<void> {
    let module = "";
    const args = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi-kubernetes/provider/v4"];
    await run("go", args, { cwd: source, line: (line) => (module = line) });
    const schema = JSON.parse(await readFile(join(module, "cmd/pulumi-resource-kubernetes/schema.json"), "utf8")) as object;
    await writeFile(join(folder, "schema.json"), JSON.stringify({ ...schema, version: providerVersion }));
}

export const tools = {
    pulumi: {
        name: "pulumi",
        packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
        tags: "osusergo,grpcnotrace",
        ldflags: "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.248.0",
        usualSeconds: 229,
    },
    provider: {
        name: "kubernetes-provider",
        packages: ["."],
        ldflags: `-X github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version=${providerVersion}`,
        usualSeconds: 493,
        complete: addSchema,
    },
    etcd: { name: "etcd", packages: ["go.etcd.io/etcd/server/v3"], usualSeconds: 52 },
    kubernetes: {
        name: "kubernetes",
        packages: ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "kubectl"].map(
            (command) => `k8s.io/kubernetes/cmd/${command}`,
        ),
        ldflags: [
            "-X k8s.io/component-base/version.gitVersion=v1.36.4",
            "-X k8s.io/component-base/version.gitMajor=1",
            "-X k8s.io/component-base/version.gitMinor=36",
            "-X k8s.io/client-go/pkg/version.gitVersion=v1.36.4",
        ].join(" "),
        usualSeconds: 290,
    },
    coredns: { name: "coredns", packages: ["."], usualSeconds: 56 },
    pause: { name: "pause", packages: ["."], usualSeconds: 2 },
    awsBridge: {
        name: "aws-bridge",
        packages: ["."],
        tags: "osusergo,grpcnotrace",
        ldflags: `-X main.version=${awsVersion}`,
        usualSeconds: 172,
    },
} satisfies Record<string, Tool>;

// go build names an executable after its package; these differ from the names that their users look for.
const executables: Record<string, string> = {
    etcd: "etcd",
    "kubernetes-provider": "pulumi-resource-kubernetes",
    "aws-bridge": "pulumi-resource-aws",
};

function flags(tool: Tool): string[] {
    return ["-trimpath", ...(tool.tags ? ["-tags", tool.tags] : []), "-ldflags", ["-s -w", tool.ldflags].filter(Boolean).join(" ")];
}

function source(tool: Tool): string {
    return join(__dirname, "build", tool.name);
}

let goVersion: string | undefined;

/** Where a tool is, or will be. */
export function folder(tool: Tool): string {
    goVersion ??= execFileSync("go", ["version"], { cwd: source(tool), encoding: "utf8" });
    return join(cache, "tools", `${tool.name}-${hash(...contents(source(tool)), ...flags(tool), ...tool.packages, goVersion)}`);
}

async function build(tool: Tool, temporary: string, report: Report, signal?: AbortSignal): Promise<string> {
    const options = { cwd: source(tool), env: { CGO_ENABLED: "0" }, signal };
    const packages = new Set<string>();
    const list = ["list", "-deps", ...flags(tool).slice(0, -2), ...tool.packages];
    report("downloading the modules");
    await run("go", list, { ...options, line: (line) => (line.startsWith("go: ") ? report(line.slice(4)) : packages.add(line)) });

    const result = join(temporary, tool.name);
    await mkdir(result);
    const output = join(result, executables[tool.name] ?? "/");
    let built = 0;
    const line = (name: string) => report(name, Math.min(1, (built += packages.has(name) ? 1 : 0) / packages.size));
    await run("go", ["build", "-v", ...flags(tool), "-o", output, ...tool.packages], { ...options, line });
    await tool.complete?.(source(tool), result);
    return result;
}

/** The step that builds a tool. */
export function toolStep(tool: Tool): Step {
    return artifact(`${tool.name}, from its Go module`, tool.usualSeconds, folder(tool), (...args) => build(tool, ...args));
}

let onPath: string | null | undefined;

/**
 * Version of a `pulumi` on PATH that is no less than what this project needs and not one of ours. Such a CLI brings its own language
 * host and fetches its own plugins: none of these tools is needed then.
 */
export function systemPulumi(): string | null {
    if (onPath === undefined) {
        const found = (process.env.PATH ?? "").split(delimiter).map((path) => join(path, "pulumi"));
        const executable = found.find((path) => !path.startsWith(cache) && existsSync(path));
        const version = executable && semver.valid(execFileSync(executable, ["version"], { encoding: "utf8" }).trim());
        onPath = version && semver.gte(version, "3.211.0") ? version : null;
    }
    return onPath;
}
