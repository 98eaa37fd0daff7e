import { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { advance, noProgress, Progress, stepSeconds } from "../../local/demo/progress";

const urn = (type: string, name: string) => `urn:pulumi:dev::camunda-rolling-update::camunda:index:RollingUpdate$${type}::${name}`;

const metadata = (type: string, name: string, op: string) => ({ metadata: { urn: urn(type, name), type, op } });
const before = (type: string, name: string, op = "update") => ({ resourcePreEvent: metadata(type, name, op) }) as unknown as EngineEvent;
const after = (type: string, name: string, op = "update") => ({ resOutputsEvent: metadata(type, name, op) }) as unknown as EngineEvent;
const failed = (type: string, name: string) => ({ resOpFailedEvent: metadata(type, name, "update") }) as unknown as EngineEvent;
const says = (name: string, message: string, severity = "info") =>
    ({
        diagnosticEvent: { urn: urn("camunda:index:Checkpoint", name), message, severity, ephemeral: severity === "info" },
    }) as unknown as EngineEvent;

const stash = "pulumi:index:Stash";
const checkpoint = "camunda:index:Checkpoint";
const deployment = "kubernetes:apps/v1:Deployment";

const run = (...events: EngineEvent[]): Progress =>
    events.reduce<Progress>((progress, event, second) => advance(progress, event, second * 1000), noProgress(["batch-1", "batch-2"]));
const step = (progress: Progress, id: string) => progress.steps.find((known) => known.id === id);

describe("progress of an update", () => {
    it("knows all steps from the beginning, in the order of the procedure", () => {
        expect(run().steps.map(({ id }) => id)).to.deep.equal(["gate", "schema", "batch-1", "batch-2", "completed"]);
    });

    it("does not take the registration of a component for the begin of a step", () => {
        expect(step(run(before(checkpoint, "camunda-batch-1", "create")), "batch-1")).to.include({ state: "waiting" });
    });

    it("times a step from its first resource to its checkpoint", () => {
        const progress = run(
            before(deployment, "camunda-batch-1"),
            after(deployment, "camunda-batch-1"),
            before(stash, "camunda-batch-1"),
            after(stash, "camunda-batch-1"),
        );
        expect(step(progress, "batch-1")).to.include({ state: "done" });
        expect(stepSeconds(step(progress, "batch-1")!)).to.equal(3);
        expect(step(progress, "batch-2")).to.include({ state: "waiting" });
    });

    it("counts the migration Job to the schema, by its name", () => {
        expect(step(run(before("kubernetes:batch/v1:Job", "camunda-schema-7-23-0", "create")), "schema")).to.include({ state: "running" });
    });

    it("says what a step waits for, without the marks of the engine, until it has ended", () => {
        const held = run(
            before(stash, "camunda-batch-1"),
            says("camunda-batch-1", "<{%reset%}>112 s left: batch-1 starting (nodeNotReady)\n"),
        );
        expect(step(held, "batch-1")?.text).to.equal("112 s left: batch-1 starting (nodeNotReady)");
        expect(step(advance(held, after(stash, "camunda-batch-1"), 0), "batch-1")?.text).to.equal(undefined);
    });

    it("tells a step that had nothing to do from one that was done", () => {
        expect(step(run(after(stash, "camunda-gate", "same")), "gate")).to.deep.include({ state: "unchanged" });
    });

    it("keeps why a step failed, and all errors", () => {
        const progress = run(
            before(stash, "camunda-batch-1"),
            says("camunda-batch-1", "before hook failed: nodeNotReady", "error"),
            failed(stash, "camunda-batch-1"),
        );
        expect(step(progress, "batch-1")).to.include({ state: "failed", text: "before hook failed: nodeNotReady" });
        expect(progress.errors).to.deep.equal(["before hook failed: nodeNotReady"]);
    });

    it("does not begin a step again when the Job of the version before is removed at the end", () => {
        const progress = run(after(stash, "camunda-schema"), before("kubernetes:batch/v1:Job", "camunda-schema-7-22-0", "delete"));
        expect(step(progress, "schema")).to.include({ state: "done" });
    });

    it("names what is made outside the steps", () => {
        expect(run(before("kubernetes:apps/v1:StatefulSet", "camunda-database", "create")).activity).to.equal(
            "StatefulSet camunda-database",
        );
    });

    it("belongs to one cluster: the resources of another are not its steps", () => {
        expect(step(run(before(deployment, "orders-batch-1")), "batch-1")).to.include({ state: "waiting" });
    });

    it("counts the changes at the end", () => {
        const summaryEvent = { resourceChanges: { same: 20, update: 4, create: 1 } };
        expect(run({ summaryEvent } as unknown as EngineEvent).changes).to.equal(5);
    });
});
