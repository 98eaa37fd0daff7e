import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import * as camunda from "./components";

const { name, createNamespace, protect, databaseSettings = {}, ...settings } = camunda.stackSettings();

const namespace = createNamespace
    ? new k8s.core.v1.Namespace("namespace", { metadata: { name: settings.namespace } }, { protect }).metadata.name
    : settings.namespace;

const password = () => new pulumi.Config().requireSecret("databasePassword");
const database = camunda.databaseFor(`${name}-database`, databaseSettings, { namespace, protect, password });
const context = new pulumi.Config("kubernetes").get("context");
const cluster = new camunda.RollingUpdate(name, { ...settings, namespace, database, protect, context });

/** The gate reads these two back at the next update. */
export const completedVersion = cluster.completedVersion;
export const history = cluster.history;
export const endpoint = cluster.endpoint;
