import { Finding } from "./rule";
import { compareNumbers, versionOf } from "../../settings/rds/engines";

/** What is known of a server, before or after a change. */
export interface ServerFacts {
    readonly engine?: string;
    readonly engineVersion?: string;
    readonly instanceClass?: string;
    readonly storageGiB?: number;
    readonly storageType?: string;
}

const setting = (name: keyof ServerFacts, value: string | number): string =>
    `pulumi config set --path database.rds.${name} ${value} && pulumi up`;

/** Storage can be made larger only: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html. */
export function shrinks({ storageGiB: from }: ServerFacts, { storageGiB: to }: ServerFacts): Finding | undefined {
    return from !== undefined && to !== undefined && to < from
        ? {
              message: `database.rds.storageGiB ${from} → ${to} shrinks the storage`,
              next: `${setting("storageGiB", from)}   # a smaller one is another database, filled from a dump`,
          }
        : undefined;
}

/** The same page: "When you increase the allocated storage, it must be by at least 10 percent." */
export function growsTooLittle({ storageGiB: from }: ServerFacts, { storageGiB: to }: ServerFacts): Finding | undefined {
    const least = Math.ceil(((from ?? 0) * 11) / 10);
    return from !== undefined && to !== undefined && to > from && to < least
        ? {
              message: `database.rds.storageGiB ${from} → ${to} grows by less than 10 %: set ${least} or more`,
              next: setting("storageGiB", least),
          }
        : undefined;
}

/** RDS makes no server of another kind out of one that exists; the provider would replace it, and its data with it. */
export function engineChanges({ engine: from }: ServerFacts, { engine: to }: ServerFacts): Finding | undefined {
    return from !== undefined && to !== undefined && from !== to
        ? {
              message: `database.rds.engine ${from} → ${to} is another server`,
              next: `${setting("engine", from)}   # another server is another database, filled from a dump`,
          }
        : undefined;
}

/** Whether a server is to have an earlier version: there is no way back but a snapshot. */
export function downgrade(previous: ServerFacts, wanted: ServerFacts): Finding | undefined {
    const step = stepOf(previous, wanted);
    return step && compareNumbers(step.to.numbers, step.from.numbers) < 0
        ? {
              message: `${step.text} is a lower version`,
              next: `${setting("engineVersion", previous.engineVersion ?? "")}   # to return, restore a snapshot: docs/guides/roll-back-and-restore.md`,
          }
        : undefined;
}

/** Whether a server is to have a later major version. */
export function majorChange(previous: ServerFacts, wanted: ServerFacts): Finding | undefined {
    const step = stepOf(previous, wanted);
    return step && step.from.major !== step.to.major && compareNumbers(step.to.numbers, step.from.numbers) > 0
        ? {
              message: `${step.text} is another major version, ${step.from.major} → ${step.to.major}`,
              next: "pulumi config set --path database.rds.allowMajorUpgrade true && pulumi up   # after the same update of a copy",
          }
        : undefined;
}

// 5.7 to 8.0 and 8.0 to 8.4: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MySQL.Major.html.
// "Direct upgrades from Aurora MySQL version 2 to version 8.4 are not supported":
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.mysql84-upgrade-procedure.html.
// MariaDB goes from any to 10.6 or later: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MariaDB.Major.html.
const mysqlMajors = ["5.7", "8.0", "8.4"];

/** Whether MySQL is to leave out a major version, which it has to go through. */
export function skipsMajor(previous: ServerFacts, wanted: ServerFacts): Finding | undefined {
    const step = stepOf(previous, wanted);
    const [from, to] = [step?.from, step?.to].map((version) => mysqlMajors.indexOf(version?.major ?? ""));
    const skipped = from < 0 ? [] : mysqlMajors.slice(from + 1, Math.max(to, 0));
    return step && skipped.length > 0
        ? {
              message: `${step.text} skips ${skipped.join(", ")}`,
              next: `${setting("engineVersion", `${skipped[0]}.…`)}   # aws rds describe-db-engine-versions lists them`,
          }
        : undefined;
}

/** Both versions of one server, if both can be read. */
function stepOf({ engine, engineVersion: before = "" }: ServerFacts, { engine: same, engineVersion: after = "" }: ServerFacts) {
    if (engine === undefined || engine !== same) {
        return undefined;
    }
    const [from, to] = [versionOf(engine, before), versionOf(engine, after)];
    return from && to ? { engine, from, to, text: `${engine} ${before} → ${after}` } : undefined;
}
