import * as pulumi from "@pulumi/pulumi";
import { Look } from "../checkpoint/checkpoint";
import { Cluster } from "../cluster/cluster";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { known } from "../checkpoint/namedHook";
import { recordedInstallation } from "./rules/expected";
import { Completed, Target } from "../domain/facts/facts";
import { applyOverrides, describeLifted } from "../domain/hold";
import { installationHolds, schemaHolds } from "./rules/migrated";
import { MigratedSchema, NodeInstallation, parseRecord } from "../domain/facts/migration";

/** How long an answer counts: a look that waits for a go-ahead is taken several times a second, and must not ask nodes as often. */
const askEveryMilliseconds = 10_000;

/** Whose schema is looked at, and what it is compared with. */
export interface SchemaLookArgs {
    target: Target;
    completed: pulumi.Input<Completed>;
    nodes: pulumi.Input<LiveTruthArgs>;
}

/** Looks whether the migration has brought the schema to the target, and whether it has worked on the database that the nodes work on. */
export function schemaLook({ target, completed, nodes }: SchemaLookArgs): Look<MigratedSchema> {
    let asked: { at: number; installations: NodeInstallation[] } | undefined;
    const installations = async (cluster: Cluster): Promise<NodeInstallation[]> => {
        if (!asked || Date.now() - asked.at > askEveryMilliseconds) {
            const where = await known(nodes);
            asked = { at: Date.now(), installations: where ? await cluster.installations(where) : [] };
            if (asked.installations.length === 0) {
                void pulumi.log.debug("no node reports the installation of its database; it is not compared with the migration's");
            }
        }
        return asked.installations;
    };
    return async (cluster, wanted, warn) => {
        const state = await cluster.migrationState(wanted);
        const holds = schemaHolds(wanted, state);
        if (holds.length > 0) {
            return holds;
        }
        const before = (await known(completed)) ?? { history: [] };
        const found = installationHolds({
            wanted,
            record: parseRecord(state.message),
            location: target.database?.location,
            nodes: await installations(cluster),
            recorded: recordedInstallation(before),
            usedBefore: before.version !== undefined || target.adopt !== undefined,
        });
        const { open, lifted } = applyOverrides(found, target.overrides);
        lifted.forEach((each) => warn(describeLifted(each)));
        return open;
    };
}
