import { Minor } from "./model";

/** Camunda's page about the update to a minor. */
export const guide = (step: string): string => `https://docs.camunda.org/manual/latest/update/minor/${step}/`;

const scriptsOfLaterEngine =
    "The engine's jar brings no upgrade scripts before 7.11: the migration takes them from that of a later one (migration.scriptsImage).";

/**
 * Camunda 7.5 to 7.13, the minors whose schema has patch scripts for PostgreSQL. Rolling updates begin with 7.5 → 7.6.
 * Sources as in camunda.ts. Locks measured on PostgreSQL 15.18; those of patch scripts follow from their statements.
 */
export const early: readonly Minor[] = [
    {
        minor: "7.5",
        released: "2016-05-31",
        maintainedUntil: "2017-11-30",
        latest: "7.5.9",
        latestCommunity: "7.5.0",
        java: 6,
        postgres: "9.1 9.3 9.4",
    },
    {
        minor: "7.6",
        released: "2016-11-25",
        maintainedUntil: "2018-05-31",
        latest: "7.6.13",
        latestCommunity: "7.6.0",
        java: 6,
        postgres: "9.1 9.3 9.4",
        scripts: [
            {
                file: "engine_7.5_to_7.6.sql",
                creates: "ACT_RE_DECISION_REQ_DEF",
                exclusive:
                    "ACT_HI_DEC_IN ACT_HI_DEC_OUT ACT_HI_DECINST ACT_HI_PROCINST ACT_RE_DECISION_DEF ACT_RU_CASE_SENTRY_PART ACT_RU_EXT_TASK ACT_RU_METER_LOG",
                share: "ACT_HI_ACTINST ACT_HI_DECINST ACT_HI_DETAIL ACT_HI_IDENTITYLINK ACT_HI_INCIDENT ACT_HI_JOB_LOG ACT_HI_PROCINST ACT_HI_TASKINST ACT_HI_VARINST ACT_RE_DECISION_DEF ACT_RU_JOB ACT_RU_METER_LOG",
                shareRow: "ACT_GE_BYTEARRAY ACT_RE_DECISION_DEF ACT_RU_EXT_TASK",
                updates: "ACT_HI_PROCINST",
            },
        ],
        patchScripts: [
            { patch: 1, file: "engine_7.6_patch_7.6.0_to_7.6.1.sql", exclusive: "ACT_RU_EVENT_SUBSCR" },
            { patch: 3, file: "engine_7.6_patch_7.6.2_to_7.6.3.sql", share: "ACT_RU_EXT_TASK" },
        ],
        guide: guide("75-to-76"),
        needs: [scriptsOfLaterEngine],
    },
    {
        minor: "7.7",
        released: "2017-05-31",
        maintainedUntil: "2018-11-30",
        latest: "7.7.10",
        latestCommunity: "7.7.0",
        java: 6,
        postgres: "9.1 9.3 9.4 9.6",
        scripts: [
            {
                file: "engine_7.6_to_7.7.sql",
                creates: "ACT_HI_EXT_TASK_LOG",
                exclusive: "ACT_HI_DETAIL ACT_ID_USER ACT_RE_CASE_DEF ACT_RE_DECISION_DEF ACT_RE_PROCDEF",
            },
        ],
        patchScripts: [
            { patch: 4, file: "engine_7.7_patch_7.7.3_to_7.7.4.sql" },
            {
                patch: 5,
                file: "engine_7.7_patch_7.7.4_to_7.7.5_1.sql",
                share: "ACT_HI_ATTACHMENT ACT_HI_COMMENT ACT_HI_DETAIL ACT_HI_EXT_TASK_LOG ACT_HI_IDENTITYLINK ACT_HI_INCIDENT ACT_HI_JOB_LOG ACT_HI_TASKINST ACT_HI_VARINST",
            },
            { patch: 5, file: "engine_7.7_patch_7.7.4_to_7.7.5_2.sql", exclusive: "ACT_RU_AUTHORIZATION" },
            {
                patch: 6,
                file: "engine_7.7_patch_7.7.5_to_7.7.6.sql",
                exclusive: "ACT_HI_ACTINST",
                share: "ACT_HI_ACTINST ACT_HI_PROCINST",
            },
            { patch: 9, file: "engine_7.7_patch_7.7.8_to_7.7.9_1.sql", share: "ACT_HI_ACTINST ACT_HI_PROCINST" },
        ],
        guide: guide("76-to-77"),
        needs: [scriptsOfLaterEngine],
        whileMixed: ["Users that are created on a new node cannot log in on an old one: create none."],
    },
    {
        minor: "7.8",
        released: "2017-11-30",
        maintainedUntil: "2019-05-31",
        latest: "7.8.14",
        latestCommunity: "7.8.0",
        java: 6,
        postgres: "9.1 9.3 9.4 9.6",
        scripts: [{ file: "engine_7.7_to_7.8.sql", exclusive: "ACT_HI_VARINST ACT_RE_DECISION_DEF" }],
        patchScripts: [
            {
                patch: 1,
                file: "engine_7.8_patch_7.8.0_to_7.8.1.sql",
                exclusive: "ACT_HI_ACTINST",
                share: "ACT_HI_ACTINST ACT_HI_PROCINST",
                sameAs: "engine_7.7_patch_7.7.5_to_7.7.6.sql",
            },
            {
                patch: 5,
                file: "engine_7.8_patch_7.8.4_to_7.8.5.sql",
                share: "ACT_HI_ACTINST ACT_HI_PROCINST",
                sameAs: "engine_7.7_patch_7.7.8_to_7.7.9_1.sql",
            },
            { patch: 12, file: "engine_7.8_patch_7.8.11_to_7.8.12.sql", share: "ACT_HI_DETAIL" },
            { patch: 13, file: "engine_7.8_patch_7.8.12_to_7.8.13_1.sql", share: "ACT_HI_TASKINST" },
            { patch: 13, file: "engine_7.8_patch_7.8.12_to_7.8.13_2.sql", share: "ACT_HI_OP_LOG" },
        ],
        guide: guide("77-to-78"),
        needs: [scriptsOfLaterEngine],
    },
    {
        minor: "7.9",
        released: "2018-05-31",
        maintainedUntil: "2019-11-30",
        latest: "7.9.20",
        latestCommunity: "7.9.0",
        java: 6,
        postgres: "9.1 9.3 9.4 9.6",
        scripts: [{ file: "engine_7.8_to_7.9.sql", exclusive: "ACT_ID_USER" }],
        patchScripts: [
            { patch: 1, file: "engine_7.9_patch_7.9.0_to_7.9.1.sql", share: "ACT_HI_OP_LOG" },
            {
                patch: 6,
                file: "engine_7.9_patch_7.9.5_to_7.9.6.sql",
                share: "ACT_HI_DETAIL",
                sameAs: "engine_7.8_patch_7.8.11_to_7.8.12.sql",
            },
            {
                patch: 7,
                file: "engine_7.9_patch_7.9.6_to_7.9.7_1.sql",
                share: "ACT_HI_TASKINST",
                sameAs: "engine_7.8_patch_7.8.12_to_7.8.13_1.sql",
            },
            {
                patch: 7,
                file: "engine_7.9_patch_7.9.6_to_7.9.7_2.sql",
                share: "ACT_HI_OP_LOG",
                sameAs: "engine_7.8_patch_7.8.12_to_7.8.13_2.sql",
            },
            { patch: 12, file: "engine_7.9_patch_7.9.11_to_7.9.12.sql", share: "ACT_HI_IDENTITYLINK" },
        ],
        guide: guide("78-to-79"),
        needs: [scriptsOfLaterEngine],
    },
    {
        minor: "7.10",
        released: "2018-11-30",
        maintainedUntil: "2020-05-31",
        latest: "7.10.19",
        latestCommunity: "7.10.0",
        java: 7,
        postgres: "9.1 9.3 9.4 9.6 10.4",
        scripts: [
            {
                file: "engine_7.9_to_7.10.sql",
                exclusive:
                    "ACT_GE_BYTEARRAY ACT_HI_ACTINST ACT_HI_ATTACHMENT ACT_HI_BATCH ACT_HI_COMMENT ACT_HI_DEC_IN ACT_HI_DEC_OUT ACT_HI_DECINST ACT_HI_DETAIL ACT_HI_EXT_TASK_LOG ACT_HI_IDENTITYLINK ACT_HI_INCIDENT ACT_HI_JOB_LOG ACT_HI_OP_LOG ACT_HI_PROCINST ACT_HI_TASKINST ACT_HI_VARINST ACT_RE_PROCDEF ACT_RU_BATCH ACT_RU_EXECUTION ACT_RU_JOB",
                share: "ACT_GE_BYTEARRAY ACT_HI_ACTINST ACT_HI_ATTACHMENT ACT_HI_BATCH ACT_HI_COMMENT ACT_HI_DEC_IN ACT_HI_DEC_OUT ACT_HI_DECINST ACT_HI_DETAIL ACT_HI_EXT_TASK_LOG ACT_HI_IDENTITYLINK ACT_HI_INCIDENT ACT_HI_JOB_LOG ACT_HI_OP_LOG ACT_HI_PROCINST ACT_HI_TASKINST ACT_HI_VARINST ACT_RU_EXECUTION",
            },
        ],
        patchScripts: [
            {
                patch: 6,
                file: "engine_7.10_patch_7.10.5_to_7.10.6.sql",
                share: "ACT_HI_IDENTITYLINK",
                sameAs: "engine_7.9_patch_7.9.11_to_7.9.12.sql",
            },
            { patch: 7, file: "engine_7.10_patch_7.10.6_to_7.10.7.sql", share: "ACT_HI_JOB_LOG" },
            { patch: 14, file: "engine_7.10_patch_7.10.13_to_7.10.14.sql", exclusive: "ACT_HI_ACTINST", share: "ACT_HI_ACTINST" },
        ],
        guide: guide("79-to-710"),
        needs: [scriptsOfLaterEngine],
        whileMixed: [
            "Process instances that end on an old node get no removal time; the history clean-up by removal time may leave them out.",
        ],
    },
    {
        minor: "7.11",
        released: "2019-05-31",
        maintainedUntil: "2020-11-30",
        latest: "7.11.21",
        latestCommunity: "7.11.0",
        java: 7,
        postgres: "9.1 9.3 9.4 9.6 10 11",
        scripts: [
            {
                file: "engine_7.10_to_7.11.sql",
                writes: "7.11.0",
                creates: "ACT_GE_SCHEMA_LOG",
                exclusive: "ACT_HI_OP_LOG",
                share: "ACT_HI_OP_LOG",
            },
        ],
        patchScripts: [
            {
                patch: 3,
                file: "engine_7.11_patch_7.11.2_to_7.11.3.sql",
                writes: "7.11.3",
                share: "ACT_HI_JOB_LOG",
                sameAs: "engine_7.10_patch_7.10.6_to_7.10.7.sql",
            },
            {
                patch: 8,
                file: "engine_7.11_patch_7.11.7_to_7.11.8.sql",
                writes: "7.11.8",
                exclusive: "ACT_HI_ACTINST",
                share: "ACT_HI_ACTINST",
                sameAs: "engine_7.10_patch_7.10.13_to_7.10.14.sql",
            },
            { patch: 19, file: "engine_7.11_patch_7.11.18_to_7.11.19.sql", writes: "7.11.19" },
        ],
        guide: guide("710-to-711"),
        needs: ["The schema log begins with this minor: from here on the database itself tells its version."],
        whileMixed: ["Exceptions in listeners can trigger BPMN error events on new nodes only."],
    },
    {
        minor: "7.12",
        released: "2019-11-30",
        maintainedUntil: "2021-05-31",
        latest: "7.12.21",
        latestCommunity: "7.12.0",
        java: 8,
        postgres: "9.4 9.6 10 11",
        scripts: [
            {
                file: "engine_7.11_to_7.12.sql",
                writes: "7.12.0",
                exclusive: "ACT_HI_INCIDENT ACT_HI_OP_LOG ACT_RU_JOB",
                share: "ACT_HI_DETAIL",
            },
        ],
        patchScripts: [
            {
                patch: 1,
                file: "engine_7.12_patch_7.12.0_to_7.12.1.sql",
                writes: "7.12.1",
                exclusive: "ACT_HI_ACTINST",
                share: "ACT_HI_ACTINST",
                sameAs: "engine_7.11_patch_7.11.7_to_7.11.8.sql",
            },
            { patch: 11, file: "engine_7.12_patch_7.12.10_to_7.12.11.sql", writes: "7.12.11", share: "ACT_HI_INCIDENT" },
            {
                patch: 12,
                file: "engine_7.12_patch_7.12.11_to_7.12.12.sql",
                writes: "7.12.12",
                sameAs: "engine_7.11_patch_7.11.18_to_7.11.19.sql",
            },
        ],
        guide: guide("711-to-712"),
        whileMixed: ["The order of task events differs between old and new nodes."],
    },
    {
        minor: "7.13",
        released: "2020-05-31",
        maintainedUntil: "2021-11-30",
        latest: "7.13.18",
        latestCommunity: "7.13.0",
        java: 8,
        postgres: "9.4 9.6 10 11 12",
        scripts: [
            {
                file: "engine_7.12_to_7.13.sql",
                writes: "7.13.0",
                exclusive:
                    "ACT_HI_DETAIL ACT_HI_INCIDENT ACT_HI_JOB_LOG ACT_RU_AUTHORIZATION ACT_RU_INCIDENT ACT_RU_JOB ACT_RU_JOBDEF ACT_RU_VARIABLE",
                share: "ACT_HI_VARINST ACT_RU_AUTHORIZATION",
            },
        ],
        patchScripts: [
            { patch: 5, file: "engine_7.13_patch_7.13.4_to_7.13.5_1.sql", writes: "7.13.5_1", share: "ACT_RU_TASK" },
            {
                patch: 5,
                file: "engine_7.13_patch_7.13.4_to_7.13.5_2.sql",
                writes: "7.13.5_2",
                share: "ACT_HI_INCIDENT",
                sameAs: "engine_7.12_patch_7.12.10_to_7.12.11.sql",
            },
            {
                patch: 6,
                file: "engine_7.13_patch_7.13.5_to_7.13.6.sql",
                writes: "7.13.6",
                sameAs: "engine_7.12_patch_7.12.11_to_7.12.12.sql",
            },
        ],
        applicationRestPath: "engine-rest",
        guide: guide("712-to-713"),
        whileMixed: ["Decisions may be evaluated differently: the FEEL engine was replaced."],
        changes: [
            "Spring Boot applications answer under /engine-rest and /camunda, no longer under /rest and /: probes and load balancers have to follow.",
        ],
    },
];
