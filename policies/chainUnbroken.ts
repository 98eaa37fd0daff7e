import { Resource } from "./support/resource";
import { Graph, Rollout, rolloutsOf } from "./support/rollout";
import { askAgain, StackRule, Violation } from "./support/rule";
import { rollingUpdatePage } from "../components/domain/pages";

interface Link {
    readonly from: Resource;
    readonly to: Resource;
    /** What happens without it. */
    readonly else: string;
}

/** The procedure's order is in the graph: each step waits for the one before it. Which batch comes first does not matter, that they differ does. */
export const chainUnbroken: StackRule = {
    id: "chain-unbroken",
    description: "Gate, migration, batches and completion follow each other, with a checkpoint after each.",
    why: `First the schema, then the nodes in groups, each in service again before the next (${rollingUpdatePage}). The graph is what keeps to that order.`,
    findsInStack: (stack) => {
        const { graph, rollouts } = rolloutsOf(stack);
        return rollouts.flatMap((rollout) => [...holes(rollout), ...brokenLinks(rollout, graph)]);
    },
};

/** Steps that are not there at all. */
function holes({ name, urn, gate, migrations, schemaCheckpoint, batches, completion }: Rollout): Violation[] {
    // Without a gate there is another rule that says so.
    const steps: [missing: boolean, step: string, urn: string][] = [
        [migrations.length === 0, "migration", urn],
        [!schemaCheckpoint, "checkpoint after the migration", urn],
        [batches.length === 0, "batch of nodes", urn],
        ...batches.map(({ nodes, checkpoint }): [boolean, string, string] => [!checkpoint, `checkpoint after ${nodes.name}`, nodes.urn]),
        [!completion, "completion", urn],
    ];
    return gate
        ? steps
              .filter(([missing]) => missing)
              .map(([, step, where]) => ({
                  urn: where,
                  message: `the rollout ${name} has no ${step}`,
                  next: "pulumi up --policy-pack policies   # the whole stack, without --target",
              }))
        : [];
}

function brokenLinks(rollout: Rollout, graph: Graph): Violation[] {
    return linksOf(rollout)
        .filter(({ from, to }) => !graph.waits(from, to))
        .map(({ from, to, else: otherwise }) => ({
            urn: from.urn,
            message: `${kindOf(from)} ${from.name} does not wait for ${kindOf(to)} ${to.name}, by no chain of dependencies: ${otherwise}`,
            next: `${askAgain}   # after dependsOn from the one to the other has been put back`,
        }));
}

function linksOf({ gate, migrations, schemaCheckpoint, batches, completion }: Rollout): Link[] {
    const links = (from: readonly (Resource | undefined)[], to: readonly (Resource | undefined)[], otherwise: string): Link[] =>
        from.flatMap((one) => to.flatMap((other) => (one && other ? [{ from: one, to: other, else: otherwise }] : [])));
    return [
        ...links(migrations, [gate], "the schema is changed whatever the gate says"),
        ...links([schemaCheckpoint], migrations, "it looks before the schema is migrated"),
        ...batches.flatMap(({ nodes, checkpoint }, i) => [
            ...(i === 0
                ? links([nodes], [schemaCheckpoint], "its nodes start on a schema that nobody has looked at")
                : links([nodes], [batches[i - 1].checkpoint], "two batches are out of service at the same time")),
            ...links([checkpoint], [nodes], "it looks before the batch is replaced"),
        ]),
        ...links([completion], [batches.at(-1)?.checkpoint], "the version counts as completed before every node has it"),
    ];
}

const kindOf = ({ type }: Resource): string => type.slice(type.lastIndexOf(":") + 1);
