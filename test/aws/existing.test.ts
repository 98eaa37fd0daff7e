import { expect } from "chai";
import { AwsStack } from "./support/awsStack";
import { Orders, ordersOnAws } from "./support/orders";

/** A database that somebody has made without this module is taken over (rds.test.ts says what it does not prove). */
describe("RdsDatabase, a database that exists", () => {
    const identifier = "legacy";
    const orders: Orders = {
        version: "7.22.0",
        rds: { identifier, databaseName: "processes", instanceClass: "db.m5.large", storageGiB: 50, storageType: "gp2", multiAz: false },
        protect: true,
        kubeconfig: "",
    };
    const opened = ordersOnAws(orders);
    let stack: AwsStack;
    before(async () => {
        stack = opened();
        await stack.aws.call("rds", "create_db_instance", {
            DBInstanceIdentifier: identifier,
            DBInstanceClass: "db.m5.large",
            Engine: "postgres",
            EngineVersion: "16.8",
            AllocatedStorage: 50,
            StorageType: "gp2",
            StorageEncrypted: true,
            KmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
            DBName: "processes",
            MasterUsername: "somebody",
            MasterUserPassword: "a password of before",
        });
        orders.rds.import = (await resourceId()).split(" ")[0];
    });
    const resourceId = async () => {
        const { DBInstances: found } = await stack.aws.call<{ DBInstances: { DbiResourceId: string; MasterUsername: string }[] }>(
            "rds",
            "describe_db_instances",
        );
        expect(found).to.have.length(1);
        return `${found[0].DbiResourceId} of ${found[0].MasterUsername}`;
    };

    it("is taken over without being replaced, and then is as the program wants it", async () => {
        const before = await resourceId();
        await stack.up();
        expect(await resourceId()).to.equal(before);
        expect(await stack.preview()).to.deep.equal({});
        orders.rds = { ...orders.rds, instanceClass: "db.m5.xlarge" };
        await stack.up();
        expect(await resourceId()).to.equal(before);
        expect((await stack.resource("aws-test-test")).outputs?.jdbcUrl)
            .to.contain(`//${identifier}.`)
            .and.to.contain("/processes?");
    });
});
