import { parse } from "yaml";

/** Settings by their paths, e.g. `nodes.count`. */
export type SettingsByPath = Readonly<Record<string, string>>;

/** What a file of a stack's settings has that the local cluster can be given, and what is left out. */
export interface TakenSettings {
    readonly taken: SettingsByPath;
    readonly left: readonly string[];
}

/**
 * What every cell has. Locks of jobs are short, so that what a killed node had locked is done within a minute and not five; and nothing waits for longer than
 * a cell is worth waiting for.
 */
export const ownSettings: SettingsByPath = {
    "nodes.budgetSeconds": "240",
    "migration.budgetSeconds": "240",
    "verification.lockSeconds": "60",
    "nodes.env.CAMUNDA_BPM_JOBEXECUTION_LOCKTIMEINMILLIS": "60000",
};

const project = "camunda-rolling-update:";
const sections = ["nodes", "migration", "verification"];

/** What names images, machines, Secrets or load balancers that the local cluster has not, or would end the update on purpose. */
const foreign =
    /^(nodes\.(nodeSelector|tolerations|zoneSpread|ingress\w*|restSecret|cpuRequest|memoryRequest|memoryLimit|autoscaled|runAsUser)|migration\.(image|scriptsImage|scriptsPath|appliedBy)|verification\.(pauseAfter|goAhead))\b/;

/** The settings of a file such as Pulumi.production.yaml: how nodes are rolled, migrated and verified. */
export function settingsIn(text: string): TakenSettings {
    const { config } = (parse(text) ?? {}) as { config?: Record<string, unknown> };
    const leaves = Object.entries(config ?? {}).flatMap(([key, value]) =>
        key.startsWith(project) ? leavesOf(key.slice(project.length), value) : [[key, ""] as const],
    );
    const suits = ([path]: readonly [string, string]) => sections.some((section) => path.startsWith(`${section}.`)) && !foreign.test(path);
    return { taken: Object.fromEntries(leaves.filter(suits)), left: leaves.filter((leaf) => !suits(leaf)).map(([path]) => path) };
}

/** A setting as it is written on the command line, `path=value`; undefined: it is none, but a file. */
export function settingIn(text: string): readonly [path: string, value: string] | undefined {
    const [, path, value] = /^([A-Za-z]\w*(?:[.[][^=]*)?)=(.*)$/s.exec(text) ?? [];
    return path === undefined ? undefined : [path, value];
}

/** Every value with its path, as `pulumi config set --path` takes it. */
function leavesOf(path: string, value: unknown): (readonly [string, string])[] {
    if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(`${path}[${i}]`, item));
    if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, item]) => leavesOf(/^\w+$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`, item));
    }
    return [[path, String(value)]];
}
