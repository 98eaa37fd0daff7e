import { createHash } from "node:crypto";
import { LiveNode, LiveTruth } from "../../../../components/domain/facts/facts";
import { imageOf } from "../../../../components/domain/image";
import { parseRelease } from "../../../../components/domain/release";
import { compareSchemas, schemaFit, schemaOf } from "../../../../components/domain/schemaVersion";
import { StandingNode } from "../../../../components/domain/facts/standing";
import { BatchState, goneBatch, IntegratedBatch } from "../../../../components/domain/facts/batch";
import { MigrationState } from "../../../../components/domain/facts/migration";

/** Who has made a node what it is. */
export type Who = "module" | "hand";

/** What a node is made from: `set image` changes the image alone, and the label still shows the version before. */
export interface Template {
    readonly image: string;
    readonly label: string;
}

const isSame = (one: Template, other: Template): boolean => one.image === other.image && one.label === other.label;

/** A Deployment of one batch. */
export interface Workload {
    readonly name: string;
    readonly batch: string;
    replicas: number;
    template: Template;
    surge: boolean;
    generation: number;
    /** Templates that it has had, the newest last, as its ReplicaSets keep them. */
    revisions: Template[];
    returned?: string;
}

/** A pod with an engine. */
export interface Node {
    readonly name: string;
    /** Its Deployment; undefined: it was installed by other means. */
    readonly workload?: string;
    /** What its ReplicaSet has made it from. */
    readonly made: Template;
    /** What it runs: somebody may have changed the image of the pod itself. */
    image: string;
    ready: boolean;
    /** Whether it is still there only until the nodes that replace it are ready. */
    surplus?: boolean;
    by: Who;
}

/** A migration Job. */
interface Job {
    readonly uid: string;
    readonly state: MigrationState;
}

/** A version that an image runs, as its tag says. */
export const versionIn = (image: string): string => /7\.\d+\.\d+/.exec(image)?.[0] ?? "";

/** An image that never gets ready. */
export const isBroken = ({ image }: { image: string }): boolean => image.includes("broken");

/** The digest of an image. */
export const digestOf = (image: string): string => `sha256:${createHash("sha256").update(image.split("@")[0]).digest("hex")}`;

export const namespace = "camunda";
export const cluster = "orders";
export const adoptSelector = "app=camunda";

/** The module's default image. */
export const officialImage = "camunda/camunda-bpm-platform:run-{version}";

/** A cluster and its database: what the API server, the Deployment controller, the kubelet and the migration Job make of what they are asked. */
export class ModelCluster {
    readonly workloads = new Map<string, Workload>();
    readonly jobs = new Map<string, Job>();
    nodes: Node[] = [];
    /** The newest entry of the schema log; undefined: the database is empty. */
    schema?: string;
    private count = 0;

    /** Server-side apply of a Deployment. Only another specification is another generation. */
    write(batch: string, replicas: number, template: Template, surge: boolean, by: Who, returned?: string): Workload {
        const name = `${cluster}-${batch}`;
        const found = this.workloads.get(name);
        const workload = found ?? { name, batch, replicas: 0, template, surge, generation: 0, revisions: [template] };
        this.workloads.set(name, workload);
        workload.returned = returned;
        const rolls = !isSame(workload.template, template);
        if (!found || rolls || workload.replicas !== replicas || workload.surge !== surge) {
            workload.generation++;
        }
        if (rolls) {
            workload.revisions = [...workload.revisions.filter((one) => !isSame(one, template)), template];
        }
        workload.template = template;
        workload.replicas = replicas;
        workload.surge = surge;
        this.control(workload, by);
        return workload;
    }

    /** What the Deployment controller does at once; the new nodes start, which takes a while (`settle`). */
    private control(workload: Workload, by: Who): void {
        const { name, template, replicas, surge } = workload;
        const own = this.nodes.filter((node) => node.workload === name && !node.surplus);
        // A pod whose own image was changed by hand is still its ReplicaSet's.
        const current = own.filter(({ made }) => isSame(made, template));
        const old = own.filter((node) => !current.includes(node));
        const kept = current.slice(0, replicas);
        const fresh = Array.from({ length: replicas - kept.length }, (): Node => this.node(name, template, by));
        // With surge, what serves stays until all that replaces it is ready.
        const before = [...this.nodes.filter((node) => node.workload === name && node.surplus), ...old].filter(({ ready }) => ready);
        const starting = [...kept, ...fresh].some(({ ready }) => !ready);
        const staying = surge && starting ? before.slice(0, replicas).map((node) => ({ ...node, surplus: true })) : [];
        this.nodes = [...this.nodes.filter((node) => node.workload !== name), ...staying, ...kept, ...fresh];
    }

    private node(workload: string | undefined, made: Template, by: Who): Node {
        return { name: `${workload ?? "older"}-${++this.count}`, workload, made, image: made.image, ready: false, by };
    }

    /** Long enough: what can get ready is ready, and what was replaced is gone. */
    settle(): void {
        this.nodes.forEach((node) => (node.ready = !isBroken(node)));
        this.nodes = this.nodes.filter(
            ({ surplus, workload }) => !surplus || this.nodes.some((node) => node.workload === workload && !node.surplus && !node.ready),
        );
    }

    /** Runs the migration of a version: what migrate.sh decides. */
    migrate(job: string, version: string): string {
        const release = parseRelease(version)!;
        const wanted = schemaOf(release);
        const from = this.schema;
        const behind = from === undefined ? undefined : minorOf(wanted) - minorOf(from);
        const outcome =
            from === undefined ? "created" : behind === 1 ? "migrated" : schemaFit(release, from) === "fits" ? "unchanged" : "held";
        this.schema = ["created", "migrated"].includes(outcome) ? wanted : from;
        const uid = `job-${++this.count}`;
        const message = JSON.stringify({ outcome, from: from ?? null, to: this.schema, scripts: "sha256:scripts" });
        this.jobs.set(job, { uid, state: { succeeded: outcome !== "held", message } });
        return uid;
    }

    /** What every node says of itself, and the first one of the database; nodes taken over by the selector, or by that of the attempt before only. */
    truth(selector?: string, before?: string): LiveTruth {
        const forgotten = selector !== adoptSelector && before === adoptSelector;
        const asked = this.nodes.filter(({ workload }) => workload !== undefined || selector === adoptSelector || forgotten);
        const nodes = asked.map((node): LiveNode => ({
            name: node.name,
            version: node.ready ? versionIn(node.image) : "",
            problem: node.ready ? "" : "not ready",
            ...(node.workload === undefined ? { adopted: true, ...(forgotten ? { forgotten } : {}) } : { batch: batchOf(node.workload) }),
            image: node.image,
            ...(node.ready ? { digests: [digestOf(node.image)] } : {}),
        }));
        const workloads = [...this.workloads.values()].map(({ name, batch, replicas, template }) => ({
            name,
            batch,
            replicas,
            image: template.image,
            version: template.label,
        }));
        return { nodes, workloads, problem: "", ...(nodes.some(({ problem }) => problem === "") ? { schema: this.schema } : {}) };
    }

    /** A batch, as its checkpoint sees it; throws where there is none. */
    batchState({ deployment, image }: IntegratedBatch): BatchState {
        const workload = this.workloads.get(deployment);
        if (!workload) {
            return goneBatch;
        }
        const own = this.nodes.filter((node) => node.workload === deployment);
        const updated = own.filter(({ surplus }) => !surplus);
        const { template, returned } = workload;
        return {
            observedGeneration: workload.generation,
            replicas: own.length,
            updatedReplicas: updated.length,
            availableReplicas: updated.filter(({ ready }) => ready).length,
            wantedReplicas: workload.replicas,
            ...(returned && template.image !== image ? { returned } : {}),
            asks: { image: template.image, version: template.label },
            nodes: own.map((node) => ({
                name: node.name,
                image: node.image,
                digests: node.ready ? [digestOf(node.image)] : [],
                ready: node.ready,
                leaving: false,
                problem: "",
                ...(node.ready
                    ? { answer: { version: versionIn(node.image), schema: this.schema ?? "", authenticationRequired: false } }
                    : {}),
            })),
        };
    }

    /** The nodes, as they are compared between batches. */
    standing(): StandingNode[] {
        return this.nodes.flatMap(({ name, workload, made, image, ready }) =>
            workload === undefined ? [] : [{ name, batch: batchOf(workload), version: made.label, image, inService: ready }],
        );
    }

    /** Makes a batch again what it was for a version; undefined: Kubernetes keeps nothing of it. */
    writeBack(name: string, version: string, at: string): Workload | undefined {
        const workload = this.workloads.get(name);
        const template = workload?.revisions.filter(({ label }) => label === version).at(-1);
        return workload && template && this.write(workload.batch, workload.replicas, template, workload.surge, "module", at);
    }

    /** Nodes that were installed by other means. */
    installOthers(version: string, count: number): void {
        const template = { image: imageOf(officialImage, version), label: "" };
        this.nodes.push(...Array.from({ length: count }, () => ({ ...this.node(undefined, template, "hand"), ready: true })));
        this.schema = schemaOf(parseRelease(version)!);
    }

    /** A pod that somebody deletes comes back as its Deployment has it. */
    deleteNode(name: string): void {
        const { workload } = this.nodes.find((node) => node.name === name) ?? {};
        this.nodes = this.nodes.filter((node) => node.name !== name);
        const owner = this.workloads.get(workload ?? "");
        if (owner) {
            this.control(owner, "hand");
        }
    }

    deleteWorkload(name: string): void {
        this.workloads.delete(name);
        this.nodes = this.nodes.filter(({ workload }) => workload !== name);
    }

    /** Whether nodes that serve work on a schema that is made for them. */
    fits = (version: string): boolean => this.schema !== undefined && schemaFit(parseRelease(version)!, this.schema) === "fits";

    /** Whether the schema is at least that of a version. */
    hasSchemaOf = (version: string): boolean => {
        const release = parseRelease(version)!;
        return (compareSchemas(release.product, this.schema ?? "", schemaOf(release)) ?? -1) >= 0;
    };
}

export const minorOf = (version: string): number => Number(version.split(".")[1]);
export const batchOf = (workload: string): string => workload.slice(cluster.length + 1);
