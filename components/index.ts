export { StackSettings, stackSettings } from "./configuration";
export { databaseFor, DatabaseContext, DatabaseSettings } from "./database/database";
export { DatabaseConnection } from "./database/connection";
export { ExistingDatabase, ExistingDatabaseArgs } from "./database/existing";
export { PostgresDatabase, PostgresDatabaseArgs } from "./database/postgres";
export { RollingUpdate } from "./rollingUpdate";
export { AdoptArgs, EngineArgs, MigrationArgs, NodesArgs, RollingUpdateArgs } from "./rollingUpdateArgs";
export { NodeRollback, Transition } from "./rules/facts";
export { Override } from "./rules/holds";
