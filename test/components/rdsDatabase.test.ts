import { expect } from "chai";
import { RdsDatabase, RdsDatabaseArgs, RollingUpdate, Transition } from "../../components";
import { basicRds as basic } from "./support/rds";
import { hooks, label, only, register, Registered } from "./support/recorder";

const rds = (args: Partial<RdsDatabaseArgs> = {}, given: Record<string, object> = {}) =>
    register(() => void new RdsDatabase("orders", { ...basic, ...args }), given);

const leaves = (resources: Registered[]) => resources.filter(({ type }) => !type.startsWith("camunda:") && !type.startsWith("pulumi:"));
/** The shape of what is asked of AWS and of the cluster. What AWS makes of it, test/aws tries against a stand-in. */
describe("RdsDatabase", () => {
    let resources: Registered[];
    before(async () => (resources = await rds()));

    it("registers exactly this, in this order of dependencies", () => {
        const expected: [string, string[]][] = [
            ["Key orders", []],
            ["SubnetGroup orders-network", []],
            ["SecurityGroup orders-network", []],
            ["SecurityGroupIngressRule orders-network-group-1", ["SecurityGroup orders-network"]],
            ["ParameterGroup orders-postgres16", []],
            [
                "Instance orders",
                ["SubnetGroup orders-network", "SecurityGroup orders-network", "Key orders", "ParameterGroup orders-postgres16"],
            ],
            ["Secret orders-login-1", ["Key orders"]],
            ["SecretVersion orders-login-1", ["Secret orders-login-1"]],
            ["Secret orders-master", ["Instance orders"]],
            ["Secret orders-login-1", ["SecretVersion orders-login-1"]],
            ["ConfigMap orders-login-1", ["Secret orders-master", "Secret orders-login-1"]],
            ["Job orders-login-1", ["ConfigMap orders-login-1", "Instance orders"]],
        ];
        const text = ([resource, dependsOn]: [string, string[]]) => `${resource} ← ${[...dependsOn].sort().join(", ")}`;
        expect(
            leaves(resources)
                .map((resource) => text([label(resource), resource.dependsOn]))
                .sort(),
        ).to.deep.equal(expected.map(text).sort());
    });

    it("asks AWS for exactly this instance", () => {
        expect(only(resources, "Instance orders").inputs).to.deep.equal({
            identifier: "test-orders",
            engine: "postgres",
            engineVersion: "16.8",
            applyImmediately: true,
            instanceClass: "db.m7g.large",
            dbName: "camunda",
            username: "camunda_master",
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: "arn:aws:kms/key:Key",
            allocatedStorage: 100,
            storageType: "gp3",
            storageEncrypted: true,
            kmsKeyId: "arn:aws:kms/key:Key",
            multiAz: true,
            publiclyAccessible: false,
            dbSubnetGroupName: "orders-network",
            vpcSecurityGroupIds: ["orders-network-id"],
            parameterGroupName: "orders-postgres16",
            backupRetentionPeriod: 14,
            deleteAutomatedBackups: false,
            copyTagsToSnapshot: false,
            deletionProtection: true,
            skipFinalSnapshot: false,
            tags: { "camunda:stack": "test" },
            finalSnapshotIdentifier: "test-orders-final",
            enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
            autoMinorVersionUpgrade: false,
            performanceInsightsEnabled: true,
            performanceInsightsKmsKeyId: "arn:aws:kms/key:Key",
            performanceInsightsRetentionPeriod: 7,
        });
    });

    it("lets in whom it is told, and nothing out", () => {
        expect(only(resources, "SecurityGroup orders-network").inputs).to.deep.equal({
            description: "Managed by Pulumi",
            vpcId: basic.vpcId,
            egress: [],
        });
        expect(only(resources, "SecurityGroupIngressRule orders-network-group-1").inputs).to.deep.equal({
            securityGroupId: "orders-network-id",
            ipProtocol: "tcp",
            fromPort: 5432,
            toPort: 5432,
            referencedSecurityGroupId: "sg-0123456789abcdef0",
        });
    });

    it("protects and keeps what has the data, unless it is told not to", async () => {
        const guarded = (registered: Registered[]) =>
            registered.filter(({ protect }) => protect).map((resource) => `${label(resource)}${resource.retainOnDelete ? ", kept" : ""}`);
        expect(guarded(resources)).to.have.members(["Key orders, kept", "Instance orders, kept"]);
        const aurora = await rds({ engine: "aurora-postgresql", instanceClass: "db.r7g.large" });
        expect(guarded(aurora)).to.include.members(["Cluster orders, kept", "ClusterInstance orders-1", "ClusterInstance orders-2"]);
        const free = await rds({ protect: false });
        expect(guarded(free)).to.deep.equal([]);
        expect(only(free, "Instance orders").inputs).to.include({ deletionProtection: false, skipFinalSnapshot: false });
        // The final snapshot is encrypted with it.
        expect(only(free, "Key orders").retainOnDelete).to.equal(true);
    });

    it("takes its parameters from the version that it is told, in a group of their own for each family", async () => {
        const group = (registered: Registered[]) => registered.find(({ type }) => type.endsWith("ParameterGroup"))!;
        expect(group(resources).inputs).to.deep.equal({
            description: "Managed by Pulumi",
            family: "postgres16",
            parameters: [
                { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
                { name: "password_encryption", value: "scram-sha-256", applyMethod: "immediate" },
            ],
        });
        const mysql = group(await rds({ engine: "mysql", engineVersion: "8.0.40", parameters: { max_connections: "500" } }));
        expect(mysql.name).to.equal("orders-mysql8-0");
        expect(mysql.inputs).to.deep.equal({
            description: "Managed by Pulumi",
            family: "mysql8.0",
            parameters: [
                { name: "require_secure_transport", value: "1", applyMethod: "immediate" },
                { name: "transaction_isolation", value: "READ-COMMITTED", applyMethod: "immediate" },
                { name: "max_connections", value: "500", applyMethod: "pending-reboot" },
            ],
        });
    });

    it("makes an Aurora cluster with a writer and a reader", async () => {
        const aurora = await rds({ engine: "aurora-postgresql", instanceClass: "db.r7g.large" });
        const kinds = leaves(aurora).map(label);
        expect(kinds).to.include.members([
            "Cluster orders",
            "ClusterInstance orders-1",
            "ClusterInstance orders-2",
            "ClusterParameterGroup orders-aurora-postgresql16",
        ]);
        expect(kinds).not.to.include("Instance orders");
        expect(only(aurora, "Cluster orders").inputs).to.include({
            storageEncrypted: true,
            databaseName: "camunda",
            deletionProtection: true,
        });
        expect(only(aurora, "Cluster orders").inputs).not.to.have.any.keys("allocatedStorage", "multiAz", "storageType");
    });

    it("makes another database beside the one that there was, from a snapshot, with the snapshot's own names in it", async () => {
        const restored = only(await rds({ restoreFrom: "test-orders-7-22-0-to-7-23-0" }), "Instance orders-test-orders-7-22-0-to-7-23-0");
        expect(restored.inputs).to.include({
            identifier: "test-orders-test-orders-7-22-0-to-7-23-0",
            snapshotIdentifier: "test-orders-7-22-0-to-7-23-0",
        });
        expect(restored.inputs).not.to.have.any.keys("dbName", "username");
    });

    it("takes over a database that exists, and leaves alone what only a replacement could change", async () => {
        const { importId, ignoreChanges, inputs } = only(await rds({ import: "db-LEGACY", identifier: "legacy" }), "Instance orders");
        expect(importId).to.equal("db-LEGACY");
        expect(inputs.identifier).to.equal("legacy");
        expect(ignoreChanges).to.include.members(["dbName", "username", "kmsKeyId", "storageEncrypted"]);
    });

    it("hands secrets over by reference where the cluster has a store", async () => {
        const stored = await rds({ secretStore: "aws" });
        const external = stored.filter(({ type }) => type.endsWith(":ExternalSecret"));
        expect(external.map(({ name }) => name)).to.have.members(["orders-master", "orders-login-1"]);
        expect(external.find(({ name }) => name === "orders-master")?.inputs).to.deep.equal({
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: { name: "orders-master", namespace: "camunda", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
            spec: {
                refreshInterval: "1h",
                secretStoreRef: { kind: "ClusterSecretStore", name: "aws" },
                target: { name: "orders-master", creationPolicy: "Owner" },
                data: [
                    { secretKey: "username", remoteRef: { key: "arn:master", property: "username" } },
                    { secretKey: "password", remoteRef: { key: "arn:master", property: "password" } },
                ],
            },
        });
        // The store has nothing to hand over before.
        expect(external.find(({ name }) => name === "orders-login-1")?.dependsOn).to.include("SecretVersion orders-login-1");
        expect(stored.filter(({ type }) => type === "kubernetes:core/v1:Secret")).to.deep.equal([]);
    });

    it("never writes a password in clear", async () => {
        for (const registered of [resources, await rds({ secretStore: "aws" })]) {
            for (const { type, name, inputs } of registered) {
                const text = JSON.stringify(inputs);
                // The mark that Pulumi gives a secret on its way to the engine.
                const encrypted = text.includes("1b47061264138c4ac30d75fd1eb44270");
                expect(/generated|rotated/.test(text) && !encrypted, `${type} ${name}`).to.equal(false);
            }
        }
    });

    it("writes a password of the master that AWS has changed into its Secret, and changes nothing else for it", async () => {
        const secretString = JSON.stringify({ username: "master", password: "the next" });
        const rotated = await rds({}, { "aws:secretsmanager/getSecretVersion:getSecretVersion": { secretString } });
        const before = new Map(resources.map((resource) => [label(resource) + resource.type, JSON.stringify(resource)]));
        const changed = rotated.filter((resource) => before.get(label(resource) + resource.type) !== JSON.stringify(resource));
        expect(changed.map(label)).to.deep.equal(["Secret orders-master"]);
        expect(rotated).to.have.length(resources.length);
    });

    it("makes the next login beside the one before, and takes away the one before that", async () => {
        // Another password comes at each update, and only the first counts.
        expect(only(resources, "SecretVersion orders-login-1").ignoreChanges).to.deep.equal(["secretString"]);
        const third = only(await rds({ login: 3 }), "Job orders-login-3");
        const { spec } = third.inputs as { spec: { template: { spec: { containers: { env: object[] }[] } } } };
        expect(spec.template.spec.containers[0].env).to.deep.include({ name: "REVOKED", value: "camunda_login_1" });
    });

    it("refuses what AWS would, all of it in one message", async () => {
        const error = await rds({ storageGiB: 10, multiAz: undefined, backupDays: 0, allowedSecurityGroupIds: [] }).then(
            () => "registered",
            (error: Error) => error.message,
        );
        expect(error).to.contain("database.rds.storageGiB").and.to.contain("database.rds.backupDays").and.to.contain("allowedCidrs");
    });
});

/** Whether a snapshot is asked for, when, and which others stay. */
describe("the snapshot of a transition", () => {
    const entry = (from: string, to: string, more: Partial<Transition> = {}): Transition => ({
        from,
        to,
        overrides: [],
        rollback: "",
        ...more,
    });
    const rollout = (version: string, completed: string | undefined, history: Transition[] = [], args: Partial<RdsDatabaseArgs> = {}) =>
        register(() => {
            new RollingUpdate("orders", {
                namespace: "camunda",
                engine: { version },
                nodes: { batchSize: "1" },
                database: new RdsDatabase("orders-database", { ...basic, ...args }),
                record: { version: completed, history },
            });
        });
    const snapshots = (registered: Registered[]) =>
        registered.filter(({ type }) => /:(Cluster)?Snapshot$/.test(type)).map(({ name }) => name.replace("test-orders-backup-", ""));

    it("is none at the first installation", async () => expect(snapshots(await rollout("7.22.0", undefined))).to.deep.equal([]));

    it("is taken after the gate, of the database, and before the migration", async () => {
        const registered = await rollout("7.23.0", "7.22.0", [entry("", "camunda 7.22.0")]);
        const snapshot = only(registered, "Snapshot test-orders-backup-7-22-0-to-7-23-0");
        expect(snapshot.dependsOn).to.include.members(["Stash orders-gate", "Instance orders-database", "Job orders-database-login-1"]);
        expect(snapshot.inputs).to.deep.include({
            dbInstanceIdentifier: "test-orders-database",
            dbSnapshotIdentifier: "test-orders-backup-7-22-0-to-7-23-0",
        });
        expect(snapshot.inputs.tags).to.include({
            "camunda:from": "camunda 7.22.0",
            "camunda:to": "camunda 7.23.0",
            "camunda:stack": "test",
        });
        // The provider's own 20 minutes are too short for a first one of a large database.
        expect(snapshot.createTimeout).to.equal("2h");
        expect(snapshot.ignoreChanges).to.deep.equal(["dbInstanceIdentifier", "dbClusterIdentifier", "tags"]);
        expect(snapshot.beforeCreate).to.deep.equal([]);
        const migration = only(registered, "Job orders-schema-7-23-0");
        expect(migration.dependsOn).to.include.members(["Snapshot test-orders-backup-7-22-0-to-7-23-0", "Job orders-database-login-1"]);
    });

    it("is of the cluster where there is one", async () =>
        expect(
            (
                await rollout("7.23.0", "7.22.0", [entry("", "camunda 7.22.0")], {
                    engine: "aurora-postgresql",
                    instanceClass: "db.r7g.large",
                })
            )
                .filter(({ type }) => type.endsWith("Snapshot"))
                .map(({ type, inputs }) => [type, inputs.dbClusterIdentifier]),
        ).to.deep.equal([["aws:rds/clusterSnapshot:ClusterSnapshot", "test-orders-database"]]));

    it("stays afterwards, among as many as are to be kept", async () => {
        const taken = (n: number) => `test-orders-backup-7-${n}-0-to-7-${n + 1}-0`;
        const history = [20, 21, 22, 23].map((n) => entry(`camunda 7.${n}.0`, `camunda 7.${n + 1}.0`, { snapshot: taken(n) }));
        const kept = await rollout("7.24.0", "7.24.0", history);
        // One that is gone must not be taken anew, of the data of now.
        expect(only(kept, `Snapshot ${taken(21)}`).beforeCreate).to.deep.equal([`snapshot ${taken(21)}`]);
        expect(hooks.get(`snapshot ${taken(21)}`)?.opts).to.deep.equal({ onDryRun: true });
        expect(snapshots(kept)).to.deep.equal(["7-21-0-to-7-22-0", "7-22-0-to-7-23-0", "7-23-0-to-7-24-0"]);
        expect(snapshots(await rollout("7.24.0", "7.23.0", history.slice(0, -1), { keepSnapshots: 1 }))).to.deep.equal([
            "7-23-0-to-7-24-0",
        ]);
    });
});
