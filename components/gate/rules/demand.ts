import { Amounts, Demand } from "../../domain/facts/capacity";
import { quantity } from "../../domain/quantity";
import { NodeSettings } from "../../settings/settle";
import { migrationResources } from "../../schema/rules/resources";

const asks = (cpu: string, memory: string, limit: string): Amounts => ({
    pods: 1,
    "requests.cpu": quantity(cpu) ?? 0,
    "requests.memory": quantity(memory) ?? 0,
    "limits.memory": quantity(limit) ?? 0,
});

/** What the pods of a rollout ask for. */
export const demandOf = ({ cpuRequest, memoryRequest, memoryLimit, autoscaled, nodeSelector, tolerations }: NodeSettings): Demand => ({
    node: asks(cpuRequest, memoryRequest, memoryLimit),
    migration: asks(migrationResources.requests.cpu, migrationResources.requests.memory, migrationResources.limits.memory),
    autoscaled,
    nodeSelector,
    tolerations,
});
