import { LiveTruth } from "../domain/facts/facts";
import { IntegratedBatch } from "../domain/facts/batch";
import { MigratedSchema } from "../domain/facts/migration";
import { StandingNode } from "../domain/facts/standing";
import { batchLabel, engineLabels, selectorOf } from "../domain/labels";
import { standing, withNodes } from "./baselineQuestions";
import { BatchQuestions } from "./batchQuestions";
import { capacityOf } from "./capacity";
import { Client, ClusterAccess } from "./client";
import { reason } from "./errors";
import { liveTruth } from "./gateQuestions";
import { LiveTruthArgs } from "./liveTruth";
import { Nodes } from "./nodeRest";
import { engineImageOf } from "./pods";
import { installations, migrationRecord, migrationState } from "./schemaQuestions";
import { StandingArgs } from "./standing";
import { BatchPlace, Returned, returnedAt, writeBack } from "./takeBack";

export type { ClusterAccess } from "./client";

/**
 * A cluster, and what each step asks it and, through its API server, the nodes: what the gate asks is in gateQuestions.ts, and so on.
 * Reads only, but for what `withNodes` sends and `writeBack` writes.
 */
export class Cluster {
    private readonly batches: BatchQuestions;

    private constructor(private readonly client: Client) {
        this.batches = new BatchQuestions(client);
    }

    /** Loads the client, and the access data. */
    static connect = async (access: ClusterAccess): Promise<Cluster> => new Cluster(await Client.connect(access));

    /** What runs, or why it cannot be asked: who cannot ask says so, and does not fail for it. */
    static async truth(access: ClusterAccess, args: LiveTruthArgs): Promise<LiveTruth> {
        try {
            return await (await Cluster.connect(access)).liveTruth(args);
        } catch (error) {
            return { nodes: [], problem: reason(error), context: access.context ?? "" };
        }
    }

    /** What runs, and what there is room for; the latter only where the former could be asked. */
    static async truthAndRoom(access: ClusterAccess, args: LiveTruthArgs): Promise<LiveTruth> {
        try {
            const cluster = await Cluster.connect(access);
            const [live, capacity] = await Promise.all([cluster.liveTruth(args), capacityOf(cluster.client, args)]);
            return live.problem ? live : { ...live, capacity };
        } catch (error) {
            return { nodes: [], problem: reason(error), context: access.context ?? "" };
        }
    }

    /** Images that the nodes of this module run, each once; none where they cannot be asked for. */
    static async runningImages(access: ClusterAccess, namespace: string, cluster: string): Promise<string[]> {
        try {
            const selector = `${selectorOf(engineLabels(cluster))},${batchLabel}`;
            const pods = await (await Client.connect(access)).pods(namespace, selector);
            return [...new Set(pods.flatMap(engineImageOf))].sort();
        } catch {
            return [];
        }
    }

    /** When a batch was rolled back last (ISO 8601); undefined: never. */
    static returnedAt = async (access: ClusterAccess, place: BatchPlace): Promise<string | undefined> =>
        returnedAt((await Client.connect(access)).apps, place);

    /** What runs: what every node of a cluster says of itself, and of the database that they share. */
    liveTruth = (args: LiveTruthArgs) => liveTruth(this.client, args);

    /** A migration Job, and the last words of the pod that ran it. */
    migrationState = (schema: MigratedSchema) => migrationState(this.client, schema);

    /** What a migration Job has recorded, while its pod is there. */
    migrationRecord = (namespace: string, job: string) => migrationRecord(this.client, namespace, job);

    /** The installations that the nodes work on. */
    installations = (args: LiveTruthArgs) => installations(this.client, args);

    /** The Deployment or StatefulSet of a batch, its pods, and what each ready node answers. */
    batchState = (batch: IntegratedBatch) => this.batches.state(batch);

    /** What is compared between batches. */
    standing = (args: StandingArgs) => standing(this.client, args);

    /** Does something over the REST API of the nodes, each by its name. */
    withNodes = <T>(args: LiveTruthArgs, act: (found: readonly StandingNode[], nodes: Nodes) => Promise<T>): Promise<T> =>
        withNodes(this.client, args, act);

    /** Makes a batch again what it was for a version. */
    writeBack = (place: BatchPlace, version: string, at: string): Promise<Returned> => writeBack(this.client.apps, place, version, at);

    /** The last lines of what a node has written, or of what it had before its container was started again. */
    logOf = (namespace: string, name: string, lines: number, previous = false) => this.client.logOf(namespace, name, lines, previous);
}
