import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { CallbackServer } from "@pulumi/pulumi/runtime/callbacks";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { expect } from "chai";
import { FakeApiServer } from "../../unit/support/fakeApiServer";

/** A resource as it reached the engine, with what mocks do not show: dependencies, hooks, protection, timeouts. */
export interface Registered {
    type: string;
    name: string;
    /** Kind and name; empty: none. */
    parent: string;
    dependsOn: string[];
    protect: boolean;
    createTimeout: string;
    updateTimeout: string;
    deleteBeforeReplace: boolean;
    replacementTrigger: unknown;
    beforeCreate: string[];
    beforeUpdate: string[];
    retainOnDelete: boolean;
    ignoreChanges: string[];
    importId: string;
    inputs: Record<string, unknown>;
}

type Hook = Pick<pulumi.ResourceHook, "name" | "callback" | "opts">;

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getDependenciesList(): string[];
    getProtect(): boolean;
    getCustomtimeouts(): { getCreate(): string; getUpdate(): string } | undefined;
    getDeletebeforereplace(): boolean;
    getReplacementTrigger(): { toJavaScript(): unknown } | undefined;
    getRetainondelete(): boolean;
    getIgnorechangesList(): string[];
    getImportid(): string;
    getHooks(): { getBeforeCreateList(): string[]; getBeforeUpdateList(): string[] } | undefined;
    getObject(): { toJavaScript(): Record<string, unknown> };
}

/** What the engine would call before it writes a resource: the hooks of the program that was registered last, by their names. */
export const hooks = new Map<string, Hook>();

/**
 * Runs a program against mocks, with further answers to what it asks the engine, and returns what it registers. It proves the shape of the graph, not that the engine keeps to it:
 * that is for test/e2e.
 */
export async function register(program: () => void, given: Readonly<Record<string, object>> = {}): Promise<Registered[]> {
    const registered: Registered[] = [];
    const monitor = MockMonitor.prototype as unknown as {
        registerResource: (this: unknown, request: Request, ...rest: unknown[]) => Promise<unknown>;
        registerResourceHook?: (request: unknown, done: (error: null, result: object) => void) => void;
    };
    const original = monitor.registerResource;
    monitor.registerResource = function (request, ...rest) {
        registered.push({
            type: request.getType(),
            name: request.getName(),
            parent: labelOf(request.getParent()),
            dependsOn: request.getDependenciesList().map(labelOf),
            protect: request.getProtect(),
            createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
            updateTimeout: request.getCustomtimeouts()?.getUpdate() ?? "",
            deleteBeforeReplace: request.getDeletebeforereplace(),
            replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
            beforeCreate: request.getHooks()?.getBeforeCreateList() ?? [],
            beforeUpdate: request.getHooks()?.getBeforeUpdateList() ?? [],
            retainOnDelete: request.getRetainondelete(),
            ignoreChanges: request.getIgnorechangesList(),
            importId: request.getImportid(),
            inputs: request.getObject().toJavaScript(),
        });
        return original.call(this, request, ...rest);
    };
    // The SDK's mock monitor does not know resource hooks.
    monitor.registerResourceHook ??= (_request, done) => done(null, {});
    const callbacks = CallbackServer.prototype as unknown as { registerResourceHook: (this: unknown, hook: Hook) => Promise<void> };
    const registerHook = callbacks.registerResourceHook;
    hooks.clear();
    callbacks.registerResourceHook = function (hook) {
        hooks.set(hook.name, hook);
        return registerHook.call(this, hook);
    };
    // Mocks run what follows the last checkpoint, too, which asks what runs.
    const { KUBECONFIG } = process.env;
    const api = await FakeApiServer.start();
    const folder = mkdtempSync(join(tmpdir(), "recorder-"));
    process.env.KUBECONFIG = join(folder, "kubeconfig");
    writeFileSync(process.env.KUBECONFIG, api.kubeconfig);
    // The SDK takes the stack of each promise; to map them back to TypeScript is half of what a registration costs.
    process.setSourceMapsEnabled(false);
    try {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ name, inputs, type }) => ({
                    id: `${name}-id`,
                    state: withStatus(type, name, inputs as Record<string, unknown>),
                }),
                call: ({ token }) => given[token] ?? answers[token] ?? {},
            },
            "camunda-rolling-update",
            "test",
            false,
            "organization",
        );
        program();
        await pulumi.runtime.disconnect();
    } finally {
        process.setSourceMapsEnabled(true);
        monitor.registerResource = original;
        callbacks.registerResourceHook = registerHook;
        process.env.KUBECONFIG = KUBECONFIG;
        if (KUBECONFIG === undefined) {
            delete process.env.KUBECONFIG;
        }
        await api.stop();
        rmSync(folder, { recursive: true });
    }
    return registered;
}

/** What AWS answers. */
const answers: Record<string, object> = {
    "aws:secretsmanager/getRandomPassword:getRandomPassword": { randomPassword: "generated" },
    "aws:secretsmanager/getSecretVersion:getSecretVersion": { secretString: JSON.stringify({ username: "master", password: "rotated" }) },
};

/** What the API server and AWS add, as far as components look at it. */
function withStatus(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
    if (type === "pulumi:pulumi:StackReference") {
        return { ...inputs, outputs: {}, secretOutputNames: [] };
    }
    if (type.startsWith("aws:")) {
        const endpoint = { address: "db.example.rds.amazonaws.com", endpoint: "db.example.rds.amazonaws.com" };
        return { name, arn: `arn:${type}`, ...endpoint, masterUserSecrets: [{ secretArn: "arn:master" }], ...inputs };
    }
    const metadata = type.startsWith("kubernetes:") ? { generation: 1, uid: "uid", ...(inputs.metadata as object) } : inputs.metadata;
    return { ...inputs, ...(metadata ? { metadata } : {}) };
}

const labelOf = (urn: string): string =>
    urn
        .split("::")
        .slice(-2)
        .join(" ")
        .split("$")
        .at(-1)!
        .replace(/^.*[:/]/, "");

/** Kind and name, as the recorder writes dependencies, too. */
export const label = ({ type, name }: Registered): string => `${type.replace(/^.*[:/]/, "")} ${name}`;

/** The only one of its kind. Components register as themselves, and their Stash under the same name: the kind tells them apart. */
export function only(resources: readonly Registered[], wanted: string): Registered {
    const found = resources.filter((resource) => label(resource) === wanted);
    expect(found, wanted).to.have.length(1);
    return found[0];
}

/** Calls a checkpoint as the engine does, with what it would keep and what it has kept; answers what it refuses, or that it lets pass. */
export async function callCheckpoint(resources: readonly Registered[], name: string, oldInputs?: object): Promise<string> {
    const { inputs, type } = only(resources, `Stash ${name}`);
    const { callback } = hooks.get(`checkpoint ${name}`)!;
    try {
        await callback({ urn: "", id: "", name, type, newInputs: inputs, oldInputs });
        return "passes";
    } catch (error) {
        return (error as Error).message;
    }
}
