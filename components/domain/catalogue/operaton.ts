import { Product } from "./model";

const guide = "https://docs.operaton.org/docs/documentation/update/camunda-to-operaton/";

/** Operaton: releases and their schema from its tags; the schema is Camunda's of 7.24 up to 2.1. 2.2 exists as milestones only. */
export const operaton: Product = {
    id: "operaton",
    name: "Operaton",
    asOf: "2026-08-22",
    source: "https://github.com/operaton/operaton/releases",
    image: "operaton/operaton:{version}",
    repositories: [
        { name: "operaton/operaton", distribution: "run", edition: "community" },
        { name: "operaton/tomcat", distribution: "tomcat", edition: "community" },
        { name: "operaton/wildfly", distribution: "wildfly", edition: "community" },
    ],
    home: "/operaton",
    startScript: "./operaton.sh",
    environmentPrefix: "OPERATON_BPM",
    forkedAfter: "7.24",
    ownSchemas: [],
    minors: [
        {
            minor: "1.0",
            released: "2025-11-07",
            latest: "1.0.3",
            schema: "7.24.0",
            java: 17,
            postgres: "",
            // Gone since Camunda 7.22, from which it comes; the README of its images names it to this day.
            removedArguments: ["--swaggerui"],
        },
        { minor: "1.1", released: "2026-02-20", latest: "1.1.5", schema: "7.24.0", java: 17, postgres: "" },
        {
            minor: "2.0",
            released: "2026-03-20",
            latest: "2.0.0",
            schema: "7.24.0",
            java: 17,
            postgres: "",
            changes: ["It is based on Spring Boot 4."],
        },
        { minor: "2.1", released: "2026-04-24", latest: "2.1.4", schema: "7.24.0", java: 17, postgres: "" },
    ],
    switches: [
        {
            product: "camunda",
            minor: "7.24",
            to: ["1.0", "1.1", "2.0", "2.1"],
            why: "Operaton describes the switch as stop and start. Its Java packages have other names: jobs, variables and scripts that refer to org.camunda classes run on nodes of one product only.",
            source: guide,
        },
    ],
};
