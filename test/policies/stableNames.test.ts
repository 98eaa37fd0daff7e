import { all, describeRows, push, Recorded, recordRollout, remove, Row, set, waitsFor } from "./support/stack";

const first = "StatefulSet orders-batch-1";
const container = "spec.template.spec.containers.0";
const image = (version: string) => `camunda/camunda-bpm-platform:run-${version}`;
const inOne = all(
    set(first, "spec.replicas", 0),
    set("StatefulSet orders-batch-2", "spec.replicas", 3),
    set("StatefulSet orders-batch-3", "spec.replicas", 0),
);

const rows: Record<string, Row[]> = {
    "chain-unbroken": [
        [
            "a batch that waits for the batch before, and not for its checkpoint",
            waitsFor("StatefulSet orders-batch-2", first),
            [
                "chain-unbroken orders-batch-2: StatefulSet orders-batch-2 does not wait for Stash orders-batch-1, by no chain of dependencies: two batches are out of service at the same time",
            ],
        ],
    ],
    "one-version": [
        [
            "an image of another version, under the right label",
            set(first, `${container}.image`, image("7.22.0")),
            [
                `one-version orders-batch-1: orders-gate is at 7.23.0, and orders-batch-1 is not: the image of its nodes is ${image("7.22.0")}, not ${image("7.23.0")}`,
            ],
        ],
    ],
    "spare-nodes": [
        ["all nodes in one batch, which leave one by one", inOne, []],
        [
            "all nodes in one batch, which leave together",
            all(inOne, set("StatefulSet orders-batch-2", "spec.updateStrategy.rollingUpdate", { maxUnavailable: "100%" })),
            [
                "spare-nodes orders-batch-2: the batch orders-batch-2 has all 3 nodes of the rollout orders: none serves while it is replaced",
            ],
        ],
    ],
    "disruption-budget": [
        [
            "no budget",
            remove("PodDisruptionBudget orders-engine"),
            [1, 2, 3].map((i) => `disruption-budget orders-batch-${i}: no PodDisruptionBudget selects the nodes of orders-batch-${i}`),
        ],
    ],
    "gate-first": [
        [
            "a Service of their names that does not wait",
            waitsFor("Service orders-nodes"),
            ["gate-first orders-nodes: orders-nodes does not wait for orders-gate, by no chain of dependencies"],
        ],
    ],
    "schema-update-off": [
        [
            "a node that makes a schema",
            push(first, `${container}.env`, { name: "CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE", value: "true" }),
            ["schema-update-off orders-batch-1: the container engine has CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE=true"],
        ],
    ],
    "readiness-probed": [
        [
            "no probe",
            set(first, `${container}.readinessProbe`, undefined),
            ["readiness-probed orders-batch-1: the container engine has no readinessProbe"],
        ],
    ],
    "drain-adds-up": [
        [
            "too short a grace period",
            set(first, "spec.template.spec.terminationGracePeriodSeconds", 10),
            [
                "drain-adds-up orders-batch-1: terminationGracePeriodSeconds is 10, and stopping takes up to 165 s: 45 of preStop, 60 for open requests, 60 for running jobs",
            ],
        ],
    ],
    "restricted-pods": [
        [
            "a privileged node",
            set(first, `${container}.securityContext.privileged`, true),
            ["restricted-pods orders-batch-1: the container engine is privileged"],
        ],
    ],
    "drain-outlasted": [
        [
            "a load balancer that waits for less",
            set("Ingress orders-engine", "metadata.annotations", {
                "alb.ingress.kubernetes.io/target-group-attributes": "deregistration_delay.timeout_seconds=104",
            }),
            [
                "drain-outlasted orders-engine: orders-engine is done with a node 104 s after it leaves, and orders-batch-1 goes on with open requests for up to 105 s: 45 of preStop, 60 for open requests",
            ],
        ],
    ],
};

/** What the pack says about batches that are StatefulSets: what it says about Deployments, of which the other tests have all cases. */
describe("policies about nodes with stable names", () => {
    let rollout: readonly Recorded[];
    const nodes = { batchSize: "1", stableNames: true, ingressHost: "orders.example.com", ingressClass: "alb" };
    before(async () => (rollout = await recordRollout({ nodes })));
    describeRows({ "all of them": [["the components as they are", () => {}, []]], ...rows }, () => rollout);
});
