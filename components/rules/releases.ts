/**
 * The minors of Camunda 7 that this module can bring a cluster to, as of 2026-03-18.
 * Source: Camunda's list of releases (docs.camunda.org, enterprise/download and enterprise/announcement); 7.24 is the last minor.
 * It begins with 7.16, the first whose distribution carries the Liquibase change log that the schema migration works by.
 */
export const catalogue = { first: 16, last: 24 };

/** The range in words, for messages. */
export const supportedRange = `7.${catalogue.first} to 7.${catalogue.last}`;
