import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as it reached the engine, with what mocks do not show: dependencies, hooks, protection, timeouts. */
export interface Registered {
    type: string;
    name: string;
    dependsOn: string[];
    protect: boolean;
    createTimeout: string;
    beforeUpdate: string[];
    inputs: Record<string, unknown>;
}

interface Request {
    getType(): string;
    getName(): string;
    getDependenciesList(): string[];
    getProtect(): boolean;
    getCustomtimeouts(): { getCreate(): string } | undefined;
    getHooks(): { getBeforeUpdateList(): string[] } | undefined;
    getObject(): { toJavaScript(): Record<string, unknown> };
}

/**
 * Runs a program against mocks and returns what it registers. It proves the shape of the graph, not that the engine keeps to it:
 * that is for test/e2e.
 */
export async function register(program: () => void): Promise<Registered[]> {
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
            dependsOn: request.getDependenciesList().map((urn) =>
                urn
                    .split("::")
                    .slice(-2)
                    .join(" ")
                    .split("$")
                    .at(-1)!
                    .replace(/^.*[:/]/, ""),
            ),
            protect: request.getProtect(),
            createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
            beforeUpdate: request.getHooks()?.getBeforeUpdateList() ?? [],
            inputs: request.getObject().toJavaScript(),
        });
        return original.call(this, request, ...rest);
    };
    // The SDK's mock monitor does not know resource hooks.
    monitor.registerResourceHook ??= (_request, done) => done(null, {});
    try {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ name, inputs, type }) => ({ id: `${name}-id`, state: withStatus(type, inputs as Record<string, unknown>) }),
                call: () => ({}),
            },
            "camunda-rolling-update",
            "test",
            false,
            "organization",
        );
        program();
        await pulumi.runtime.disconnect();
    } finally {
        monitor.registerResource = original;
    }
    return registered;
}

/** What the API server adds, as far as components look at it. */
function withStatus(type: string, inputs: Record<string, unknown>): Record<string, unknown> {
    if (type === "pulumi:pulumi:StackReference") {
        return { ...inputs, outputs: {}, secretOutputNames: [] };
    }
    const metadata = type.startsWith("kubernetes:") ? { generation: 1, uid: "uid", ...(inputs.metadata as object) } : inputs.metadata;
    return { ...inputs, ...(metadata ? { metadata } : {}) };
}
