import { Product } from "./model";

const guides = "https://docs.cibseven.org/manual/2.2/update/";

/** CIB seven: releases and their schema from its tags, Java and PostgreSQL from the manual's supported environments. Since 2.2 its schema has CIB seven's own version numbers. */
export const cibseven: Product = {
    id: "cibseven",
    name: "CIB seven",
    asOf: "2026-08-22",
    source: "https://github.com/cibseven/cibseven/releases",
    image: "cibseven/cibseven:run-{version}",
    repositories: [
        { name: "cibseven/cibseven", distribution: "tomcat", edition: "community" },
        { name: "docker-ce-plus/cibseven", distribution: "tomcat", edition: "community" },
    ],
    home: "/camunda",
    startScript: "./camunda.sh",
    environmentPrefix: "CAMUNDA_BPM",
    forkedAfter: "7.24",
    ownSchemas: ["2.1", "2.2"],
    minors: [
        {
            minor: "1.0",
            released: "2024-11-07",
            latest: "1.0.2",
            schema: "7.22.0",
            java: 11,
            javaOfRun: 17,
            postgres: "14 15 16",
            // Gone since Camunda 7.22, from which it comes; the README of its images names it to this day.
            removedArguments: ["--swaggerui"],
        },
        {
            minor: "1.1",
            released: "2024-11-29",
            latest: "1.1.1",
            schema: "7.22.0",
            java: 11,
            javaOfRun: 17,
            postgres: "14 15 16",
            // 1.1.0 has the schema of 7.22, and the patch brings that of 7.23.
            patchScripts: [{ patch: 1, file: "engine_7.22_to_7.23.sql", writes: "7.23.0", exclusive: "ACT_HI_COMMENT ACT_RU_EXECUTION" }],
        },
        { minor: "2.0", released: "2025-05-09", latest: "2.0.0", schema: "7.23.0", java: 11, javaOfRun: 17, postgres: "14 15 16 17" },
        {
            minor: "2.1",
            released: "2025-11-07",
            latest: "2.1.0",
            schema: "7.24.0",
            java: 11,
            javaOfRun: 17,
            postgres: "15 16 17 18",
            // github.com/cibseven/cibseven-docker, Dockerfile at v.2.0.0 and v2.1.0
            startScript: "./cibseven.sh",
            scripts: [{ file: "engine_7.23_to_7.24.sql", writes: "7.24.0" }],
            whileMixed: ["Timers by cron expression are read differently by old and new nodes (2.1.0 and 2.1.1)."],
        },
        {
            minor: "2.2",
            released: "2026-05-31",
            latest: "2.2.0",
            schema: "2.2.0",
            java: 17,
            postgres: "15 16 17 18",
            scripts: [
                { file: "engine_7.24_to_2.1.sql", writes: "2.1.0" },
                { file: "engine_2.1_to_2.2.sql", writes: "2.2.0", creates: "MOD_* CHAT_*" },
            ],
            guide: `${guides}minor/21-to-22/`,
            changes: ["The images come with Java 21 only, Tomcat 11, and metrics by OpenTelemetry instead of JMX."],
        },
    ],
    switches: [
        ["7.22", "1.0"],
        ["7.22", "1.1"],
        ["7.23", "2.0"],
        ["7.24", "2.1"],
    ].map(([minor, to]) => ({
        product: "camunda",
        minor,
        to: [to],
        why: "CIB seven does not describe the switch as a rolling update. Scripts and stored objects that refer to org.camunda classes need useCibSevenNamespaceInScripting and useCibSevenNamespaceInReflection.",
        source: `${guides}camunda/`,
    })),
};
