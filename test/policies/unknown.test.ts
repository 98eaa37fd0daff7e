import { expect } from "chai";
import { rules } from "../../policies/rules";
import { Resource } from "../../policies/support/resource";
import { ask, asRulesSee, changed, declared, find, notKnown, Recorded, recordRollout, set, write } from "./support/stack";

type Keys = (string | number)[];

/** Every part of a value, from the whole down to each leaf. */
const partsOf = (value: unknown, keys: Keys = []): Keys[] => [
    keys,
    ...(typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, part]) => partsOf(part, [...keys, Array.isArray(value) ? Number(key) : key]))
        : []),
];

const deployment = "Deployment orders-batch-1";

/** A preview knows little of what is still to be made: a rule waits until it is known, and says what it can say meanwhile. */
describe("policies and what a preview cannot know", () => {
    let rollout: readonly Recorded[];
    let seen: Resource[];
    before(async () => {
        rollout = changed(
            await recordRollout({ nodes: { batchSize: "1", ingressHost: "orders.example.com", ingressClass: "alb" } }),
            (stack) => {
                const gate = find(stack, "Stash orders-gate").urn;
                const safe = { storageEncrypted: true, backupRetentionPeriod: 7, deletionProtection: true };
                const added = [
                    declared("instance:Instance", "db", safe),
                    declared("snapshot:Snapshot", "snapshot", { tags: { to: "7.23.0" } }, [gate]),
                ];
                stack.push(...added);
                find(stack, "Job orders-schema-7-23-0").dependencies.push(...added.map(({ urn }) => urn));
                write(find(stack, "Stash orders-completed"), "input.history", [
                    { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" },
                ]);
            },
        );
        seen = rollout.map(asRulesSee);
        expect(await ask(rollout)).to.deep.equal([]);
    });

    for (const label of [
        "Stash orders-gate",
        "ConfigMap orders-schema-7-23-0",
        "Job orders-schema-7-23-0",
        "Stash orders-schema",
        deployment,
        "Stash orders-batch-1",
        "Stash orders-completed",
        "PodDisruptionBudget orders-engine",
        "Service orders-engine",
        "Ingress orders-engine",
        "Instance db",
        "Snapshot snapshot",
    ]) {
        it(`never take a value of ${label} for wrong, whichever it is`, () => {
            const resource = find(rollout, label);
            const paths = partsOf(resource.properties).slice(1);
            expect(paths).not.to.deep.equal([]);
            for (const path of paths) {
                const copy = structuredClone(resource);
                write(copy, path, notKnown);
                const one = asRulesSee(copy);
                const stack = seen.map((other) => (other.urn === one.urn ? one : other));
                for (const rule of rules) {
                    const found = "finds" in rule ? rule.finds(one, { ...rule.settings }) : rule.findsInStack(stack, { ...rule.settings });
                    expect(found, `${rule.id} ${path.join(".")}`).to.deep.equal([]);
                }
            }
        });
    }

    it("find all the same what else is wrong", async () => {
        const reports = await ask(
            changed(
                rollout,
                set(deployment, "spec.template.spec.containers.0.env.1.value", notKnown),
                set(deployment, "spec.template.spec.containers.0.securityContext.privileged", true),
                set(deployment, "spec.template.spec.terminationGracePeriodSeconds", 60),
                set(deployment, "metadata.namespace", notKnown),
                set("Stash orders-batch-1", "input.version", "7.22.0"),
                set("Stash orders-batch-1", "input.generation", notKnown),
            ),
        );
        expect(reports.map((report) => report.replace(/:[^]*/, ""))).to.deep.equal([
            "one-version orders-batch-1",
            "drain-adds-up orders-batch-1",
            "restricted-pods orders-batch-1",
        ]);
    });
});
