import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { camunda } from "../../components/domain/catalogue/camunda";
import { cibseven } from "../../components/domain/catalogue/cibseven";
import { migrationFiles } from "../../components/schema/job/files";
import { scriptConstants } from "../../components/schema/rules/scriptConstants";
import { confined, confinedPod, secret } from "./support/pods";
import { only, Registered } from "./support/recorder";
import { rollingUpdate } from "./support/rollingUpdate";

const scripts = { name: "scripts", mountPath: "/scripts" };
const migrate = { name: "migrate", mountPath: "/migrate", readOnly: true };
const metadata = { name: "orders-schema-7-23-0", namespace: "camunda" };

/** What the Job is, to the last field. What its scripts do is for test/e2e, on a database. */
describe("The migration's Job", () => {
    let resources: Registered[];
    before(async () => {
        resources = await rollingUpdate({ migration: { lockTimeout: "3s", budgetSeconds: 600 } });
    });

    it("runs once, ends within its budget, and bounds each wait for a lock", () => {
        const job = only(resources, "Job orders-schema-7-23-0");
        expect([job.createTimeout, job.updateTimeout]).to.deep.equal(["720s", "720s"]);
        expect(job.inputs).to.deep.include({ metadata: { ...metadata, annotations: { "pulumi.com/replaceUnready": "true" } } });
        expect(job.inputs.spec).to.deep.equal({
            backoffLimit: 0,
            activeDeadlineSeconds: 600,
            template: {
                spec: {
                    ...confinedPod(1001),
                    restartPolicy: "Never",
                    terminationGracePeriodSeconds: 10,
                    initContainers: [
                        {
                            name: "scripts",
                            image: "camunda/camunda-bpm-platform:run-7.23.0",
                            imagePullPolicy: "IfNotPresent",
                            command: ["sh", "/migrate/scripts.sh", "/camunda/configuration/sql", "/scripts", "/scripts/fault"],
                            resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "256Mi" } },
                            securityContext: { ...confined, runAsUser: 1000 },
                            volumeMounts: [scripts, migrate],
                        },
                    ],
                    containers: [
                        {
                            name: "migrate",
                            image: "liquibase/liquibase:4.28.0",
                            imagePullPolicy: "IfNotPresent",
                            command: ["sh", "/migrate/migrate.sh"],
                            env: [
                                { name: "JDBC_URL", value: "jdbc:postgresql://db:5432/camunda" },
                                { name: "DB_USER", ...secret("db", "username") },
                                { name: "DB_PASSWORD", ...secret("db", "password") },
                                { name: "SCRIPTS", value: "/scripts" },
                                { name: "TARGET", value: "7.23.0" },
                                { name: "HIGHEST", value: "7.24.0" },
                                { name: "OWN_SCHEMAS", value: "" },
                                { name: "LOCK_TIMEOUT", value: "3s" },
                                { name: "BUDGET_SECONDS", value: "480" },
                            ],
                            resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "768Mi" } },
                            securityContext: confined,
                            volumeMounts: [{ ...scripts, readOnly: true }, migrate, { name: "tmp", mountPath: "/tmp" }],
                        },
                    ],
                    volumes: [
                        { name: "scripts", emptyDir: { sizeLimit: "512Mi" } },
                        { name: "tmp", emptyDir: { sizeLimit: "512Mi" } },
                        { name: "migrate", configMap: { name: "orders-schema-7-23-0" } },
                    ],
                },
            },
        });
    });

    describe("and the database that is expected", () => {
        const files = (all: Registered[]) => only(all, "ConfigMap orders-schema-7-23-0");
        const expected = (all: Registered[]) => atob((files(all).inputs.binaryData as { expected: string }).expected);
        const before = { version: "7.22.0", history: [{ from: "", to: "camunda 7.22.0", overrides: [], rollback: "" }] };
        const completed = (more: object) => ({
            version: "7.23.0",
            history: [...before.history, { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "", ...more }],
        });

        it("is told to it, and is no difference of its own once it is there", () => {
            expect(expected(resources)).to.equal("fresh");
            expect(files(resources).ignoreChanges).to.deep.equal(["binaryData"]);
            expect(files(resources).replacementTrigger).to.equal("fresh");
        });
        it("runs it again in the middle of an update where it is another one", async () => {
            const rolled = await rollingUpdate({ record: before });
            expect([expected(rolled), files(rolled).replacementTrigger]).to.deep.equal(["recorded 7.22.0", "recorded 7.22.0"]);
            const overridden = await rollingUpdate({ record: before, overrides: [{ hold: "databaseUnexpected", reason: "ticket 4711" }] });
            expect([expected(overridden), files(overridden).replacementTrigger]).to.deep.equal(["any", "any"]);
        });
        it("is what was recorded when the update is completed, and what a ConfigMap that is made again gets is of now", async () => {
            const finished = await rollingUpdate({ record: completed({ expected: "recorded 7.22.0" }) });
            expect([expected(finished), files(finished).replacementTrigger]).to.deep.equal(["recorded 7.23.0", "recorded 7.22.0"]);
            const older = await rollingUpdate({ record: completed({}) });
            expect([expected(older), files(older).replacementTrigger]).to.deep.equal(["recorded 7.23.0", "recorded"]);
        });
        it("is kept in the history with the update", async () => {
            const stash = only(await rollingUpdate({ record: before }), "Stash orders-completed");
            expect((stash.inputs.input as { history: object[] }).history.at(-1)).to.include({ expected: "recorded 7.22.0" });
        });
    });

    it("finds its files in a ConfigMap that goes before the next one comes", () => {
        const files = only(resources, "ConfigMap orders-schema-7-23-0");
        expect(files.deleteBeforeReplace).to.equal(true);
        expect(files.inputs.metadata).to.deep.equal(metadata);
        expect(files.inputs.data).to.deep.equal(migrationFiles(camunda, "jdbc:postgresql:"));
    });
    it("finds there what other databases need, where the URL that it takes is another one, or only known later", async () => {
        const jdbcUrl = pulumi.secret("jdbc:mariadb://db/camunda");
        const files = only(await rollingUpdate({ migration: { jdbcUrl } }), "ConfigMap orders-schema-7-23-0");
        expect(files.inputs.data).to.deep.equal(migrationFiles());
        const fork = only(await rollingUpdate({ engine: { product: "cibseven", version: "2.1.0" } }), "ConfigMap orders-schema-2-1-0");
        expect(files.inputs.data).to.deep.include({ "catalogue.sh": scriptConstants(camunda) });
        expect(fork.inputs.data).to.deep.include({ "catalogue.sh": scriptConstants(cibseven) });
    });
});
