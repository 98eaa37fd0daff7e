export { StackSettings, stackSettings } from "./configuration";
export { databaseFor, DatabaseContext, DatabaseSettings } from "./database/database";
export { DatabaseConnection, SnapshotSource } from "./database/connection";
export { ExistingDatabase, ExistingDatabaseArgs } from "./database/existing";
export { PostgresDatabase, PostgresDatabaseArgs } from "./database/postgres";
export { RdsDatabase, RdsDatabaseArgs, RdsPlacementArgs } from "./database/rds";
export { RollingUpdate } from "./rollingUpdate";
export {
    AdoptArgs,
    CanaryArgs,
    EngineArgs,
    MigrationArgs,
    NamedBackupArgs,
    NodesArgs,
    PromotionArgs,
    RollingUpdateArgs,
    VerificationArgs,
} from "./rollingUpdateArgs";
export { Completed, DatabaseTarget, Evidence, NodeRollback, Rehearsal, Transition } from "./rules/facts";
export { Override } from "./rules/holds";
export { namespaceLabels } from "./rules/loadBalancer";
export { Toleration } from "./rules/placement";
export { RdsSettings } from "./rules/rds/settings";
export { stackRecord, StackRecordArgs } from "./stackRecord";
