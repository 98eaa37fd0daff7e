import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { DatabaseConnection } from "../database/connection";
import { migrationFiles } from "./job/files";
import { placed, confined, confinedPod, fromSecret } from "../pod";
import { parseRelease } from "../domain/release";
import { highestSchemaOf, schemaOf } from "../domain/schemaVersion";
import { Placement } from "../domain/facts/placement";
import { MigrationArgs } from "../settingsArgs";
import { migrationResources } from "./rules/resources";
import { migrationSection } from "../settings/table/migrationSection";
import { defaultsOf } from "../settings/table/setting";

const defaults = defaultsOf(migrationSection);

/** The migration of the schema to a version. */
export interface SchemaMigrationArgs extends MigrationArgs {
    namespace: pulumi.Input<string>;
    /** Product that the schema is for, e.g. `camunda`. */
    product: string;
    /** Version of the engine that the schema is for, e.g. `7.23.0`; part of the Job's name. */
    version: string;
    /** Image of that engine: the scripts are taken from it, or from another engine's, and never from here. */
    engineImage: string;
    /** User of that image. */
    engineUser: number;
    database: DatabaseConnection;
    /** Where the scripts are in the image that they are taken from: their folder, an engine's or application's jar, or a folder with an engine's jar in it. */
    scriptsPath: string;
    /** Secret for a registry that wants a login. @default none */
    pullSecret?: string;
    /**
     * Where the pod may run: as the nodes, whose machines reach the database. A change runs the migration again, which finds its work done.
     * @default anywhere
     */
    placement?: Placement;
    /** Checksum that the scripts have to have, since they were rehearsed; empty: any. @default any */
    expectedScripts?: pulumi.Input<string>;
    /** Which database it has to be, in the one line that expected.sh reads. @default any */
    expected?: pulumi.Input<string>;
    /** Runs the migration again when it changes, though nothing else has. @default never */
    trigger?: pulumi.Input<string>;
}

/**
 * Brings the schema to a version, by one Job per version that decides from the database: empty → create, one minor behind → migrate,
 * at target → nothing, anything else → stop. Safe to run any number of times; a Job that failed is run again by the next `pulumi up`.
 * Where a DBA applies the scripts, the same Job waits for them and only looks.
 */
export class SchemaMigration extends pulumi.ComponentResource {
    /** Name of the Job. */
    public readonly jobName: pulumi.Output<string>;
    /** Identity of the Job's run: another one after it has run again. */
    public readonly run: pulumi.Output<string>;

    constructor(name: string, args: SchemaMigrationArgs, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:SchemaMigration", name, {}, opts);
        // Named after its version: a Job's template cannot be changed, and no earlier migration is run again by accident.
        const jobName = `${name}-${args.version.replaceAll(".", "-")}`;
        const metadata = { name: jobName, namespace: args.namespace };
        const budgetSeconds = args.budgetSeconds ?? defaults.budgetSeconds;
        const release = parseRelease(args.version, args.product);
        const jdbcUrl = args.jdbcUrl ?? args.database.jdbcUrl;

        const script = new k8s.core.v1.ConfigMap(
            jobName,
            {
                metadata,
                // Which database it is, is no secret, and neither are the scripts.
                data: pulumi.unsecret(pulumi.output(jdbcUrl).apply((url) => migrationFiles(release?.product, url))),
                ...(args.expected ? { binaryData: { expected: pulumi.output(args.expected).apply((text) => btoa(text)) } } : {}),
            },
            {
                parent: this,
                dependsOn: opts?.dependsOn,
                deleteBeforeReplace: true,
                // The expectation changes when the update is completed, and the migration must not run again for that. A ConfigMap that is replaced
                // takes the program's value, but only of a top-level property: within one, the engine also overwrites the program's with the old
                // one (pulumi 3.248, step_generator.go, processIgnoreChanges copies one level). So it is in binaryData, and not in data.
                ignoreChanges: ["binaryData"],
                replacementTrigger: args.trigger,
            },
        );
        const value = fromSecret(args.database.secret);
        const job = new k8s.batch.v1.Job(
            jobName,
            {
                metadata: {
                    ...metadata,
                    // Without it a failed Job would fail every later update, too (pulumi-kubernetes#856).
                    annotations: { "pulumi.com/replaceUnready": "true" },
                },
                spec: {
                    backoffLimit: 0,
                    // Below the resource's timeout: the awaiter recognises a Job that ran out of time, but not a pod failure policy.
                    activeDeadlineSeconds: budgetSeconds,
                    // No ttlSecondsAfterFinished: a refresh would find the Job gone, and the next update would run it again.
                    template: {
                        spec: {
                            ...confinedPod(1001, args.pullSecret),
                            ...placed(args.placement ?? {}),
                            restartPolicy: "Never",
                            terminationGracePeriodSeconds: 10,
                            initContainers: [
                                {
                                    name: "scripts",
                                    image: args.scriptsImage ?? args.engineImage,
                                    imagePullPolicy: "IfNotPresent",
                                    command: ["sh", "/migrate/scripts.sh", args.scriptsPath, "/scripts", "/scripts/fault"],
                                    // Where only Java can open a jar, that takes more than a copy: 42 MiB were seen, of an engine within an application.
                                    resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "256Mi" } },
                                    securityContext: { ...confined(), runAsUser: args.engineUser },
                                    volumeMounts: [
                                        { name: "scripts", mountPath: "/scripts" },
                                        { name: "migrate", mountPath: "/migrate", readOnly: true },
                                    ],
                                },
                            ],
                            containers: [
                                {
                                    name: "migrate",
                                    image: args.image ?? defaults.image,
                                    imagePullPolicy: "IfNotPresent",
                                    command: ["sh", "/migrate/migrate.sh"],
                                    env: expecting(args.expectedScripts, [
                                        { name: "JDBC_URL", value: jdbcUrl },
                                        { name: "DB_USER", valueFrom: value("username") },
                                        { name: "DB_PASSWORD", valueFrom: value("password") },
                                        { name: "SCRIPTS", value: "/scripts" },
                                        { name: "TARGET", value: release ? schemaOf(release) : args.version },
                                        { name: "HIGHEST", value: release ? highestSchemaOf(release) : args.version },
                                        { name: "OWN_SCHEMAS", value: release?.product.ownSchemas.join(" ") ?? "" },
                                        { name: "LOCK_TIMEOUT", value: args.lockTimeout ?? defaults.lockTimeout },
                                        // The rest of the deadline is for the attempt that is under way then.
                                        { name: "BUDGET_SECONDS", value: String(Math.floor(budgetSeconds * 0.8)) },
                                        ...(args.appliedBy === "dba" ? [{ name: "APPLIED_BY", value: "dba" }] : []),
                                    ]),
                                    resources: migrationResources,
                                    securityContext: confined(),
                                    volumeMounts: [
                                        { name: "scripts", mountPath: "/scripts", readOnly: true },
                                        { name: "migrate", mountPath: "/migrate", readOnly: true },
                                        { name: "tmp", mountPath: "/tmp" },
                                    ],
                                },
                            ],
                            volumes: [
                                // What is taken out of a jar is a few MiB: a machine's disk is not filled by what it is blown up to.
                                { name: "scripts", emptyDir: { sizeLimit: "512Mi" } },
                                { name: "tmp", emptyDir: { sizeLimit: "512Mi" } },
                                { name: "migrate", configMap: { name: script.metadata.name } },
                            ],
                        },
                    },
                },
            },
            {
                parent: this,
                dependsOn: opts?.dependsOn,
                // A Job that was made without the limits has done its work: another template would replace it, and run the migration again.
                ignoreChanges: ["spec.template.spec.volumes"],
                customTimeouts: { create: `${budgetSeconds + 120}s`, update: `${budgetSeconds + 120}s` },
            },
        );

        this.jobName = job.metadata.name;
        this.run = job.metadata.uid;
        this.registerOutputs({ jobName: this.jobName, run: this.run });
    }
}

type Variables = k8s.types.input.core.v1.EnvVar[];

/** Left out, and not empty, where nothing is expected: another variable would be another Job, and the migration would run again. */
const expecting = (scripts: pulumi.Input<string> | undefined, variables: Variables): pulumi.Input<Variables> =>
    scripts === undefined
        ? variables
        : pulumi
              .all([variables, scripts])
              .apply(([known, value]): Variables => [...known, ...(value ? [{ name: "EXPECTED_SCRIPTS", value }] : [])]);
