import * as pulumi from "@pulumi/pulumi";
import * as k8s from "@pulumi/kubernetes";
import * as camunda from "./components";

export = async () => {
    const { name, createNamespace, protect, databaseSettings = {}, ...settings } = camunda.stackSettings();
    const record = await camunda.stackRecord();

    const labels = camunda.namespaceLabels(settings.nodes?.ingressClass);
    const namespace = createNamespace
        ? new k8s.core.v1.Namespace("namespace", { metadata: { name: settings.namespace, labels } }, { protect }).metadata.name
        : settings.namespace;

    const password = () => new pulumi.Config().requireSecret("databasePassword");
    const own = { namespace, protect, password, pullSecret: settings.engine.pullSecret, placement: settings.nodes };
    const database = camunda.databaseFor(`${name}-database`, databaseSettings, own);
    const context = new pulumi.Config("kubernetes").get("context");
    const cluster = new camunda.RollingUpdate(name, { ...settings, namespace, database, protect, context, record });

    // The gate reads the first three back at the next update; another stack is promoted by the evidence.
    const { completedVersion, history, evidence, endpoint } = cluster;
    return { completedVersion, history, evidence, endpoint };
};
