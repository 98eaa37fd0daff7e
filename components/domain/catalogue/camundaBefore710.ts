import { Minor } from "./model";

/** Camunda's page about the update to a minor. */
export const guide = (step: string): string => `https://docs.camunda.org/manual/latest/update/minor/${step}/`;

/** What has to be so before the update to a minor whose engine has no scripts with it. */
export const scriptsOfLaterEngine =
    "The engine's jar brings no upgrade scripts before 7.11: the migration takes them from that of a later one (migration.scriptsImage).";

/**
 * Camunda 7.5 to 7.9. Like the minors to 7.13, their schemas have patch scripts for PostgreSQL. Rolling updates begin with 7.5 → 7.6.
 * Sources as in camunda.ts. Locks measured on PostgreSQL 15.18; those of patch scripts follow from their statements.
 */
export const before710: readonly Minor[] = [
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
                leaves: {
                    tables: "ACT_RE_DECISION_REQ_DEF",
                    columns:
                        "ACT_RE_DECISION_DEF.DEC_REQ_ID_ ACT_RE_DECISION_DEF.DEC_REQ_KEY_ ACT_RU_CASE_SENTRY_PART.VARIABLE_EVENT_ ACT_RU_CASE_SENTRY_PART.VARIABLE_NAME_ ACT_HI_DECINST.ROOT_DEC_INST_ID_ ACT_HI_DECINST.DEC_REQ_ID_ ACT_HI_DECINST.DEC_REQ_KEY_ ACT_RU_EXT_TASK.ERROR_DETAILS_ID_ ACT_HI_PROCINST.STATE_ ACT_RU_METER_LOG.MILLISECONDS_",
                    indexes:
                        "ACT_RE_DECISION_DEF.ACT_IDX_DEC_DEF_REQ_ID ACT_RE_DECISION_REQ_DEF.ACT_IDX_DEC_REQ_DEF_TENANT_ID ACT_HI_DECINST.ACT_IDX_HI_DEC_INST_ROOT_ID ACT_HI_DECINST.ACT_IDX_HI_DEC_INST_REQ_ID ACT_HI_DECINST.ACT_IDX_HI_DEC_INST_REQ_KEY ACT_RU_JOB.ACT_IDX_JOB_EXECUTION_ID ACT_RU_JOB.ACT_IDX_JOB_HANDLER ACT_HI_ACTINST.ACT_IDX_HI_ACT_INST_PROC_DEF_KEY ACT_HI_DETAIL.ACT_IDX_HI_DETAIL_PROC_DEF_KEY ACT_HI_IDENTITYLINK.ACT_IDX_HI_IDENT_LNK_PROC_DEF_KEY ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_PROC_DEF_KEY ACT_HI_JOB_LOG.ACT_IDX_HI_JOB_LOG_PROC_DEF_KEY ACT_HI_PROCINST.ACT_IDX_HI_PRO_INST_PROC_DEF_KEY ACT_HI_TASKINST.ACT_IDX_HI_TASK_INST_PROC_DEF_KEY ACT_HI_VARINST.ACT_IDX_HI_VAR_INST_PROC_DEF_KEY ACT_RU_METER_LOG.ACT_IDX_METER_LOG_MS ACT_RU_METER_LOG.ACT_IDX_METER_LOG_REPORT ACT_RU_METER_LOG.ACT_IDX_METER_LOG_NAME_MS ACT_RU_METER_LOG.ACT_IDX_METER_LOG_TIME",
                    constraints: "ACT_FK_DEC_REQ ACT_FK_EXT_TASK_ERROR_DETAILS",
                },
            },
        ],
        patchScripts: [
            {
                patch: 1,
                file: "engine_7.6_patch_7.6.0_to_7.6.1.sql",
                exclusive: "ACT_RU_EVENT_SUBSCR",
                leaves: {
                    widened: "ACT_RU_EVENT_SUBSCR.ACTIVITY_ID_:255",
                },
            },
            {
                patch: 3,
                file: "engine_7.6_patch_7.6.2_to_7.6.3.sql",
                share: "ACT_RU_EXT_TASK",
                leaves: {
                    indexes: "ACT_RU_EXT_TASK.ACT_IDX_EXT_TASK_ERR_DETAILS",
                },
            },
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
                leaves: {
                    tables: "ACT_HI_EXT_TASK_LOG",
                    columns:
                        "ACT_ID_USER.SALT_ ACT_HI_DETAIL.OPERATION_ID_ ACT_RE_PROCDEF.HISTORY_TTL_ ACT_RE_CASE_DEF.HISTORY_TTL_ ACT_RE_DECISION_DEF.HISTORY_TTL_",
                    indexes:
                        "ACT_HI_EXT_TASK_LOG.ACT_HI_EXT_TASK_LOG_PROCINST ACT_HI_EXT_TASK_LOG.ACT_HI_EXT_TASK_LOG_PROCDEF ACT_HI_EXT_TASK_LOG.ACT_HI_EXT_TASK_LOG_PROC_DEF_KEY ACT_HI_EXT_TASK_LOG.ACT_HI_EXT_TASK_LOG_TENANT_ID",
                    properties: "history.cleanup.job.lock",
                },
            },
        ],
        patchScripts: [
            {
                patch: 4,
                file: "engine_7.7_patch_7.7.3_to_7.7.4.sql",
                leaves: {
                    properties: "startup.lock",
                },
            },
            {
                patch: 5,
                file: "engine_7.7_patch_7.7.4_to_7.7.5_1.sql",
                share: "ACT_HI_ATTACHMENT ACT_HI_COMMENT ACT_HI_DETAIL ACT_HI_EXT_TASK_LOG ACT_HI_IDENTITYLINK ACT_HI_INCIDENT ACT_HI_JOB_LOG ACT_HI_TASKINST ACT_HI_VARINST",
                leaves: {
                    indexes:
                        "ACT_HI_JOB_LOG.ACT_IDX_HI_JOB_LOG_EX_STACK ACT_HI_VARINST.ACT_IDX_HI_VARINST_BYTEAR ACT_HI_DETAIL.ACT_IDX_HI_DETAIL_BYTEAR ACT_HI_EXT_TASK_LOG.ACT_IDX_HI_EXTTASKLOG_ERRORDET ACT_HI_COMMENT.ACT_IDX_HI_COMMENT_TASK ACT_HI_COMMENT.ACT_IDX_HI_COMMENT_PROCINST ACT_HI_ATTACHMENT.ACT_IDX_HI_ATTACHMENT_CONTENT ACT_HI_ATTACHMENT.ACT_IDX_HI_ATTACHMENT_PROCINST ACT_HI_ATTACHMENT.ACT_IDX_HI_ATTACHMENT_TASK ACT_HI_TASKINST.ACT_IDX_HI_TASKINST_PROCINST ACT_HI_TASKINST.ACT_IDX_HI_TASKINSTID_PROCINST ACT_HI_IDENTITYLINK.ACT_IDX_HI_IDENT_LINK_TASK ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_PROCINST",
                },
            },
            {
                patch: 5,
                file: "engine_7.7_patch_7.7.4_to_7.7.5_2.sql",
                exclusive: "ACT_RU_AUTHORIZATION",
                leaves: {
                    widened: "ACT_RU_AUTHORIZATION.RESOURCE_ID_:255",
                },
            },
            {
                patch: 6,
                file: "engine_7.7_patch_7.7.5_to_7.7.6.sql",
                exclusive: "ACT_HI_ACTINST",
                share: "ACT_HI_ACTINST ACT_HI_PROCINST",
                leaves: {
                    indexes: "ACT_HI_PROCINST.ACT_IDX_HI_PRO_INST_PROC_TIME",
                },
            },
            {
                patch: 9,
                file: "engine_7.7_patch_7.7.8_to_7.7.9_1.sql",
                share: "ACT_HI_ACTINST ACT_HI_PROCINST",
                leaves: {
                    indexes: "ACT_HI_PROCINST.ACT_IDX_HI_PI_PDEFID_END_TIME ACT_HI_ACTINST.ACT_IDX_HI_AI_PDEFID_END_TIME",
                },
            },
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
        scripts: [
            {
                file: "engine_7.7_to_7.8.sql",
                exclusive: "ACT_HI_VARINST ACT_RE_DECISION_DEF",
                leaves: {
                    columns: "ACT_HI_VARINST.STATE_ ACT_RE_DECISION_DEF.VERSION_TAG_",
                },
            },
        ],
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
            {
                patch: 12,
                file: "engine_7.8_patch_7.8.11_to_7.8.12.sql",
                share: "ACT_HI_DETAIL",
                leaves: {
                    indexes: "ACT_HI_DETAIL.ACT_IDX_HI_DETAIL_TASK_BYTEAR",
                },
            },
            {
                patch: 13,
                file: "engine_7.8_patch_7.8.12_to_7.8.13_1.sql",
                share: "ACT_HI_TASKINST",
                leaves: {
                    indexes: "ACT_HI_TASKINST.ACT_IDX_HI_TASK_INST_START ACT_HI_TASKINST.ACT_IDX_HI_TASK_INST_END",
                },
            },
            {
                patch: 13,
                file: "engine_7.8_patch_7.8.12_to_7.8.13_2.sql",
                share: "ACT_HI_OP_LOG",
                leaves: {
                    indexes: "ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_TIMESTAMP",
                },
            },
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
        scripts: [
            {
                file: "engine_7.8_to_7.9.sql",
                exclusive: "ACT_ID_USER",
                leaves: {
                    columns: "ACT_ID_USER.LOCK_EXP_TIME_ ACT_ID_USER.ATTEMPTS_",
                },
            },
        ],
        patchScripts: [
            {
                patch: 1,
                file: "engine_7.9_patch_7.9.0_to_7.9.1.sql",
                share: "ACT_HI_OP_LOG",
                leaves: {
                    indexes: "ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_TASK",
                },
            },
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
            {
                patch: 12,
                file: "engine_7.9_patch_7.9.11_to_7.9.12.sql",
                share: "ACT_HI_IDENTITYLINK",
                leaves: {
                    indexes: "ACT_HI_IDENTITYLINK.ACT_IDX_HI_IDENT_LNK_TIMESTAMP",
                },
            },
        ],
        guide: guide("78-to-79"),
        needs: [scriptsOfLaterEngine],
    },
];
