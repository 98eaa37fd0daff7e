/** A database that Camunda has scripts for. */
export interface ScriptDatabase {
    /** What the names of its scripts begin with, e.g. `postgres`. */
    readonly id: string;
    /** What Liquibase calls it. */
    readonly dbms: string;
}

/** The databases that Camunda has scripts of all steps for; those for MariaDB end with 7.22. */
export const scriptDatabases: readonly ScriptDatabase[] = [
    { id: "postgres", dbms: "postgresql" },
    { id: "mysql", dbms: "mysql" },
    { id: "mariadb", dbms: "mariadb" },
    { id: "oracle", dbms: "oracle" },
    { id: "mssql", dbms: "mssql" },
    { id: "db2", dbms: "db2" },
    { id: "h2", dbms: "h2" },
];

/** A patch script that PostgreSQL has not. */
export interface OwnPatchScript {
    readonly minor: string;
    readonly file: string;
    readonly databases: string;
    /** `TABLE.INDEX` that it creates: where that is, it has been applied. */
    readonly creates?: string;
    /** `TABLE.INDEX` that it drops: where that is not, it has been applied. */
    readonly drops?: string;
    /** Version that it writes into the schema log, where nothing else tells that it has been applied. */
    readonly writes?: string;
}

const caseInstance = { databases: "db2 mssql mysql mariadb", creates: "ACT_RU_CASE_EXECUTION.ACT_IDX_CASE_EXE_CASE_INST" };
const jobHandler = "ACT_RU_JOB.ACT_IDX_JOB_HANDLER";

/** Patch scripts of 7.5 to 7.24 that the other databases have beside those of PostgreSQL, by the engine's jars of 7.22 and 7.24. */
const ownPatchScripts: readonly OwnPatchScript[] = [
    {
        minor: "7.6",
        file: "engine_7.6_patch_7.6.2_to_7.6.3_1.sql",
        databases: "mssql",
        creates: "ACT_RU_EXT_TASK.ACT_IDX_EXT_TASK_ERR_DETAILS",
    },
    { minor: "7.6", file: "engine_7.6_patch_7.6.2_to_7.6.3_2.sql", databases: "mssql", drops: jobHandler },
    { minor: "7.7", file: "engine_7.7_patch_7.7.8_to_7.7.9_2.sql", ...caseInstance },
    { minor: "7.8", file: "engine_7.8_patch_7.8.7_to_7.8.8.sql", ...caseInstance },
    { minor: "7.8", file: "engine_7.8_patch_7.8.8_to_7.8.9.sql", databases: "db2", drops: jobHandler },
    { minor: "7.9", file: "engine_7.9_patch_7.9.1_to_7.9.2.sql", ...caseInstance },
    { minor: "7.9", file: "engine_7.9_patch_7.9.2_to_7.9.3.sql", databases: "db2", drops: jobHandler },
    { minor: "7.14", file: "engine_7.14_patch_7.14.2_to_7.14.3.sql", databases: "oracle", writes: "7.14.3" },
];

/** Patch scripts of PostgreSQL that another database has in parts, which are among its own. */
const inParts: Readonly<Partial<Record<string, readonly string[]>>> = { mssql: ["engine_7.6_patch_7.6.2_to_7.6.3.sql"] };

/** Patch scripts of a minor that a database has beside those of PostgreSQL. */
export const ownPatchesOf = (database: string, minor: string): readonly OwnPatchScript[] =>
    ownPatchScripts.filter((own) => own.minor === minor && own.databases.split(" ").includes(database));

/** Whether a database has a patch script of PostgreSQL's as one. */
export const isWhole = (database: string, file: string): boolean => !inParts[database]?.includes(file);
