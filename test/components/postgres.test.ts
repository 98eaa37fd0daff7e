import { expect } from "chai";
import { DatabaseSettings, PostgresDatabase } from "../../components";
import { databaseFor } from "../../components/database/database";
import { DatabaseLogin } from "../../components/database/databaseLogin";
import { confined, confinedPod, secret } from "./support/pods";
import { label, only, register, Registered } from "./support/recorder";

/** What is registered, to the last field; that the server starts is for test/e2e. */
describe("PostgresDatabase", () => {
    const labels = { "app.kubernetes.io/instance": "db", "app.kubernetes.io/component": "database" };
    const metadata = { name: "db", namespace: "camunda", labels };
    const skipAwait = { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } };
    const database = (args: object = {}) =>
        register(() => void new PostgresDatabase("db", { namespace: "camunda", password: "pw", storage: "10Gi", ...args }));
    let resources: Registered[];
    before(async () => (resources = await database()));

    it("is a server with a volume, behind a Service", () => {
        expect(only(resources, "Service db").inputs).to.deep.include({
            metadata: skipAwait,
            spec: { selector: labels, ports: [{ port: 5432, targetPort: 5432 }] },
        });
        expect(only(resources, "PersistentVolumeClaim db").inputs).to.deep.include({
            metadata: skipAwait,
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
        });
        const server = only(resources, "StatefulSet db");
        expect(server.dependsOn).to.have.members(["Secret db", "Service db", "PersistentVolumeClaim db"]);
        expect(server.inputs).to.deep.include({ metadata });
        const pod = {
            ...confinedPod(999),
            containers: [
                {
                    name: "postgres",
                    image: "postgres:15",
                    imagePullPolicy: "IfNotPresent",
                    env: [
                        { name: "POSTGRES_DB", value: "camunda" },
                        { name: "POSTGRES_USER", ...secret("db", "username") },
                        { name: "POSTGRES_PASSWORD", ...secret("db", "password") },
                        { name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" },
                    ],
                    ports: [{ containerPort: 5432 }],
                    readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 2 },
                    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
                    securityContext: confined,
                    volumeMounts: [
                        { name: "data", mountPath: "/var/lib/postgresql/data" },
                        { name: "run", mountPath: "/var/run/postgresql" },
                        { name: "tmp", mountPath: "/tmp" },
                    ],
                },
            ],
            volumes: [
                { name: "data", persistentVolumeClaim: { claimName: "db" } },
                { name: "run", emptyDir: {} },
                { name: "tmp", emptyDir: {} },
            ],
        };
        expect(server.inputs.spec).to.deep.equal({
            serviceName: "db",
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: pod },
        });
    });

    it("keeps server and data where that is asked for", async () => {
        const kept = (registered: Registered[]) => registered.filter(({ protect }) => protect).map(label);
        expect(kept(resources)).to.deep.equal([]);
        expect(kept(await database({ protect: true }))).to.have.members(["PersistentVolumeClaim db", "StatefulSet db"]);
    });
});

describe("DatabaseLogin", () => {
    it("is a Job that runs once, as the master, and is given both logins by reference", async () => {
        const resources = await register(() => {
            const databaseName = "camunda";
            new DatabaseLogin("login", {
                namespace: "camunda",
                host: "db",
                port: 5433,
                databaseName,
                login: 3,
                masterSecret: "m",
                loginSecret: "l",
            });
        });
        expect(only(resources, "ConfigMap login").deleteBeforeReplace).to.equal(true);
        const job = only(resources, "Job login");
        expect(job.dependsOn).to.deep.equal(["ConfigMap login"]);
        expect(job.createTimeout).to.equal("420s");
        const annotations = { "pulumi.com/replaceUnready": "true" };
        expect(job.inputs).to.deep.include({ metadata: { name: "login", namespace: "camunda", annotations } });
        const container = {
            name: "login",
            image: "postgres:15",
            imagePullPolicy: "IfNotPresent",
            command: ["sh", "/login/login.sh"],
            env: [
                { name: "PGHOST", value: "db" },
                { name: "PGPORT", value: "5433" },
                { name: "PGDATABASE", value: "camunda" },
                { name: "PGSSLMODE", value: "require" },
                { name: "PGUSER", ...secret("m", "username") },
                { name: "PGPASSWORD", ...secret("m", "password") },
                { name: "OWNER", value: "camunda" },
                { name: "LOGIN", ...secret("l", "username") },
                { name: "LOGIN_PASSWORD", ...secret("l", "password") },
                { name: "REVOKED", value: "camunda_login_1" },
            ],
            resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
            securityContext: confined,
            volumeMounts: [{ name: "login", mountPath: "/login", readOnly: true }],
        };
        const volumes = [{ name: "login", configMap: { name: "login" } }];
        expect(job.inputs.spec).to.deep.equal({
            backoffLimit: 0,
            activeDeadlineSeconds: 300,
            template: { spec: { ...confinedPod(999), restartPolicy: "Never", containers: [container], volumes } },
        });
    });
});

describe("databaseFor", () => {
    const all = (settings: DatabaseSettings, protect = false) =>
        register(() => void databaseFor("db", settings, { namespace: "camunda", password: () => "pw", protect }));
    const made = async (settings: DatabaseSettings) =>
        (await all(settings)).map(({ type }) => type).filter((type) => type.startsWith("camunda:"));
    const rds = {
        engineVersion: "16.8",
        instanceClass: "db.m7g.large",
        vpcId: "vpc-0123456789abcdef0",
        subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        allowedCidrs: ["10.0.0.0/16"],
    };

    it("takes the one that exists, makes one of RDS, or one in the cluster", async () => {
        expect(await made({ jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" })).to.deep.equal([
            "camunda:index:ExistingDatabase",
        ]);
        expect(await made({ rds })).to.include("camunda:index:RdsDatabase");
        expect(await made({})).to.deep.equal(["camunda:index:PostgresDatabase"]);
    });

    it("protects the one that it makes, where that is asked for", async () => {
        for (const protect of [false, true]) {
            expect(only(await all({}, protect), "StatefulSet db").protect).to.equal(protect);
            const instance = only(await all({ rds }, protect), "Instance db");
            expect([instance.protect, instance.inputs.deletionProtection]).to.deep.equal([protect, protect]);
        }
    });

    it("lets in the networks that it is told, and nobody else", async () => {
        const rules = (await all({ rds })).filter(({ type }) => type.endsWith(":SecurityGroupIngressRule"));
        expect(rules.map(({ inputs }) => inputs)).to.deep.equal([
            { securityGroupId: "db-network-id", ipProtocol: "tcp", fromPort: 5432, toPort: 5432, cidrIpv4: "10.0.0.0/16" },
        ]);
    });
});
