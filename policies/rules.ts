import { chainUnbroken } from "./chainUnbroken";
import { databaseSafe } from "./databaseSafe";
import { disruptionBudget } from "./disruptionBudget";
import { drainAddsUp } from "./drainAddsUp";
import { drainOutlasted } from "./drainOutlasted";
import { fixedImages } from "./fixedImages";
import { gateFirst } from "./gateFirst";
import { migrationBounded } from "./migrationBounded";
import { noClearSecrets } from "./noClearSecrets";
import { oneVersion } from "./oneVersion";
import { productionProtected } from "./productionProtected";
import { readinessProbed } from "./readinessProbed";
import { restrictedPods } from "./restrictedPods";
import { schemaUpdateOff } from "./schemaUpdateOff";
import { snapshotFirst } from "./snapshotFirst";
import { spareNodes } from "./spareNodes";
import { Rule } from "./support/rule";

/** All rules of the pack: a new one is a file beside these, an entry here, and rows in the table of its tests. */
export const rules: readonly Rule[] = [
    gateFirst,
    chainUnbroken,
    oneVersion,
    snapshotFirst,
    productionProtected,
    databaseSafe,
    migrationBounded,
    schemaUpdateOff,
    fixedImages,
    readinessProbed,
    spareNodes,
    disruptionBudget,
    drainAddsUp,
    drainOutlasted,
    restrictedPods,
    noClearSecrets,
];
