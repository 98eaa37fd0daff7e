import { databaseTarget } from "./database";
import { NamedBackup, NodeRollback, NodeRoom, Target } from "../domain/facts/facts";
import { Override } from "../domain/hold";
import { imageOf } from "../domain/image";
import { drainDefault } from "./ingress";
import { nodeSpecification } from "../domain/nodeSpecification";
import { settlePlacement, texts } from "./placement";
import { productOf } from "../domain/catalogue/products";
import { Toleration } from "../domain/facts/placement";

/** Settings of the engine nodes, with every default filled in. */
export interface NodeSettings {
    readonly count: number;
    readonly batchSize: string;
    readonly surge: boolean;
    readonly stableNames: boolean;
    readonly autoscaled: boolean;
    readonly drainSeconds: number;
    readonly stopSeconds: number;
    readonly closeConnections: boolean;
    readonly minReadySeconds: number;
    readonly budgetSeconds: number;
    readonly port: number;
    readonly restPath: string;
    readonly restSecret?: string;
    readonly runAsUser: number;
    readonly readOnlyRoot: boolean;
    readonly cpuRequest: string;
    readonly memoryRequest: string;
    readonly memoryLimit: string;
    readonly env: Record<string, string>;
    readonly arguments: readonly string[];
    readonly environmentPrefix: string;
    readonly suspendProperty: string;
    readonly pullSecret?: string;
    readonly ingressHost?: string;
    readonly ingressClass?: string;
    readonly ingressTlsSecret?: string;
    readonly ingressAnnotations: Record<string, string>;
    readonly nodeSelector: Readonly<Record<string, string>>;
    readonly tolerations: readonly Toleration[];
    readonly zoneSpread: boolean;
}

/** What is settled of a configuration, once it has no faults. */
export interface Settings {
    readonly target: Target;
    readonly image: string;
    readonly nodes: NodeSettings;
    readonly scriptsPath: string;
}

/** Nodes that were installed by other means and are taken over. */
export interface AdoptSettings {
    /** Label selector of their pods, e.g. `app=camunda`. */
    selector: string;
    /** Port of their REST API. @default that of the nodes */
    port?: number;
    /** Path of their REST API. @default that of the nodes */
    restPath?: string;
}

/** The arguments of a rollout that are plain values, as they come: nothing is known about them yet. */
export interface PlainArgs {
    engine: object;
    nodes?: object;
    migration?: object;
    overrides?: object[];
    rollback?: object;
    adopt?: object;
    promotion?: object;
    backup?: object;
    guard?: unknown;
    verification?: object;
    /** Settings of the database, where a program takes them from its configuration. */
    databaseSettings?: object;
}

const defaults = {
    count: 3,
    batchSize: "33%",
    surge: false,
    stableNames: false,
    autoscaled: false,
    stopSeconds: 60,
    closeConnections: false,
    minReadySeconds: 0,
    budgetSeconds: 600,
    port: 8080,
    runAsUser: 1000,
    cpuRequest: "500m",
    memoryRequest: "768Mi",
    memoryLimit: "1536Mi",
    env: {},
    zoneSpread: true,
};

interface EngineSettings {
    version: string;
    image?: string;
    application?: string;
    product?: string;
    edition?: string;
    pullSecret?: string;
}

interface BackupSettings {
    required?: boolean;
    at?: string;
    reference?: string;
}

/** The backup that has to be named; undefined: none has, and none is, or the stack takes a snapshot itself. */
function namedBackup({ backup, databaseSettings = {} }: PlainArgs): NamedBackup | undefined {
    const { at, reference = "", required = at !== undefined } = (backup ?? {}) as BackupSettings;
    return required && !("rds" in databaseSettings) ? { at: at ?? "", reference } : undefined;
}

interface MigrationSettings {
    scriptsPath?: string;
    scriptsImage?: string;
    appliedBy?: string;
}

const roomOf = ({ cpuRequest, memoryRequest, memoryLimit, autoscaled, nodeSelector, tolerations }: NodeSettings): NodeRoom => ({
    cpuRequest,
    memoryRequest,
    memoryLimit,
    autoscaled,
    nodeSelector,
    tolerations,
});

/** Fills in the defaults; what it returns is as right as the configuration is. */
export function settle(args: PlainArgs): Settings {
    const engine = args.engine as EngineSettings;
    // A setting that is undefined is one that is not given.
    const given = Object.fromEntries(Object.entries(args.nodes ?? {}).filter(([, value]) => value !== undefined)) as Partial<NodeSettings>;
    const product = engine.product ?? "camunda";
    const version = String(engine.version);
    const image = engine.image ?? productOf(product)?.image ?? "";
    const asked = Array.isArray(given.arguments) ? given.arguments : [];
    const { restPath, readOnlyRoot, ...own } = nodeSpecification(product, version, String(image), asked);
    const migration = (args.migration ?? {}) as MigrationSettings;
    const nodes: NodeSettings = {
        ...defaults,
        restPath,
        readOnlyRoot,
        pullSecret: engine.pullSecret,
        drainSeconds: drainDefault(given.ingressClass),
        ...given,
        ...settlePlacement(given),
        ingressAnnotations: texts(given.ingressAnnotations),
        env: Object.fromEntries(Object.entries(given.env ?? {}).map(([variable, value]) => [variable, String(value)])),
        environmentPrefix: own.environmentPrefix,
        suspendProperty: own.suspendProperty,
        arguments: own.arguments,
        batchSize: String(given.batchSize ?? defaults.batchSize),
    };
    return {
        target: {
            product,
            edition: engine.edition ?? "community",
            version: engine.version,
            image,
            application: engine.application ?? "",
            nodes: nodes.count,
            batchSize: nodes.batchSize,
            surge: nodes.surge,
            ...(nodes.stableNames === true ? { stableNames: true } : {}),
            room: roomOf(nodes),
            overrides: (args.overrides ?? []) as Override[],
            ...(args.rollback ? { rollback: args.rollback as NodeRollback } : {}),
            ...(args.adopt ? { adopt: (args.adopt as AdoptSettings).selector } : {}),
            ...(namedBackup(args) ? { backup: namedBackup(args) } : {}),
            ...(migration.appliedBy === "dba" ? { appliedBy: "dba" } : {}),
            ...(args.guard === true ? { guard: true } : {}),
            ...(args.databaseSettings ? { database: databaseTarget(args.databaseSettings) } : {}),
        },
        image: imageOf(String(image), version),
        nodes,
        scriptsPath: migration.scriptsPath ?? nodeSpecification(product, version, String(migration.scriptsImage ?? image)).scriptsPath,
    };
}
