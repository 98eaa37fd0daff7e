import { expect } from "chai";
import { all, describeRows, find, Recorded, recordRollout, remove, replaced, Row, set, summaries, waitsFor } from "./support/stack";

const image = (version: string) => `camunda/camunda-bpm-platform:run-${version}`;
const budget = "PodDisruptionBudget orders-engine";
const job = "Job orders-schema-7-23-0";
/** Moves one batch to another version, as `--target` does. */
const move = (batch: string, version: string) =>
    all(
        set(`Deployment ${batch}`, "spec.template.spec.containers.0.image", image(version)),
        set(`Deployment ${batch}`, ["spec", "template", "metadata", "labels", "app.kubernetes.io/version"], version),
    );

const differs = (resource: string, ...differences: string[]) =>
    `one-version ${resource}: orders-gate is at 7.23.0, and ${resource} is not: ${differences.join("; ")}`;
const breaks = (from: string, to: string, otherwise: string) =>
    `chain-unbroken ${from.split(" ")[1]}: ${from} does not wait for ${to}, by no chain of dependencies: ${otherwise}`;
const uncovered = (...batches: number[]) =>
    batches.map((i) => `disruption-budget orders-batch-${i}: no PodDisruptionBudget selects the nodes of orders-batch-${i}`);

const rows: Record<string, Row[]> = {
    "gate-first": [
        [
            "a resource that is not there any more among what one waits for",
            (stack) => find(stack, "Service orders-engine").dependencies.push("urn:x"),
            [],
        ],
        [
            "a Service that does not wait",
            waitsFor("Service orders-engine"),
            ["gate-first orders-engine: orders-engine does not wait for orders-gate, by no chain of dependencies"],
        ],
        ["no gate at all", remove("Stash orders-gate"), ["gate-first orders: the rollout orders has no gate"]],
    ],
    "chain-unbroken": [
        [
            "batches that go backwards",
            all(
                waitsFor("Deployment orders-batch-3", "Stash orders-schema"),
                waitsFor("Stash orders-batch-3", "Deployment orders-batch-3"),
                waitsFor("Deployment orders-batch-2", "Stash orders-batch-3"),
                waitsFor("Stash orders-batch-2", "Deployment orders-batch-2"),
                waitsFor("Deployment orders-batch-1", "Stash orders-batch-2"),
                waitsFor("Stash orders-batch-1", "Deployment orders-batch-1"),
                waitsFor("Stash orders-completed", "Stash orders-batch-1"),
            ),
            [],
        ],
        [
            "a batch that waits for the schema, and not for the batch before",
            waitsFor("Deployment orders-batch-2", "Stash orders-schema"),
            [breaks("Deployment orders-batch-2", "Stash orders-batch-1", "two batches are out of service at the same time")],
        ],
        [
            "a batch that waits for the batch before, and not for its checkpoint",
            waitsFor("Deployment orders-batch-2", "Deployment orders-batch-1"),
            [breaks("Deployment orders-batch-2", "Stash orders-batch-1", "two batches are out of service at the same time")],
        ],
        [
            "nodes that start before anybody has looked at the schema",
            waitsFor("Deployment orders-batch-1", job),
            [breaks("Deployment orders-batch-1", "Stash orders-schema", "its nodes start on a schema that nobody has looked at")],
        ],
        [
            "a checkpoint that looks before the migration",
            waitsFor("Stash orders-schema", "ConfigMap orders-schema-7-23-0"),
            [breaks("Stash orders-schema", job, "it looks before the schema is migrated")],
        ],
        [
            "a checkpoint that looks before its batch is replaced",
            waitsFor("Stash orders-batch-2", "Stash orders-batch-1"),
            [breaks("Stash orders-batch-2", "Deployment orders-batch-2", "it looks before the batch is replaced")],
        ],
        [
            "a completion that comes early",
            waitsFor("Stash orders-completed", "Stash orders-batch-2"),
            [breaks("Stash orders-completed", "Stash orders-batch-3", "the version counts as completed before every node has it")],
        ],
        ["no migration, as --target may leave it", remove(job), ["chain-unbroken orders: the rollout orders has no migration"]],
        [
            "no checkpoint after the migration",
            all(
                waitsFor("Stash orders-baseline", job),
                waitsFor("Deployment orders-batch-1", job),
                waitsFor("Stash orders-batch-1", "Deployment orders-batch-1"),
                remove("Stash orders-schema"),
            ),
            ["chain-unbroken orders: the rollout orders has no checkpoint after the migration"],
        ],
        [
            "no checkpoint after the last batch",
            all(waitsFor("Stash orders-completed", "Deployment orders-batch-3"), remove("Stash orders-batch-3")),
            ["chain-unbroken orders-batch-3: the rollout orders has no checkpoint after orders-batch-3"],
        ],
        ["no completion", remove("Stash orders-completed"), ["chain-unbroken orders: the rollout orders has no completion"]],
    ],
    "one-version": [
        [
            "a batch that --target has moved",
            move("orders-batch-2", "7.24.0"),
            [
                differs(
                    "orders-batch-2",
                    `the image of its nodes is ${image("7.24.0")}, not ${image("7.23.0")}`,
                    "the version on its nodes' label is 7.24.0, not 7.23.0",
                ),
            ],
        ],
        [
            "an image of another version, under the right label",
            set("Deployment orders-batch-3", "spec.template.spec.containers.0.image", image("7.22.0")),
            [differs("orders-batch-3", `the image of its nodes is ${image("7.22.0")}, not ${image("7.23.0")}`)],
        ],
        [
            "a migration that --target has left where it was",
            all(
                set(job, "spec.template.spec.initContainers.0.image", image("7.22.0")),
                set(job, "spec.template.spec.containers.0.env.4", { name: "TARGET", value: "7.22.0" }),
            ),
            [
                differs(
                    "orders-schema-7-23-0",
                    "the schema it migrates to is 7.22.0, not 7.23.0",
                    `the image of its scripts is ${image("7.22.0")}, not ${image("7.23.0")}`,
                ),
            ],
        ],
        [
            "a checkpoint that vouches for another version",
            set("Stash orders-batch-1", "input.version", "7.22.0"),
            [differs("orders-batch-1", "the version it vouches for is 7.22.0, not 7.23.0")],
        ],
        [
            "a completion of another version",
            set("Stash orders-completed", "input.version", "7.22.0"),
            [differs("orders-completed", "the version it vouches for is 7.22.0, not 7.23.0")],
        ],
    ],
    "spare-nodes": [
        [
            "one node",
            all(
                remove("Stash orders-batch-2"),
                remove("Deployment orders-batch-2"),
                remove("Stash orders-batch-3"),
                remove("Deployment orders-batch-3"),
                waitsFor("Stash orders-completed", "Stash orders-batch-1"),
            ),
            ["spare-nodes orders: the rollout orders has 1 node: none serves while it is replaced"],
        ],
        [
            "all nodes in one batch",
            all(
                set("Deployment orders-batch-1", "spec.replicas", 0),
                set("Deployment orders-batch-2", "spec.replicas", 3),
                set("Deployment orders-batch-3", "spec.replicas", 0),
            ),
            [
                "spare-nodes orders-batch-2: the batch orders-batch-2 has all 3 nodes of the rollout orders: none serves while it is replaced",
            ],
        ],
        [
            "all nodes in one batch whose new ones come first",
            all(
                set("Deployment orders-batch-1", "spec.replicas", 0),
                set("Deployment orders-batch-2", "spec.replicas", 3),
                set("Deployment orders-batch-2", "spec.strategy.rollingUpdate", { maxSurge: "100%", maxUnavailable: 0 }),
                set("Deployment orders-batch-3", "spec.replicas", 0),
            ),
            [],
        ],
    ],
    "disruption-budget": [
        ["a budget of a share", set(budget, "spec.maxUnavailable", "34%"), []],
        [
            "a budget that says what stays",
            set(budget, "spec", { minAvailable: 1, selector: { matchLabels: { "app.kubernetes.io/instance": "orders" } } }),
            [],
        ],
        ["no budget", remove(budget), uncovered(1, 2, 3)],
        ["a budget for one batch only", set(budget, ["spec", "selector", "matchLabels", "camunda.org/batch"], "batch-1"), uncovered(2, 3)],
        ["a budget of another namespace", set(budget, "metadata.namespace", "other"), uncovered(1, 2, 3)],
        [
            "a budget that lets everything go",
            set(budget, "spec.maxUnavailable", "100%"),
            ["disruption-budget orders-engine: orders-engine lets all 3 nodes go at once: maxUnavailable is 100%, minAvailable is not set"],
        ],
    ],
};

/** What the pack says about stacks of the real components. That the engine shows them to it in this way is for test/engine/policies.test.ts. */
describe("policies about a rollout", () => {
    let rollout: readonly Recorded[];
    before(async () => (rollout = await recordRollout()));

    for (const args of [
        {},
        { engine: { version: "1.0.0", product: "operaton" } },
        { nodes: { count: 7, surge: true, drainSeconds: 15, stopSeconds: 90, env: { JAVA_OPTS: "-Xmx1g" } } },
        { nodes: { count: 7, stableNames: true, drainSeconds: 15, stopSeconds: 90 } },
        { nodes: { closeConnections: true, ingressHost: "orders.example.com", ingressClass: "alb", stopSeconds: 90 } },
        { guard: true },
        { engine: { version: "7.22.0" }, rollback: { from: "7.23.0", reason: "slow" } },
        { nodes: { ingressHost: "orders.example.com", restSecret: "rest" }, migration: { budgetSeconds: 7200 } },
        { nodes: { ingressHost: "orders.example.com", ingressClass: "alb", stopSeconds: 300, tolerations: [{ key: "dedicated" }] } },
    ]) {
        it(`have nothing to say about the components with ${JSON.stringify(args)}`, async () =>
            expect(await summaries(await recordRollout(args))).to.deep.equal([]));
    }

    it("tell two rollouts of one stack apart", async () => {
        const two = [...rollout, ...replaced(rollout, "orders", "invoices")];
        expect(await summaries(two)).to.deep.equal([]);
        expect(await summaries(two, move("invoices-batch-2", "7.24.0"))).to.have.length(1);
    });

    describeRows(rows, () => rollout);
});
