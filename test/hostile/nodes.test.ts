import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Canary } from "../../components/verification/canary";
import { Cluster } from "../../components/cluster/cluster";
import { describeHolds, Hold } from "../../components/domain/hold";
import { batchHolds } from "../../components/checkpoint/rules/integrated";
import { settle } from "../../components/settings/settle";
import { Transition } from "../../components/domain/facts/facts";
import { describeRefusal, judge } from "../../components/gate/rules/judge";
import { settleVerification } from "../../components/settings/verification";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { answers, Answer, honest } from "./support/answers";
import { expectPrintable, expectSurvived, run } from "./support/run";
import { nodeLabels, playedStack } from "./support/stack";

/** All that there is to ask a node for; anything else would be somebody else's request. */
const asked =
    /^\/api\/v1\/namespaces\/camunda\/pods\/orders-[123]:8080\/proxy\/engine-rest\/(version|schema\/log|telemetry\/data|incident|job|deployment|process-definition|([a-z-]+\/){1,2}count|deployment\/create|external-task|message|process-instance|history\/[a-z-]+(\/count)?|process-definition\/key\/[\w-]+(\/start)?|job\/[\w:-][\w.:-]{0,63}\/execute|process-instance\/[\w:-][\w.:-]{0,63}(\/activity-instances)?)(\?[^ ]*)?$/;
/** What is asked of the API server itself, to read. */
const lists =
    /^\/(api\/v1\/(namespaces\/camunda\/(pods|pods\/orders-[123]\/log|resourcequotas|services)|nodes|pods)|apis\/(apps|autoscaling|policy)\/v[12]\/namespaces\/camunda\/\w+(\/(orders-)?[\w-]+)?)(\?|$)/;

/**
 * A node that is somebody else's by now, over real HTTP: whatever it answers, no request leaves its path, nothing of it is run, and what is said about it can
 * be read. The API server is played and keeps what it is asked; that a real one gets the same is for test/e2e/hostile.test.ts.
 */
describe("hostile nodes", function () {
    this.timeout(600_000);
    let api: FakeApiServer;
    let seen = 0;
    const nodes = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
    const window: Transition = { from: "camunda 7.22.0", to: "camunda 7.23.0", overrides: [], rollback: "" };
    const { target } = settle({ engine: { version: "7.23.0" } });
    const { target: previous } = settle({ engine: { version: "7.22.0" } });

    before(async () => (api = await FakeApiServer.start()));
    after(() => api?.stop());

    /** Three nodes, of which the first one is new and all answer in that way, or do so once they have said what they are. */
    const taken = (answer: Answer, late: boolean) =>
        (api.pods = ["7.23.0", "7.22.0", "7.22.0"].map((version, i) => ({
            name: `orders-${i + 1}`,
            labels: nodeLabels(`batch-${i + 1}`, version),
            answers: {},
            image: "engine:7.23.0",
            raw: (path, response) => {
                if (!(late && honest(path, response))) answer.send(path, response);
                return true;
            },
        })));

    const expectMeant = (title: string) => {
        const requests = api.requests.slice(seen).map((request) => request.split(" ", 1)[0]);
        seen = api.requests.length;
        expect(
            requests.filter((request) => !asked.test(request) && !lists.test(request)),
            title,
        ).to.deep.equal([]);
        expect(existsSync(join(process.cwd(), "executed")), title).to.equal(false);
        return requests;
    };

    /** Everything that the component asks a node for, and what it says about the answers. */
    async function everything(): Promise<string[]> {
        const cluster = await Cluster.connect({ kubeconfig: api.kubeconfig });
        const warnings: string[] = [];
        const failed = (error: Error) => [`failed: ${error.message}`];
        const holds = (found: Promise<Hold[]>) => found.then((all) => [describeHolds(all)], failed);
        const canary = new Canary({ target, settings: settleVerification({ canary: { enabled: true, seconds: 0 } }) });
        const batch = {
            ...nodes,
            deployment: "batch-1",
            generation: 1,
            nodes: 1,
            product: "camunda",
            version: "7.23.0",
            image: "engine:7.23.0",
        };
        const warn = (text: string) => void warnings.push(text);
        const opening = { at: "2026-01-01T00:00:00Z", nodes: [], problem: "", incidents: 0, failedJobs: 0, deployments: 0, newest: [] };
        const [gate, standing, integrated, prepared] = await Promise.all([
            Cluster.truth({ kubeconfig: api.kubeconfig }, { ...nodes, count: { ACT_RU_JOB: "job/count" } }).then((live) => {
                const facts = { previous, wanted: target, completed: { version: "7.22.0", history: [] }, live };
                const verdict = judge(facts);
                return [describeRefusal(facts, verdict), verdict.notes.join("\n")];
            }, failed),
            cluster
                .standing({ ...nodes, product: "camunda", version: "7.24.0", locks: true, opening })
                .then(
                    (found) => [
                        JSON.stringify({ ...found, nodes: [], jobs: found.jobs?.ids.length, lockedTasks: found.lockedTasks?.slice(0, 3) }),
                    ],
                    failed,
                ),
            holds(cluster.batchState(batch).then((state) => batchHolds(batch, state))),
            holds(canary.prepare(cluster, nodes, window, warn)),
        ]);
        const crossed = await holds(canary.look(cluster, nodes, "batch-1", window, warn));
        return [...gate, ...standing, ...integrated, ...prepared, ...crossed, ...warnings];
    }

    it("there are enough of them", () => {
        expect(answers.length).to.be.at.least(120);
        expect(new Set(answers.map(({ title }) => title)).size).to.equal(answers.length);
    });

    for (const answer of answers) {
        it(`${answer.title}: all that the component asks for`, async () => {
            for (const late of [false, true]) {
                taken(answer, late);
                const begin = Date.now();
                const said = await everything();
                said.forEach(expectPrintable);
                expectMeant(answer.title);
                expect(Date.now() - begin, "milliseconds").to.be.below(40_000);
            }
            expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
        });
    }

    describe("by the command that asks nodes: check --stack", () => {
        let played: ReturnType<typeof playedStack>;
        before(() => (played = playedStack(api.kubeconfig)));
        after(() => played.remove());

        for (const [i, answer] of answers.entries()) {
            it(answer.title, async () => {
                // Alternately from the beginning, and once it has said what it is.
                taken(answer, i % 2 === 1);
                const end = await run("check", ["--stack", "test"], played.env);
                expect(end.code, end.output).to.be.oneOf([0, 2, 3, 4]);
                expectSurvived(end, 30);
                expect(expectMeant(answer.title).length).to.be.greaterThan(0);
            });
        }
    });
});
