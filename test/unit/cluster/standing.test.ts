import { expect } from "chai";
import { ApiServerError, NodeRefusal } from "../../../components/cluster/errors";
import { Get } from "../../../components/cluster/nodeRest";
import { inOrderToAsk, sharedStanding, StandingArgs } from "../../../components/cluster/standing";
import { Opening } from "../../../components/domain/facts/standing";

const args: StandingArgs = {
    namespace: "camunda",
    cluster: "orders",
    restPath: "engine-rest",
    port: 8080,
    product: "camunda",
    version: "7.23.0",
    locks: false,
};
const deployment = {
    id: "d2",
    name: "orders",
    source: "process application",
    deploymentTime: "2026-11-21T12:00:00.000+0000",
    tenantId: null,
};
const answers: Record<string, unknown> = {
    "incident/count": { count: 3 },
    "job/count?noRetriesLeft=true": { count: 2 },
    "deployment/count": { count: 1 },
    "process-definition/count": { count: 4 },
    "deployment?sortBy=deploymentTime&sortOrder=desc&maxResults=10": [deployment],
};
const made = { id: "d2", name: "orders", time: "2026-11-21T12:00:00.000+0000", by: "process application" };
const opening: Opening = {
    at: "2026-11-21T11:00:00Z",
    nodes: [],
    incidents: 3,
    failedJobs: 2,
    deployments: 1,
    newest: [made],
    problem: "",
};

/** A node that answers so, refuses every other path, and keeps what it was asked. */
const node = (given: Record<string, unknown>, asked: string[] = []): Get => {
    return (path) => {
        asked.push(path);
        const answer = given[path];
        return answer instanceof Error
            ? Promise.reject(answer)
            : path in given
              ? Promise.resolve(answer)
              : Promise.reject(new NodeRefusal(404));
    };
};

/** By answers as engines of 7.23 and 7.24 have given them; that others do is not proven here. */
describe("sharedStanding", () => {
    it("asks little where nothing has become worse", async () => {
        const asked: string[] = [];
        const facts = { incidents: 3, failedJobs: 2, deployments: 1, processDefinitions: 4, newest: [made] };
        expect(await sharedStanding([node(answers, asked)], { ...args, opening })).to.deep.equal(facts);
        expect(asked).to.have.members(Object.keys(answers));
    });

    it("asks for examples of what fails, and who has deployed what is new", async () => {
        const log = "history/user-operation?deploymentId=d2&operationType=Create&maxResults=1";
        const incident = { id: "i1", incidentType: "failedJob", configuration: "j1", activityId: "charge" };
        const more = {
            ...answers,
            "incident?sortBy=incidentTimestamp&sortOrder=desc&maxResults=3": [incident],
            "job?noRetriesLeft=true&maxResults=3": [{ id: "j1", processInstanceId: "p1" }],
            [log]: [{ userId: "demo" }],
        };
        const before = { ...opening, incidents: 0, newest: [] };
        const { examples, newest } = await sharedStanding([node(more)], { ...args, opening: before });
        expect(examples).to.deep.equal(["incident i1: failedJob of j1 at charge", "job j1 of instance p1"]);
        expect(newest?.[0].by).to.equal("demo, process application");
    });

    const locks: [version: string, product: string, query: string, locked: boolean][] = [
        ["7.23.0", "camunda", "executable=true", false],
        ["7.24.0", "camunda", "acquired=true", true],
        ["7.24.3", "camunda", "acquired=true", true],
        ["1.0.0", "operaton", "executable=true", false],
    ];
    for (const [version, product, query, locked] of locks) {
        it(`asks ${product} ${version} for jobs by ${query}`, async () => {
            const task = { id: "t1", workerId: "w", lockExpirationTime: "1970-01-01T00:00:01.000+0000" };
            const more = {
                ...answers,
                [`job?${query}&active=true&withRetriesLeft=true&maxResults=200`]: [{ id: "j1" }],
                "external-task?locked=true&maxResults=200": [task],
            };
            const { jobs, lockedTasks } = await sharedStanding([node(more)], { ...args, version, product, locks: true });
            expect(jobs).to.deep.equal({ ids: ["j1"], all: true, locked });
            expect(lockedTasks).to.deep.equal([{ id: "t1", worker: "w", until: 1000 }]);
        });
    }

    it("takes a refusal for nothing told, and no answer for none: the next node is asked", async () => {
        const refused = await sharedStanding([node({})], args);
        expect(Object.values(refused).every((value) => value === undefined)).to.equal(true);
        const broken = node({ ...answers, "incident/count": new Error("socket hang up") });
        const failing = node({ ...answers, "incident/count": new NodeRefusal(500) });
        expect((await sharedStanding([broken, failing, node(answers)], args)).incidents).to.equal(3);
        const failure = (nodes: Get[]) => sharedStanding(nodes, args).catch((error: Error) => error.message);
        expect(await failure([broken])).to.equal("socket hang up");
        expect(await failure([])).to.contain("no node is in service");
        const away = node({ ...answers, "incident/count": new ApiServerError("gone") });
        expect(await failure([away, node(answers)])).to.equal("gone");
    });
});

describe("inOrderToAsk", () => {
    const pod = (name: string, version: string, minute: number, leaving?: "leaving" | "starting") => ({
        metadata: {
            name,
            labels: { "app.kubernetes.io/version": version },
            creationTimestamp: new Date(2026, 10, 21, 12, minute),
            ...(leaving === "leaving" ? { deletionTimestamp: new Date() } : {}),
        },
        status: { conditions: [{ type: "Ready", status: leaving === "starting" ? "False" : "True" }] },
    });
    const order = (...pods: ReturnType<typeof pod>[]) => inOrderToAsk(pods, "7.23.0").map(({ metadata }) => metadata?.name);

    it("asks a new node before one of the version before, and of the new ones the oldest", () =>
        expect(
            order(pod("old", "7.22.0", 0), pod("newest", "7.23.0", 9), pod("first", "7.23.0", 5), pod("older", "7.22.0", 1)),
        ).to.deep.equal(["first", "newest", "old", "older"]));
    it("asks none that leaves or starts", () =>
        expect(order(pod("a", "7.23.0", 0, "leaving"), pod("b", "7.23.0", 1, "starting"), pod("c", "7.23.0", 2))).to.deep.equal(["c"]));
});
