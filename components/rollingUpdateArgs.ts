import * as pulumi from "@pulumi/pulumi";
import { DatabaseConnection } from "./database/connection";
import { Completed, NodeRollback } from "./domain/facts/facts";
import { Override } from "./domain/hold";
import { Toleration } from "./domain/facts/placement";

/** The engine that the nodes run. */
export interface EngineArgs {
    /** Version of the product, three numbers, e.g. `7.23.0`. A change is a rolling update. */
    version: string;
    /** `camunda`, `operaton` or `cibseven`. A change is a switch of product (hold productSwitchNotRolling). @default `camunda` */
    product?: string;
    /** `community` or `enterprise`: the latest patch of a minor is another one. @default `community` */
    edition?: string;
    /**
     * Image; `{version}` in it is replaced by the version. A change restarts the nodes, batch by batch. The enterprise edition has no default.
     * @default the product's Run distribution, e.g. `camunda/camunda-bpm-platform:run-{version}`
     */
    image?: string;
    /** Secret of type `kubernetes.io/dockerconfigjson` for a registry that wants a login. A change restarts the nodes, batch by batch. @default none */
    pullSecret?: string;
    /** Revision of the application in the image: told here, a change of both at once is refused. @default none */
    application?: string;
}

/** The engine nodes. A change of what a pod is made of (times to stop, port, user, resources, environment) restarts them, batch by batch. */
export interface NodesArgs {
    /** Number of nodes. @default `3` */
    count?: number;
    /** Nodes that are upgraded together: a number, e.g. `1`, or a share, e.g. `33%` (Camunda's example). @default `33%` */
    batchSize?: string;
    /** Whether a batch's new nodes start before its old ones are isolated; needs room for one more batch. @default `false` */
    surge?: boolean;
    /**
     * Whether nodes keep their names, e.g. `orders-batch-1-0`, when they are replaced: each batch is a StatefulSet then, and its nodes are replaced one
     * by one, without surge. A change needs all nodes stopped (hold stableNamesChanged). @default `false`
     */
    stableNames?: boolean;
    /**
     * Whether somebody else scales the batches, e.g. a HorizontalPodAutoscaler each: the number of nodes is written when a batch is
     * made, and left alone from then on. A change restarts nothing. @default `false`
     */
    autoscaled?: boolean;
    /** How long the load balancers need to notice that a node leaves, in seconds; at least 20 for `alb`. @default `5`; `45` for `alb` */
    drainSeconds?: number;
    /** How long open requests, and then running jobs, may take to finish when a node stops, in seconds each. @default `60` */
    stopSeconds?: number;
    /**
     * Whether a node closes each connection after its answer (Run, Spring Boot applications; other servers have to do so by themselves), for clients and
     * load balancers that keep connections: a node that leaves then waits for its open requests, `stopSeconds` at most, before it is asked to stop, and
     * stops without any. Costs a connection per request. A change restarts the nodes, batch by batch. @default `false`
     */
    closeConnections?: boolean;
    /** How long a node has to be ready before it counts, in seconds. @default `0` */
    minReadySeconds?: number;
    /** How long a batch may take, from the change to its last node in service, in seconds. @default `600` */
    budgetSeconds?: number;
    /** Port of the nodes and of the Service. @default `8080` */
    port?: number;
    /** Path of the REST API. @default `engine-rest`; `rest` for Spring Boot applications of before 7.13 */
    restPath?: string;
    /** Secret with `username` and `password` that the REST API is asked with, where it wants authentication. Its content stays in the cluster. @default none */
    restSecret?: string;
    /** User id in the image; never root. @default `1000` */
    runAsUser?: number;
    /** Whether the nodes' root file system is read-only. @default `true`; `false` for Tomcat and WildFly images, which write to theirs */
    readOnlyRoot?: boolean;
    /** Requested processor time of a node. @default `500m` */
    cpuRequest?: string;
    /** Requested memory of a node. @default `768Mi` */
    memoryRequest?: string;
    /** Most memory of a node. @default `1536Mi` */
    memoryLimit?: string;
    /** Further environment variables of a node, e.g. `JAVA_OPTS`. No secrets: they would be in the state. @default none */
    env?: Record<string, string>;
    /** Arguments of the Run distribution, e.g. `--rest`; one that a version would end at is left out for it. A change restarts the nodes. @default as the image has them */
    arguments?: string[];
    /** Host name that an Ingress routes to the nodes. @default no Ingress */
    ingressHost?: string;
    /**
     * Ingress class. With `alb`, the Ingress is annotated for the AWS Load Balancer Controller, and the namespace wants the label
     * `elbv2.k8s.aws/pod-readiness-gate-inject: enabled` (`namespaceLabels`). @default the cluster's
     */
    ingressClass?: string;
    /** Secret of type `kubernetes.io/tls` with the certificate of the host; for `alb`, the certificate is an annotation. @default no TLS */
    ingressTlsSecret?: string;
    /** Further annotations of the Ingress, e.g. `alb.ingress.kubernetes.io/certificate-arn`. @default those that the class needs */
    ingressAnnotations?: Record<string, string>;
    /**
     * Labels of the machines that nodes and migration run on. A change restarts the nodes, batch by batch, and runs the migration again, which
     * finds its work done. @default none
     */
    nodeSelector?: Record<string, string>;
    /**
     * Taints of machines that do not keep nodes and migration away. A change restarts the nodes, batch by batch, and runs the migration again,
     * which finds its work done. @default none
     */
    tolerations?: Toleration[];
    /**
     * Whether nodes are spread evenly over zones, where that is possible; to be `false` where machines have no label `topology.kubernetes.io/zone`:
     * they would not be spread over machines either (kubernetes#102136). A change restarts the nodes, batch by batch. @default `true`
     */
    zoneSpread?: boolean;
}

/** The migration of the schema. */
export interface MigrationArgs {
    /** Image with Liquibase and the PostgreSQL driver. @default `liquibase/liquibase:4.28.0` */
    image?: string;
    /**
     * Where the image has the SQL scripts: a folder with `upgrade/` and `liquibase/`, an engine's jar, a Spring Boot application's jar or war with one
     * in it, or a folder with an engine's jar in it, at whatever depth.
     * @default `/camunda/configuration/sql`, of Run; `/camunda/lib` of Tomcat; `/camunda/modules` of WildFly
     */
    scriptsPath?: string;
    /** Image that the scripts are taken from, where the engine's has none: engines bring them since 7.11. @default the engine's */
    scriptsImage?: string;
    /**
     * JDBC URL of the same database without credentials, for the migration alone: where nodes go through a pooler that hands on no settings of a session,
     * such as PgBouncer in transaction mode. A change runs the migration again, which finds its work done; nodes are left alone. @default that of the database
     */
    jdbcUrl?: pulumi.Input<string>;
    /**
     * How long a statement waits for a lock, e.g. `400ms`, and nodes behind it; then its change set is undone, and tried again within the budget. PostgreSQL looks
     * for a deadlock after `deadlock_timeout`, 1 s by default: a migration that waits for longer can make a node's request its victim. @default `400ms`
     */
    lockTimeout?: string;
    /** How long the migration may take, or waits for the DBA, in seconds. @default `1800` */
    budgetSeconds?: number;
    /**
     * Who applies the scripts: `job`, the migration Job; `dba`, somebody else, who is given them by `npm run -s bundle`: then the Job waits until
     * log and structure are there, and needs to read only. A change runs the migration again, which finds its work done. @default `job`
     */
    appliedBy?: string;
}

/** Nodes that were installed by other means and are taken over: asked for the truth until they are gone (docs/guides/adoption.md). */
export interface AdoptArgs {
    /** Label selector of their pods, e.g. `app=camunda`. */
    selector: string;
    /** Port of their REST API. @default that of the nodes */
    port?: number;
    /** Path of their REST API. @default that of the nodes */
    restPath?: string;
}

/** The stack that a rollout is rehearsed in: it has to have completed the same transition, with the same image and scripts (hold promotionMissing). */
export interface PromotionArgs {
    /** The stack: `STACK` of the same project, `PROJECT/STACK` or `ORG/PROJECT/STACK`. */
    stack: string;
    /** How long ago it may have completed the transition, in days. @default `14` */
    maxAgeDays?: number;
    /** Its output with the component's `evidence`. @default `evidence` */
    output?: string;
}

/** The backup of a database that this module takes no snapshot of, by the word of whoever has taken it (hold backupMissing). */
export interface NamedBackupArgs {
    /** Whether one has to be named before a rollout that changes the data. @default `true` where one is named, else `false` */
    required?: boolean;
    /** When it was taken, with the time zone, e.g. `2026-11-21T10:00:00Z`: later than what last changed the schema. @default none is named */
    at?: string;
    /** How it is found again, e.g. its identifier; kept in the state of the gate. @default none is named */
    reference?: string;
}

/**
 * Instances that cross between the versions while they are mixed: started on a node of one, finished on a node of the other. No change of it restarts
 * anything.
 */
export interface CanaryArgs {
    /** Whether there are any: for the built-in process, a model is deployed before the first batch. @default `true` where a process is named, else `false` */
    enabled?: boolean;
    /**
     * Key of a process of your own that is deployed already, in place of the built-in one: it is started on an old node and on a new one, and has to
     * end by itself. @default the built-in one
     */
    processDefinitionKey?: string;
    /** How long the instances of a batch may take, in seconds (hold canaryNotFinished). @default `60` */
    seconds?: number;
}

/** What is looked at between batches, once a batch is integrated. No change of it restarts anything. */
export interface VerificationArgs {
    /** Jobs without retries, and open incidents, that there may be more than before the first batch, each (hold failedJobsRising). @default `0` */
    failedJobsAllowed?: number;
    /** How long nothing may hold after a batch is integrated, before the next one begins, in seconds (hold soaking). @default `0` */
    soakSeconds?: number;
    /**
     * How long jobs that may be locked by a node that is gone are waited for, in seconds: as long as the engine locks a job
     * (`lockTimeInMillis`), then none of its locks is left; `0` waits for none (hold jobsLocked). @default `300`
     */
    lockSeconds?: number;
    /** How long versions are mixed before a checkpoint warns of it, in minutes; `0`: it never does. @default `120` */
    mixedWarningMinutes?: number;
    /** How long versions may be mixed when another batch is to begin, in minutes; `0`: without limit (hold mixedTooLong). @default `0` */
    mixedMinutes?: number;
    /** Steps after which a rollout ends until somebody has looked: `schema`, `batch-1`, … (hold paused). @default none */
    pauseAfter?: string[];
    /**
     * Version and step that somebody has looked at, e.g. `7.23.0 batch-1`: a rollout that pauses there, or before, goes on. In the N-th rollout to that
     * version, after rollbacks from it, followed by ` #N`; the hold prints it. @default none
     */
    goAhead?: string;
    /**
     * Whether a first batch that fails is taken back to the version before, so that all nodes serve again while somebody finds out why; the update fails
     * all the same, and the next one upgrades the batch again. A later batch holds. @default `false`: the batch stays as it is, to be looked at
     */
    returnFirstBatch?: boolean;
    /** Instances that cross between the versions. @default none */
    canary?: CanaryArgs;
}

/** A Camunda 7 cluster, and the version that it is brought to. */
export interface RollingUpdateArgs {
    /** Namespace of everything in it. */
    namespace: pulumi.Input<string>;
    /** The engine that the nodes run. */
    engine: EngineArgs;
    /** The database that the nodes share: `PostgresDatabase`, `ExistingDatabase` or a connection of your own. A component is waited for. */
    database: DatabaseConnection;
    /** The engine nodes. @default three, in batches of a third */
    nodes?: NodesArgs;
    /** The migration of the schema. @default by a Job, with the scripts out of the engine's image */
    migration?: MigrationArgs;
    /** Holds to lift, each by its id and for a stated reason. @default none */
    overrides?: Override[];
    /** Takes the nodes, never the schema, back to the version before: what is left, and why. @default none */
    rollback?: NodeRollback;
    /** Nodes that were installed by other means and are taken over. @default none */
    adopt?: AdoptArgs;
    /** The stack that a rollout is rehearsed in. Taking it away runs the last migration again, which finds its work done. @default none: nothing has to be rehearsed */
    promotion?: PromotionArgs;
    /** The backup of a database that no snapshot is taken of. @default none has to be named */
    backup?: NamedBackupArgs;
    /**
     * Whether the API server refuses nodes of another image than the previous and the wanted one, whoever starts them. Needs Kubernetes 1.30, and
     * the right to write ValidatingAdmissionPolicies, which are the whole cluster's. A change restarts nothing. @default `false`: a user of one
     * namespace has no such right, and the first update would fail
     */
    guard?: boolean;
    /** What is looked at between batches. @default each as its own setting says */
    verification?: VerificationArgs;
    /**
     * What the stack has completed, read before the program makes anything: `await stackRecord()`. Needed where snapshots are taken (`RdsDatabase`).
     * @default read by the component itself
     */
    record?: Completed;
    /** Stack output that holds this component's `completedVersion`; the gate reads it there. @default `completedVersion` */
    completedOutput?: string;
    /** Stack output that holds this component's `history`; the gate reads it there. @default `history` */
    historyOutput?: string;
    /** Stack output that holds this component's `evidence`; it is read there at the next update. @default `evidence` */
    evidenceOutput?: string;
    /** Whether the gate, which knows what is installed, is protected from `pulumi destroy`. @default `false` */
    protect?: boolean;
    /** Kubeconfig (content or path) that checkpoints ask the cluster with. @default as kubectl */
    kubeconfig?: pulumi.Input<string>;
    /** Context in it. @default the current one */
    context?: string;
}
