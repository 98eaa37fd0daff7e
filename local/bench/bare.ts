import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { DemoStack, DemoStackOptions } from "../demo/pulumi";
import { wallSeconds } from "./measure";

interface StoredResource {
    urn: string;
    type: string;
    inputs: Record<string, unknown>;
}

/**
 * A program with the same resources and nothing else: their inputs written out, no component, no hook, no rule, in a namespace of its own.
 * What a preview of it takes is the price of Pulumi, of the provider, and of the resources.
 */
function bareProgram(resources: readonly StoredResource[]): string {
    const lines = resources
        .filter(({ type }) => type.startsWith("kubernetes:") || type === "pulumi:index:Stash")
        .map(({ urn, type, inputs }) => {
            const path = type === "pulumi:index:Stash" ? "pulumi.Stash" : `k8s.${type.slice("kubernetes:".length).replace(/[/:]/g, ".")}`;
            return `new ${path}(${JSON.stringify(urn.split("::").at(-1))}, ${inNamespace(inputs)});`;
        });
    return ['import * as pulumi from "@pulumi/pulumi";', 'import * as k8s from "@pulumi/kubernetes";', ...lines, ""].join("\n");
}

/** No nodes, nothing is waited for, and nothing run again that has not succeeded: only the preview is of interest here. */
function inNamespace(inputs: Record<string, unknown>): string {
    const metadata = inputs.metadata as { annotations?: object } | undefined;
    const skipping = metadata && {
        ...metadata,
        annotations: { ...metadata.annotations, "pulumi.com/skipAwait": "true", "pulumi.com/replaceUnready": "false" },
    };
    // The engine marks a secret by this key (pulumi, sdk/go/common/resource/sig), and keeps its content encrypted.
    const withoutSecrets = (_key: string, value: unknown) =>
        typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value ? { none: "" } : value;
    return JSON.stringify({ ...inputs, ...(skipping ? { metadata: skipping } : {}) }, withoutSecrets)
        .replace(/"replicas":\d+/, '"replicas":0')
        .replaceAll('"namespace":"camunda"', '"namespace":"camunda-bare"')
        .replaceAll('"name":"camunda"', '"name":"camunda-bare"');
}

/** A stack of such a program. */
export class BareStack {
    private constructor(
        private readonly folder: string,
        private readonly stack: Stack,
    ) {}

    /** One that is empty as yet; `project` has the SDKs. */
    static async create(project: string): Promise<BareStack> {
        const folder = await mkdtemp(join(tmpdir(), "bare-"));
        await writeFile(
            join(folder, "Pulumi.yaml"),
            "name: bare\nruntime: {name: nodejs, options: {typescript: false, nodeargs: --import=tsx}}\nmain: index.ts\n",
        );
        await writeFile(join(folder, "package.json"), '{"name": "bare"}');
        await symlink(join(project, "node_modules"), join(folder, "node_modules"));
        return new BareStack(folder, await LocalWorkspace.createOrSelectStack({ stackName: "bare", workDir: folder }));
    }

    /** Takes over what another stack has, with its program's text changed. */
    async like(stack: DemoStack, change: (text: string) => string = (text) => text): Promise<void> {
        const { resources } = await stack.export();
        await writeFile(join(this.folder, "index.ts"), change(bareProgram(resources as StoredResource[])));
    }

    async up(): Promise<void> {
        await this.stack.up({ color: "never" });
    }

    /** Rejects where there is anything to do, unless that is expected. */
    async preview({ expectNoChanges = true } = {}): Promise<void> {
        await this.stack.preview({ expectNoChanges, color: "never" });
    }

    async remove(): Promise<void> {
        await this.stack.destroy({ color: "never" });
        await this.stack.workspace.removeStack("bare");
        await rm(this.folder, { recursive: true });
    }
}

/** Seconds that a preview without changes takes, ours and the bare program's by turns, five times each. */
export async function barePreview(stack: DemoStack, { project }: DemoStackOptions): Promise<{ own: number[]; bare: number[] }> {
    const bareStack = await BareStack.create(project);
    const figures: { own: number[]; bare: number[] } = { own: [], bare: [] };
    try {
        await bareStack.like(stack);
        await bareStack.up();
        for (let turn = 0; turn < 5; turn++) {
            figures.own.push(await wallSeconds(() => stack.preview()));
            figures.bare.push(await wallSeconds(() => bareStack.preview()));
        }
    } finally {
        await bareStack.remove();
    }
    return figures;
}
