import { expect } from "chai";
import { Transition } from "../../components";
import { AwsStack } from "./support/awsStack";
import { Orders, ordersOnAws } from "./support/orders";

interface Snapshot {
    DBSnapshotIdentifier: string;
    DBInstanceIdentifier: string;
    TagList: { Key: string; Value: string }[];
}
interface Instance {
    DBInstanceIdentifier: string;
    DBInstanceClass: string;
    EngineVersion: string;
    DeletionProtection: boolean;
}

/**
 * A database of RDS through the life of a stack: the real engine and Terraform's provider, with moto in place of AWS. It does not prove that AWS would
 * take the same, nor how long it would need, nor that a restored database has the data. The tests build on each other.
 */
describe("RdsDatabase, an instance", () => {
    const orders: Orders = { version: "7.22.0", rds: {}, protect: true, kubeconfig: "" };
    const opened = ordersOnAws(orders);
    let stack: AwsStack;
    before(() => void (stack = opened()));

    const call = <Answer>(operation: string, parameters = {}) => stack.aws.call<Answer>("rds", operation, parameters);
    const snapshots = async () =>
        (await call<{ DBSnapshots: Snapshot[] }>("describe_db_snapshots", { SnapshotType: "manual" })).DBSnapshots;
    const names = async () => (await snapshots()).map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier).sort();
    const instances = async () => (await call<{ DBInstances: Instance[] }>("describe_db_instances")).DBInstances;
    const refusal = (result: Promise<unknown>) =>
        result.then(
            () => "accepted",
            (error: Error) => error.message,
        );

    it("is brought up without a snapshot, and then is as the program wants it, and as the state has it", async () => {
        await stack.up();
        expect(await names()).to.deep.equal([]);
        expect(await stack.preview()).to.deep.equal({});
        expect(await stack.refresh()).to.deep.equal({});
    });

    it("has no password in the state but encrypted", async () => {
        const secrets = await stack.aws.call<{ SecretList: { Name: string; ARN: string }[] }>("secretsmanager", "list_secrets");
        const texts = await Promise.all(
            secrets.SecretList.map(({ ARN }) =>
                stack.aws.call<{ SecretString: string }>("secretsmanager", "get_secret_value", { SecretId: ARN }),
            ),
        );
        const passwords = texts.map(({ SecretString }) => (JSON.parse(SecretString) as { password: string }).password);
        expect(passwords).to.have.length(2);
        for (const password of passwords) {
            expect(stack.stored()).not.to.contain(password);
        }
    });

    it("changes its class and its minor version in place", async () => {
        orders.rds = { instanceClass: "db.m7g.xlarge", engineVersion: "16.9" };
        const before = (await stack.resource("orders-db", ":Instance")).id;
        // The database, and what the gate has on record of it.
        expect(await stack.preview()).to.have.all.keys("update");
        await stack.up();
        expect((await stack.resource("orders-db", ":Instance")).id).to.equal(before);
        expect((await instances()).map(({ DBInstanceClass, EngineVersion }) => [DBInstanceClass, EngineVersion])).to.deep.equal([
            ["db.m7g.xlarge", "16.9"],
        ]);
    });

    it("is not replaced, whatever would replace it", async () => {
        const { rds } = orders;
        orders.rds = { ...rds, kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef" };
        expect(await refusal(stack.preview())).to.contain("protect");
        orders.rds = rds;
    });

    it("has a snapshot of the transition before the migration, which a no-op does not take again", async () => {
        orders.version = "7.23.0";
        await stack.up();
        const [taken] = await snapshots();
        expect(taken).to.include({
            DBSnapshotIdentifier: "test-orders-backup-7-22-0-to-7-23-0",
            DBInstanceIdentifier: "test-orders-db",
        });
        expect(Object.fromEntries(taken.TagList.map(({ Key, Value }) => [Key, Value]))).to.include({
            "camunda:from": "camunda 7.22.0",
            "camunda:to": "camunda 7.23.0",
            "camunda:stack": "test",
        });
        const job = await stack.resource("orders-schema-7-23-0", "Job");
        expect(
            (job as { dependencies?: string[] }).dependencies?.some((urn) => urn.endsWith("::test-orders-backup-7-22-0-to-7-23-0")),
        ).to.equal(true);
        const { outputs } = await stack.resource("aws-test-test");
        expect((outputs?.history as Transition[]).at(-1)).to.include({ snapshot: "test-orders-backup-7-22-0-to-7-23-0" });
        expect(await stack.preview()).to.deep.equal({});
    });

    it("keeps as many as it is told, and takes none again that somebody has deleted", async () => {
        orders.version = "7.24.0";
        orders.rds = { ...orders.rds, keepSnapshots: 1 };
        await stack.up();
        expect(await names()).to.deep.equal(["test-orders-backup-7-23-0-to-7-24-0"]);
        await call("delete_db_snapshot", { DBSnapshotIdentifier: "test-orders-backup-7-23-0-to-7-24-0" });
        await stack.refresh();
        expect(await refusal(stack.preview())).to.contain("snapshotGone: the snapshot test-orders-backup-7-23-0-to-7-24-0 is on record");
        orders.rds = { ...orders.rds, forgetSnapshots: ["test-orders-backup-7-23-0-to-7-24-0"] };
        await stack.up();
        expect(await names()).to.deep.equal([]);
    });

    it("is made from a snapshot beside the one that there was, which stays", async () => {
        await call("create_db_snapshot", { DBInstanceIdentifier: "test-orders-db", DBSnapshotIdentifier: "before" });
        orders.rds = { ...orders.rds, restoreFrom: "before" };
        expect(await refusal(stack.preview())).to.contain("protect");
        const { urn } = await stack.resource("orders-db", ":Instance");
        await stack.unprotect(urn);
        await stack.up();
        expect(
            (await instances()).map(({ DBInstanceIdentifier, DeletionProtection }) => [DBInstanceIdentifier, DeletionProtection]),
        ).to.have.deep.members([
            ["test-orders-db", true],
            ["test-orders-db-before", true],
        ]);
        const { outputs } = await stack.resource("aws-test-test");
        expect(outputs?.jdbcUrl).to.contain("//test-orders-db-before.");
        expect(await stack.preview()).to.deep.equal({});
    });

    it("leaves a final snapshot when it is destroyed, once nothing protects it", async () => {
        expect(await refusal(stack.destroy())).to.contain("protect");
        // The one of before uses what would be destroyed, and is deleted by hand when nobody needs it any more.
        await call("modify_db_instance", { DBInstanceIdentifier: "test-orders-db", DeletionProtection: false, ApplyImmediately: true });
        await call("delete_db_instance", { DBInstanceIdentifier: "test-orders-db", SkipFinalSnapshot: true });
        orders.protect = false;
        await stack.up();
        await stack.destroy();
        expect(await names()).to.deep.equal(["before", "test-orders-db-before-final"]);
        expect(await instances()).to.deep.equal([]);
    });
});
