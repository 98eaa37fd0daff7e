import { databaseSection } from "../../components/settings/table/databaseSection";
import { engineSection } from "../../components/settings/table/engineSection";
import { migrationSection } from "../../components/settings/table/migrationSection";
import { nodesSection } from "../../components/settings/table/nodesSection";
import { rdsPlacementSection, rdsSection } from "../../components/settings/table/rdsSection";
import { Section, Setting } from "../../components/settings/table/setting";
import { stackSection } from "../../components/settings/table/stackSection";
import { tolerationSection } from "../../components/settings/table/tolerationSection";
import {
    adoptSection,
    backupSection,
    overrideSection,
    promotionSection,
    rollbackSection,
} from "../../components/settings/table/updateSections";
import { canarySection, verificationSection } from "../../components/settings/table/verificationSection";

/** A section as it is documented. */
export interface DocumentedSection {
    /** Where its settings are, e.g. `nodes.tolerations[N]`; empty: at the top. */
    readonly path: string;
    /** What the section is, in a sentence. */
    readonly text: string;
    readonly settings: Section;
}

/** All sections, in the order of the documentation. */
export const documented: readonly DocumentedSection[] = [
    { path: "", text: "What is in no section.", settings: stackSection },
    { path: "engine", text: "The engine that the nodes run.", settings: engineSection },
    { path: "nodes", text: "The engine nodes.", settings: nodesSection },
    { path: "nodes.tolerations[N]", text: "A taint that a pod tolerates, as Kubernetes writes it.", settings: tolerationSection },
    { path: "migration", text: "The migration of the schema.", settings: migrationSection },
    {
        path: "database",
        text: "Which database: an existing one by `jdbcUrl` and `secret`, one of RDS by `rds`, or one in the cluster.",
        settings: databaseSection,
    },
    {
        path: "database.rds",
        text: "A database of Amazon RDS or Aurora, and who may reach it.",
        settings: { ...rdsSection, ...rdsPlacementSection },
    },
    { path: "verification", text: "What is checked between batches, once a batch is integrated.", settings: verificationSection },
    {
        path: "verification.canary",
        text: "Process instances that start on a node of one version and end on a node of the other.",
        settings: canarySection,
    },
    { path: "overrides[N]", text: "Lifts one hold, for one update and for a stated reason.", settings: overrideSection },
    { path: "rollback", text: "Rolls back the nodes, never the schema, to the previous version.", settings: rollbackSection },
    { path: "adopt", text: "Nodes that were installed by other means and are taken over.", settings: adoptSection },
    { path: "promotion", text: "The stack that an update is rehearsed in (hold `promotionMissing`).", settings: promotionSection },
    {
        path: "backup",
        text: "The backup of a database that this module takes no snapshot of (hold `backupMissing`).",
        settings: backupSection,
    },
];

/** The settings of a section, by its path. */
export function sectionAt(path: string): DocumentedSection {
    const found = documented.find((section) => section.path === path);
    if (!found) {
        throw new Error(`there is no section ${path}`);
    }
    return found;
}

const isEmpty = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** What a setting is where it is not given, as Markdown; undefined: it has to be given. */
export function defaultOf({ otherwise, required, ...setting }: Setting): string | undefined {
    if (otherwise !== undefined || required) {
        return otherwise;
    }
    return isEmpty(setting.default) ? "none" : `\`${String(setting.default)}\``;
}
