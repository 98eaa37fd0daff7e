import * as pulumi from "@pulumi/pulumi";
import { DatabaseSettings } from "./database/databaseArgs";
import { AdoptArgs, EngineArgs, MigrationArgs, NamedBackupArgs, NodesArgs, PromotionArgs, VerificationArgs } from "./settingsArgs";
import { NodeRollback } from "./domain/facts/facts";
import { Override } from "./domain/hold";
import { thisStack } from "./record/stackRecord";
import { readStack } from "./gate/rules/refuse";

/** Settings of a stack, checked. */
export interface StackSettings {
    /** Name of the cluster. */
    name: string;
    /** Namespace that it runs in. */
    namespace: string;
    /** Whether the stack makes the namespace. */
    createNamespace: boolean;
    /** Whether `pulumi destroy` leaves gate, namespace and data alone. */
    protect: boolean;
    /** The engine that the nodes run. */
    engine: EngineArgs;
    /** The engine nodes. */
    nodes?: NodesArgs;
    /** The migration of the schema. */
    migration?: MigrationArgs;
    /** Which database. */
    databaseSettings?: DatabaseSettings;
    /** Holds to lift. */
    overrides?: Override[];
    /** A rollback of the nodes. */
    rollback?: NodeRollback;
    /** Nodes to take over. */
    adopt?: AdoptArgs;
    /** What has to be rehearsed elsewhere. */
    promotion?: PromotionArgs;
    /** The backup that somebody has made. */
    backup?: NamedBackupArgs;
    /** Whether the API server refuses nodes of other images. */
    guard?: boolean;
    /** What is looked at between batches. */
    verification?: VerificationArgs;
}

/**
 * The settings of this stack. A configuration with faults is refused, all of them in one message, before the first resource is registered.
 * Not by `pulumi.Config`: its errors come one by one, and Node 20 takes half a minute to print them (nodejs/node#64011).
 */
export function stackSettings(): StackSettings {
    const { values, refusal, warnings } = readStack(pulumi.runtime.allConfig(), pulumi.getProject(), thisStack());
    if (refusal) {
        throw new pulumi.RunError(refusal);
    }
    for (const warning of warnings) {
        void pulumi.log.warn(warning);
    }
    return values as StackSettings;
}
