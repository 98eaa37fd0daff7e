import * as pulumi from "@pulumi/pulumi";
import { RollingUpdateArgs } from "../../../components";

/** A rollout in which one thing is not as the components make it. */
export interface Variant {
    /** What the components are given. */
    readonly args?: Partial<RollingUpdateArgs>;
    /** Whether its database is one of RDS, and the step one from 7.22.0, so that a snapshot precedes it. */
    readonly onRds?: boolean;
    /** Kind and name, without that of the rollout, of the resource that is changed, e.g. `Deployment batch-2`; of several, with commas. */
    readonly changes?: string;
    /** A property of it, by its path, and what it becomes. */
    readonly property?: readonly [path: string, value: unknown];
    /** What its options become; `other` finds another resource of the rollout. */
    readonly options?: (other: (label: string) => pulumi.Resource) => pulumi.CustomResourceOptions;
    /** What is reported: policy, name of the resource without that of the rollout, and a part of the text. */
    readonly reports: readonly (readonly [policy: string, resource: string, text: string])[];
}

const container = "spec.template.spec.containers.0";
const batches = ["batch-1", "batch-2"];
const onEach = (policy: string, text: string) => batches.map((batch) => [policy, batch, text] as const);

/** A database of RDS with one property that is not as the component makes it. */
const rds = (property: Variant["property"], policy: string, text: string): Variant => ({
    onRds: true,
    changes: "Instance database",
    property,
    reports: [[policy, "database", text]],
});

/** By the names of the rollouts. Every rule is broken by one of them. */
export const variants: Readonly<Record<string, Variant>> = {
    untouched: { reports: [] },
    ungated: {
        changes: "Service engine",
        options: () => ({ dependsOn: [] }),
        reports: [["gate-first", "engine", "ungated-engine does not wait for ungated-gate"]],
    },
    unchained: {
        changes: "Deployment batch-2",
        options: (other) => ({ dependsOn: [other("Stash schema")] }),
        reports: [["chain-unbroken", "batch-2", "Deployment unchained-batch-2 does not wait for Stash unchained-batch-1"]],
    },
    mixed: {
        changes: "Deployment batch-2",
        property: [`${container}.image`, "camunda/camunda-bpm-platform:run-7.22.0"],
        reports: [["one-version", "batch-2", "mixed-gate is at 7.23.0, and mixed-batch-2 is not"]],
    },
    unprotected: {
        changes: "Stash gate",
        options: () => ({ protect: false }),
        reports: [["production-protected", "gate", "the gate unprotected-gate of the stack production is not protected"]],
    },
    retried: {
        changes: "Job schema-7-23-0",
        property: ["spec.backoffLimit", 6],
        reports: [["migration-bounded", "schema-7-23-0", "is tried again by itself: backoffLimit is 6"]],
    },
    unbounded: {
        changes: "Job schema-7-23-0",
        options: () => ({ customTimeouts: {} }),
        reports: [
            ["migration-bounded", "schema-7-23-0", "may run for 1800 s (activeDeadlineSeconds), and the update waits for 600 s only"],
        ],
    },
    updating: {
        args: { nodes: { env: { JAVA_OPTS: "-Dcamunda.bpm.database.schema-update=true" } } },
        reports: onEach("schema-update-off", "switches it on in JAVA_OPTS"),
    },
    floating: {
        changes: "Job schema-7-23-0",
        property: [`${container}.image`, "liquibase/liquibase:latest"],
        reports: [["fixed-images", "schema-7-23-0", "the image liquibase/liquibase:latest of the container migrate has no tag"]],
    },
    unprobed: {
        changes: "Deployment batch-1",
        property: [`${container}.readinessProbe`, undefined],
        reports: [["readiness-probed", "batch-1", "has no readinessProbe"]],
    },
    single: {
        args: { nodes: { count: 1 } },
        reports: [["spare-nodes", "", "the rollout single has 1 node"]],
    },
    unbudgeted: {
        changes: "PodDisruptionBudget engine",
        property: ["spec.selector", { matchLabels: { app: "other" } }],
        reports: onEach("disruption-budget", "no PodDisruptionBudget selects the nodes"),
    },
    hasty: {
        changes: "Deployment batch-1",
        property: ["spec.template.spec.terminationGracePeriodSeconds", 10],
        reports: [["drain-adds-up", "batch-1", "terminationGracePeriodSeconds is 10, and stopping takes up to 125 s"]],
    },
    cut: {
        args: { nodes: { ingressHost: "orders.example.com", ingressClass: "alb" } },
        changes: "Ingress engine",
        property: [
            "metadata.annotations",
            { "alb.ingress.kubernetes.io/target-group-attributes": "deregistration_delay.timeout_seconds=30" },
        ],
        reports: [["drain-outlasted", "engine", "is done with a node 30 s after it leaves"]],
    },
    privileged: {
        changes: "Deployment batch-1",
        property: [`${container}.securityContext.privileged`, true],
        reports: [["restricted-pods", "batch-1", "the container engine is privileged"]],
    },
    leaking: {
        args: { nodes: { env: { LICENSE_TOKEN: "s3cr3t" } } },
        reports: onEach("no-clear-secrets", "the variable LICENSE_TOKEN of the container engine has its value in clear"),
    },
    saved: { onRds: true, reports: [] },
    public: rds(
        ["publiclyAccessible", true],
        "database-safe",
        "public-database can be reached from the internet: publiclyAccessible is true",
    ),
    legible: rds(["storageEncrypted", false], "database-safe", "legible-database is not encrypted: storageEncrypted is false"),
    forgetful: rds(["backupRetentionPeriod", 0], "database-safe", "forgetful-database is not backed up: backupRetentionPeriod is 0"),
    deletable: rds(["deletionProtection", false], "production-protected", "can be deleted: deletionProtection is false"),
    traceless: rds(["skipFinalSnapshot", true], "production-protected", "leaves nothing behind: skipFinalSnapshot is true"),
    unsaved: {
        onRds: true,
        changes: "ConfigMap schema-7-23-0, Job schema-7-23-0",
        options: (other) => ({ dependsOn: [other("Stash gate"), other("Instance database")] }),
        reports: [["snapshot-first", "schema-7-23-0", "no snapshot of the step to 7.23.0 precedes unsaved-schema-7-23-0"]],
    },
    telling: {
        changes: "Job schema-7-23-0",
        property: [`${container}.args`, ["--password=s3cr3t"]],
        reports: [["no-clear-secrets", "schema-7-23-0", "spec.template.spec.containers[0].args[0] holds a secret"]],
    },
};
