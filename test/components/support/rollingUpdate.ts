import { NodesArgs, RollingUpdate, RollingUpdateArgs } from "../../../components";
import { only, register, Registered } from "./recorder";

/** A RollingUpdate of three nodes in batches of one, with other arguments where they are told; all that it registers. */
export const rollingUpdate = (args: Partial<RollingUpdateArgs> = {}, nodes: NodesArgs = {}): Promise<Registered[]> =>
    register(() => {
        new RollingUpdate("orders", {
            namespace: "camunda",
            engine: { version: "7.23.0" },
            database: { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" },
            nodes: { batchSize: "1", ...nodes },
            ...args,
        });
    });

/** The same of two nodes, on the way from 7.22.0, with a cluster that can be asked. */
export const rollingFrom22 = (kubeconfig: string, args: Partial<RollingUpdateArgs> = {}): Promise<Registered[]> => {
    const record = { version: "7.22.0", history: [{ from: "", to: "camunda 7.22.0", overrides: [], rollback: "" }] };
    return rollingUpdate({ kubeconfig, record, ...args }, { count: 2 });
};

/** The pods that a resource has, by its kind and name. */
export const podOf = (resources: Registered[], name: string): PodSpec =>
    (only(resources, name).inputs.spec as { template: { spec: PodSpec } }).template.spec;

/** As far as a test looks at it. */
export interface Metadata {
    annotations: object;
}
/** As far as a test looks at it. */
export interface PodSpec {
    topologySpreadConstraints: object[];
    automountServiceAccountToken: boolean;
    terminationGracePeriodSeconds: number;
    securityContext: { runAsNonRoot: boolean };
    imagePullSecrets?: object[];
    containers: Container[];
    initContainers?: Container[];
}
/** As far as a test looks at it. */
export interface Container {
    image: string;
    args?: string[];
    command?: string[];
    env?: object[];
    securityContext: object;
    resources: object;
    lifecycle: { preStop: { exec: { command: string[] } } };
}
