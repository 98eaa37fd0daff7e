import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import {
    AdoptArgs,
    checkConfiguration,
    databaseFor,
    DatabaseSettings,
    EngineArgs,
    MigrationArgs,
    NodeRollback,
    NodesArgs,
    Override,
    RollingUpdate,
} from "./components";

const config = new pulumi.Config();
const name = config.require("name");
const protect = config.requireBoolean("protect");
const databaseSettings = config.requireObject<DatabaseSettings>("database");
const settings = {
    engine: config.requireObject<EngineArgs>("engine"),
    nodes: config.requireObject<NodesArgs>("nodes"),
    migration: config.requireObject<MigrationArgs>("migration"),
    overrides: config.getObject<Override[]>("overrides"),
    rollback: config.getObject<NodeRollback>("rollback"),
    adopt: config.getObject<AdoptArgs>("adopt"),
};
checkConfiguration({ ...settings, databaseSettings });

const namespace = config.requireBoolean("createNamespace")
    ? new k8s.core.v1.Namespace("namespace", { metadata: { name: config.require("namespace") } }, { protect }).metadata.name
    : config.require("namespace");

const password = () => config.requireSecret("databasePassword");
const database = databaseFor(`${name}-database`, databaseSettings, { namespace, protect, password });
const context = new pulumi.Config("kubernetes").get("context");
const cluster = new RollingUpdate(name, { namespace, database, protect, context, ...settings });

/** The gate reads these two back at the next update. */
export const completedVersion = cluster.completedVersion;
export const history = cluster.history;
export const endpoint = cluster.endpoint;
