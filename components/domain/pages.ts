/** Camunda's page about rolling updates, which most rules come from. */
export const rollingUpdatePage = "https://docs.camunda.org/manual/latest/update/rolling-update/";

/** Camunda's page about the scripts of the schema. */
export const schemaPage = "https://docs.camunda.org/manual/latest/installation/database-schema/";

/** What the addresses of the documentation in messages begin with: a folder of this repository; a URL would do as well. */
export const documentation = "docs";
