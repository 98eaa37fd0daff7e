import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import * as camunda from "./components";

const config = new pulumi.Config();
const name = config.require("name");
const protect = config.requireBoolean("protect");
const databaseSettings = config.requireObject<camunda.DatabaseSettings>("database");
const settings = {
    engine: config.requireObject<camunda.EngineArgs>("engine"),
    nodes: config.requireObject<camunda.NodesArgs>("nodes"),
    migration: config.requireObject<camunda.MigrationArgs>("migration"),
    overrides: config.getObject<camunda.Override[]>("overrides"),
    rollback: config.getObject<camunda.NodeRollback>("rollback"),
    adopt: config.getObject<camunda.AdoptArgs>("adopt"),
};
camunda.checkConfiguration({ ...settings, databaseSettings });

const namespace = config.requireBoolean("createNamespace")
    ? new k8s.core.v1.Namespace("namespace", { metadata: { name: config.require("namespace") } }, { protect }).metadata.name
    : config.require("namespace");

const password = () => config.requireSecret("databasePassword");
const database = camunda.databaseFor(`${name}-database`, databaseSettings, { namespace, protect, password });
const context = new pulumi.Config("kubernetes").get("context");
const cluster = new camunda.RollingUpdate(name, { namespace, database, protect, context, ...settings });

/** The gate reads these two back at the next update. */
export const completedVersion = cluster.completedVersion;
export const history = cluster.history;
export const endpoint = cluster.endpoint;
