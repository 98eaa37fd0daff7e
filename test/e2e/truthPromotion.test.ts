import { expect } from "chai";
import { kubectl } from "./support/kubectl";
import { TestStack } from "./support/testStack";
import { goes, held, Nodes } from "./support/truth";

/**
 * Production pauses in the middle of an update that was rehearsed in staging, and staging changes meanwhile: what has admitted the update stays its
 * rehearsal. The tests build on each other.
 */
describe("completed is true: staging changes while production is paused", () => {
    let staging: TestStack;
    let production: TestStack;
    let nodes: Nodes;
    let rehearsed: { at: string; digests: readonly string[]; scripts: string };
    let job: string;

    const jobUid = () => kubectl("-n", "production", "get", "job", "camunda-schema-7-23-0", "-o", "jsonpath={.metadata.uid}");
    const admitted = () => `the update was admitted by the rehearsal in staging of ${rehearsed.at}, and goes on with it`;

    before(async () => {
        staging = await TestStack.create({ namespace: "staging", "nodes.count": "1" }, "staging");
        await goes(staging.up());
        production = await TestStack.create(
            { namespace: "production", "nodes.count": "2", "promotion.stack": "staging", "verification.pauseAfter[0]": "batch-1" },
            "production",
            staging,
        );
        await goes(production.up());
        nodes = await Nodes.of(production, "production");
    });
    after(async () => {
        await production?.remove();
        await staging?.remove();
        // The stack staging is forgotten in the middle, and what it has made is not.
        await kubectl("delete", "namespace", "staging", "--ignore-not-found");
    });

    it("says in production's preview what staging was completed with, and what was overridden there", async () => {
        await staging.set("engine.version", "7.23.0");
        await held(staging.preview(), "noSpareNode");
        await staging.set("overrides[0].hold", "noSpareNode");
        await staging.set("overrides[0].reason", "staging may be away");
        await goes(staging.up());
        rehearsed = (await (await Nodes.of(staging, "staging")).evidence()).at(-1)!;
        await production.set("engine.version", "7.23.0");
        await goes(production.preview(), `rehearsed in staging on ${rehearsed.at}, overridden there: noSpareNode (staging may be away)`);
    });

    it("pauses, and says nothing of staging as long as that is as it was", async () => {
        await held(production.up(), "paused: ");
        job = await jobUid();
        const output = await goes(production.preview());
        expect(output).not.to.contain("was admitted by the rehearsal");
    });

    it("warns when staging has rolled back meanwhile, and goes on", async () => {
        await staging.set("engine.version", "7.22.0");
        await staging.set("rollback.from", "7.23.0");
        await staging.set("rollback.reason", "slow");
        // An override is for one rollout.
        await staging.set("overrides[0].reason", "staging may be away, again");
        await goes(staging.up());
        await goes(
            production.preview(),
            "staging has completed camunda 7.22.0 → camunda 7.23.0, and rolled back to camunda 7.22.0 since",
            admitted(),
        );
    });

    it("warns when staging is gone, completes all the same, runs no Job again, and keeps the rehearsal in the evidence", async () => {
        await staging.lose();
        await production.set("verification.goAhead", "7.23.0 batch-1");
        await goes(production.up(), "staging could not be queried: ", admitted());
        expect(await jobUid()).to.equal(job);
        await nodes.expectCompleted("7.23.0", ["batch-1", "batch-2"]);
        const { rehearsal } = (await nodes.evidence()).at(-1)!;
        expect(rehearsal).to.deep.equal({
            stack: "staging",
            digests: rehearsed.digests,
            scripts: rehearsed.scripts,
            at: rehearsed.at,
        });
    });

    it("has nothing to do then", () => goes(production.preview("--expect-no-changes"), "so the nodes were not queried"));
});
