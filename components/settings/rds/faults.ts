import { Check, flag, isSection, matching, name, oneOf, plainImage, whole } from "../checks";
import { Fault, fieldFaults } from "../faults";
import { engines } from "./engines";
import { distinctTexts, ec2Id, ec2Ids, networkRules } from "./network";
import { GivenRds, pathOf, SettingsRule } from "./rule";
import { serverRules } from "./server";
import { storageRules } from "./storage";
import { sizes } from "./storageLimits";
import { backupWindow, maintenanceWindow, windowRules } from "./windows";

// DBInstanceIdentifier and PerformanceInsightsRetentionPeriod in
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html; the provider takes lower case only.
const identifier = matching(
    "at most 63 letters in lower case, digits and single hyphens, a letter first and no hyphen last",
    /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/,
);
const insightsDays: Check = {
    expected: "7, 731, or months of 31 days up to 713, e.g. 31 or 93",
    passes: (value) => value === 7 || value === 731 || (whole(31, 713).passes(value) && (value as number) % 31 === 0),
};
const snapshot = matching(
    "the name or the ARN of a snapshot, e.g. orders-2026-01-31",
    /^(?:(?:rds:)?[A-Za-z](?:-?[A-Za-z0-9])*|arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:(?:cluster-)?snapshot:[\w:-]+)$/,
);

const checks: Record<keyof GivenRds, Check> = {
    engine: oneOf(Object.keys(engines)),
    engineVersion: matching('a version in quotes, e.g. "16.8" (without them YAML makes 16.1 of 16.10)', /\S/),
    // Not db.serverless: its capacity is no setting of this module.
    instanceClass: matching(
        "a class of instances with its size, e.g. db.m7g.large",
        /^db\.[a-z]\w*\.(?:micro|small|medium|large|\d*xlarge)$/,
    ),
    // A writer and at most 15 readers (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html).
    instances: whole(1, 16),
    identifier,
    // AWS takes 63, or 64 with MySQL and MariaDB, but a login is named after the database, with 11 characters behind it.
    databaseName: matching("at most 52 letters, digits and underscores, a letter first", /^[A-Za-z]\w{0,51}$/),
    storageGiB: whole(sizes.gp3.min, sizes.gp3.max),
    maxStorageGiB: whole(sizes.gp3.min, sizes.gp3.max),
    storageType: oneOf(Object.keys(sizes)),
    iops: whole(1, 256000),
    throughput: whole(1, 4000),
    multiAz: flag,
    // BackupRetentionPeriod can be 0 in AWS, which would be no backups, and no way back to a time.
    backupDays: { ...whole(1, 35), expected: "a whole number from 1 to 35: 0 would be no backups" },
    backupWindow,
    maintenanceWindow,
    insightsDays,
    parameters: { expected: 'names with texts, e.g. {work_mem: "65536"}', passes: isSection },
    restoreFrom: snapshot,
    allowMajorUpgrade: flag,
    login: whole(1, 9999),
    // An account has a quota of them, for all its databases: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AccountQuota.html.
    keepSnapshots: whole(1, 100),
    forgetSnapshots: {
        expected: "a list of snapshots, e.g. [production-orders-backup-7-22-0-to-7-23-0]",
        passes: (value) => Array.isArray(value) && value.every((one) => snapshot.passes(one)),
    },
    vpcId: ec2Id("vpc", "a VPC, e.g. vpc-0123456789abcdef0"),
    subnetIds: ec2Ids(
        "subnet",
        2,
        "two different subnets or more, of two zones or more, e.g. [subnet-0123456789abcdef0, subnet-0123456789abcdef1]",
    ),
    allowedSecurityGroupIds: ec2Ids("sg", 0, "a list of different security groups, e.g. [sg-0123456789abcdef0]"),
    allowedCidrs: distinctTexts,
    kmsKeyArn: matching(
        "the ARN of a KMS key, and not of an alias, e.g. arn:aws:kms:eu-central-1:123456789012:key/…",
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    ),
    import: matching(
        "the resource id of an instance, e.g. db-ABCDEFGHIJKLMNOPQRSTUVWXYZ, or the identifier of an Aurora cluster",
        /^(?:db-[A-Z0-9]+|[a-z](?:-?[a-z0-9])*)$/,
    ),
    secretStore: name,
    clientImage: plainImage,
};

const required: readonly (keyof GivenRds)[] = ["engineVersion", "instanceClass", "vpcId", "subnetIds"];

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
