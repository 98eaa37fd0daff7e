import { allContainersOf, podOf, variable } from "./support/pods";
import { at, entries, items, Resource, text, unknown, Value } from "./support/resource";
import { Graph, Rollout, rolloutsOf } from "./support/rollout";
import { askAgain, StackRule, Violation } from "./support/rule";
import { isRds, isSnapshot } from "./support/types";

/** Before the schema of a database of RDS is changed, there is a snapshot of this very transition. */
export const snapshotFirst: StackRule = {
    id: "snapshot-first",
    description: "With RDS, a snapshot of the database precedes the migration.",
    why: "No script leads back from a schema step, so a backup precedes it (https://docs.camunda.org/manual/latest/installation/database-schema/); the nightly one is without the day's processes.",
    findsInStack: (stack) => {
        const { graph, rollouts } = rolloutsOf(stack);
        return rollouts
            .filter((rollout) => changesData(rollout))
            .flatMap((rollout) => rollout.migrations.flatMap((job) => faultsOf(job, rollout, graph)));
    },
};

/** Whether a schema with data in it is changed: not at the first installation, nor when only nodes are taken back. */
function changesData({ completion }: Rollout): boolean {
    const history = at(completion?.properties, "input", "history");
    const last = items(history).at(-1);
    return last !== undefined && last !== unknown && isText(at(last, "from")) && at(last, "rollback") === "";
}

const isText = (value: Value): boolean => typeof value === "string" && value !== "";

function faultsOf(job: Resource, { gate }: Rollout, graph: Graph): Violation[] {
    const database = databaseOf(job, graph);
    const version = text(at(gate?.properties, "input", "version"));
    if (database === undefined || !gate || version === undefined) {
        return [];
    }
    const before = graph.stack.filter((resource) => isSnapshot(resource) && graph.waits(job, resource));
    const own = before.filter((snapshot) => names(snapshot, version));
    if (own.length === 0) {
        return [
            {
                urn: job.urn,
                message:
                    `no snapshot of the step to ${version} precedes ${job.name}, which changes the schema of ${database}` +
                    (before.length > 0 ? `; it waits for ${before.map(({ name }) => name).join(", ")}, of an earlier step` : ""),
                next: `${askAgain}   # after an aws.rds.Snapshot, with ${version} in its identifier or in a tag, that the Job waits for`,
            },
        ];
    }
    return own
        .filter((snapshot) => !graph.waits(snapshot, gate))
        .map((snapshot) => ({
            urn: snapshot.urn,
            message: `the snapshot ${snapshot.name} does not wait for ${gate.name}: it is taken whatever the gate says`,
            next: `${askAgain}   # after dependsOn from the snapshot to the gate`,
        }));
}

/** The database that a Job migrates, by what it waits for or by its URL; undefined: it is none of RDS, or not known. */
function databaseOf(job: Resource, graph: Graph): string | undefined {
    const managed = graph.stack.find((resource) => isRds(resource) && graph.waits(job, resource));
    const urls = allContainersOf(podOf(job)).flatMap((container) => text(variable(container, "JDBC_URL")) ?? []);
    return managed?.name ?? urls.flatMap((url) => /\/\/([\w.-]+\.rds\.amazonaws\.com(?:\.cn)?)\b/.exec(url)?.[1] ?? [])[0];
}

/** Whether a snapshot says which step it is for; what is not known yet may. */
function names({ properties }: Resource, version: string): boolean {
    const { dbSnapshotIdentifier, dbClusterSnapshotIdentifier, tags } = properties;
    const said = [dbSnapshotIdentifier, dbClusterSnapshotIdentifier, tags, ...entries(tags).map(([, value]) => value)];
    return said.some(
        (value) =>
            value === unknown || (typeof value === "string" && (value.includes(version) || value.includes(version.replaceAll(".", "-")))),
    );
}
