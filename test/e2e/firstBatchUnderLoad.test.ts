import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { fewestInService } from "../../local/demo/records";
import { Transition } from "../../components";
import { kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const returned = (kind: string) =>
    kubectl("get", kind, "camunda-batch-1", "-o", String.raw`jsonpath={.metadata.annotations.camunda\.org/returned}`);
const environment = (batch: string) =>
    kubectl("get", "pods", "-l", `camunda.org/batch=${batch}`, "-o", "jsonpath={.items[*].spec.containers[*].env[*].name}");

/**
 * A first batch whose new nodes never start, with requests all the while: it goes back to the version before, and the next update upgrades it again.
 * With the guard, which has to let the previous version in; and with a variable that only the new nodes have, and one that only the old ones have.
 * The tests build on each other. That failing jobs have it taken back, too, is by the same way, and decided in test/unit/verification/takeBack.test.ts.
 */
for (const kind of ["deployment", "statefulset"]) {
    describe(`a first batch that is taken back, as a ${kind}`, () => {
        let stack: TestStack;
        let observer: Observer;
        let load: Load;

        const versions = async () => (await observer.nodeVersions()).map(({ version }) => version).sort();
        const others = () => kubectl("get", kind, "camunda-batch-2", "camunda-batch-3", "-o", "jsonpath={.items[*].metadata.generation}");

        before(async () => {
            stack = await TestStack.create({
                guard: "true",
                "nodes.budgetSeconds": "60",
                "nodes.env.ONLY_BEFORE": "x",
                "nodes.stableNames": String(kind === "statefulset"),
                "verification.returnFirstBatch": "true",
            });
            const { code, output } = await stack.up();
            expect(code, output).to.equal(0);
            observer = await Observer.connect();
            const { rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 });
            await deployProcesses(rest);
            load = await startLoad({ rest, rate: 20, keepAlive: false });
            await observer.start();
            await stack.set("engine.version", "7.23.0");
            await stack.unset("nodes.env.ONLY_BEFORE");
            await stack.set("nodes.env.JAVA_TOOL_OPTIONS", "-XX:NoSuchFlag");
        });
        after(async () => {
            await load?.stop();
            await stack.remove();
        });
        afterEach(() => expect(load.failures()).to.deep.equal([]));

        it("is in service again when the update has failed, which says why, and how to go on", async () => {
            const { code, output } = await stack.up();
            expect(code).not.to.equal(0);
            expect(output)
                .to.match(/nodeNotReady: camunda-batch-1-\S+: not ready/)
                .and.to.contain("batch-1 was rolled back to camunda 7.22.0, and is in service")
                .and.to.contain("The last lines of camunda-batch-1-")
                .and.to.contain("Unrecognized VM option 'NoSuchFlag'");
            expect([await versions(), await others()]).to.deep.equal([["7.22.0", "7.22.0", "7.22.0"], "1 1"]);
            expect(await environment("batch-1"))
                .to.contain("ONLY_BEFORE")
                .and.not.to.contain("JAVA_TOOL_OPTIONS");
            expect(await stack.output("completedVersion")).to.equal("7.22.0");
        });

        it("is upgraded again by the next update, which may be killed while it is taken back", async () => {
            const before = await returned(kind);
            const { process: pulumi, ended } = stack.start();
            await until("it is taken back again", async () => (await returned(kind)) !== before, 240);
            pulumi.kill("SIGKILL");
            await ended;
            expect((await stack.cancel()).code).to.equal(0);
            await until("it is in service", async () => (await versions()).length === 3);
            expect([await versions(), await others()]).to.deep.equal([["7.22.0", "7.22.0", "7.22.0"], "1 1"]);
        });

        it("is upgraded for good when the cause is mended, with nothing left of what it was, and the history tells of it", async () => {
            await stack.unset("nodes.env.JAVA_TOOL_OPTIONS");
            const previewed = await stack.preview();
            expect(previewed.code, previewed.output).to.equal(0);
            expect(previewed.output).to.match(new RegExp(`apps/v1:${kind} +camunda-batch-1 +update`, "i"));
            const at = await returned(kind);
            const { code, output } = await stack.up();
            expect(code, output).to.equal(0);
            expect(await versions()).to.deep.equal(["7.23.0", "7.23.0", "7.23.0"]);
            expect(await environment("batch-1"))
                .not.to.contain("ONLY_BEFORE")
                .and.not.to.contain("JAVA_TOOL_OPTIONS");
            expect((JSON.parse(await stack.output("history", "--json")) as Transition[]).at(-1)).to.include({
                to: "camunda 7.23.0",
                returned: at,
            });
            expect((await observer.schemaLog()).filter(({ version }) => version === "7.23.0")).to.have.length(1);
            expect((await stack.preview("--expect-no-changes")).code).to.equal(0);
            expect(fewestInService(await observer.stop())?.nodes).to.equal(2);
        });
    });
}
