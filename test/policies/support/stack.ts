import { expect } from "chai";
import { PolicyResource, unknownCheckingProxy } from "@pulumi/policy";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { RollingUpdate, RollingUpdateArgs } from "../../../components";
import { rules } from "../../../policies/rules";
import { policyOf, resourceOf } from "../../../policies/support/policy";
import { Resource } from "../../../policies/support/resource";
import { register } from "../../components/support/recorder";

/** A resource as the engine would show it to a policy; tests change it at will. */
export interface Recorded {
    urn: string;
    type: string;
    name: string;
    parent: string;
    dependencies: string[];
    protect: boolean;
    createSeconds: number;
    properties: Record<string, unknown>;
}

/** A resource of RDS as a program declares it, e.g. `instance:Instance`. */
export const declared = (kind: string, name: string, properties: Record<string, unknown>, dependencies: string[] = []): Recorded => ({
    urn: `urn:pulumi:production::camunda-rolling-update::aws:rds::${name}`,
    type: `aws:rds/${kind}`,
    name,
    parent: "",
    dependencies,
    protect: true,
    createSeconds: 0,
    properties,
});

/** Changes a copy of a stack. */
export type Change = (stack: Recorded[]) => void;

/** What the engine sends for a value that is not known at preview (@pulumi/policy, proxy.js: that of a text). */
export const notKnown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getDependenciesList(): string[];
    getProtect(): boolean;
    getCustomtimeouts(): { getCreate(): string } | undefined;
    getObject(): { toJavaScript(): Record<string, unknown> };
}

interface Monitor {
    newUrn(this: Monitor, parent: string, type: string, name: string): string;
    registerResource: (this: Monitor, request: Request, ...rest: unknown[]) => Promise<void>;
}

const recordings = new Map<string, Promise<readonly Recorded[]>>();

/** A rollout `orders` of the real components in the stack `production`, as it reaches the engine; recorded once, and not to be changed. */
export function recordRollout(args: Partial<RollingUpdateArgs> = {}): Promise<readonly Recorded[]> {
    const key = JSON.stringify(args);
    const recording = recordings.get(key) ?? record(args);
    recordings.set(key, recording);
    return recording;
}

async function record(args: Partial<RollingUpdateArgs>): Promise<Recorded[]> {
    const recorded: Recorded[] = [];
    const monitor = MockMonitor.prototype as unknown as Monitor;
    const original = monitor.registerResource;
    monitor.registerResource = function (request, ...rest) {
        recorded.push({
            urn: this.newUrn(request.getParent(), request.getType(), request.getName()),
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            dependencies: request.getDependenciesList(),
            protect: request.getProtect(),
            createSeconds: Number((request.getCustomtimeouts()?.getCreate() ?? "0").replace("s", "")),
            properties: request.getObject().toJavaScript(),
        });
        return original.call(this, request, ...rest);
    };
    try {
        await register(() => {
            new RollingUpdate("orders", {
                namespace: "camunda",
                engine: { version: "7.23.0" },
                database: { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" },
                nodes: { batchSize: "1" },
                protect: true,
                ...args,
            });
        });
    } finally {
        monitor.registerResource = original;
    }
    return replaced(recorded, "urn:pulumi:test::", "urn:pulumi:production::");
}

/** A copy of a stack with one text for another, wherever it is. */
export const replaced = (stack: readonly Recorded[], text: string, other: string): Recorded[] =>
    JSON.parse(JSON.stringify(stack).replaceAll(text, other)) as Recorded[];

/** The one resource of that kind and name, e.g. `Deployment orders-batch-1`. */
export function find(stack: readonly Recorded[], label: string): Recorded {
    const found = stack.filter(({ type, name }) => `${type.replace(/^.*[:/]/, "")} ${name}` === label);
    expect(found, label).to.have.length(1);
    return found[0];
}

/** A copy of a stack, changed. */
export function changed(stack: readonly Recorded[], ...changes: Change[]): Recorded[] {
    const copy = structuredClone(stack) as Recorded[];
    changes.forEach((change) => change(copy));
    return copy;
}

/** A path of properties: `spec.replicas`, or its parts where one of them holds a dot. */
export type Path = string | readonly (string | number)[];

const step = (parent: unknown, key: string | number): unknown => (parent as Record<string | number, unknown>)[key];

/** A part of a resource's properties. */
export const get = (resource: Recorded, path: Path): unknown =>
    (typeof path === "string" ? path.split(".") : path).reduce(step, resource.properties);

/** Writes a part of a resource's properties; undefined takes it away. */
export function write(resource: Recorded, path: Path, value: unknown): void {
    const keys = typeof path === "string" ? path.split(".") : path;
    const parent = get(resource, keys.slice(0, -1)) as Record<string | number, unknown>;
    const key = keys[keys.length - 1];
    if (value === undefined) {
        delete parent[key];
    } else {
        parent[key] = value;
    }
}

/** The same as a change of a stack. */
export const set =
    (label: string, path: Path, value: unknown): Change =>
    (stack) =>
        write(find(stack, label), path, value);

/** Adds to a list. */
export const push =
    (label: string, path: Path, ...values: unknown[]): Change =>
    (stack) =>
        void (get(find(stack, label), path) as unknown[]).push(...values);

/** Several changes, one after the other. */
export const all =
    (...changes: Change[]): Change =>
    (stack) =>
        changes.forEach((change) => change(stack));

/** Takes a resource away. */
export const remove =
    (label: string): Change =>
    (stack) =>
        void stack.splice(stack.indexOf(find(stack, label)), 1);

/** Has a resource wait for these and for nothing else. */
export const waitsFor =
    (label: string, ...others: string[]): Change =>
    (stack) =>
        void (find(stack, label).dependencies = others.map((other) => find(stack, other).urn));

// The SDK exports the proxy that it puts around properties, without its type.
const proxied = unknownCheckingProxy as unknown as (properties: object) => Record<string, unknown>;

const shown = ({ properties, createSeconds, ...resource }: Recorded) =>
    ({
        ...resource,
        props: proxied(properties),
        opts: { protect: resource.protect, parent: resource.parent, customTimeouts: { createSeconds } },
        dependencies: [],
    }) as unknown as PolicyResource;

/** A resource as the rules see it. */
export const asRulesSee = (recorded: Recorded): Resource => resourceOf(shown(recorded), recorded.dependencies);

/** What the pack reports about a stack, `rule resource: text`, asked as the engine asks: a value that is not known throws. */
export async function ask(stack: readonly Recorded[], config: object = {}): Promise<string[]> {
    const reports: string[] = [];
    const resources = stack.map(shown);
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    stack.forEach(({ dependencies }, i) => {
        resources[i].dependencies = dependencies.flatMap((urn) => byUrn.get(urn) ?? []);
    });
    for (const rule of rules) {
        const policy = policyOf(rule);
        const report = (resource?: string) => (text: string, urn?: string) =>
            void reports.push(`${rule.id} ${byUrn.get(urn ?? "")?.name ?? resource}: ${text}`);
        const args = { getConfig: () => config, stackTags: new Map() };
        if ("validateStack" in policy) {
            await policy.validateStack({ ...args, resources } as never, report());
        } else {
            const validate = policy.validateResource as (args: unknown, report: unknown) => void;
            resources.forEach((resource) => validate({ ...args, ...resource }, report(resource.name)));
        }
    }
    return reports;
}

/** The pack's reports, sorted, without why and next: that they are there, in the form that holds have, is asserted for each. */
export async function summaries(stack: readonly Recorded[], change: Change = () => {}, config?: object): Promise<string[]> {
    const reports = await ask(changed(stack, change), config);
    for (const report of reports) {
        expect(report).to.match(/^\S.*\n {2}why: {2}\S.*\n {2}next: \S.*$/);
    }
    return reports.map((report) => report.split("\n")[0]).sort();
}

/** A row of a table: what is changed, and what the pack then says, of all its rules. */
export type Row = [what: string, change: Change, reports: string[]];

/** Tests for all rows of a rule. */
export function describeRows(rows: Record<string, Row[]>, stack: () => readonly Recorded[]): void {
    for (const [rule, cases] of Object.entries(rows)) {
        describe(rule, () => {
            for (const [what, change, reports] of cases) {
                it(`${reports.length > 0 ? "finds" : "accepts"} ${what}`, async () =>
                    expect(await summaries(stack(), change)).to.deep.equal(reports));
            }
        });
    }
}
