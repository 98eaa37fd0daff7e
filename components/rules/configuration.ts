import { describeHolds, Override } from "./holds";
import { imageOf } from "./image";
import { judge, rules, Target } from "./transition";

/** Settings of the engine nodes, with every default filled in. */
export interface NodeSettings {
    readonly count: number;
    readonly batchSize: string;
    readonly surge: boolean;
    readonly drainSeconds: number;
    readonly stopSeconds: number;
    readonly minReadySeconds: number;
    readonly budgetSeconds: number;
    readonly port: number;
    readonly restPath: string;
    readonly runAsUser: number;
    readonly readOnlyRoot: boolean;
    readonly cpuRequest: string;
    readonly memoryRequest: string;
    readonly memoryLimit: string;
    readonly env: Record<string, string>;
    readonly ingressHost?: string;
    readonly ingressClass?: string;
}

/** What is settled of a configuration, once it has no faults. */
export interface Settings {
    readonly target: Target;
    readonly image: string;
    readonly nodes: NodeSettings;
    readonly overrides: Override[];
}

/** One fault of a configuration. */
export interface Fault {
    /** Where it is, e.g. `nodes.count`. */
    readonly path: string;
    /** What is wrong, with the value. */
    readonly message: string;
}

const defaults: NodeSettings = {
    count: 3,
    batchSize: "33%",
    surge: false,
    drainSeconds: 5,
    stopSeconds: 60,
    minReadySeconds: 0,
    budgetSeconds: 600,
    port: 8080,
    restPath: "engine-rest",
    runAsUser: 1000,
    readOnlyRoot: true,
    cpuRequest: "500m",
    memoryRequest: "768Mi",
    memoryLimit: "1536Mi",
    env: {},
};

/** How the fields of a section have to look: a check that says what is expected where a value does not pass. */
type Checks = Record<string, { expected: string; passes: (value: unknown) => boolean }>;

const whole = (min: number, max: number) => ({
    expected: `a whole number from ${min} to ${max}`,
    passes: (value: unknown) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
});
const matching = (expected: string, pattern: RegExp) => ({
    expected,
    passes: (value: unknown) => typeof value === "string" && pattern.test(value),
});
const text = matching("a text that is not empty", /\S/);
const flag = { expected: "true or false", passes: (value: unknown) => typeof value === "boolean" };
const quantity = matching("a Kubernetes quantity, e.g. 500m or 1Gi", /^\d+(\.\d+)?(m|[kKMGT]i?)?$/);

const sections: Record<string, Checks> = {
    engine: {
        version: matching('three numbers in quotes, e.g. "7.23.0"', /\S/),
        image: text,
        application: { ...text, passes: (v) => typeof v === "string" },
    },
    nodes: {
        count: whole(1, 1000),
        batchSize: {
            expected: 'a number of nodes or a share from 1% to 100%, e.g. "1" or "33%"',
            passes: (value) => /^[1-9]\d{0,3}$|^([1-9]\d?|100)%$/.test(String(value)),
        },
        surge: flag,
        drainSeconds: whole(0, 3600),
        stopSeconds: whole(1, 3600),
        minReadySeconds: whole(0, 3600),
        budgetSeconds: whole(10, 86400),
        port: whole(1, 65535),
        restPath: matching("a path without slashes around it, e.g. engine-rest", /^[^/\s]+(\/[^/\s]+)*$/),
        runAsUser: whole(1, 4294967294),
        readOnlyRoot: flag,
        cpuRequest: quantity,
        memoryRequest: quantity,
        memoryLimit: quantity,
        env: {
            expected: "names with texts, e.g. {JAVA_OPTS: -Xmx1g}",
            passes: (value) =>
                typeof value === "object" &&
                value !== null &&
                !Array.isArray(value) &&
                Object.values(value).every((v) => typeof v === "string"),
        },
        ingressHost: text,
        ingressClass: text,
    },
    migration: {
        image: text,
        scriptsPath: matching("an absolute path", /^\//),
        lockTimeout: matching("a time as PostgreSQL writes it, e.g. 10s", /^\d+(ms|s|min)$/),
        budgetSeconds: whole(10, 86400),
    },
    database: {
        jdbcUrl: matching(
            "a PostgreSQL URL without credentials, e.g. jdbc:postgresql://HOST:5432/camunda",
            /^jdbc:postgresql:(?!.*(password|user)=)/,
        ),
        secret: text,
        image: text,
        storage: quantity,
    },
    override: {
        hold: {
            expected: `one of ${rules
                .filter((r) => r.overridable)
                .map((r) => r.id)
                .join(", ")}`,
            passes: (v) => rules.some((r) => r.overridable && r.id === v),
        },
        reason: text,
    },
};
const required: Record<string, string[]> = { engine: ["version"], override: ["hold", "reason"] };

/** The arguments of a rollout that are plain values, as they come: nothing is known about them yet. */
export interface PlainArgs {
    engine: object;
    nodes?: object;
    migration?: object;
    overrides?: object[];
    /** Settings of the database, where a program takes them from its configuration. */
    databaseSettings?: object;
}

/** All faults of a configuration: unknown names, too, since a misspelt setting would silently be the default. */
export function faultsOf(args: PlainArgs): Fault[] {
    return [
        ...sectionFaults("engine", args.engine, "engine"),
        ...sectionFaults("nodes", args.nodes ?? {}, "nodes"),
        ...sectionFaults("migration", args.migration ?? {}, "migration"),
        ...databaseFaults(args.databaseSettings ?? {}),
        ...(args.overrides ?? []).flatMap((override, i) => sectionFaults(`overrides[${i}]`, override, "override")),
    ];
}

/** A database is an existing one, by `jdbcUrl` and `secret`, or one in the cluster, by `image` and `storage`: not half of each. */
function databaseFaults(settings: object): Fault[] {
    const names = Object.keys(settings);
    const existing = names.includes("jdbcUrl") || names.includes("secret");
    return [
        ...sectionFaults("database", settings, "database"),
        ...["jdbcUrl", "secret"]
            .filter((key) => existing && !names.includes(key))
            .map((key) => ({ path: `database.${key}`, message: "is missing: an existing database is reached by jdbcUrl and secret" })),
        ...["image", "storage"]
            .filter((key) => existing && names.includes(key))
            .map((key) => ({
                path: `database.${key}`,
                message: "is for a database in the cluster, but jdbcUrl or secret says that one exists",
            })),
    ];
}

function sectionFaults(path: string, section: object, kind: string): Fault[] {
    const checks = sections[kind];
    const present = Object.entries(section).filter(([, value]) => value !== undefined);
    return [
        ...present.flatMap(([key, value]) => {
            if (!(key in checks)) {
                return [{ path: `${path}.${key}`, message: `is not known; known are ${Object.keys(checks).join(", ")}` }];
            }
            const check = checks[key];
            // A URL may carry a password by mistake.
            const shown = key === "jdbcUrl" ? "another one" : JSON.stringify(value);
            return check.passes(value) ? [] : [{ path: `${path}.${key}`, message: `is ${shown}, but has to be ${check.expected}` }];
        }),
        ...(required[kind] ?? [])
            .filter((key) => !present.some(([name]) => name === key))
            .map((key) => ({ path: `${path}.${key}`, message: `is missing; it has to be ${checks[key].expected}` })),
    ];
}

/** What the user reads if a configuration has faults, with what would hold it besides, so that nothing is left for a second message. */
export function refuse(args: PlainArgs): string | undefined {
    const faults = faultsOf(args);
    if (faults.length === 0) {
        return undefined;
    }
    const { target, overrides } = settle(args);
    const readable = typeof target.version === "string" && typeof target.image === "string";
    const { holds } = readable ? judge({ previous: undefined, wanted: target, completed: undefined }, overrides) : { holds: [] };
    return [describeFaults(faults), ...(holds.length > 0 ? [describeHolds(holds)] : [])].join("\n");
}

const describeFaults = (faults: readonly Fault[]): string =>
    [
        `configurationInvalid: ${faults.length === 1 ? "1 setting is" : `${faults.length} settings are`} wrong; nothing has been changed.`,
        ...faults.map(({ path, message }) => `  ${path} ${message}`),
        `  next: pulumi config set --path ${faults[0].path} …   # README.md lists all settings`,
    ].join("\n");

/** Fills in the defaults; what it returns is as right as the configuration is. */
export function settle(args: PlainArgs): Settings {
    const engine = args.engine as { version: string; image?: string; application?: string };
    const nodes = {
        ...defaults,
        ...args.nodes,
        batchSize: String((args.nodes as NodeSettings | undefined)?.batchSize ?? defaults.batchSize),
    };
    const image = engine.image ?? "camunda/camunda-bpm-platform:run-{version}";
    return {
        target: {
            version: engine.version,
            image,
            application: engine.application ?? "",
            nodes: nodes.count,
            batchSize: nodes.batchSize,
            surge: nodes.surge,
        },
        image: imageOf(String(image), String(engine.version)),
        nodes,
        overrides: (args.overrides ?? []) as Override[],
    };
}
