import { isSection } from "../checks";
import { Fault, fieldFaults } from "../faults";
import { rdsPlacementSection, rdsSection } from "../table/rdsSection";
import { checksOf, requiredOf } from "../table/setting";
import { networkRules } from "./network";
import { GivenRds, pathOf, SettingsRule } from "./rule";
import { serverRules } from "./server";
import { storageRules } from "./storage";
import { windowRules } from "./windows";

const section = { ...rdsSection, ...rdsPlacementSection };
const checks = checksOf(section);
const required = requiredOf(section) as (keyof GivenRds)[];

const rules: readonly SettingsRule[] = [...serverRules, ...storageRules, ...windowRules, ...networkRules];

/** All faults of the settings under `database.rds`; `later` names those that are given, but known only while the stack is updated. */
export function rdsFaults(settings: unknown, later: readonly string[] = []): Fault[] {
    const faults = fieldFaults(
        "database.rds",
        settings,
        checks,
        required.filter((setting) => !later.includes(setting)),
    );
    const unclear = (setting: keyof GivenRds) => later.includes(setting) || faults.some(({ path }) => path === pathOf(setting));
    return [
        ...faults,
        ...rules.filter(({ reads }) => isSection(settings) && !reads.some(unclear)).flatMap(({ finds }) => finds(settings as GivenRds)),
    ];
}
