import { batchSize, flag, isReserved, isSection, isVariable, shown } from "./checks";
import { absent, below, Fault, fieldFaults, quoted } from "./faults";
import { ingressFaults } from "./ingress";
import { nodeFaults } from "./nodes";
import { placementFaults } from "./placement";
import { nearest } from "./nearest";
import { docsOf, entryOf, isHoldId } from "../domain/holds/registry";
import { meantBy } from "../domain/release";
import { NodeSettings, PlainArgs, settleNodes } from "./settle";
import { rdsFaults } from "./rds/faults";
import { sections } from "./table/sections";
import { checksOf, requiredOf } from "./table/setting";
import { canaryFaults, pauseFaults } from "./verification";

/** The names in each section, and in each part of the list `overrides`. */
export const namesWithin: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
    Object.entries(sections).map(([section, settings]) => [section, Object.keys(settings)]),
);

/** All faults of a configuration: unknown names, too, since a misspelt setting would silently be the default. */
export function settingFaults(args: PlainArgs, nodes = settleNodes(args)): Fault[] {
    return [
        ...sectionFaults("engine", args.engine, "engine").map((fault) => withVersion(fault, args.engine)),
        ...editionFaults(args.engine),
        ...sectionFaults("nodes", args.nodes ?? {}, "nodes"),
        ...nodeFaults(nodes),
        ...variableFaults(args.nodes ?? {}),
        ...placeAndIngressFaults(args.nodes ?? {}, nodes),
        ...sectionFaults("migration", args.migration ?? {}, "migration"),
        ...databaseFaults(args.databaseSettings ?? {}),
        ...overrideFaults(args.overrides ?? []),
        ...(args.rollback === undefined ? [] : sectionFaults("rollback", args.rollback, "rollback")),
        ...(args.adopt === undefined ? [] : sectionFaults("adopt", args.adopt, "adopt")),
        ...(args.backup === undefined ? [] : backupFaults(args.backup)),
        ...(args.promotion === undefined ? [] : sectionFaults("promotion", args.promotion, "promotion")),
        ...(args.guard === undefined || flag.passes(args.guard)
            ? []
            : [{ path: "guard", message: `is ${shown(args.guard)}, but has to be ${flag.expected}` }]),
        ...(args.verification === undefined ? [] : verificationFaults(args.verification, nodes, args.engine)),
    ];
}

/** Without quotes, YAML makes a number of 7.21: the minor that it was is meant, unless that is none (7.2 may have been 7.20). */
function withVersion(fault: Fault, engine: unknown): Fault {
    const {
        version,
        product = "camunda",
        edition = "community",
    } = (isSection(engine) ? engine : {}) as { version?: unknown; product?: string; edition?: string };
    const meant = fault.path === "engine.version" && typeof version === "number" ? meantBy(String(version), product, edition) : undefined;
    return meant
        ? {
              ...fault,
              next: `pulumi config set --path engine.version ${meant.version}   # the latest release of ${meant.minor}, ${edition} edition`,
          }
        : fault;
}

/** Which batches there are is known only where the nodes' own settings are right. */
function verificationFaults(verification: object, { count, batchSize: size }: NodeSettings, engine: unknown): Fault[] {
    const { version } = isSection(engine) ? (engine as { version?: unknown }) : {};
    const planned = sections.nodes.count.check.passes(count) && batchSize.passes(size);
    return [
        ...sectionFaults("verification", verification, "verification"),
        ...canaryFaults(verification),
        ...(planned ? pauseFaults(verification, count, size, version) : []),
    ];
}

function overrideFaults(overrides: unknown): Fault[] {
    if (!Array.isArray(overrides)) {
        return [{ path: "overrides", message: `is ${shown(overrides)}, but has to be a list of holds with reasons` }];
    }
    return overrides.flatMap((override: unknown, i) => {
        const path = `overrides[${i}]`;
        const hold = isSection(override) ? (override as { hold?: string }).hold : undefined;
        if (isHoldId(hold) && !entryOf(hold).overridable) {
            return [
                {
                    path: `${path}.hold`,
                    message: `is "${hold}", which cannot be overridden: ${docsOf(hold)}`,
                    remove: path,
                },
            ];
        }
        const first = overrides.findIndex((other: unknown) => isSection(other) && (other as { hold?: string }).hold === hold);
        return hold !== undefined && first < i
            ? [{ path, message: `lifts ${hold} a second time: overrides[${first}] does already`, remove: path }]
            : sectionFaults(path, override, "overrides");
    });
}

/** A backup that cannot be found again is none, and of one without a time nobody knows what is in it. */
function backupFaults(backup: object): Fault[] {
    const { at, reference } = isSection(backup) ? (backup as Record<string, unknown>) : {};
    return [
        ...sectionFaults("backup", backup, "backup"),
        ...(at !== undefined && reference === undefined
            ? [absent("backup.reference", "how the backup is found again, e.g. its identifier")]
            : []),
        ...(at === undefined && reference !== undefined
            ? [absent("backup.at", "when the backup was taken, e.g. 2026-11-21T10:00:00Z")]
            : []),
    ];
}

/** The registry of the enterprise edition has no name that could be guessed. */
function editionFaults(engine: unknown): Fault[] {
    const { edition, image } = isSection(engine) ? (engine as { edition?: string; image?: string }) : {};
    return edition === "enterprise" && image === undefined
        ? [absent("engine.image", "the images of the enterprise edition are in a registry that wants a login (engine.pullSecret)")]
        : [];
}

/** Values are not shown: they may be what should not have been typed there. */
function variableFaults(nodes: unknown): Fault[] {
    const env = isSection(nodes) ? (nodes as { env?: unknown }).env : undefined;
    return Object.entries(isSection(env) ? env : {}).flatMap(([variable, value]: [string, unknown]): Fault[] => {
        const path = `nodes.env.${variable}`;
        const remove = below("nodes.env", variable);
        return [
            ...(isVariable(variable) ? [] : [{ path, message: "is no name that an environment variable can have", remove }]),
            ...(isReserved(variable)
                ? [{ path, message: "is what this module sets itself: database, its tables, and shutdown are not free", remove }]
                : []),
            ...textFaults(path, remove, value),
        ];
    });
}

/** `pulumi config set --path` makes true and 5 of what is typed so; 1.10 would have become 1.1, and nobody could tell. */
function textFaults(path: string, place: string, value: unknown): Fault[] {
    if (typeof value === "string" || typeof value === "boolean" || Number.isInteger(value)) {
        return [];
    }
    if (typeof value === "number") {
        return [{ path, message: "is not a text; numbers with a point need quotes" }];
    }
    const isReference =
        isSection(value) && Object.keys(value).some((key) => /^(?:valueFrom|secretKeyRef|configMapKeyRef|fieldRef)$/.test(key));
    return [
        {
            path,
            message: isReference
                ? "refers to another place (valueFrom), and nodes.env takes literal values: the image has to get a secret itself, e.g. from a service when it starts"
                : `is ${Array.isArray(value) ? "a list" : isSection(value) ? "a section" : "empty"}, and nodes.env takes literal values: a text, a whole number, true or false`,
            next: `pulumi config rm --path ${quoted(place)}   # or pulumi config set --path ${quoted(place)} …, with a literal value that is no secret`,
        },
    ];
}

function placeAndIngressFaults(section: unknown, settled: NodeSettings): Fault[] {
    const nodes = isSection(section) ? section : {};
    return [...placementFaults(nodes), ...ingressFaults(nodes, settled)];
}

/** A database is an existing one, by `jdbcUrl` and `secret`, one of RDS, or one in the cluster, by `image` and `storage`: not half of each. */
function databaseFaults(settings: unknown): Fault[] {
    const names = isSection(settings) ? Object.keys(settings) : [];
    if (names.includes("rds")) {
        return [
            ...sectionFaults("database", settings, "database"),
            ...names
                .filter((key) => key !== "rds" && Object.hasOwn(sections.database, key))
                .map((key) => ({
                    path: `database.${key}`,
                    message: "is for another database than the one of RDS that database.rds asks for",
                    remove: `database.${key}`,
                })),
            ...rdsFaults((settings as { rds: unknown }).rds),
        ];
    }
    // A misspelt name is said to be one, and not missing besides.
    const meant = names.map((key) => nearest(key, ["jdbcUrl", "secret"]) ?? key);
    const existing = meant.includes("jdbcUrl") || meant.includes("secret");
    return [
        ...sectionFaults("database", settings, "database"),
        ...["jdbcUrl", "secret"]
            .filter((key) => existing && !meant.includes(key))
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

const sectionFaults = (path: string, section: unknown, kind: keyof typeof sections): Fault[] =>
    fieldFaults(path, section, checksOf(sections[kind]), requiredOf(sections[kind]));
