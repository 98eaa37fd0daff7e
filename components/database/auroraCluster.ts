import * as pulumi from "@pulumi/pulumi";
import * as rds from "@pulumi/aws/rds";
import { commonInputs, dataOptions, groupName, masterUser, parameterInputs, RdsServer, RdsServerArgs } from "./rdsServer";

/** An Aurora cluster: a writer, and readers that take its place. */
export class AuroraCluster extends pulumi.ComponentResource implements RdsServer {
    public readonly identifier: pulumi.Output<string>;
    public readonly address: pulumi.Output<string>;
    public readonly masterSecretArn: pulumi.Output<string>;

    constructor(name: string, args: RdsServerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:AuroraCluster", name, {}, opts);
        const { settings } = args;
        const parameters = new rds.ClusterParameterGroup(
            groupName(args.parameters, settings.family),
            { family: settings.family, parameters: parameterInputs(settings.ownParameters, settings.parameters) },
            { parent: this },
        );
        const cluster = new rds.Cluster(
            name,
            {
                ...commonInputs(args),
                clusterIdentifier: args.identifier,
                ...(settings.restoreFrom
                    ? { snapshotIdentifier: settings.restoreFrom }
                    : { databaseName: settings.databaseName, masterUsername: masterUser }),
                dbClusterParameterGroupName: parameters.name,
                preferredBackupWindow: settings.backupWindow,
                preferredMaintenanceWindow: settings.maintenanceWindow,
            },
            dataOptions(this, args),
        );
        for (let i = 1; i <= settings.instances; i++) {
            new rds.ClusterInstance(
                `${name}-${i}`,
                {
                    identifier: `${args.identifier}-${i}`,
                    clusterIdentifier: cluster.id,
                    engine: settings.engine as rds.EngineType,
                    engineVersion: cluster.engineVersion,
                    instanceClass: settings.instanceClass,
                    applyImmediately: true,
                    publiclyAccessible: false,
                    dbSubnetGroupName: args.subnetGroup,
                    autoMinorVersionUpgrade: false,
                    performanceInsightsEnabled: true,
                    performanceInsightsKmsKeyId: args.kmsKeyArn,
                    performanceInsightsRetentionPeriod: settings.insightsDays,
                },
                { parent: this, protect: args.protect, ...(args.importId ? { import: `${args.identifier}-${i}` } : {}) },
            );
        }

        this.identifier = cluster.clusterIdentifier;
        this.address = cluster.endpoint;
        this.masterSecretArn = cluster.masterUserSecrets.apply(([secret]) => secret.secretArn);
        this.registerOutputs({ identifier: this.identifier, address: this.address, masterSecretArn: this.masterSecretArn });
    }
}
