/** What the Service, the disruption budget and the topology spread select: the engine nodes of a cluster, whatever their batch. */
export const engineLabels = (cluster: string) => ({
    "app.kubernetes.io/name": "camunda",
    "app.kubernetes.io/instance": cluster,
    "app.kubernetes.io/component": "engine",
});

/** What tells the nodes of this module from those that are taken over: in which batch they are. */
export const batchLabel = "camunda.org/batch";

/** The version that a node was made for. */
export const versionLabel = "app.kubernetes.io/version";

/** When a batch was taken back to the version before (ISO 8601), on its Deployment or StatefulSet. */
export const returnedAnnotation = "camunda.org/returned";

/** The headless Service by which nodes with stable names are found, e.g. `orders-batch-1-0.orders-nodes.camunda.svc`. */
export const nodesService = (cluster: string) => `${cluster}-nodes`;

/** Labels as the API server takes them to select by. */
export const selectorOf = (labels: Readonly<Record<string, string>>): string =>
    Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
