import { Standing, StandingNode } from "../domain/facts/standing";
import { engineLabels, selectorOf } from "../domain/labels";
import { Client } from "./client";
import { failingIn, NodeFault } from "./errors";
import { LiveTruthArgs } from "./liveTruth";
import { Nodes } from "./nodeRest";
import { inOrderToAsk, sharedStanding, StandingArgs, standingNode } from "./standing";

/** What is compared between batches: which nodes are in service, and what one of them, a new one first, tells of what they share. */
export async function standing(client: Client, args: StandingArgs): Promise<Standing> {
    const { namespace, cluster, restSecret } = args;
    const pods = await client.pods(namespace, selectorOf(engineLabels(cluster)));
    const able = inOrderToAsk(pods, args.version);
    const facts = await client
        .asking(namespace, able.length > 0 ? restSecret : undefined, (rest) =>
            sharedStanding(
                able.map((pod) => rest.of(pod, args)),
                args,
            ),
        )
        .catch(async (error: unknown) => {
            const failing = failingIn(error);
            throw failing ? new NodeFault(await client.logs.withLostTable(failing)) : error;
        });
    return { at: new Date().toISOString(), nodes: pods.map(standingNode), ...facts };
}

/** Does something over the REST API of the nodes, each by its name. */
export async function withNodes<T>(
    client: Client,
    args: LiveTruthArgs,
    act: (found: readonly StandingNode[], nodes: Nodes) => Promise<T>,
): Promise<T> {
    const { namespace, cluster, restSecret } = args;
    const pods = await client.pods(namespace, selectorOf(engineLabels(cluster)));
    return client.asking(namespace, pods.length > 0 ? restSecret : undefined, (rest) =>
        act(pods.map(standingNode), (name) => {
            const pod = pods.find(({ metadata }) => metadata?.name === name);
            return pod && rest.to(pod, args);
        }),
    );
}
