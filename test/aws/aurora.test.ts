import { expect } from "chai";
import { AwsStack } from "./support/awsStack";
import { Orders, ordersOnAws } from "./support/orders";

interface ClusterSnapshot {
    DBClusterSnapshotIdentifier: string;
    DBClusterIdentifier: string;
}

/** The same for an Aurora cluster (rds.test.ts says what it does not prove). The tests build on each other. */
describe("RdsDatabase, an Aurora cluster", () => {
    const orders: Orders = {
        version: "7.22.0",
        rds: { engine: "aurora-postgresql", instanceClass: "db.r7g.large", instances: 1 },
        protect: false,
        kubeconfig: "",
    };
    const opened = ordersOnAws(orders);
    let stack: AwsStack;
    before(() => void (stack = opened()));
    const snapshots = async () => {
        const parameters = { SnapshotType: "manual" };
        const answer = await stack.aws.call<{ DBClusterSnapshots: ClusterSnapshot[] }>("rds", "describe_db_cluster_snapshots", parameters);
        return answer.DBClusterSnapshots.map(({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier).sort();
    };

    it("is brought up, and then is as the program wants it, and as the state has it", async () => {
        await stack.up();
        expect(await stack.preview()).to.deep.equal({});
        expect(await stack.refresh()).to.deep.equal({});
    });

    it("has a snapshot of the cluster before the migration", async () => {
        orders.version = "7.23.0";
        await stack.up();
        expect(await snapshots()).to.deep.equal(["test-orders-backup-7-22-0-to-7-23-0"]);
        expect(await stack.preview()).to.deep.equal({});
    });

    it("leaves a final snapshot when it is destroyed", async () => {
        await stack.destroy();
        expect(await snapshots()).to.deep.equal(["test-orders-db-final"]);
    });
});
