import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { NodesArgs, RollingUpdateArgs } from "../../components";
import { confined } from "./support/pods";
import { hooks, label, only, Registered } from "./support/recorder";
import { podOf, PodSpec, rollingUpdate } from "./support/rollingUpdate";

describe("RollingUpdate", () => {
    let resources: Registered[];
    before(async () => (resources = await rollingUpdate()));

    it("orders gate, schema, batches and completion, each by a dependency of the leaf resource itself", () => {
        // By what goes into it: what the last checkpoint vouches for, where the nodes are, and the Job whose scripts it tells.
        const evidenceAfterAll = ["Stash orders-completed", "StackReference orders-record", "Job orders-schema-7-23-0"];
        const order: [resource: string, dependsOn: string[]][] = [
            // By what goes into it: the record tells which run it is.
            ["Stash orders-gate", ["StackReference orders-record"]],
            ["Service orders-engine", ["Stash orders-gate"]],
            ["PodDisruptionBudget orders-engine", ["Stash orders-gate"]],
            // By what goes into it: the record tells which database is expected.
            ["ConfigMap orders-schema-7-23-0", ["Stash orders-gate", "StackReference orders-record"]],
            ["Job orders-schema-7-23-0", ["Stash orders-gate", "ConfigMap orders-schema-7-23-0", "StackReference orders-record"]],
            ["Stash orders-schema", ["ConfigMap orders-schema-7-23-0", "Job orders-schema-7-23-0", "StackReference orders-record"]],
            // By what goes into it: the record tells which transition it is for.
            ["Stash orders-baseline", ["Stash orders-schema", "StackReference orders-record"]],
            ["Deployment orders-batch-1", ["Stash orders-baseline"]],
            ["Stash orders-batch-1", ["Stash orders-baseline", "Deployment orders-batch-1", "StackReference orders-record"]],
            ["Deployment orders-batch-2", ["Stash orders-batch-1"]],
            ["Stash orders-batch-2", ["Stash orders-batch-1", "Deployment orders-batch-2", "StackReference orders-record"]],
            ["Deployment orders-batch-3", ["Stash orders-batch-2"]],
            ["Stash orders-batch-3", ["Stash orders-batch-2", "Deployment orders-batch-3", "StackReference orders-record"]],
            ["Stash orders-completed", ["Stash orders-batch-3", "StackReference orders-record"]],
            ["Stash orders-evidence", evidenceAfterAll],
        ];
        const leaves = resources.filter(({ type }) => !type.startsWith("camunda:") && !type.startsWith("pulumi:pulumi:"));
        expect(leaves.map(label)).to.have.members(order.map(([resource]) => resource));
        for (const [resource, dependsOn] of order) {
            expect(only(resources, resource).dependsOn, resource).to.have.members(dependsOn);
        }
    });

    it("looks before gate, checkpoints and completion are made or changed, all but the last at preview, too", async () => {
        for (const name of ["schema", "batch-1", "batch-2", "batch-3"]) {
            const { beforeCreate, beforeUpdate } = only(resources, `Stash orders-${name}`);
            expect([beforeCreate, beforeUpdate]).to.deep.equal([[`checkpoint orders-${name}`], [`checkpoint orders-${name}`]]);
        }
        const { beforeCreate, beforeUpdate } = only(resources, "Stash orders-gate");
        expect([beforeCreate, beforeUpdate]).to.deep.equal([["version gate orders-gate"], ["version gate orders-gate"]]);
        // Hooks are forgotten with the next program: this one is registered for that alone.
        await rollingUpdate();
        const atPreview = [...hooks].filter(([, { opts }]) => opts?.onDryRun).map(([name]) => name);
        expect(atPreview).to.have.members([
            "version gate orders-gate",
            ...["schema", "batch-1", "batch-2", "batch-3"].map((name) => `checkpoint orders-${name}`),
        ]);
        const completed = only(resources, "Stash orders-completed");
        expect([completed.beforeCreate, completed.beforeUpdate]).to.deep.equal([["completion of orders"], ["completion of orders"]]);
    });

    it("keeps the baseline of a transition: what is there already is left alone until the next one", () => {
        const { ignoreChanges, replacementTrigger, inputs } = only(resources, "Stash orders-baseline");
        expect(replacementTrigger).to.equal("nothing → camunda 7.23.0");
        expect(ignoreChanges).to.deep.equal(["input"]);
        expect(inputs.input).to.deep.equal({ transition: "nothing → camunda 7.23.0" });
    });

    it("gives the Job less time than the update waits for it, and has a failed one run again", () => {
        const { inputs, createTimeout } = only(resources, "Job orders-schema-7-23-0");
        const { metadata, spec } = inputs as {
            metadata: { annotations: object };
            spec: { activeDeadlineSeconds: number; backoffLimit: number };
        };
        expect(spec.activeDeadlineSeconds).to.be.lessThan(Number(createTimeout.replace("s", "")));
        expect(spec.backoffLimit).to.equal(0);
        expect(metadata.annotations).to.deep.equal({ "pulumi.com/replaceUnready": "true" });
        expect(spec).not.to.have.property("ttlSecondsAfterFinished");
    });

    it("never writes the password anywhere: it is referred to", () => {
        const values = JSON.stringify(resources.map(({ inputs }) => inputs)).match(/"name":"[A-Z_]*PASSWORD","value[^}]*/g) ?? [];
        expect(values).to.have.length.greaterThan(0);
        for (const value of values) {
            expect(value).to.contain('"valueFrom":{"secretKeyRef"');
        }
    });

    it("confines every pod: no root, no token, no capabilities, a read-only root", () => {
        const pods = resources.flatMap(({ inputs }) => {
            const template = (inputs.spec as { template?: { spec: PodSpec } } | undefined)?.template;
            return template ? [template.spec] : [];
        });
        expect(pods).to.have.length(4);
        for (const pod of pods) {
            expect(pod.automountServiceAccountToken).to.equal(false);
            expect(pod.securityContext.runAsNonRoot).to.equal(true);
            for (const { securityContext, resources: limits } of [...pod.containers, ...(pod.initContainers ?? [])]) {
                expect(securityContext).to.deep.include(confined);
                expect(limits).to.have.nested.property("limits.memory");
                expect(limits).to.have.nested.property("requests.cpu");
            }
        }
    });

    it("gives a node the time to stop that its steps take together", async () => {
        const [pod] = (await rollingUpdate({}, { drainSeconds: 15, stopSeconds: 90 })).flatMap(({ type, inputs }) =>
            type.endsWith(":Deployment") ? [(inputs.spec as { template: { spec: PodSpec } }).template.spec] : [],
        );
        expect(pod.terminationGracePeriodSeconds).to.be.at.least(15 + 90 + 90);
        expect(pod.containers[0].lifecycle.preStop.exec.command.at(-1)).to.match(/^sleep 15\n/);
    });

    it("protects the gate where that is asked for", async () => {
        expect(only(resources, "Stash orders-gate").protect).to.equal(false);
        expect(only(await rollingUpdate({ protect: true }), "Stash orders-gate").protect).to.equal(true);
    });

    it("spreads all nodes over machines and zones, whatever their batch; that a scheduler does it is not proven here", async () => {
        const labelSelector = {
            matchLabels: {
                "app.kubernetes.io/name": "camunda",
                "app.kubernetes.io/instance": "orders",
                "app.kubernetes.io/component": "engine",
            },
        };
        const evenly = { maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", labelSelector };
        const machines = { ...evenly, topologyKey: "kubernetes.io/hostname" };
        const zones = { ...evenly, topologyKey: "topology.kubernetes.io/zone" };
        const cases: [nodes: NodesArgs, constraints: object[]][] = [
            [{}, [machines, zones]],
            [{ surge: true }, [machines, { ...zones, matchLabelKeys: ["app.kubernetes.io/version"] }]],
            [{ zoneSpread: false, surge: true }, [machines]],
        ];
        for (const [nodes, constraints] of cases) {
            const registered = await rollingUpdate({}, nodes);
            for (const batch of ["batch-1", "batch-2", "batch-3"]) {
                expect(podOf(registered, `Deployment orders-${batch}`).topologySpreadConstraints).to.deep.equal(constraints);
            }
        }
    });

    it("runs nodes and migration on the machines that are told, and says nothing where none are", async () => {
        const nodeSelector = { "eks.amazonaws.com/nodegroup": "camunda" };
        const tolerations = [{ key: "dedicated", value: "camunda", effect: "NoSchedule" }];
        const placed = await rollingUpdate({}, { nodeSelector, tolerations });
        for (const name of ["Deployment orders-batch-1", "Deployment orders-batch-3", "Job orders-schema-7-23-0"]) {
            expect(podOf(placed, name), name).to.deep.include({ nodeSelector, tolerations });
            expect(podOf(resources, name), name).not.to.have.any.keys("nodeSelector", "tolerations");
        }
    });

    it("leaves the number of nodes alone where somebody else scales them", async () => {
        expect(only(resources, "Deployment orders-batch-1").ignoreChanges).to.deep.equal([]);
        expect(only(resources, "Stash orders-batch-1").inputs.input).not.to.have.property("autoscaled");
        const scaled = await rollingUpdate({}, { autoscaled: true });
        expect(only(scaled, "Deployment orders-batch-1").ignoreChanges).to.deep.equal(["spec.replicas"]);
        expect(only(scaled, "Stash orders-batch-1").inputs.input).to.deep.include({ autoscaled: true });
    });

    it("takes the nodes back from the last batch to the first", async () => {
        const back = await rollingUpdate({ engine: { version: "7.22.0" }, rollback: { from: "7.23.0", reason: "slow" } });
        expect(only(back, "Deployment orders-batch-3").dependsOn).to.deep.equal(["Stash orders-baseline"]);
        expect(only(back, "Deployment orders-batch-2").dependsOn).to.deep.equal(["Stash orders-batch-3"]);
        expect(only(back, "Deployment orders-batch-1").dependsOn).to.deep.equal(["Stash orders-batch-2"]);
        expect(only(back, "Stash orders-completed").dependsOn).to.include("Stash orders-batch-1");
    });

    it("runs a node as its version and its product want it", async () => {
        const engine = (registered: Registered[]) =>
            (only(registered, "Deployment orders-batch-1").inputs.spec as { template: { spec: PodSpec } }).template.spec;
        const asked = { arguments: ["--rest", "--swaggerui"] };
        expect(engine(await rollingUpdate({ engine: { version: "7.21.0" } }, asked)).containers[0].args).to.deep.equal([
            "./camunda.sh",
            "--rest",
            "--swaggerui",
        ]);
        expect(engine(await rollingUpdate({ engine: { version: "7.22.0" } }, asked)).containers[0].args).to.deep.equal([
            "./camunda.sh",
            "--rest",
        ]);
        const operaton = await rollingUpdate({ engine: { version: "1.0.0", product: "operaton", pullSecret: "registry" } });
        expect(JSON.stringify(engine(operaton).containers[0].env)).to.contain("OPERATON_BPM_DATABASE_SCHEMA_UPDATE");
        expect(engine(operaton).imagePullSecrets).to.deep.equal([{ name: "registry" }]);
        const job = only(operaton, "Job orders-schema-1-0-0").inputs as { spec: { template: { spec: PodSpec } } };
        expect(job.spec.template.spec.initContainers?.[0].command).to.deep.equal([
            "sh",
            "/migrate/scripts.sh",
            "/operaton/configuration/sql",
            "/scripts",
            "/scripts/fault",
        ]);
        expect(job.spec.template.spec.containers[0].env).to.deep.include({ name: "TARGET", value: "7.24.0" });
        expect(job.spec.template.spec.imagePullSecrets).to.deep.equal([{ name: "registry" }]);
    });

    it("where a DBA applies the scripts, the same Job waits for them, and without that it is what it was", async () => {
        const environment = (registered: Registered[]) => podOf(registered, "Job orders-schema-7-23-0").containers[0].env;
        const dba = await rollingUpdate({ migration: { appliedBy: "dba" } });
        expect(environment(dba)).to.deep.include({ name: "APPLIED_BY", value: "dba" });
        expect(environment(await rollingUpdate({ migration: { appliedBy: "job" } }))).to.deep.equal(environment(resources));
        expect(JSON.stringify(environment(resources))).not.to.contain("APPLIED_BY");
        expect(only(dba, "Deployment orders-batch-1").dependsOn).to.deep.equal(["Stash orders-baseline"]);
    });

    it("reaches the database by a URL of its own for the migration, and the nodes by theirs", async () => {
        const database = { jdbcUrl: "jdbc:postgresql://pooler:6432/camunda", secret: "db" };
        const jdbcUrl = "jdbc:postgresql://db:5432/camunda";
        const env = (registered: Registered[], name: string) => podOf(registered, name).containers[0].env;
        for (const given of [jdbcUrl, pulumi.output(jdbcUrl), Promise.resolve(jdbcUrl)]) {
            const pooled = await rollingUpdate({ database, migration: { jdbcUrl: given } });
            const [job, nodes] = [env(pooled, "Job orders-schema-7-23-0"), env(pooled, "Deployment orders-batch-1")];
            expect(job).to.deep.include({ name: "JDBC_URL", value: jdbcUrl });
            expect(JSON.stringify(job)).not.to.contain("pooler");
            expect(nodes).to.deep.include({ name: "DB_URL", value: `${database.jdbcUrl}?autosave=conservative` });
            expect(JSON.stringify(nodes)).not.to.contain("db:5432");
        }
        const without = await rollingUpdate({ database });
        expect(env(without, "Job orders-schema-7-23-0")).to.deep.include({ name: "JDBC_URL", value: database.jdbcUrl });
        const error = await rollingUpdate({ migration: { jdbcUrl: `${jdbcUrl}?password=pw-4711` } }).catch(String);
        expect(error).to.contain("migration.jdbcUrl is not shown").and.not.to.contain("pw-4711");
    });

    it("has the gate ask for a backup where one is required and no snapshot is taken", async () => {
        const asked = async (args: Partial<RollingUpdateArgs>) =>
            (only(await rollingUpdate(args), "Stash orders-gate").inputs.input as { backup?: object }).backup;
        const backup = { required: true };
        expect(await asked({})).to.equal(undefined);
        expect(await asked({ backup })).to.deep.equal({ at: "", reference: "" });
        const named = { at: "2026-11-21T10:00:00Z", reference: "barman 4711" };
        expect(await asked({ backup: named })).to.deep.equal(named);
        const database = { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db", snapshots: { instance: "orders", keep: 2 } };
        expect(await asked({ backup, database, record: { version: "7.22.0", history: [] } })).to.equal(undefined);
    });

    it("has WildFly wait for open requests, beside what the JVM is told otherwise", async () => {
        const image = "camunda/camunda-bpm-platform:wildfly-{version}";
        const options = async (env: Record<string, string>) => {
            const nodes = await rollingUpdate({ engine: { version: "7.23.0", image } }, { env, stopSeconds: 90 });
            const all = podOf(nodes, "Deployment orders-batch-1").containers[0].env as { name: string; value: string }[];
            return all.filter(({ name }) => name === "JAVA_TOOL_OPTIONS").map(({ value }) => value);
        };
        expect(await options({})).to.deep.equal(["-Dorg.wildfly.sigterm.suspend.timeout=90"]);
        expect(await options({ JAVA_TOOL_OPTIONS: "-Xlog:gc" })).to.deep.equal(["-Dorg.wildfly.sigterm.suspend.timeout=90 -Xlog:gc"]);
        expect(JSON.stringify(podOf(resources, "Deployment orders-batch-1"))).not.to.contain("JAVA_TOOL_OPTIONS");
    });
});
