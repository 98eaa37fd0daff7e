import { Command } from "commander";
import { editions, productIds } from "../components/domain/catalogue/products";
import { DatabaseFacts, Facts, LiveNode, NodeRollback, Target } from "../components/domain/facts/facts";
import { Override } from "../components/domain/hold";
import { settle } from "../components/settings/settle";
import { faultsOf } from "../components/gate/rules/refuse";

/** What `check` and `plan` are told about a transition. */
export interface TransitionOptions {
    from?: string;
    to?: string;
    product: string;
    fromProduct?: string;
    edition: string;
    schema?: string;
}

/** What `check` is told besides. */
export interface CheckOptions extends TransitionOptions {
    database?: string;
    node: string[];
    image?: string;
    fromImage?: string;
    nodes: string;
    batchSize: string;
    surge?: boolean;
    incidents?: string;
    rollbackFrom?: string;
    override: string[];
    stack?: string;
    configFile?: string;
    json?: boolean;
}

/** Adds the options that both commands have. */
export const withTransition = (command: Command): Command =>
    command
        .option("--from <version>", "version that the nodes run now, e.g. 7.22.0; none: nothing is installed")
        .option("--to <version>", "target version, e.g. 7.23.0")
        .option("--product <id>", `product: ${productIds.join(", ")}`, "camunda")
        .option("--from-product <id>", "product that runs now, if it is another one")
        .option("--edition <edition>", `edition: ${editions.join(", ")}`, "community")
        .option("--schema <version>", "newest version in the schema log, e.g. 7.22.0");

/** Where the settings that the rules know are among the options. */
const optionOf: Readonly<Record<string, string>> = {
    "engine.product": "--product",
    "engine.edition": "--edition",
    "engine.image": "--image",
    "nodes.count": "--nodes",
    "nodes.batchSize": "--batch-size",
    "rollback.from": "--rollback-from",
};

/** What is wrong with the options, one sentence each; nothing if they can be used. The configuration's own faults, in the options' words. */
export function transitionFaults(options: TransitionOptions & Partial<CheckOptions>): string[] {
    const { from, to, fromProduct, fromImage, override = [] } = options;
    const spoken = (text: string) =>
        Object.entries(optionOf)
            .reduce((all, [path, option]) => all.replace(path, option), text)
            .replace(" in quotes", "")
            .replaceAll(
                /overrides\[(\d+)\](?:\.(\w+))?/g,
                (_, i, key?: string) => `${key ? `${key} of ` : ""}--override '${override[Number(i)]}'`,
            );
    const version = "7.23.0"; // what is wrong with a version, the rules say
    const own = faultsOf({
        engine: { version, product: options.product, edition: options.edition, image: imageIn(options) },
        nodes: { count: numberIn(options.nodes), batchSize: options.batchSize },
        overrides: override.map(readOverride),
        ...(options.rollbackFrom === undefined ? {} : { rollback: rollbackIn(options.rollbackFrom) }),
    }).map(({ path, message }) => spoken(`${path} ${message}`));
    const others = faultsOf({ engine: { version, product: fromProduct, image: fromImage } }).map(
        ({ path, message }) => `${optionOf[path].replace("--", "--from-")} ${message}`,
    );
    return [
        ...(to?.trim() ? [] : ["--to is missing: the target version, e.g. 7.23.0"]),
        ...(from === undefined || from.trim() ? [] : ["--from is empty: give the version that runs, or omit --from if nothing runs"]),
        ...(from === undefined && (fromProduct ?? fromImage) !== undefined
            ? ["--from is missing: --from-product and --from-image say more about what runs"]
            : []),
        ...own,
        ...others,
    ];
}

/** As `databaseType` of the engine has them, and as people call them. */
const databases = ["postgresql", "mysql", "mariadb", "oracle", "mssql", "db2", "h2", "cockroachdb"];

/** What is wrong with the options of `check`. */
export function checkFaults(options: CheckOptions): string[] {
    const { database, node, schema, incidents } = options;
    const [kind = "", version] = (database?.split(/:(.*)/s) ?? []) as (string | undefined)[];
    return [
        ...transitionFaults(options),
        // It may be a URL with a password.
        ...(database === undefined || (databases.includes(kind) && (version === undefined || /^\d+(\.\d+)*$/.test(version)))
            ? []
            : [`--database is not like postgresql:15: one of ${databases.join(", ")}, a colon, and the version in numbers`]),
        ...node.filter((version) => !/\S/.test(version)).map(() => "--node is empty: it takes the version that a node answers"),
        ...(schema === undefined || /\S/.test(schema) ? [] : ["--schema is empty: it takes the newest version in the schema log"]),
        ...(incidents === undefined || /^\d+$/.test(incidents) ? [] : [`--incidents ${incidents} is not a number`]),
    ];
}

/** Both ends of a transition as the gate would have them. */
export function targets(options: TransitionOptions & Partial<CheckOptions>): { previous?: Target; wanted: Target } {
    const of = (product: string, version: string, image?: string): Target =>
        settle({
            engine: { product, version, edition: options.edition, image },
            nodes: { count: Number(options.nodes ?? 3), batchSize: options.batchSize ?? "33%", surge: options.surge ?? false },
        }).target;
    const wanted: Target = {
        ...of(options.product, options.to ?? "", imageIn(options)),
        overrides: (options.override ?? []).map(readOverride),
        ...(options.rollbackFrom === undefined ? {} : { rollback: rollbackIn(options.rollbackFrom) }),
    };
    const from =
        options.from === undefined
            ? undefined
            : of(options.fromProduct ?? options.product, options.from, options.fromImage ?? imageIn(options));
    return { previous: from, wanted };
}

/** The facts that the options tell. */
export function factsOf(options: CheckOptions): Facts {
    const { previous, wanted } = targets(options);
    const nodes = options.node.map((version, i): LiveNode => ({ name: `node ${i + 1}`, version, problem: "" }));
    const [kind, version = ""] = options.database?.split(":") ?? [];
    const database: DatabaseFacts | undefined = kind ? { kind, version } : undefined;
    const told = nodes.length > 0 || options.schema !== undefined || options.incidents !== undefined;
    return {
        previous,
        wanted,
        completed: { version: previous?.version, history: [] },
        database,
        live: told
            ? {
                  nodes: nodes.length > 0 || !previous ? nodes : [{ name: "nodes", version: previous.version, problem: "" }],
                  schema: options.schema,
                  incidents: options.incidents === undefined ? undefined : Number(options.incidents),
                  problem: "",
              }
            : undefined,
    };
}

/** The registry of the enterprise edition has no name that could be guessed: the tag is what counts here. */
const imageIn = ({ image, edition, product }: TransitionOptions & Partial<CheckOptions>): string | undefined =>
    image ??
    (edition === "enterprise" && product === "camunda"
        ? "registry.camunda.cloud/cambpm-ee/camunda-bpm-platform-ee:run-{version}"
        : undefined);

const numberIn = (text: string | undefined) => (text !== undefined && /^\d+$/.test(text) ? Number(text) : text);

const rollbackIn = (from: string): NodeRollback => ({ from, reason: "asked by check" });

function readOverride(text: string): Override {
    const [hold] = text.split("=", 1);
    return { hold, reason: text.slice(hold.length + 1) };
}
