import { guide, scriptsOfLaterEngine } from "./camundaBefore710";
import { Minor } from "./model";

/** Camunda 7.10 to 7.15, before the first schema of Camunda's own change log. The schema log begins with 7.11. Sources as in camunda.ts. */
export const before716: readonly Minor[] = [
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
                leaves: {
                    columns:
                        "ACT_RE_PROCDEF.STARTABLE_ ACT_HI_VARINST.CREATE_TIME_ ACT_HI_ATTACHMENT.CREATE_TIME_ ACT_HI_DEC_IN.CREATE_TIME_ ACT_HI_DEC_OUT.CREATE_TIME_ ACT_HI_PROCINST.ROOT_PROC_INST_ID_ ACT_HI_PROCINST.REMOVAL_TIME_ ACT_HI_BATCH.CREATE_USER_ID_ ACT_RU_BATCH.CREATE_USER_ID_ ACT_HI_DECINST.ROOT_PROC_INST_ID_ ACT_HI_DECINST.REMOVAL_TIME_ ACT_GE_BYTEARRAY.TYPE_ ACT_GE_BYTEARRAY.CREATE_TIME_ ACT_RU_EXECUTION.ROOT_PROC_INST_ID_ ACT_HI_ACTINST.ROOT_PROC_INST_ID_ ACT_HI_TASKINST.ROOT_PROC_INST_ID_ ACT_HI_VARINST.ROOT_PROC_INST_ID_ ACT_HI_DETAIL.ROOT_PROC_INST_ID_ ACT_HI_COMMENT.ROOT_PROC_INST_ID_ ACT_HI_ATTACHMENT.ROOT_PROC_INST_ID_ ACT_HI_INCIDENT.ROOT_PROC_INST_ID_ ACT_HI_EXT_TASK_LOG.ROOT_PROC_INST_ID_ ACT_HI_IDENTITYLINK.ROOT_PROC_INST_ID_ ACT_HI_JOB_LOG.ROOT_PROC_INST_ID_ ACT_HI_OP_LOG.ROOT_PROC_INST_ID_ ACT_HI_DEC_IN.ROOT_PROC_INST_ID_ ACT_HI_DEC_OUT.ROOT_PROC_INST_ID_ ACT_GE_BYTEARRAY.ROOT_PROC_INST_ID_ ACT_HI_ACTINST.REMOVAL_TIME_ ACT_HI_TASKINST.REMOVAL_TIME_ ACT_HI_VARINST.REMOVAL_TIME_ ACT_HI_DETAIL.REMOVAL_TIME_ ACT_HI_COMMENT.REMOVAL_TIME_ ACT_HI_ATTACHMENT.REMOVAL_TIME_ ACT_HI_INCIDENT.REMOVAL_TIME_ ACT_HI_EXT_TASK_LOG.REMOVAL_TIME_ ACT_HI_IDENTITYLINK.REMOVAL_TIME_ ACT_HI_JOB_LOG.REMOVAL_TIME_ ACT_HI_OP_LOG.REMOVAL_TIME_ ACT_HI_DEC_IN.REMOVAL_TIME_ ACT_HI_DEC_OUT.REMOVAL_TIME_ ACT_GE_BYTEARRAY.REMOVAL_TIME_ ACT_HI_BATCH.REMOVAL_TIME_ ACT_RU_JOB.CREATE_TIME_",
                    indexes:
                        "ACT_HI_PROCINST.ACT_IDX_HI_PRO_INST_ROOT_PI ACT_HI_PROCINST.ACT_IDX_HI_PRO_INST_RM_TIME ACT_HI_DECINST.ACT_IDX_HI_DEC_INST_ROOT_PI ACT_HI_DECINST.ACT_IDX_HI_DEC_INST_RM_TIME ACT_RU_EXECUTION.ACT_IDX_EXE_ROOT_PI ACT_HI_ACTINST.ACT_IDX_HI_ACTINST_ROOT_PI ACT_HI_TASKINST.ACT_IDX_HI_TASKINST_ROOT_PI ACT_HI_VARINST.ACT_IDX_HI_VARINST_ROOT_PI ACT_HI_DETAIL.ACT_IDX_HI_DETAIL_ROOT_PI ACT_HI_COMMENT.ACT_IDX_HI_COMMENT_ROOT_PI ACT_HI_ATTACHMENT.ACT_IDX_HI_ATTACHMENT_ROOT_PI ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_ROOT_PI ACT_HI_EXT_TASK_LOG.ACT_HI_EXT_TASK_LOG_ROOT_PI ACT_HI_IDENTITYLINK.ACT_IDX_HI_IDENT_LNK_ROOT_PI ACT_HI_JOB_LOG.ACT_IDX_HI_JOB_LOG_ROOT_PI ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_ROOT_PI ACT_HI_DEC_IN.ACT_IDX_HI_DEC_IN_ROOT_PI ACT_HI_DEC_OUT.ACT_IDX_HI_DEC_OUT_ROOT_PI ACT_GE_BYTEARRAY.ACT_IDX_BYTEARRAY_ROOT_PI ACT_HI_ACTINST.ACT_IDX_HI_ACT_INST_RM_TIME ACT_HI_TASKINST.ACT_IDX_HI_TASK_INST_RM_TIME ACT_HI_VARINST.ACT_IDX_HI_VARINST_RM_TIME ACT_HI_DETAIL.ACT_IDX_HI_DETAIL_RM_TIME ACT_HI_COMMENT.ACT_IDX_HI_COMMENT_RM_TIME ACT_HI_ATTACHMENT.ACT_IDX_HI_ATTACHMENT_RM_TIME ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_RM_TIME ACT_HI_EXT_TASK_LOG.ACT_HI_EXT_TASK_LOG_RM_TIME ACT_HI_IDENTITYLINK.ACT_IDX_HI_IDENT_LINK_RM_TIME ACT_HI_JOB_LOG.ACT_IDX_HI_JOB_LOG_RM_TIME ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_RM_TIME ACT_HI_DEC_IN.ACT_IDX_HI_DEC_IN_RM_TIME ACT_HI_DEC_OUT.ACT_IDX_HI_DEC_OUT_RM_TIME ACT_GE_BYTEARRAY.ACT_IDX_BYTEARRAY_RM_TIME ACT_HI_BATCH.ACT_HI_BAT_RM_TIME",
                },
            },
        ],
        patchScripts: [
            {
                patch: 6,
                file: "engine_7.10_patch_7.10.5_to_7.10.6.sql",
                share: "ACT_HI_IDENTITYLINK",
                sameAs: "engine_7.9_patch_7.9.11_to_7.9.12.sql",
            },
            {
                patch: 7,
                file: "engine_7.10_patch_7.10.6_to_7.10.7.sql",
                share: "ACT_HI_JOB_LOG",
                leaves: {
                    indexes: "ACT_HI_JOB_LOG.ACT_IDX_HI_JOB_LOG_JOB_CONF",
                },
            },
            {
                patch: 14,
                file: "engine_7.10_patch_7.10.13_to_7.10.14.sql",
                exclusive: "ACT_HI_ACTINST",
                share: "ACT_HI_ACTINST",
                leaves: {
                    indexes: "ACT_HI_ACTINST.ACT_IDX_HI_ACT_INST_START_END",
                },
            },
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
                leaves: {
                    tables: "ACT_GE_SCHEMA_LOG",
                    columns: "ACT_HI_OP_LOG.CATEGORY_ ACT_HI_OP_LOG.EXTERNAL_TASK_ID_",
                    indexes:
                        "ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_USER_ID ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_OP_TYPE ACT_HI_OP_LOG.ACT_IDX_HI_OP_LOG_ENTITY_TYPE",
                },
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
            {
                patch: 19,
                file: "engine_7.11_patch_7.11.18_to_7.11.19.sql",
                writes: "7.11.19",
                leaves: {
                    properties: "installationId.lock",
                },
            },
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
                leaves: {
                    columns: "ACT_HI_OP_LOG.ANNOTATION_ ACT_RU_JOB.REPEAT_OFFSET_ ACT_HI_INCIDENT.HISTORY_CONFIGURATION_",
                    indexes: "ACT_HI_DETAIL.ACT_IDX_HI_DETAIL_VAR_INST_ID",
                },
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
            {
                patch: 11,
                file: "engine_7.12_patch_7.12.10_to_7.12.11.sql",
                writes: "7.12.11",
                share: "ACT_HI_INCIDENT",
                leaves: {
                    indexes: "ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_CREATE_TIME ACT_HI_INCIDENT.ACT_IDX_HI_INCIDENT_END_TIME",
                },
            },
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
                leaves: {
                    columns:
                        "ACT_HI_JOB_LOG.HOSTNAME_ ACT_RU_JOB.FAILED_ACT_ID_ ACT_HI_JOB_LOG.FAILED_ACT_ID_ ACT_RU_INCIDENT.FAILED_ACTIVITY_ID_ ACT_HI_INCIDENT.FAILED_ACTIVITY_ID_ ACT_RU_AUTHORIZATION.REMOVAL_TIME_ ACT_RU_AUTHORIZATION.ROOT_PROC_INST_ID_ ACT_RU_JOBDEF.DEPLOYMENT_ID_ ACT_RU_VARIABLE.PROC_DEF_ID_ ACT_HI_DETAIL.INITIAL_",
                    indexes:
                        "ACT_HI_VARINST.ACT_IDX_HI_VAR_PI_NAME_TYPE ACT_RU_AUTHORIZATION.ACT_IDX_AUTH_RM_TIME ACT_RU_AUTHORIZATION.ACT_IDX_AUTH_ROOT_PI",
                },
            },
        ],
        patchScripts: [
            {
                patch: 5,
                file: "engine_7.13_patch_7.13.4_to_7.13.5_1.sql",
                writes: "7.13.5_1",
                share: "ACT_RU_TASK",
                leaves: {
                    indexes: "ACT_RU_TASK.ACT_IDX_TASK_OWNER",
                },
            },
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
    {
        minor: "7.14",
        released: "2020-10-13",
        maintainedUntil: "2022-04-12",
        latest: "7.14.20",
        latestCommunity: "7.14.0",
        java: 8,
        postgres: "9.4 9.6 10 11 12",
        scripts: [
            {
                file: "engine_7.13_to_7.14.sql",
                writes: "7.14.0",
                exclusive: "ACT_RU_VARIABLE",
                share: "ACT_RU_VARIABLE",
                shareRow: "ACT_RU_BATCH ACT_RU_VARIABLE",
                leaves: {
                    columns: "ACT_RU_VARIABLE.BATCH_ID_",
                    indexes: "ACT_RU_VARIABLE.ACT_IDX_BATCH_ID ACT_RU_VARIABLE.ACT_IDX_VARIABLE_TASK_NAME_TYPE",
                    constraints: "ACT_FK_VAR_BATCH",
                },
            },
        ],
        guide: guide("713-to-714"),
        whileMixed: ["Task queries by name and description ignore case on new nodes only."],
    },
    {
        minor: "7.15",
        released: "2021-04-13",
        maintainedUntil: "2022-10-11",
        latest: "7.15.19",
        latestCommunity: "7.15.0",
        java: 8,
        postgres: "9.6 10 11 12 13",
        scripts: [
            {
                file: "engine_7.14_to_7.15.sql",
                writes: "7.15.0",
                creates: "ACT_RU_TASK_METER_LOG",
                exclusive: "ACT_HI_INCIDENT ACT_RU_INCIDENT",
                leaves: {
                    tables: "ACT_RU_TASK_METER_LOG",
                    columns: "ACT_RU_INCIDENT.ANNOTATION_ ACT_HI_INCIDENT.ANNOTATION_",
                    indexes: "ACT_RU_TASK_METER_LOG.ACT_IDX_TASK_METER_LOG_TIME",
                },
            },
        ],
        guide: guide("714-to-715"),
        changes: ["The images bring version 8 of the MySQL driver."],
    },
];
