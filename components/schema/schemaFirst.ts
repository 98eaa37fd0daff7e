import * as pulumi from "@pulumi/pulumi";
import { Checkpoint } from "../checkpoint/checkpoint";
import { Completed } from "../domain/facts/facts";
import { MigratedSchema } from "../domain/facts/migration";
import { Update } from "../record/update";
import { BetweenBatches } from "../verification/betweenBatches";
import { Backup } from "./backup";
import { expectationFor, expectationTrigger } from "./rules/expected";
import { schemaLook } from "./schemaLook";
import { SchemaMigration, SchemaMigrationArgs } from "./schemaMigration";

/** How the schema is migrated: what is not the update's own. */
export interface SchemaFirstArgs {
    /** Settings of the migration. @default none */
    migration?: Partial<SchemaMigrationArgs>;
    /** Where the scripts are in their image. */
    scriptsPath: string;
    /** What is verified before the first batch. */
    between: BetweenBatches;
    /** What the stack has completed, where the program has read it itself: snapshots need it. @default not known before the program runs */
    record?: Completed;
}

/** Step 2: a snapshot of the database where it takes some, the migration Job, and the checkpoint that waits for it. */
export class SchemaFirst {
    /** Passed when the schema is migrated, and the first batch may begin. */
    readonly migrated: Checkpoint<MigratedSchema>;
    /** Name of the migration's Job. */
    readonly jobName: pulumi.Output<string>;
    /** The snapshot that precedes the migration; undefined: none does. */
    readonly snapshot?: string;

    constructor(update: Update, args: SchemaFirstArgs, { parent, gate }: { parent: pulumi.Resource; gate: pulumi.Resource }) {
        const { name, namespace, database, target, nodes, record, runId, access, where } = update;
        const { product, version } = target;
        const databaseSteps = pulumi.Resource.isInstance(database) ? [database] : [];
        const backup =
            database.snapshots &&
            new Backup(
                `${name}-backup`,
                { source: database.snapshots, target, record: args.record, nodes: where, access },
                { parent, dependsOn: [gate, ...databaseSteps] },
            );
        const migration = new SchemaMigration(
            `${name}-schema`,
            {
                namespace,
                database,
                product,
                version,
                engineImage: update.image,
                engineUser: nodes.runAsUser,
                pullSecret: nodes.pullSecret,
                placement: nodes,
                ...args.migration,
                scriptsPath: args.scriptsPath,
                expected: record.apply((before) => expectationFor(target, before)),
                trigger: record.apply((before) => expectationTrigger(target, before)),
                expectedScripts: update.rehearsal.apply((rehearsed) => rehearsed?.scripts ?? ""),
            },
            { parent, dependsOn: [gate, ...databaseSteps, ...(backup ? [backup] : [])] },
        );
        this.migrated = new Checkpoint<MigratedSchema>(
            `${name}-schema`,
            {
                vouchesFor: pulumi.output({ namespace, job: migration.jobName, run: migration.run, product, version, updateRun: runId }),
                again: update.live.againSchema(update.reached),
                look: args.between.afterSchema(schemaLook({ target, completed: record, nodes: where })),
                overrides: target.overrides,
                budgetSeconds: 60,
                access,
            },
            { parent, dependsOn: [migration] },
        );
        this.jobName = migration.jobName;
        this.snapshot = backup?.snapshot;
    }
}
