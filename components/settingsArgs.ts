// Generated from components/settings/table by npm run docs:reference.
import * as pulumi from "@pulumi/pulumi";
import { Toleration } from "./domain/facts/placement";

/** The engine that the nodes run. */
export interface EngineArgs {
    /** Version of the product, e.g. `7.23.0`. A change is a rolling update. */
    version: string;
    /**
     * Image of the nodes; `{version}` in it is replaced by the version. The enterprise edition has no default. A change restarts the nodes,
     * batch by batch, and runs the migration again, which finds its work done. @default the product's Run distribution, e.g.
     * `camunda/camunda-bpm-platform:run-{version}`
     */
    image?: string;
    /**
     * Revision of the application in the image. If it is set, a change of application and version in one update is refused. @default none
     */
    application?: string;
    /** Product that the nodes run. A change is a switch of product (hold `productSwitchNotRolling`). @default `camunda` */
    product?: string;
    /** Edition of the product; it decides which patch is the latest of a minor. @default `community` */
    edition?: string;
    /**
     * Secret of type `kubernetes.io/dockerconfigjson` for a registry that requires a login. A change restarts the nodes, batch by batch,
     * and runs the migration again, which finds its work done. @default none
     */
    pullSecret?: string;
}

/** The engine nodes. */
export interface NodesArgs {
    /** Number of nodes. A change starts or stops nodes; the others keep running. @default `3` */
    count?: number;
    /**
     * Nodes that are upgraded together: a number, or a share of all nodes. At least one node stays outside each batch. A change divides the
     * nodes anew: some stop and others start. @default `33%`
     */
    batchSize?: string;
    /**
     * Whether the new nodes of a batch start before the old ones are isolated. Needs capacity for one more batch. A change restarts the
     * nodes, batch by batch, unless `zoneSpread` is `false`. @default `false`
     */
    surge?: boolean;
    /**
     * Whether nodes keep their names, e.g. `orders-batch-1-0`: each batch is a StatefulSet, replaced node by node, without surge. A change
     * needs all nodes stopped (hold `stableNamesChanged`). @default `false`
     */
    stableNames?: boolean;
    /**
     * Whether something else scales the batches, e.g. a HorizontalPodAutoscaler each. The number of nodes is written once, then left alone.
     * @default `false`
     */
    autoscaled?: boolean;
    /**
     * How long load balancers need to notice that a node leaves, in seconds. At least 20 for the ingress class `alb`. A change restarts the
     * nodes, batch by batch. @default `5`; `45` for `alb`
     */
    drainSeconds?: number;
    /**
     * How long open requests, and then running jobs, may take to finish when a node stops, in seconds each. A change restarts the nodes,
     * batch by batch. @default `60`
     */
    stopSeconds?: number;
    /**
     * Whether a node closes each connection after its answer, and waits for open requests before it stops, `stopSeconds` at most. A change
     * restarts the nodes, batch by batch. @default `false`
     */
    closeConnections?: boolean;
    /** How long a node has to be ready before it counts, in seconds. @default `0` */
    minReadySeconds?: number;
    /** How long a batch may take, from the change to its last node in service, in seconds. @default `600` */
    budgetSeconds?: number;
    /**
     * Port of the nodes and of the Service. A change restarts the nodes, batch by batch. The Service uses the new port from the start, so
     * old nodes get no more requests. @default `8080`
     */
    port?: number;
    /**
     * Path of the REST API. A change restarts the nodes, batch by batch. @default `engine-rest`; `rest` for Spring Boot applications before
     * 7.13
     */
    restPath?: string;
    /**
     * Secret with `username` and `password` for a REST API that requires authentication. Its content stays in the cluster. @default none
     */
    restSecret?: string;
    /**
     * User id in the image; never root. A change restarts the nodes, batch by batch, and runs the migration again, which finds its work
     * done. @default `1000`
     */
    runAsUser?: number;
    /**
     * Whether the root file system of the nodes is read-only. A change restarts the nodes, batch by batch. @default `true`; `false` for
     * Tomcat and WildFly images, which write to theirs
     */
    readOnlyRoot?: boolean;
    /** Processor time requested for a node. A change restarts the nodes, batch by batch. @default `500m` */
    cpuRequest?: string;
    /** Memory requested for a node. A change restarts the nodes, batch by batch. @default `768Mi` */
    memoryRequest?: string;
    /** Memory limit of a node. A change restarts the nodes, batch by batch. @default `1536Mi` */
    memoryLimit?: string;
    /**
     * Further environment variables: literal values, no secrets, since they are in the state. Numbers with a point need quotes. A change
     * restarts the nodes, batch by batch. @default none
     */
    env?: Record<string, string>;
    /**
     * Arguments of the Run distribution. One that a version does not accept is omitted for it. A change restarts the nodes, batch by batch.
     * @default those of the image
     */
    arguments?: string[];
    /** Host name that an Ingress routes to the nodes. @default no Ingress */
    ingressHost?: string;
    /**
     * Ingress class. With `alb`, the Ingress is annotated for an Application Load Balancer of AWS. A change updates the Ingress and
     * restarts nothing. To or from `alb` it changes the default of `drainSeconds`, which restarts the nodes. @default the cluster's
     */
    ingressClass?: string;
    /**
     * Secret of type `kubernetes.io/tls` with the certificate of the host. Not for `alb`, where an annotation names the certificate.
     * @default no TLS
     */
    ingressTlsSecret?: string;
    /** Further annotations of the Ingress, e.g. `alb.ingress.kubernetes.io/certificate-arn`. @default those that the class needs */
    ingressAnnotations?: Record<string, string>;
    /**
     * Labels of the machines that nodes and migration run on. A change restarts the nodes, batch by batch, and runs the migration again,
     * which finds its work done. @default none
     */
    nodeSelector?: Record<string, string>;
    /**
     * Taints of machines that nodes and migration tolerate. A change restarts the nodes, batch by batch, and runs the migration again,
     * which finds its work done. @default none
     */
    tolerations?: Toleration[];
    /**
     * Whether nodes are spread evenly over zones where possible. Set `false` if machines have no label `topology.kubernetes.io/zone`. A
     * change restarts the nodes, batch by batch. @default `true`
     */
    zoneSpread?: boolean;
}

/** The migration of the schema. */
export interface MigrationArgs {
    /**
     * Image with Liquibase and the PostgreSQL driver. A change runs the migration again, which finds its work done. @default
     * `liquibase/liquibase:4.28.0`
     */
    image?: string;
    /**
     * Where the image has Camunda's SQL: a folder, an engine's jar, an application's jar or war, or a folder with an engine's jar. A change
     * runs the migration again, which finds its work done. @default `/camunda/configuration/sql` of Run, `/camunda/lib` of Tomcat,
     * `/camunda/modules` of WildFly
     */
    scriptsPath?: string;
    /**
     * Image of this or a later engine that the scripts are taken from, if the engine's own has none. Engines bring them since 7.11. A
     * change runs the migration again, which finds its work done. @default the engine's
     */
    scriptsImage?: string;
    /**
     * JDBC URL of the same database for the migration alone, if nodes use a pooler such as PgBouncer in transaction mode. A change runs the
     * migration again, which finds its work done. @default that of the database
     */
    jdbcUrl?: pulumi.Input<string>;
    /**
     * How long a statement waits for a lock. Then its change set is undone and tried again. Keep it below `deadlock_timeout` (1 s). A
     * change runs the migration again, which finds its work done. @default `400ms`
     */
    lockTimeout?: string;
    /**
     * How long the migration may take, or waits for the DBA, in seconds. A change runs the migration again, which finds its work done.
     * @default `1800`
     */
    budgetSeconds?: number;
    /**
     * Who applies the scripts: the migration Job, or a DBA, for whom the Job waits. A change runs the migration again, which finds its work
     * done. @default `job`
     */
    appliedBy?: string;
}

/** Nodes that were installed by other means and are taken over. */
export interface AdoptArgs {
    /** Label selector of their pods, e.g. `app=camunda`. */
    selector: string;
    /** Port of their REST API. @default that of the nodes */
    port?: number;
    /** Path of their REST API. @default that of the nodes */
    restPath?: string;
}

/** The stack that an update is rehearsed in (hold `promotionMissing`). */
export interface PromotionArgs {
    /**
     * Stack that has to have completed the same transition, with the same image and scripts. Setting or removing it may run the last
     * migration again, which finds its work done.
     */
    stack: string;
    /** How long ago that stack may have completed the transition, in days. @default `14` */
    maxAgeDays?: number;
    /** Output of that stack with the component's `evidence`. @default `evidence` */
    output?: string;
}

/** The backup of a database that this module takes no snapshot of (hold `backupMissing`). */
export interface NamedBackupArgs {
    /** Whether a backup has to be named before an update that changes the data. @default `true` where one is named, else `false` */
    required?: boolean;
    /** When the backup was taken, with the time zone: later than the last change of the schema. @default none is named */
    at?: string;
    /** How the backup is found again, e.g. its identifier. The state of the gate keeps it. @default none is named */
    reference?: string;
}

/** Process instances that start on a node of one version and end on a node of the other. */
export interface CanaryArgs {
    /**
     * Whether canaries run. For the built-in process, a small model is deployed before the first batch. @default `true` where a process is
     * named, else `false`
     */
    enabled?: boolean;
    /** Key of a deployed process of your own. It has to end by itself. @default the built-in one */
    processDefinitionKey?: string;
    /** How long the instances of a batch may take, in seconds (hold `canaryNotFinished`). @default `60` */
    seconds?: number;
}

/** What is checked between batches, once a batch is integrated. */
export interface VerificationArgs {
    /**
     * How many more jobs without retries, and how many more open incidents, there may be than in the baseline (hold `failedJobsRising`).
     * @default `0`
     */
    failedJobsAllowed?: number;
    /** How long every check has to pass after a batch before the next one begins, in seconds (hold `soaking`). @default `0` */
    soakSeconds?: number;
    /** How long to wait for jobs that a stopped node may have left locked, in seconds; `0`: no wait (hold `jobsLocked`). @default `300` */
    lockSeconds?: number;
    /** How long versions are mixed before a checkpoint warns, in minutes; `0`: it never warns. @default `120` */
    mixedWarningMinutes?: number;
    /** How long versions may be mixed when another batch is to begin, in minutes; `0`: without limit (hold `mixedTooLong`). @default `0` */
    mixedMinutes?: number;
    /** Steps after which an update ends until somebody has looked: `schema`, `batch-1`, … (hold `paused`). @default none */
    pauseAfter?: string[];
    /** Version and step that somebody has looked at, as the hold `paused` prints it. The update continues past this step. @default none */
    goAhead?: string;
    /**
     * Whether a first batch that fails is rolled back by itself. The update fails all the same; a later batch stays blocked. @default
     * `false`
     */
    returnFirstBatch?: boolean;
    /** Process instances that cross between the versions; the settings are below. @default none */
    canary?: CanaryArgs;
}
