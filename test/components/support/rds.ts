import { RdsDatabaseArgs } from "../../../components";

/** The least that a database of RDS needs. */
export const basicRds: RdsDatabaseArgs = {
    namespace: "camunda",
    engineVersion: "16.8",
    instanceClass: "db.m7g.large",
    vpcId: "vpc-0123456789abcdef0",
    subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    allowedSecurityGroupIds: ["sg-0123456789abcdef0"],
};
