import { expect } from "chai";
import { all, Change, changed, declared, describeRows, find, Recorded, recordRollout, Row, set, summaries, write } from "./support/stack";

const job = "Job orders-schema-7-23-0";
const completion = "Stash orders-completed";
const step = { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" };

const instance = { storageEncrypted: true, backupRetentionPeriod: 7, deletionProtection: true, finalSnapshotIdentifier: "orders-final" };
const cluster = { storageEncrypted: true, deletionProtection: true, finalSnapshotIdentifier: "orders-final" };

/** The rollout of a step on a database of RDS: gate, snapshot, Job. */
const onRds: Change = (stack) => {
    const database = declared("instance:Instance", "orders-db", instance);
    const properties = { dbSnapshotIdentifier: "orders-production-7-22-0-to-7-23-0", tags: { to: "7.23.0" } };
    const snapshot = declared("snapshot:Snapshot", "orders-snapshot", properties, [find(stack, "Stash orders-gate").urn]);
    stack.push(database, snapshot);
    find(stack, job).dependencies.push(database.urn, snapshot.urn);
    write(find(stack, completion), "input.history", [{ ...step, from: "", to: "camunda 7.22.0" }, step]);
};

/** The same URN as another kind of database, and what belongs to it. */
const instead =
    (kind: string, properties: Record<string, unknown>, ...others: Recorded[]): Change =>
    (stack) =>
        void stack.splice(stack.indexOf(find(stack, "Instance orders-db")), 1, declared(kind, "orders-db", properties), ...others);

/** What the Job does not wait for any more. */
const without =
    (...names: string[]): Change =>
    (stack) => {
        const { dependencies } = find(stack, job);
        find(stack, job).dependencies = dependencies.filter((urn) => !names.some((name) => urn.endsWith(`::${name}`)));
    };
const inProduction = "production-protected orders-db: the database orders-db of the stack production";
const missing =
    "snapshot-first orders-schema-7-23-0: no snapshot of the step to 7.23.0 precedes orders-schema-7-23-0, which changes the schema of";

const rows: Record<string, Row[]> = {
    "database-safe": [
        ["a cluster and its node", instead("cluster:Cluster", cluster, declared("clusterInstance:ClusterInstance", "orders-db-1", {})), []],
        [
            "a serverless cluster, which is always encrypted",
            instead("cluster:Cluster", { deletionProtection: true, engineMode: "serverless" }),
            [],
        ],
        [
            "a replica, which has what its source has",
            instead("instance:Instance", { deletionProtection: true, replicateSourceDb: "orders-primary" }),
            [],
        ],
        [
            "an instance about which nothing is said",
            instead("instance:Instance", { engine: "postgres" }),
            [
                "database-safe orders-db: orders-db is not backed up: backupRetentionPeriod is not set",
                "database-safe orders-db: orders-db is not encrypted: storageEncrypted is not set",
                `${inProduction} can be deleted: deletionProtection is not set`,
            ],
        ],
        [
            "a cluster that is not encrypted, and without backups",
            instead("cluster:Cluster", { ...cluster, storageEncrypted: false, backupRetentionPeriod: 0 }),
            [
                "database-safe orders-db: orders-db is not backed up: backupRetentionPeriod is 0",
                "database-safe orders-db: orders-db is not encrypted: storageEncrypted is false",
            ],
        ],
        [
            "a public instance",
            set("Instance orders-db", "publiclyAccessible", true),
            ["database-safe orders-db: orders-db can be reached from the internet: publiclyAccessible is true"],
        ],
        [
            "a public node of a cluster",
            instead("cluster:Cluster", cluster, declared("clusterInstance:ClusterInstance", "orders-db-1", { publiclyAccessible: true })),
            ["database-safe orders-db-1: orders-db-1 can be reached from the internet: publiclyAccessible is true"],
        ],
    ],
    "production-protected": [
        [
            "a database that can be deleted",
            set("Instance orders-db", "deletionProtection", false),
            [`${inProduction} can be deleted: deletionProtection is false`],
        ],
        [
            "a database that leaves nothing behind",
            instead("cluster:Cluster", { ...cluster, skipFinalSnapshot: true }),
            [`${inProduction} leaves nothing behind: skipFinalSnapshot is true`],
        ],
    ],
    "snapshot-first": [
        [
            "a snapshot of a cluster",
            all(instead("cluster:Cluster", cluster), (stack) =>
                Object.assign(find(stack, "Snapshot orders-snapshot"), {
                    type: "aws:rds/clusterSnapshot:ClusterSnapshot",
                    properties: { dbClusterSnapshotIdentifier: "orders-to-7-23-0" },
                }),
            ),
            [],
        ],
        [
            "a first installation, which has nothing to lose",
            all(without("orders-snapshot"), set(completion, "input.history", [{ ...step, from: "" }])),
            [],
        ],
        [
            "nodes that are taken back, which leave the schema alone",
            all(without("orders-snapshot"), set(completion, "input.history", [step, { ...step, rollback: "slow" }])),
            [],
        ],
        ["a database in the cluster", without("orders-db", "orders-snapshot"), []],
        ["no snapshot", without("orders-snapshot"), [`${missing} orders-db`]],
        [
            "no snapshot of a database that others manage",
            all(
                without("orders-db", "orders-snapshot"),
                set(
                    job,
                    "spec.template.spec.containers.0.env.0.value",
                    "jdbc:postgresql://orders.abc.eu-central-1.rds.amazonaws.com/camunda",
                ),
            ),
            [`${missing} orders.abc.eu-central-1.rds.amazonaws.com`],
        ],
        [
            "a snapshot of an earlier step only",
            all(
                set("Snapshot orders-snapshot", "dbSnapshotIdentifier", "orders-7-21-0-to-7-22-0"),
                set("Snapshot orders-snapshot", "tags.to", "7.22.0"),
            ),
            [`${missing} orders-db; it waits for orders-snapshot, of an earlier step`],
        ],
        [
            "a snapshot from before the gate",
            (stack) => void (find(stack, "Snapshot orders-snapshot").dependencies = []),
            [
                "snapshot-first orders-snapshot: the snapshot orders-snapshot does not wait for orders-gate: it is taken whatever the gate says",
            ],
        ],
    ],
};

/** Declarations of RDS are written out here by type and property names; that they are the SDK's is for the tests of the component that makes them. */
describe("policies about databases of RDS", () => {
    let rollout: readonly Recorded[];
    before(async () => (rollout = changed(await recordRollout(), onRds)));

    it("have nothing to say about a database that is looked after", async () => expect(await summaries(rollout)).to.deep.equal([]));
    describeRows(rows, () => rollout);
});
