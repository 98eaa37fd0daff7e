import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import { EngineArgs, ExistingDatabase, MigrationArgs, NodesArgs, Override, PostgresDatabase, RollingUpdate } from "./components";

interface DatabaseSettings {
    jdbcUrl?: string;
    secret?: string;
    image?: string;
    storage?: string;
}

const config = new pulumi.Config();
const name = config.get("name") ?? "camunda";
const protect = config.getBoolean("protect") ?? true;
const settings = config.getObject<DatabaseSettings>("database") ?? {};

const namespace = config.getBoolean("createNamespace")
    ? new k8s.core.v1.Namespace("namespace", { metadata: { name: config.require("namespace") } }, { protect }).metadata.name
    : config.require("namespace");

const database =
    settings.jdbcUrl && settings.secret
        ? new ExistingDatabase(`${name}-database`, { jdbcUrl: settings.jdbcUrl, secret: settings.secret })
        : new PostgresDatabase(`${name}-database`, { namespace, password: config.requireSecret("databasePassword"), protect, ...settings });

const cluster = new RollingUpdate(name, {
    namespace,
    database,
    protect,
    engine: config.requireObject<EngineArgs>("engine"),
    nodes: config.getObject<NodesArgs>("nodes"),
    migration: config.getObject<MigrationArgs>("migration"),
    overrides: config.getObject<Override[]>("overrides"),
    context: new pulumi.Config("kubernetes").get("context"),
});

/** The gate reads it back at the next update. */
export const completedVersion = cluster.completedVersion;
export const endpoint = cluster.endpoint;
