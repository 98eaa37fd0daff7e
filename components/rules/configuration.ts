import { editions, productIds } from "./catalogue/products";
import {
    absolutePath,
    batchSize,
    Check,
    engineImage,
    flag,
    hostName,
    isReserved,
    isSection,
    isVariable,
    jdbcUrl,
    labelSelector,
    lockTimeout,
    matching,
    memory,
    name,
    oneOf,
    plainImage,
    processor,
    restPath,
    shown,
    text,
    threeNumbers,
    whole,
} from "./checks";
import { describeHolds } from "./holds";
import { judge, rules } from "./transition";
import { PlainArgs, settle } from "./settings";

/** One fault of a configuration. */
export interface Fault {
    /** Where it is, e.g. `nodes.count`. */
    readonly path: string;
    /** What is wrong, with the value. */
    readonly message: string;
    /** What has to go, where no other value would do. */
    readonly remove?: string;
}

type Checks = Record<string, Check>;

/** What is missing, and why it is needed. */
export const absent = (path: string, why: string): Fault => ({ path, message: `is missing: ${why}` });

const overridable = rules.filter((rule) => rule.overridable).map(({ id }) => id);

const sections: Record<string, Checks> = {
    engine: {
        // Whether there is such a version is for the rules, which know the way to add it.
        version: matching('three numbers in quotes, e.g. "7.23.0"', /\S/),
        image: engineImage,
        application: { ...text, passes: (value) => typeof value === "string" },
        product: oneOf(productIds),
        edition: oneOf(editions),
        pullSecret: name,
    },
    nodes: {
        count: whole(1, 1000),
        batchSize,
        surge: flag,
        drainSeconds: whole(0, 3600),
        stopSeconds: whole(1, 3600),
        minReadySeconds: whole(0, 3600),
        budgetSeconds: whole(10, 86400),
        port: whole(1, 65535),
        restPath,
        restSecret: name,
        runAsUser: whole(1, 4294967294),
        readOnlyRoot: flag,
        cpuRequest: processor,
        memoryRequest: memory,
        memoryLimit: memory,
        env: { expected: "names with texts, e.g. {JAVA_OPTS: -Xmx1g}", passes: isSection },
        arguments: {
            expected: "a list of arguments of the Run distribution, e.g. [--rest, --webapps]",
            passes: (value) => Array.isArray(value) && value.every((v) => typeof v === "string" && /^--\S+$/.test(v)),
        },
        ingressHost: hostName,
        ingressClass: name,
    },
    migration: {
        image: plainImage,
        scriptsPath: absolutePath,
        scriptsImage: plainImage,
        lockTimeout,
        budgetSeconds: whole(10, 86400),
    },
    database: {
        jdbcUrl,
        secret: name,
        image: plainImage,
        storage: memory,
    },
    override: { hold: oneOf(overridable), reason: text },
    rollback: { from: threeNumbers, reason: text },
    adopt: {
        selector: labelSelector,
        port: whole(1, 65535),
        restPath,
    },
};
const required: Record<string, string[]> = {
    engine: ["version"],
    override: ["hold", "reason"],
    rollback: ["from", "reason"],
    adopt: ["selector"],
};

/** All faults of a configuration: unknown names, too, since a misspelt setting would silently be the default. */
export function faultsOf(args: PlainArgs): Fault[] {
    return [
        ...sectionFaults("engine", args.engine, "engine"),
        ...editionFaults(args.engine),
        ...sectionFaults("nodes", args.nodes ?? {}, "nodes"),
        ...memoryFaults(args.nodes ?? {}),
        ...variableFaults(args.nodes ?? {}),
        ...sectionFaults("migration", args.migration ?? {}, "migration"),
        ...databaseFaults(args.databaseSettings ?? {}),
        ...overrideFaults(args.overrides ?? []),
        ...(args.rollback === undefined ? [] : sectionFaults("rollback", args.rollback, "rollback")),
        ...(args.adopt === undefined ? [] : sectionFaults("adopt", args.adopt, "adopt")),
    ];
}

function overrideFaults(overrides: unknown): Fault[] {
    if (!Array.isArray(overrides)) {
        return [{ path: "overrides", message: `is ${shown(overrides)}, but has to be a list of holds with reasons` }];
    }
    return overrides.flatMap((override: unknown, i) => {
        const path = `overrides[${i}]`;
        const hold = isSection(override) ? (override as { hold?: string }).hold : undefined;
        if (hold !== undefined && rules.some((rule) => rule.id === hold && !rule.overridable)) {
            return [
                {
                    path: `${path}.hold`,
                    message: `is "${hold}", which nobody may override; ${overridable.join(", ")} can be`,
                    remove: path,
                },
            ];
        }
        const first = overrides.findIndex((other: unknown) => isSection(other) && (other as { hold?: string }).hold === hold);
        return hold !== undefined && first < i
            ? [{ path, message: `lifts ${hold} a second time: overrides[${first}] does already`, remove: path }]
            : sectionFaults(path, override, "override");
    });
}

/** The registry of the enterprise edition has no name that could be guessed. */
function editionFaults(engine: unknown): Fault[] {
    const { edition, image } = isSection(engine) ? (engine as { edition?: string; image?: string }) : {};
    return edition === "enterprise" && image === undefined
        ? [absent("engine.image", "the images of the enterprise edition are in a registry that wants a login (engine.pullSecret)")]
        : [];
}

/** A pod whose request is above its limit is refused by the API server, in the middle of the rollout. */
function memoryFaults(nodes: unknown): Fault[] {
    const { memoryRequest, memoryLimit } = settle({ engine: {}, nodes: isSection(nodes) ? nodes : {} }).nodes;
    return memory.passes(memoryRequest) && memory.passes(memoryLimit) && bytes(memoryRequest) > bytes(memoryLimit)
        ? [{ path: "nodes.memoryRequest", message: `is ${memoryRequest}, which is more than nodes.memoryLimit, ${memoryLimit}` }]
        : [];
}

function bytes(amount: string): number {
    const [, number, unit = ""] = /^([\d.]+)(.*)$/.exec(amount) ?? [];
    const power = "kmgt".indexOf(unit.charAt(0).toLowerCase()) + 1;
    return Number(number) * (unit.endsWith("i") ? 1024 : 1000) ** power;
}

/** Values are not shown: they may be what should not have been typed there. */
function variableFaults(nodes: unknown): Fault[] {
    const env = isSection(nodes) ? (nodes as { env?: unknown }).env : undefined;
    return Object.entries(isSection(env) ? env : {}).flatMap(([variable, value]: [string, unknown]): Fault[] => {
        const path = `nodes.env.${variable}`;
        const remove = `nodes.env["${variable}"]`;
        return [
            ...(isVariable(variable) ? [] : [{ path, message: "is no name that an environment variable can have", remove }]),
            ...(isReserved(variable)
                ? [{ path, message: "is what this module sets itself: database, update of the schema, and shutdown are not free", remove }]
                : []),
            // `pulumi config set --path` makes true and 5 of what is typed so; 1.10 would have become 1.1, and nobody could tell.
            ...(typeof value === "string" || typeof value === "boolean" || Number.isInteger(value)
                ? []
                : [{ path, message: "is not a text; numbers with a point need quotes" }]),
        ];
    });
}

/** A database is an existing one, by `jdbcUrl` and `secret`, or one in the cluster, by `image` and `storage`: not half of each. */
function databaseFaults(settings: unknown): Fault[] {
    const names = isSection(settings) ? Object.keys(settings) : [];
    const existing = names.includes("jdbcUrl") || names.includes("secret");
    return [
        ...sectionFaults("database", settings, "database"),
        ...["jdbcUrl", "secret"]
            .filter((key) => existing && !names.includes(key))
            .map((key) => absent(`database.${key}`, "an existing database is reached by jdbcUrl and secret")),
        ...["image", "storage"]
            .filter((key) => existing && names.includes(key))
            .map((key) => ({
                path: `database.${key}`,
                message: "is for a database in the cluster, but jdbcUrl or secret says that one exists",
                remove: `database.${key}`,
            })),
    ];
}

/** A URL with credentials in one of the many ways, or what belongs into the Secret instead of its name. */
const mayHoldSecret = ["jdbcUrl", "secret", "restSecret", "pullSecret"];

function sectionFaults(path: string, section: unknown, kind: string): Fault[] {
    const checks = sections[kind];
    if (!isSection(section)) {
        return [{ path, message: `is ${shown(section)}, but has to have names with values: ${Object.keys(checks).join(", ")}` }];
    }
    const present = Object.entries(section).filter(([, value]) => value !== undefined);
    return [
        ...present.flatMap(([key, value]) => {
            if (!Object.hasOwn(checks, key)) {
                return [
                    {
                        path: `${path}.${key}`,
                        message: `is not known; known are ${Object.keys(checks).join(", ")}`,
                        remove: `${path}.${key}`,
                    },
                ];
            }
            const check = checks[key];
            const seen = mayHoldSecret.includes(key) ? "is not shown, since it may carry a password; it" : `is ${shown(value)}, but`;
            return check.passes(value) ? [] : [{ path: `${path}.${key}`, message: `${seen} has to be ${check.expected}` }];
        }),
        ...(required[kind] ?? [])
            .filter((key) => !present.some(([present]) => present === key))
            .map((key) => ({ path: `${path}.${key}`, message: `is missing; it has to be ${checks[key].expected}` })),
    ];
}

/** What the user reads if a configuration has faults, with what would hold it besides, so that nothing is left for a second message. */
export function refuse(args: PlainArgs, besides: readonly Fault[] = []): string | undefined {
    const faults = [...besides, ...faultsOf(args)];
    if (faults.length === 0) {
        return undefined;
    }
    return [describeFaults(faults), ...holdsBesides(args, faults)].join("\n");
}

/** Only where the engine can be judged: its own faults would be said twice, and by other names. */
function holdsBesides(args: PlainArgs, faults: readonly Fault[]): string[] {
    if (faults.some(({ path }) => path.startsWith("engine"))) {
        return [];
    }
    const { target } = settle({ engine: args.engine });
    const { holds } = judge({ wanted: target, completed: { history: [] } });
    return holds.length > 0 ? [describeHolds(holds)] : [];
}

function describeFaults(faults: readonly Fault[]): string {
    const [{ path, remove }] = faults;
    return [
        `configurationInvalid: ${faults.length === 1 ? "1 setting is" : `${faults.length} settings are`} wrong; nothing has been changed.`,
        ...faults.map(({ path, message }) => `  ${path} ${message}`),
        `  next: pulumi config ${remove ? `rm --path '${remove}'` : `set --path '${path}' …`}   # README.md lists all settings`,
    ].join("\n");
}
