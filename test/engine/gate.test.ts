import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Stack } from "@pulumi/pulumi/automation";
import { Checkpoint } from "../../components/checkpoint";
import { Hold, Override } from "../../components/rules/holds";
import { Target } from "../../components/rules/transition";
import { VersionGate } from "../../components/versionGate";
import { cliFolder, scratchStack } from "./support/cli";

const notReady: Hold = { id: "nodeNotReady", message: "orders-1: not ready", why: "…", next: "kubectl …", overridable: false };
const installed: Target = { version: "7.22.0", image: "engine:{version}", application: "", nodes: 3, batchSize: "1", surge: false };

/**
 * Gate and checkpoint on the real Pulumi engine: what a hook may refuse, what the state keeps, how a failed run goes on.
 * No cluster: what a checkpoint sees is given here; that it sees the truth is for test/e2e.
 */
describe("the gate on the real engine", function () {
    this.timeout(60_000);
    let stack: Stack;
    let remove = () => {};
    let target = installed;
    let overrides: Override[] = [];
    let holds: Hold[] = [];
    let looks = 0;

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        ({ stack, remove } = await scratchStack(cli, () => {
            const gate = new VersionGate("orders-gate", { target, overrides, completedOutput: "completedVersion", protect: false });
            const checkpoint = new Checkpoint(
                "orders-batch-1",
                {
                    vouchesFor: { version: target.version },
                    look: () => Promise.resolve((looks++, holds)),
                    budgetSeconds: 1,
                    access: {},
                },
                { dependsOn: [gate] },
            );
            const completed = new pulumi.Stash("completed", { input: target.version }, { dependsOn: [checkpoint] });
            return Promise.resolve({ completedVersion: completed.input });
        }));
        await stack.up();
    });
    after(() => remove());
    afterEach(() => {
        target = { ...installed, version: target.version };
        overrides = [];
        holds = [];
    });

    const refused = async (change: Partial<Target>, ...ids: string[]) => {
        const before = JSON.stringify(await stack.exportStack());
        target = { ...installed, ...change };
        const failure = await stack.preview().then(
            () => "it went ahead",
            (error: Error) => error.message,
        );
        for (const id of ids) {
            expect(failure).to.contain(`${id}: `);
        }
        expect(failure)
            .to.contain(`7.22.0 → ${target.version} is refused by`)
            .and.to.contain("nothing has been changed")
            .and.to.contain("next: ");
        expect(JSON.stringify(await stack.exportStack())).to.equal(before);
        target = installed;
    };

    it("refuses a preview, with every hold in one message, and changes nothing", () =>
        refused({ version: "7.24.0", image: "engine:latest" }, "minorSkipped", "floatingTag"));

    it("refuses a version that it does not know, and one that goes back", () =>
        refused({ version: "7.15.0" }, "versionUnsupported", "downgrade"));

    it("lets an override pass, and says so", async () => {
        target = { ...installed, version: "7.23.0", application: "orders 2" };
        overrides = [{ hold: "applicationChanged", reason: "uses nothing new" }];
        const { stderr, stdout } = await stack.preview();
        expect(stdout + stderr)
            .to.contain("applicationChanged is overridden")
            .and.to.contain("uses nothing new");
        target = installed;
    });

    it("finds nothing to do, and does not look again, when nothing has changed", async () => {
        looks = 0;
        const { changeSummary } = await stack.preview({ expectNoChanges: true });
        expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
        expect(looks).to.equal(0);
    });

    it("fails at a checkpoint whose budget ends, keeps what was completed, and refuses another version until it is completed", async () => {
        target = { ...installed, version: "7.23.0" };
        holds = [notReady];
        const failure = await stack.up().catch((error: Error) => error.message);
        expect(failure).to.contain('before hook "checkpoint orders-batch-1" failed').and.to.contain("nodeNotReady: orders-1: not ready");
        expect((await stack.outputs()).completedVersion.value).to.equal("7.22.0");

        target = { ...installed, version: "7.24.0" };
        const inFlight = await stack.preview().catch((error: Error) => error.message);
        expect(inFlight).to.contain(
            "rolloutInFlight: 7.23.0 → 7.24.0, while the rollout to 7.23.0 is not completed (last completed: 7.22.0)",
        );

        target = { ...installed, version: "7.23.0" };
        holds = [];
        looks = 0;
        await stack.up();
        expect(looks).to.equal(1);
        expect((await stack.outputs()).completedVersion.value).to.equal("7.23.0");
    });
});
