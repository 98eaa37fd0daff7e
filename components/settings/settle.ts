import { databaseTarget } from "./database";
import { NamedBackup, NodeRollback, NodeRoom, Target } from "../domain/facts/facts";
import { Override } from "../domain/hold";
import { imageOf } from "../domain/image";
import { drainDefault } from "./ingress";
import { nodeSpecification } from "../domain/nodeSpecification";
import { settlePlacement, texts } from "./placement";
import { productOf } from "../domain/catalogue/products";
import { Toleration } from "../domain/facts/placement";
import { isSection } from "./checks";
import { engineSection } from "./table/engineSection";
import { nodesSection } from "./table/nodesSection";
import { defaultsOf } from "./table/setting";

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

/** Nodes that were installed by other means and are taken over, as it is set: see table/updateSections.ts. */
export interface AdoptSettings {
    readonly selector: string;
    readonly port?: number;
    readonly restPath?: string;
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

const defaults = defaultsOf(nodesSection);

interface EngineSettings {
    version: string;
    image?: string;
    application?: string;
    product?: string;
    edition?: string;
    pullSecret?: string;
}

/** The engine with its defaults; what is no section has none of its settings. */
function settledEngine({ engine: given }: Pick<PlainArgs, "engine">) {
    const engine = (isSection(given) ? given : {}) as EngineSettings;
    const { version, pullSecret, application = "" } = engine;
    const { product = engineSection.product.default, edition = engineSection.edition.default } = engine;
    return { version, product, edition, image: engine.image ?? productOf(product)?.image ?? "", application, pullSecret };
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

/** Fills in the defaults of the nodes, as right as the settings are: rules about several of them need all of them. */
export function settleNodes(args: Pick<PlainArgs, "engine" | "nodes">): NodeSettings {
    const { pullSecret, ...engine } = settledEngine(args);
    const section = isSection(args.nodes) ? args.nodes : {};
    // A setting that is undefined is one that is not given.
    const given = Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined)) as Partial<NodeSettings>;
    const asked = Array.isArray(given.arguments) ? given.arguments : [];
    const { restPath, readOnlyRoot, ...own } = nodeSpecification(engine.product, String(engine.version), String(engine.image), asked);
    return {
        ...defaults,
        restPath,
        readOnlyRoot,
        pullSecret,
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
}

/** Fills in the defaults of a configuration without faults; `nodes` are its nodes, where they are settled already. */
export function settle(args: PlainArgs, nodes = settleNodes(args)): Settings {
    const { product, edition, version, image, application } = settledEngine(args);
    const migration = (args.migration ?? {}) as MigrationSettings;
    return {
        target: {
            product,
            edition,
            version,
            image,
            application,
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
        image: imageOf(String(image), String(version)),
        nodes,
        scriptsPath:
            migration.scriptsPath ?? nodeSpecification(product, String(version), String(migration.scriptsImage ?? image)).scriptsPath,
    };
}
