import * as pulumi from "@pulumi/pulumi";
import * as rds from "@pulumi/aws/rds";
import { commonInputs, dataOptions, groupName, masterUser, parameterInputs, RdsServer, RdsServerArgs } from "./rdsServer";

/** One instance of RDS, with a standby in another zone where that is wanted. */
export class RdsInstance extends pulumi.ComponentResource implements RdsServer {
    public readonly identifier: pulumi.Output<string>;
    public readonly address: pulumi.Output<string>;
    public readonly masterSecretArn: pulumi.Output<string>;

    constructor(name: string, args: RdsServerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RdsInstance", name, {}, opts);
        const { settings } = args;
        // Its name has the family in it: the next major version takes another group, before this one goes.
        const parameters = new rds.ParameterGroup(
            groupName(args.parameters, settings.family),
            { family: settings.family, parameters: parameterInputs(settings.ownParameters, settings.parameters) },
            { parent: this },
        );
        const instance = new rds.Instance(
            name,
            {
                ...commonInputs(args),
                identifier: args.identifier,
                // A snapshot has its own, and AWS refuses others beside it.
                ...(settings.restoreFrom
                    ? { snapshotIdentifier: settings.restoreFrom }
                    : { dbName: settings.databaseName, username: masterUser }),
                instanceClass: settings.instanceClass,
                allocatedStorage: settings.storageGiB,
                maxAllocatedStorage: settings.maxStorageGiB,
                storageType: settings.storageType,
                iops: settings.iops,
                storageThroughput: settings.throughput,
                multiAz: settings.multiAz,
                publiclyAccessible: false,
                parameterGroupName: parameters.name,
                backupWindow: settings.backupWindow,
                maintenanceWindow: settings.maintenanceWindow,
                // AWS would change what the gate keeps on record.
                autoMinorVersionUpgrade: false,
                performanceInsightsEnabled: true,
                performanceInsightsKmsKeyId: args.kmsKeyArn,
                performanceInsightsRetentionPeriod: settings.insightsDays,
            },
            dataOptions(this, args),
        );

        this.identifier = instance.identifier;
        this.address = instance.address;
        this.masterSecretArn = instance.masterUserSecrets.apply(([secret]) => secret.secretArn);
        this.registerOutputs({ identifier: this.identifier, address: this.address, masterSecretArn: this.masterSecretArn });
    }
}
