import { databaseSection } from "./databaseSection";
import { engineSection } from "./engineSection";
import { migrationSection } from "./migrationSection";
import { nodesSection } from "./nodesSection";
import { adoptSection, backupSection, overrideSection, promotionSection, rollbackSection } from "./updateSections";
import { Section } from "./setting";
import { verificationSection } from "./verificationSection";

/** The sections of a stack, by their names; `overrides` is a list of them. Sections within sections are in the files of these. */
export const sections = {
    engine: engineSection,
    nodes: nodesSection,
    migration: migrationSection,
    database: databaseSection,
    overrides: overrideSection,
    rollback: rollbackSection,
    adopt: adoptSection,
    promotion: promotionSection,
    backup: backupSection,
    verification: verificationSection,
} satisfies Record<string, Section>;
