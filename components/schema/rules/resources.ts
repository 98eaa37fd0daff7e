/** What the migration's container may have; the one before it has less. */
export const migrationResources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "768Mi" } };
