import { expect } from "chai";
import { Completed, Evidence, RollingUpdate, RollingUpdateArgs } from "../../components";
import { engineLabels } from "../../components/domain/labels";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { history } from "../unit/support/facts";
import { only, register, Registered } from "./support/recorder";

const digest = `sha256:${"a".repeat(64)}`;
const image = "camunda/camunda-bpm-platform:run-7.23.0";
const step = { from: "camunda 7.22.0", to: "camunda 7.23.0", at: "2026-11-21T12:00:00Z", image, digests: [digest], scripts: digest };
const rehearsal = { stack: "staging", digests: [digest], scripts: digest, at: step.at };
const at22: Completed = { version: "7.22.0", history: history("7.22.0") };
const at23 = (evidence: Evidence[]): Completed => ({ version: "7.23.0", history: history("7.22.0", "7.23.0"), evidence });
const promotion = { stack: "staging" };

const ofStash = (resources: Registered[], name: string) =>
    resources.find((resource) => resource.type === "pulumi:index:Stash" && resource.name === name)?.inputs.input as {
        digests?: string[];
    } & Evidence[];

/** What mocks show of it: what reaches the migration, the checkpoints and the state. That an update is held by it is for test/engine and test/e2e. */
describe("a rolling update that is promoted", () => {
    let api: FakeApiServer;
    beforeEach(async () => {
        api = await FakeApiServer.start();
        api.pods = [{ name: "orders-1", labels: engineLabels("orders"), imageId: `docker.io/${image}@${digest}`, answers: {} }];
    });
    afterEach(() => api.stop());

    /** With these outputs of the stack `staging`. */
    const rollingUpdate = (args: Partial<RollingUpdateArgs>, outputs: object = { evidence: [step] }) =>
        register(
            () => {
                new RollingUpdate("orders", {
                    namespace: "camunda",
                    engine: { version: "7.23.0" },
                    database: { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" },
                    nodes: { batchSize: "1" },
                    kubeconfig: api.kubeconfig,
                    record: at22,
                    ...args,
                });
            },
            { "pulumi:pulumi:readStackOutputs": { outputs } },
        );

    const expected = (resources: Registered[]) => {
        const job = resources.find(({ type }) => type.endsWith(":Job"))?.inputs.spec as {
            template: { spec: { containers: { env: { name: string; value?: string }[] }[] } };
        };
        const scripts = job.template.spec.containers[0].env.find(({ name }) => name === "EXPECTED_SCRIPTS");
        const digests = ["batch-1", "batch-2", "batch-3"].map((batch) => ofStash(resources, `orders-${batch}`).digests);
        return { scripts: scripts && scripts.value, digests };
    };
    const nothing = { scripts: undefined, digests: [undefined, undefined, undefined] };
    const all = { scripts: digest, digests: [[digest], [digest], [digest]] };

    const cases: [name: string, args: Partial<RollingUpdateArgs>, outputs: object | undefined, found: object][] = [
        ["holds scripts and images against what was rehearsed", { promotion }, undefined, all],
        ["finds it in another output", { promotion: { ...promotion, output: "rehearsed" } }, { rehearsed: [step] }, all],
        ["holds them against nothing where nothing has to be rehearsed", {}, undefined, nothing],
        ["holds them against nothing where nothing was", { promotion }, {}, nothing],
        [
            "holds them against nothing where that is overridden",
            { promotion, overrides: [{ hold: "promotionMissing", reason: "ticket 4711" }] },
            undefined,
            nothing,
        ],
        [
            "changes nothing when it is completed, whatever the other stack has become",
            { promotion, record: at23([{ ...step, rehearsal }]) },
            { evidence: [{ ...step, digests: ["sha256:new"], scripts: "sha256:new" }] },
            all,
        ],
        ["changes nothing when it is asked for after completion", { promotion, record: at23([step]) }, undefined, nothing],
    ];
    for (const [name, args, outputs, found] of cases) {
        it(name, async () => expect(expected(await rollingUpdate(args, outputs))).to.deep.equal(found));
    }

    it("keeps evidence of what runs, and of what it was held against", async () => {
        const [entry, ...more] = ofStash(await rollingUpdate({ promotion }), "orders-evidence");
        expect(more).to.deep.equal([]);
        expect(new Date(entry.at).toISOString()).to.equal(entry.at);
        const { from, to } = step;
        expect(entry).to.deep.equal({ from, to, at: entry.at, image, digests: [digest], scripts: "", rehearsal });
    });
    it("keeps it as it is, and asks nobody, where nothing new is completed", async () => {
        const kept = [{ ...step, rehearsal }];
        const resources = await rollingUpdate({ promotion, record: at23(kept) });
        expect(ofStash(resources, "orders-evidence")).to.deep.equal(kept);
        // What goes into it waits for no checkpoint then; policies ask that it comes after the gate all the same.
        expect(only(resources, "Stash orders-evidence").dependsOn).to.include("Stash orders-completed");
        expect(api.requests).to.deep.equal([]);
    });
    it("reads the other stack without a resource for it, which would fail where there is no such stack", async () => {
        const references = (await rollingUpdate({ promotion })).filter(({ type }) => type === "pulumi:pulumi:StackReference");
        expect(references).to.deep.equal([]);
    });
    it("is refused by itself", async () => {
        const told = await rollingUpdate({ promotion: { stack: "camunda-rolling-update/test" } }).catch((error: Error) => error.message);
        expect(told).to.contain('promotion.stack is "camunda-rolling-update/test", which is this stack itself');
    });
});
