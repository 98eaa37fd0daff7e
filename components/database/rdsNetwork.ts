import * as pulumi from "@pulumi/pulumi";
import * as ec2 from "@pulumi/aws/ec2";
import * as rds from "@pulumi/aws/rds";
import * as vpc from "@pulumi/aws/vpc";

/** Where a database of RDS is, and who may reach it. */
export interface RdsNetworkArgs {
    vpcId: pulumi.Input<string>;
    /** Private subnets in two zones or more. */
    subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Security groups of those that may connect, e.g. that of the cluster's nodes. */
    allowedSecurityGroupIds?: pulumi.Input<string>[];
    /** Networks that may connect. */
    allowedCidrs?: string[];
    port: number;
}

/** Subnets of a database, and a security group that lets in whom it is told, and lets nothing out. */
export class RdsNetwork extends pulumi.ComponentResource {
    public readonly subnetGroup: pulumi.Output<string>;
    public readonly securityGroup: pulumi.Output<string>;

    constructor(name: string, args: RdsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:RdsNetwork", name, {}, opts);
        const parent = { parent: this };
        const subnets = new rds.SubnetGroup(name, { subnetIds: args.subnetIds }, parent);
        // Rules are resources of their own: the ones of others, written into the group, would be taken away.
        const group = new ec2.SecurityGroup(name, { vpcId: args.vpcId, egress: [] }, parent);
        const rule = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: args.port, toPort: args.port };
        (args.allowedSecurityGroupIds ?? []).forEach((id, i) => {
            new vpc.SecurityGroupIngressRule(`${name}-group-${i + 1}`, { ...rule, referencedSecurityGroupId: id }, parent);
        });
        (args.allowedCidrs ?? []).forEach((cidrIpv4) => {
            new vpc.SecurityGroupIngressRule(`${name}-${cidrIpv4.replaceAll(/[./]/g, "-")}`, { ...rule, cidrIpv4 }, parent);
        });

        this.subnetGroup = subnets.name;
        this.securityGroup = group.id;
        this.registerOutputs({ subnetGroup: this.subnetGroup, securityGroup: this.securityGroup });
    }
}
