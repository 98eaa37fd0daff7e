import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import { awsMissing } from "../../../local/aws/aws";
import { FakeApiServer } from "../../unit/support/fakeApiServer";
import { AwsStack } from "./awsStack";
import { RdsDatabase, RdsPlacementArgs, RollingUpdate, stackRecord } from "../../../components";

/** What a test changes from one update to the next. */
export interface Orders {
    version: string;
    rds: Partial<RdsPlacementArgs>;
    protect: boolean;
    /** Of a server that plays the API server of the cluster. */
    kubeconfig: string;
}

/**
 * A cluster on a database of RDS, in a VPC of its own. What belongs to Kubernetes is written into a folder instead of a cluster, and no hook asks
 * one; what the evidence and the snapshot's tags ask a cluster for, a server that plays one answers. Order and AWS are what is tried here.
 */
export const ordersProgram = (orders: Orders) => async (): Promise<Record<string, unknown>> => {
    const record = await stackRecord();
    const render = new k8s.Provider(
        "render",
        { renderYamlToDirectory: mkdtempSync(join(tmpdir(), "rendered-")) },
        { ignoreChanges: ["renderYamlToDirectory"] },
    );
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => ({
        props,
        opts: {
            ...opts,
            ...(type.startsWith("aws:") ? {} : { hooks: undefined }),
            ...(type.startsWith("kubernetes:") ? { provider: render } : {}),
        },
    }));
    const zones = await aws.getAvailabilityZones({ state: "available" });
    const vpc = new aws.ec2.Vpc("orders", { cidrBlock: "10.0.0.0/16" });
    const subnets = zones.names
        .slice(0, 2)
        .map((availabilityZone, i) => new aws.ec2.Subnet(`orders-${i}`, { vpcId: vpc.id, availabilityZone, cidrBlock: `10.0.${i}.0/24` }));
    const database = new RdsDatabase("orders-db", {
        namespace: "camunda",
        engineVersion: "16.8",
        instanceClass: "db.m7g.large",
        vpcId: vpc.id,
        subnetIds: subnets.map(({ id }) => id),
        allowedCidrs: ["10.0.0.0/16"],
        protect: orders.protect,
        ...orders.rds,
    });
    const cluster = new RollingUpdate("orders", {
        namespace: "camunda",
        engine: { version: orders.version },
        nodes: { count: 2, batchSize: "1" },
        database,
        record,
        kubeconfig: orders.kubeconfig,
    });
    const { completedVersion, history, evidence } = cluster;
    return { completedVersion, history, evidence, jdbcUrl: database.jdbcUrl };
};

/** The stack of a suite, brought there before its first test and removed after its last; the suite is skipped where there is no provider to run. */
export function ordersOnAws(orders: Orders): () => AwsStack {
    let stack: AwsStack | undefined;
    let api: FakeApiServer | undefined;
    before(async function () {
        if (awsMissing()) {
            this.skip();
        }
        api = await FakeApiServer.start();
        orders.kubeconfig = api.kubeconfig;
        stack = await AwsStack.create(ordersProgram(orders));
    });
    after(async () => {
        await stack?.remove();
        await api?.stop();
    });
    return () => stack!;
}
