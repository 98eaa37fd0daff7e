import { expect } from "chai";
import * as aws from "@pulumi/aws";
import { awsMissing } from "../../local/aws/aws";
import { AwsStack } from "./support/awsStack";

/** The network, the key and the parameters of a database, the database, and a snapshot of it. */
async function program(): Promise<Record<string, unknown>> {
    const zones = await aws.getAvailabilityZones({ state: "available" });
    const vpc = new aws.ec2.Vpc("orders", { cidrBlock: "10.0.0.0/16" });
    const subnets = zones.names.slice(0, 2).map(
        (availabilityZone, i) =>
            new aws.ec2.Subnet(`orders-${i}`, {
                vpcId: vpc.id,
                availabilityZone,
                cidrBlock: `10.0.${i}.0/24`,
            }),
    );
    const group = new aws.rds.SubnetGroup("orders", { subnetIds: subnets.map(({ id }) => id) });
    const door = new aws.ec2.SecurityGroup("orders", { vpcId: vpc.id, egress: [] });
    new aws.vpc.SecurityGroupIngressRule("orders", {
        securityGroupId: door.id,
        cidrIpv4: "10.0.0.0/16",
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
    });
    const key = new aws.kms.Key("orders", { enableKeyRotation: true });
    new aws.kms.Alias("orders", { name: "alias/orders", targetKeyId: key.id });
    const parameters = new aws.rds.ParameterGroup("orders", {
        family: "postgres16",
        parameters: [{ name: "rds.force_ssl", value: "1" }],
    });
    const instance = new aws.rds.Instance("orders", {
        identifier: "orders",
        engine: "postgres",
        engineVersion: "16.8",
        instanceClass: "db.m7g.large",
        dbName: "camunda",
        username: "camunda_master",
        allocatedStorage: 100,
        maxAllocatedStorage: 200,
        storageType: "gp3",
        multiAz: true,
        publiclyAccessible: false,
        dbSubnetGroupName: group.name,
        vpcSecurityGroupIds: [door.id],
        parameterGroupName: parameters.name,
        storageEncrypted: true,
        kmsKeyId: key.arn,
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: key.arn,
        backupRetentionPeriod: 14,
        deleteAutomatedBackups: false,
        copyTagsToSnapshot: false,
        autoMinorVersionUpgrade: false,
        applyImmediately: true,
        deletionProtection: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: "orders-final",
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: key.arn,
        performanceInsightsRetentionPeriod: 7,
    });
    new aws.rds.Snapshot("orders", {
        dbInstanceIdentifier: instance.identifier,
        dbSnapshotIdentifier: "orders-7-22-0-to-7-23-0",
        tags: { to: "7.23.0" },
    });
    const masterSecret = instance.masterUserSecrets[0].secretArn;
    return { address: instance.address, masterSecret, region: (await aws.getRegion()).region };
}

interface Snapshots {
    DBSnapshots: { DBSnapshotIdentifier: string; Encrypted: boolean; DBInstanceIdentifier: string }[];
}

/**
 * That a program on `@pulumi/aws` runs on this machine: the real engine and Terraform's provider, with moto in place of AWS. It does not prove that AWS
 * would take the same, nor how long it would need (local/README.md says what differs).
 */
describe("a database of RDS on this machine", function () {
    let stack: AwsStack;
    before(async function () {
        if (awsMissing()) {
            this.skip();
        }
        stack = await AwsStack.create(program);
    });
    after(() => stack?.remove());

    it("is brought up", async () => {
        expect(await stack.up()).to.deep.equal({ create: 12 });
        const { outputs } = await stack.resource("aws-test-test");
        expect(outputs).to.include({ region: "eu-central-1" });
        expect(outputs?.address).to.match(/^orders\./);
        expect(outputs?.masterSecret).to.match(/^arn:aws:secretsmanager:eu-central-1:\d+:secret:rds!db-/);
    });

    it("is then as the program wants it", async () => expect(await stack.preview()).to.deep.equal({}));

    it("is then as the state has it", async () => expect(await stack.refresh()).to.deep.equal({}));

    it("leaves the final snapshot when it is destroyed", async () => {
        expect(await stack.destroy()).to.deep.equal({ delete: 12 });
        const { DBSnapshots: left } = await stack.aws.call<Snapshots>("rds", "describe_db_snapshots", { SnapshotType: "manual" });
        expect(left.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier)).to.deep.equal(["orders-final"]);
        expect(left[0]).to.include({ DBInstanceIdentifier: "orders", Encrypted: true });
    });
});
