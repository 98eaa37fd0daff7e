export { checkConfiguration } from "./configuration";
export { databaseFor, DatabaseContext, DatabaseSettings } from "./database/database";
export { DatabaseConnection } from "./database/connection";
export { ExistingDatabase, ExistingDatabaseArgs } from "./database/existing";
export { PostgresDatabase, PostgresDatabaseArgs } from "./database/postgres";
export { EngineArgs, MigrationArgs, NodesArgs, RollingUpdate, RollingUpdateArgs } from "./rollingUpdate";
export { Override } from "./rules/holds";
