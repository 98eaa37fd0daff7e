import { Check, flag, listOf, matching, name, namesWith, oneOf, plainImage, whole } from "../checks";
import { engines } from "../rds/engines";
import { distinctTexts, ec2Id, ec2Ids } from "../rds/network";
import { sizes } from "../rds/storageLimits";
import { backupWindow, maintenanceWindow } from "../rds/windows";
import { changes, Section } from "./setting";

// DBInstanceIdentifier and PerformanceInsightsRetentionPeriod in
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html; the provider takes lower case only.
const identifier = matching(
    "at most 63 letters in lower case, digits and single hyphens, a letter first and no hyphen last",
    /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/,
);
const insightsDays: Check = {
    expected: "7, 731, or months of 31 days up to 713, e.g. 31 or 93",
    passes: (value) => value === 7 || value === 731 || (whole(31, 713).passes(value) && (value as number) % 31 === 0),
    schema: { type: "integer", enum: [7, ...Array.from({ length: 23 }, (_, i) => (i + 1) * 31), 731] },
};
const snapshot = matching(
    "the name or the ARN of a snapshot, e.g. orders-2026-01-31",
    /^(?:(?:rds:)?[A-Za-z](?:-?[A-Za-z0-9])*|arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:(?:cluster-)?snapshot:[\w:-]+)$/,
);

const ownUpdate = "in an update of its own (hold `databaseChangedToo`)";
const restarts = `A change restarts the server, ${ownUpdate}.`;
const running = `${changes.server.slice(0, -1)}, ${ownUpdate}.`;
const replaces = "A change would replace the database, and `protect` refuses that.";

/** `database.rds`: the server. */
export const rdsSection = {
    engine: {
        check: oneOf(Object.keys(engines)),
        text: "Kind of server. The stack migrates PostgreSQL and Aurora PostgreSQL only.",
        default: "postgres",
        change: "A change is refused (hold `databaseEngineChanged`).",
    },
    engineVersion: {
        check: matching('a version in quotes, e.g. "16.8" (without them YAML makes 16.1 of 16.10)', /\S/),
        text: "Version of the server, as AWS writes it, e.g. `16.8`.",
        required: true,
        change: restarts,
        more: "../guides/rds.md",
    },
    instanceClass: {
        // Not db.serverless: its capacity is no setting of this module.
        check: matching("a class of instances with its size, e.g. db.m7g.large", /^db\.[a-z]\w*\.(?:micro|small|medium|large|\d*xlarge)$/),
        text: "Class of an instance, e.g. `db.m7g.large`.",
        required: true,
        change: restarts,
    },
    instances: {
        // A writer and at most 15 readers (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html).
        check: whole(1, 16),
        text: "Instances of an Aurora cluster: a writer, and readers that can take its place.",
        default: 2,
        change: `A change adds or removes readers, ${ownUpdate}.`,
    },
    identifier: {
        check: identifier,
        text: "Name in AWS.",
        otherwise: "that of the resource, with the stack's in front",
        change: "A change counts as another database (hold `databaseMoved`).",
    },
    databaseName: {
        // AWS takes 63, or 64 with MySQL and MariaDB, but a login is named after the database, with 11 characters behind it.
        check: matching("at most 52 letters, digits and underscores, a letter first", /^[A-Za-z]\w{0,51}$/),
        text: "Name of the database on the server.",
        default: "camunda",
        change: replaces,
    },
    storageGiB: {
        check: whole(sizes.gp3.min, sizes.gp3.max),
        text: "Storage of an instance, in GiB; not for Aurora. It never shrinks, and grows by a tenth or more.",
        default: 100,
        change: running,
    },
    maxStorageGiB: {
        check: whole(sizes.gp3.min, sizes.gp3.max),
        text: "Size that AWS may let the storage grow to, in GiB; not for Aurora. At least a tenth more than `storageGiB`.",
        otherwise: "it does not grow",
        change: changes.nothing,
    },
    storageType: {
        check: oneOf(Object.keys(sizes)),
        text: "Type of the storage; not for Aurora.",
        default: "gp3",
        change: running,
    },
    iops: {
        check: whole(1, 256000),
        text: "Provisioned operations per second: required for `io1` and `io2`, possible for `gp3` from 400 GiB.",
        otherwise: "what the storage has by itself",
        change: changes.server,
    },
    throughput: {
        check: whole(1, 4000),
        text: "Provisioned throughput in MiB/s, for `gp3` from 400 GiB.",
        otherwise: "what the storage has by itself",
        change: changes.server,
    },
    multiAz: {
        check: flag,
        text: "Whether there is a standby in another zone; not for Aurora, whose instances are in several zones.",
        default: true,
        change: running,
    },
    backupDays: {
        // BackupRetentionPeriod can be 0 in AWS, which would be no backups, and no way back to a time.
        check: { ...whole(1, 35), expected: "a whole number from 1 to 35: 0 would be no backups" },
        text: "How long AWS keeps its own backups, in days.",
        default: 14,
        change: changes.nothing,
    },
    backupWindow: {
        check: backupWindow,
        text: "When AWS makes its backups, in UTC; 30 minutes or more.",
        otherwise: "AWS chooses",
        change: changes.nothing,
    },
    maintenanceWindow: {
        check: maintenanceWindow,
        text: "When AWS may maintain the database, in UTC; 30 minutes or more, outside the backup window.",
        otherwise: "AWS chooses",
        change: changes.nothing,
    },
    insightsDays: {
        check: insightsDays,
        text: "How long Performance Insights keeps its data, in days.",
        default: 7,
        change: changes.nothing,
    },
    parameters: {
        check: namesWith('names with texts, e.g. {work_mem: "65536"}', "string", "integer"),
        type: "Record<string, string>",
        text: "Further parameters of the server, by their names.",
        otherwise: "none",
        change: "A change restarts nothing: AWS applies it at the server's next restart.",
    },
    restoreFrom: {
        check: snapshot,
        text: "Snapshot that the database is created from, beside the previous one.",
        otherwise: "none",
        change: "A change creates another database, and needs all nodes stopped (hold `databaseMoved`).",
        more: "../guides/roll-back-and-restore.md",
    },
    allowMajorUpgrade: {
        check: flag,
        text: "Whether an update of the server to another major version is intended (hold `databaseMajorChange`).",
        default: false,
        change: changes.nothing,
    },
    login: {
        check: whole(1, 9999),
        text: "Number of the login of nodes and migration. The next number is a new password.",
        default: 1,
        change: `${changes.nodes.slice(0, -1)}, ${ownUpdate}.`,
        more: "../guides/rds.md",
    },
    keepSnapshots: {
        // An account has a quota of them, for all its databases: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AccountQuota.html.
        check: whole(1, 100),
        text: "How many snapshots of transitions are kept.",
        default: 3,
        change: changes.nothing,
    },
    forgetSnapshots: {
        check: listOf("a list of snapshots, e.g. [production-orders-backup-7-22-0-to-7-23-0]", snapshot),
        type: "string[]",
        text: "Snapshots that are on record and that somebody has deleted.",
        otherwise: "none",
        change: changes.nothing,
    },
} satisfies Section;

/** `database.rds`: where the server is, and who may reach it. A program may know some of it later only. */
export const rdsPlacementSection = {
    vpcId: {
        check: ec2Id("vpc", "a VPC, e.g. vpc-0123456789abcdef0"),
        type: "pulumi.Input<string>",
        text: "VPC of the database.",
        required: true,
        change: "AWS refuses a change: the subnets of a database stay in their VPC.",
    },
    subnetIds: {
        check: ec2Ids(
            "subnet",
            2,
            "two different subnets or more, of two zones or more, e.g. [subnet-0123456789abcdef0, subnet-0123456789abcdef1]",
        ),
        type: "pulumi.Input<pulumi.Input<string>[]>",
        text: "Private subnets in two zones or more.",
        required: true,
        change: changes.nothing,
    },
    allowedSecurityGroupIds: {
        check: ec2Ids("sg", 0, "a list of different security groups, e.g. [sg-0123456789abcdef0]"),
        type: "pulumi.Input<string>[]",
        text: "Security groups that may connect, e.g. that of the cluster's machines; these or `allowedCidrs`.",
        otherwise: "none",
        change: changes.nothing,
    },
    allowedCidrs: {
        check: distinctTexts,
        type: "string[]",
        text: "Networks that may connect, e.g. those of the cluster's subnets.",
        otherwise: "none",
        change: changes.nothing,
    },
    kmsKeyArn: {
        check: matching(
            "the ARN of a KMS key, and not of an alias, e.g. arn:aws:kms:eu-central-1:123456789012:key/…",
            /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
        ),
        type: "pulumi.Input<string>",
        text: "KMS key that encrypts the database.",
        otherwise: "a key of its own",
        change: replaces,
    },
    import: {
        check: matching(
            "the resource id of an instance, e.g. db-ABCDEFGHIJKLMNOPQRSTUVWXYZ, or the identifier of an Aurora cluster",
            /^(?:db-[A-Z0-9]+|[a-z](?:-?[a-z0-9])*)$/,
        ),
        text: "An existing database that is taken over, by its resource id, or by the identifier of an Aurora cluster.",
        otherwise: "none",
        change: "Do not remove it: what AWS fixed at creation would be compared again, and a difference would replace the database.",
    },
    secretStore: {
        check: name,
        text: "`ClusterSecretStore` of the External Secrets Operator that reads AWS Secrets Manager.",
        otherwise: "none: Pulumi writes the Secrets",
        change: "A change writes the Secrets anew and restarts nothing.",
    },
    clientImage: {
        check: plainImage,
        text: "Image with `psql`, which creates the login.",
        otherwise: "`postgres:15`",
        change: "A change runs the Job of the login again.",
    },
} satisfies Section;
