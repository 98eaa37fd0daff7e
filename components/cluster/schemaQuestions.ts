import { MigratedSchema, MigrationRecord, MigrationState, NodeInstallation, parseRecord } from "../domain/facts/migration";
import { Client } from "./client";
import { unlessGone } from "./errors";
import { nodesToAsk } from "./gateQuestions";
import { lastWords } from "./jobs";
import { installationOf, LiveTruthArgs } from "./liveTruth";

/** A migration Job, and the last words of the pod that ran it. */
export async function migrationState(client: Client, { namespace, job }: MigratedSchema): Promise<MigrationState> {
    const found = await unlessGone(client.batch.readNamespacedJob({ namespace, name: job }));
    if (!found) {
        return { succeeded: false, message: "", gone: true };
    }
    return { succeeded: (found.status?.succeeded ?? 0) > 0, message: await lastWords(client.core, namespace, job) };
}

/** What a migration Job has recorded, while its pod is there. */
export async function migrationRecord(client: Client, namespace: string, job: string): Promise<MigrationRecord | undefined> {
    return parseRecord(await lastWords(client.core, namespace, job));
}

/** The installations that the nodes work on: as one of this cluster's reports it, then as one of those that are taken over does. */
export async function installations(client: Client, args: LiveTruthArgs): Promise<NodeInstallation[]> {
    const nodes = await nodesToAsk(client, args);
    return client.asking(args.namespace, nodes.length > 0 ? args.restSecret : undefined, async (rest) => {
        const asked = nodes.map((node) => ({ ...node, get: rest.of(node.pod, node.place) }));
        const kinds = [false, true].map((adopted) => installationOf(asked.filter((node) => node.adopted === adopted)));
        return (await Promise.all(kinds)).filter((told) => told !== undefined);
    });
}
