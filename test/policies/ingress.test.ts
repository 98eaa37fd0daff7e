import { all, describeRows, Recorded, recordRollout, Row, set } from "./support/stack";

const ingress = "Ingress orders-engine";
const annotations = (label: string, attributes?: string) =>
    set(label, "metadata.annotations", attributes === undefined ? {} : { "alb.ingress.kubernetes.io/target-group-attributes": attributes });
const done = (delay: number, total: string, batch = 1) => [
    `drain-outlasted orders-engine: orders-engine is done with a node ${delay} s after it leaves, and orders-batch-${batch} goes on with open requests for up to ${total} for open requests`,
];
const usual = "105 s: 45 of preStop, 60";

const rows: Record<string, Row[]> = {
    "drain-outlasted": [
        [
            "a longer delay among other attributes",
            annotations(ingress, "stickiness.enabled=true, deregistration_delay.timeout_seconds = 106"),
            [],
        ],
        ["the delay that AWS has by itself", annotations(ingress), []],
        ["a shorter delay", annotations(ingress, "deregistration_delay.timeout_seconds=104"), done(104, usual)],
        [
            "a shorter one on the Service, which comes first",
            annotations("Service orders-engine", "deregistration_delay.timeout_seconds=0"),
            done(0, usual),
        ],
        [
            "one batch that takes longer",
            set("Deployment orders-batch-2", "spec.template.spec.containers.0.lifecycle.preStop", { sleep: { seconds: 60 } }),
            [
                "drain-adds-up orders-batch-2: terminationGracePeriodSeconds is 175, and stopping takes up to 180 s: 60 of preStop, 60 for open requests, 60 for running jobs",
                ...done(105, "120 s: 60 of preStop, 60", 2),
            ],
        ],
        [
            "the class as an annotation",
            all(
                annotations(ingress, "deregistration_delay.timeout_seconds=30"),
                set(ingress, "spec.ingressClassName", undefined),
                set(ingress, ["metadata", "annotations", "kubernetes.io/ingress.class"], "alb"),
            ),
            done(30, usual),
        ],
        [
            "an Ingress of another class",
            all(annotations(ingress, "deregistration_delay.timeout_seconds=30"), set(ingress, "spec.ingressClassName", "nginx")),
            [],
        ],
        [
            "an Ingress of another namespace",
            all(annotations(ingress, "deregistration_delay.timeout_seconds=30"), set(ingress, "metadata.namespace", "other")),
            [],
        ],
        [
            "an Ingress that leads elsewhere",
            all(
                annotations(ingress, "deregistration_delay.timeout_seconds=30"),
                set(ingress, "spec.rules.0.http.paths.0.backend.service.name", "shop"),
            ),
            [],
        ],
        [
            "an Ingress that leads here by default",
            all(
                annotations(ingress, "deregistration_delay.timeout_seconds=30"),
                set(ingress, "spec.rules", undefined),
                set(ingress, "spec.defaultBackend", { service: { name: "orders-engine" } }),
            ),
            done(30, usual),
        ],
    ],
};

/** What the pack says about a rollout behind an Application Load Balancer; that AWS keeps to the times is not proven here or elsewhere. */
describe("policies about the way to the nodes", () => {
    let rollout: readonly Recorded[];
    const nodes = { batchSize: "1", ingressHost: "orders.example.com", ingressClass: "alb" };
    before(async () => (rollout = await recordRollout({ nodes })));
    describeRows(rows, () => rollout);
});
