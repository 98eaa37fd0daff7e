export { StackSettings, stackSettings } from "./stackSettings";
export { databaseFor, DatabaseContext } from "./database/database";
export { DatabaseConnection, SnapshotSource } from "./database/connection";
export { ExistingDatabase, ExistingDatabaseArgs } from "./database/existing";
export { PostgresDatabase, PostgresDatabaseArgs } from "./database/postgres";
export { RdsDatabase, RdsDatabaseArgs } from "./database/rds";
export { DatabaseSettings, RdsPlacementArgs } from "./database/databaseArgs";
export { RollingUpdate } from "./rollingUpdate";
export { RollingUpdateArgs } from "./rollingUpdateArgs";
export {
    AdoptArgs,
    CanaryArgs,
    EngineArgs,
    MigrationArgs,
    NamedBackupArgs,
    NodesArgs,
    PromotionArgs,
    VerificationArgs,
} from "./settingsArgs";
export { Completed, DatabaseTarget, Evidence, NodeRollback, Rehearsal, Transition } from "./domain/facts/facts";
export { Override } from "./domain/hold";
export { namespaceLabels } from "./settings/ingress";
export { Toleration } from "./domain/facts/placement";
export { RdsSettings } from "./settings/rds/settings";
export { stackRecord, StackRecordArgs } from "./record/stackRecord";
