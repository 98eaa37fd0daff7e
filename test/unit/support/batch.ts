/** What a checkpoint vouches for, of a batch of one node. */
export const batch = {
    namespace: "camunda",
    deployment: "batch-1",
    generation: 2,
    nodes: 1,
    product: "camunda",
    version: "7.22.0",
    image: "engine",
    restPath: "engine-rest",
    port: 8080,
};
/** Of the batch's pods. */
export const labels = { "camunda.org/batch": "batch-1" };
