import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { Stack } from "@pulumi/pulumi/automation";
import { LiveNodes } from "../../components/cluster/liveNodes";
import { settle } from "../../components/settings/settle";
import { ownRecord } from "../../components/record/stackRecord";
import { VersionGate } from "../../components/gate/versionGate";
import { cliFolder, scratchStack } from "../engine/support/cli";
import { FakeApiServer } from "../unit/support/fakeApiServer";
import { answers, honest } from "./support/answers";
import { unprintable } from "./support/run";
import { nodeLabels } from "./support/stack";

const { target: installed } = settle({ engine: { version: "7.22.0", image: "engine:{version}" } });
/** The CLI's own colours and lines are not what is looked at: what the gate says is. */
const fromGate = (text: string) => text.slice(Math.max(0, text.indexOf("Diagnostics:")));
const ownAddress =
    /^\/(apis\/apps\/v1\/namespaces\/camunda\/deployments\?|api\/v1\/namespaces\/camunda\/pods(\?|$|\/orders-\d+\/log\?container=engine&|\/orders-\d+:8080\/proxy\/engine-rest\/[\w/-]+(\?|$)))/;

/** The gate on the real Pulumi engine, asked by its real CLI, with ten nodes at a time that answer in ten ways. */
describe("hostile nodes, and a preview", function () {
    this.timeout(600_000);
    let stack: Stack;
    let remove = () => {};
    let api: FakeApiServer;
    let target = installed;

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        api = await FakeApiServer.start();
        const nodes = { namespace: "camunda", cluster: "orders", restPath: "engine-rest", port: 8080 };
        ({ stack, remove } = await scratchStack(cli, () => {
            const parent = new pulumi.ComponentResource("test:index:Cluster", "orders");
            const completed = ownRecord("orders-record", {}, parent);
            const live = new LiveNodes({ kubeconfig: api.kubeconfig }, nodes);
            new VersionGate("orders-gate", { target, completed, live, protect: false });
            return Promise.resolve({ completedVersion: "7.22.0", history: [] });
        }));
        await stack.up();
        target = { ...installed, version: "7.23.0" };
    });
    after(async () => {
        remove();
        await api?.stop();
    });

    for (let first = 0; first < answers.length; first += 10) {
        const some = answers.slice(first, first + 10);
        it(`${some[0].title} to ${some.at(-1)?.title}`, async () => {
            api.pods = some.map((answer, i) => ({
                name: `orders-${i + 1}`,
                labels: nodeLabels("batch-1"),
                answers: {},
                raw: (path, response) => {
                    // Every other one says first what it is, and is asked for more.
                    if (!(i % 2 === 1 && honest(path, response))) answer.send(path, response);
                    return true;
                },
            }));
            const seen = api.requests.length;
            const said = await stack.preview({ color: "never" }).then(
                ({ stdout, stderr }) => stdout + stderr,
                (error: Error) => error.message,
            );
            expect(said).to.contain("is refused by");
            expect(unprintable.exec(fromGate(said).replaceAll("\t", " "))).to.equal(null);
            expect(said.length).to.be.below(3 * 16_384); // Pulumi tells it thrice: on standard output, on standard error, and in the error
            const requests = api.requests.slice(seen).map((request) => request.split(" ", 1)[0]);
            expect(requests.filter((request) => !ownAddress.test(request))).to.deep.equal([]);
            expect(requests.length).to.be.greaterThan(5);
        });
    }
});
