import * as pulumi from "@pulumi/pulumi";
import { Parameter } from "../settings/rds/engines";
import { SettledRds } from "../settings/rds/settled";

/** What an instance and an Aurora cluster have in common. */
export interface RdsServerArgs {
    /** Name in AWS. */
    identifier: string;
    /** Name of its parameters, the family left out: a database that was restored beside another one shares them with it. */
    parameters: string;
    settings: SettledRds;
    subnetGroup: pulumi.Input<string>;
    securityGroup: pulumi.Input<string>;
    /** Key that storage, Performance Insights and the master's password are encrypted with. */
    kmsKeyArn: pulumi.Input<string>;
    /** What exists, and is taken over. */
    importId?: string;
    /** Whether it stays, whatever the program says. */
    protect: boolean;
}

/** What either has to say about itself. */
export interface RdsServer {
    readonly identifier: pulumi.Output<string>;
    readonly address: pulumi.Output<string>;
    readonly masterSecretArn: pulumi.Output<string>;
}

/** The user that makes the login, and nothing else; AWS makes its password, keeps it and changes it. */
export const masterUser = "camunda_master";

/** A parameter that only a restart makes known is refused where it is to be known at once; of the own ones, none needs a restart. */
export const parameterInputs = (own: readonly Parameter[], further: Readonly<Record<string, string>>) => [
    ...own.map(({ name, value }) => ({ name, value, applyMethod: "immediate" })),
    ...Object.entries(further).map(([name, value]) => ({ name, value, applyMethod: "pending-reboot" })),
];

/** Names of parameter groups have letters, digits and hyphens. */
export const groupName = (name: string, family: string): string => `${name}-${family.replaceAll(".", "-")}`;

/** What is the same of either, in the words of the provider. */
export const commonInputs = ({ settings, kmsKeyArn, subnetGroup, securityGroup, identifier, protect }: RdsServerArgs) => ({
    engine: settings.engine,
    engineVersion: settings.engineVersion,
    // Left out, not false: the provider would ask for an update that changes nothing, each time.
    allowMajorVersionUpgrade: settings.allowMajorUpgrade || undefined,
    // Not in the maintenance window, which may fall into a rolling update: databaseChangedToo keeps the two apart.
    applyImmediately: true,
    dbSubnetGroupName: subnetGroup,
    vpcSecurityGroupIds: [securityGroup],
    storageEncrypted: true,
    kmsKeyId: kmsKeyArn,
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: kmsKeyArn,
    backupRetentionPeriod: settings.backupDays,
    // Copied tags would be changed back by the tags of the snapshots of transitions.
    copyTagsToSnapshot: false,
    deletionProtection: protect,
    // Of its own: what is restored from a snapshot would otherwise take over the snapshot's.
    tags: { "camunda:stack": pulumi.getStack() },
    deleteAutomatedBackups: false,
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: `${identifier}-final`,
    enabledCloudwatchLogsExports: [...settings.logExports],
});

/** What AWS fixed when a server was made: of one that is taken over it stays as it is, since a change would replace it. */
const fixedAtCreation = ["dbName", "databaseName", "username", "masterUsername", "kmsKeyId", "storageEncrypted", "dbSubnetGroupName"];

/** Options of what has the data in it. */
export const dataOptions = (parent: pulumi.Resource, { importId, protect }: RdsServerArgs): pulumi.CustomResourceOptions => ({
    parent,
    protect,
    retainOnDelete: protect,
    ...(importId ? { import: importId, ignoreChanges: fixedAtCreation } : {}),
});
