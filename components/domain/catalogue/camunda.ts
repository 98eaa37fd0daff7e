import { before710, guide } from "./camundaBefore710";
import { before716 } from "./camundaBefore716";
import { Product } from "./model";

/**
 * Camunda 7. Patches and dates: docs.camunda.org/enterprise/download and /announcement. Java and PostgreSQL: the manual's supported environments
 * of each minor (7.24: those of 7.23 without PostgreSQL 14, whose end the announcement tells). Scripts: camunda-bpm-platform,
 * engine/src/main/resources/org/camunda/bpm/engine/db. Locks: each script run in one transaction on PostgreSQL 15.18, pg_locks read before its end.
 * The community edition has the first release of each minor only, and all patch scripts of the schema.
 */
export const camunda: Product = {
    id: "camunda",
    name: "Camunda",
    asOf: "2026-03-18",
    source: "https://docs.camunda.org/enterprise/download/",
    image: "camunda/camunda-bpm-platform:run-{version}",
    repositories: [
        { name: "camunda/camunda-bpm-platform", distribution: "tomcat", edition: "community" },
        { name: "cambpm-ee/camunda-bpm-platform-ee", distribution: "tomcat", edition: "enterprise" },
    ],
    home: "/camunda",
    startScript: "./camunda.sh",
    environmentPrefix: "CAMUNDA_BPM",
    switches: [],
    ownSchemas: [],
    minors: [
        ...before710,
        ...before716,
        {
            minor: "7.16",
            released: "2021-10-12",
            maintainedUntil: "2023-04-11",
            latest: "7.16.18",
            latestCommunity: "7.16.0",
            java: 8,
            postgres: "9.6 10 11 12 13",
            scripts: [
                {
                    file: "engine_7.15_to_7.16.sql",
                    writes: "7.16.0",
                    creates: "ACT_RE_CAMFORMDEF",
                    leaves: {
                        tables: "ACT_RE_CAMFORMDEF",
                    },
                },
            ],
            changeLog: true,
            guide: guide("715-to-716"),
            whileMixed: [
                "Create no batches for process instance migration with variables.",
                "Files that end with .form are read as Camunda Forms on new nodes only.",
            ],
        },
        {
            minor: "7.17",
            released: "2022-04-12",
            maintainedUntil: "2023-10-11",
            latest: "7.17.16",
            latestCommunity: "7.17.0",
            java: 8,
            postgres: "10 11 12 13",
            scripts: [
                {
                    file: "engine_7.16_to_7.17.sql",
                    writes: "7.17.0",
                    exclusive: "ACT_RU_EXT_TASK ACT_RU_JOB",
                    share: "ACT_HI_VARINST",
                    leaves: {
                        columns: "ACT_RU_JOB.LAST_FAILURE_LOG_ID_ ACT_RU_EXT_TASK.LAST_FAILURE_LOG_ID_",
                        indexes: "ACT_HI_VARINST.ACT_IDX_HI_VARINST_NAME ACT_HI_VARINST.ACT_IDX_HI_VARINST_ACT_INST_ID",
                    },
                },
            ],
            changeLog: true,
            guide: guide("716-to-717"),
            whileMixed: ["XML is read with other defaults for external entities on new nodes."],
            cannotRollOn: { h2: "H2 1.4 and 2.0 do not read each other's files, so no two nodes could share one" },
        },
        {
            minor: "7.18",
            released: "2022-10-11",
            maintainedUntil: "2024-04-10",
            latest: "7.18.15",
            latestCommunity: "7.18.0",
            java: 8,
            postgres: "11 12 13 14 15",
            scripts: [
                {
                    file: "engine_7.17_to_7.18.sql",
                    writes: "7.18.0",
                    exclusive: "ACT_HI_BATCH ACT_RU_BATCH ACT_RU_TASK",
                    share: "ACT_RU_TASK",
                    leaves: {
                        columns:
                            "ACT_RU_TASK.LAST_UPDATED_ ACT_RU_BATCH.START_TIME_ ACT_RU_BATCH.EXEC_START_TIME_ ACT_HI_BATCH.EXEC_START_TIME_",
                        indexes: "ACT_RU_TASK.ACT_IDX_TASK_LAST_UPDATED",
                    },
                },
            ],
            changeLog: true,
            guide: guide("717-to-718"),
            needs: [
                "The images are based on Alpine 3.15: the nodes' container runtime needs Docker 20.10 or a libseccomp that knows faccessat2.",
            ],
            whileMixed: [
                "Batches that were started before the update have no start of execution.",
                "The web applications send a stricter Content Security Policy from new nodes.",
            ],
        },
        {
            minor: "7.19",
            released: "2023-04-11",
            maintainedUntil: "2024-10-09",
            latest: "7.19.15",
            latestCommunity: "7.19.0",
            java: 8,
            postgres: "12 13 14 15",
            scripts: [{ file: "engine_7.18_to_7.19.sql", writes: "7.19.0" }],
            changeLog: true,
            guide: guide("718-to-719"),
            whileMixed: ["Create no batches that set retries together with a due date."],
            changes: ["WildFly images are based on Jakarta EE (WildFly 27)."],
        },
        {
            minor: "7.20",
            released: "2023-10-10",
            maintainedUntil: "2025-04-08",
            latest: "7.20.11",
            latestCommunity: "7.20.0",
            java: 11,
            javaOfRun: 17,
            postgres: "13 14 15 16",
            scripts: [{ file: "engine_7.19_to_7.20.sql", writes: "7.20.0" }],
            changeLog: true,
            guide: guide("719-to-720"),
            needs: [
                "Every process definition that is deployed again needs a history time to live, or new nodes refuse it; the setting enforceHistoryTimeToLive=false switches that off.",
            ],
            whileMixed: [
                "Let no process application deploy by itself at start: on new nodes a model without history time to live fails it.",
                "Variables of JPA entities cannot be read on new nodes.",
            ],
            changes: ["Run and Spring Boot applications are based on Spring Boot 3 and jakarta packages."],
        },
        {
            minor: "7.21",
            released: "2024-04-09",
            maintainedUntil: "2025-10-14",
            latest: "7.21.13",
            latestCommunity: "7.21.0",
            java: 11,
            javaOfRun: 17,
            postgres: "13 14 15 16",
            scripts: [
                {
                    file: "engine_7.20_to_7.21.sql",
                    writes: "7.21.0",
                    exclusive: "ACT_RU_EXT_TASK ACT_RU_JOB",
                    share: "ACT_RU_JOB",
                    leaves: {
                        columns: "ACT_RU_EXT_TASK.CREATE_TIME_ ACT_RU_JOB.ROOT_PROC_INST_ID_",
                        indexes: "ACT_RU_JOB.ACT_IDX_JOB_ROOT_PROCINST",
                    },
                },
            ],
            changeLog: true,
            guide: guide("720-to-721"),
            whileMixed: ["FEEL expressions are evaluated by another version of the FEEL engine on new nodes."],
            changes: ["External task clients use version 5 of the HTTP client."],
        },
        {
            minor: "7.22",
            released: "2024-10-08",
            maintainedUntil: "2026-04-14",
            latest: "7.22.13",
            latestCommunity: "7.22.0",
            java: 11,
            javaOfRun: 17,
            postgres: "14 15 16 17",
            scripts: [
                {
                    file: "engine_7.21_to_7.22.sql",
                    writes: "7.22.0",
                    exclusive: "ACT_HI_JOB_LOG ACT_HI_PROCINST ACT_HI_TASKINST ACT_RU_JOB ACT_RU_TASK",
                    share: "ACT_HI_PROCINST",
                    leaves: {
                        columns:
                            "ACT_RU_TASK.TASK_STATE_ ACT_HI_TASKINST.TASK_STATE_ ACT_RU_JOB.BATCH_ID_ ACT_HI_JOB_LOG.BATCH_ID_ ACT_HI_PROCINST.RESTARTED_PROC_INST_ID_",
                        indexes: "ACT_HI_PROCINST.ACT_IDX_HI_PRO_RST_PRO_INST_ID",
                    },
                },
            ],
            changeLog: true,
            removedArguments: ["--swaggerui"],
            guide: guide("721-to-722"),
            needs: ["Connections have to be READ COMMITTED, or new nodes refuse to start; the nodes of this module ask for it."],
            whileMixed: ["Scripts in Groovy run in another version of Groovy on new nodes."],
            changes: [
                "--swaggerui is no longer known to Run, and a node that is given it ends at once; this module leaves it out.",
                "Tomcat images are based on Tomcat 10.1 and jakarta packages.",
                "Telemetry settings are gone, and connectors are no part of the engine any more.",
            ],
        },
        {
            minor: "7.23",
            released: "2025-04-08",
            maintainedUntil: "2026-10-13",
            latest: "7.23.10",
            latestCommunity: "7.23.0",
            java: 11,
            javaOfRun: 17,
            postgres: "14 15 16 17",
            scripts: [
                {
                    file: "engine_7.22_to_7.23.sql",
                    writes: "7.23.0",
                    exclusive: "ACT_HI_COMMENT ACT_RU_EXECUTION",
                    leaves: {
                        columns: "ACT_HI_COMMENT.REV_ ACT_RU_EXECUTION.PROC_DEF_KEY_",
                    },
                },
            ],
            changeLog: true,
            guide: guide("722-to-723"),
            changes: [
                "Requests are finished at shutdown by default (Spring Boot 3.4); this module asks older nodes for it, too.",
                "WildFly 23 and 26, WebLogic and WebSphere Liberty are supported no more.",
            ],
        },
        {
            minor: "7.24",
            released: "2025-10-14",
            maintainedUntil: "2030-04-13",
            latest: "7.24.5",
            latestCommunity: "7.24.0",
            java: 11,
            javaOfRun: 17,
            postgres: "15 16 17",
            scripts: [{ file: "engine_7.23_to_7.24.sql", writes: "7.24.0" }],
            changeLog: true,
            guide: guide("723-to-724"),
            whileMixed: [
                "Jobs that fail are retried differently on old and new nodes; legacyJobRetryBehaviorEnabled=true keeps the old way.",
            ],
        },
    ],
};
