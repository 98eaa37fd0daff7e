import { expect } from "chai";
import { Cluster } from "../../components/cluster/cluster";
import { LiveTruthArgs } from "../../components/cluster/liveTruth";
import { kubectl, sql } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const user = { username: "operator", password: "right: with a colon" };

const secret = (name: string, { username, password }: typeof user) =>
    kubectl("create", "secret", "generic", name, `--from-literal=username=${username}`, `--from-literal=password=${password}`);

/** Through ports that a real API server and a real kubelet forward, to real engines that want authentication. */
describe("what runs, where the REST API wants authentication", () => {
    let stack: TestStack;
    let ownNamespace = false;
    const at: LiveTruthArgs = { namespace: "camunda", cluster: "camunda", restPath: "engine-rest", port: 8080 };
    const truth = async (change: Partial<LiveTruthArgs> = {}) => (await Cluster.connect({})).liveTruth({ ...at, ...change });

    before(async () => {
        // The Secrets have to be there before the nodes are, so the stack does not make the namespace.
        await kubectl("create", "namespace", "camunda");
        ownNamespace = true;
        await secret("rest", user);
        await secret("wrong", { ...user, password: "wrong" });
        // Unlike one whose password is wrong, a user that is not known is not locked by the attempt.
        await secret("unknown", { ...user, username: "nobody" });
        stack = await TestStack.create({
            createNamespace: "false",
            "nodes.count": "2",
            "nodes.restSecret": "rest",
            "verification.canary.enabled": "true",
            "nodes.env.CAMUNDA_BPM_RUN_AUTH_ENABLED": "true",
            "nodes.env.CAMUNDA_BPM_ADMIN_USER_ID": user.username,
            "nodes.env.CAMUNDA_BPM_ADMIN_USER_PASSWORD": user.password,
        });
    });
    after(async () => {
        await stack?.remove();
        // Never one that was there before: something else is using the cluster then.
        if (ownNamespace) {
            await kubectl("delete", "namespace", "camunda");
        }
    });

    it("a rollout is held by credentials that the nodes refuse: their image does not count then, and the user is not locked", async () => {
        await stack.set("nodes.restSecret", "wrong");
        await stack.set("nodes.budgetSeconds", "60");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.match(/nodeNotReady: camunda-batch-1-\S+: ready, but it does not accept the credentials in Secret wrong/);
        expect(await sql("select attempts_ from act_id_user where id_ = 'operator'")).to.equal("1");
        await stack.set("nodes.restSecret", "rest");
    });

    it("a rollout completes by what the nodes say", async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
    });

    it("with the credentials, everything is told", async () => {
        const { nodes, database, schemaChangedAt = "", ...rest } = await truth({ restSecret: "rest" });
        expect(nodes.map(({ version, problem }) => [version, problem])).to.deep.equal([
            ["7.22.0", ""],
            ["7.22.0", ""],
        ]);
        expect(rest).to.deep.equal({ schema: "7.22.0", incidents: 0, failedJobs: 0, deployments: 0, problem: "" });
        expect(database?.kind).to.equal("postgresql");
        expect(database?.version).to.match(/^15\.\d+$/);
        expect(Date.now() - Date.parse(schemaChangedAt), "the schema was created by this suite").to.be.within(0, 3_600_000);
    });

    const refusals: [name: string, change: Partial<LiveTruthArgs>, problem: string][] = [
        ["no credentials", {}, "wants authentication"],
        ["wrong credentials", { restSecret: "unknown" }, "does not accept the credentials in Secret unknown"],
        ["a port that nobody listens at", { restSecret: "rest", port: 8099 }, "does not answer engine-rest/version"],
        ["the same, through the pod proxy", { port: 8099 }, "does not answer engine-rest/version (HTTP status 503)"],
        ["a path that does not exist", { restSecret: "rest", restPath: "rest" }, "does not answer rest/version (HTTP status 404)"],
    ];
    for (const [name, change, problem] of refusals) {
        it(`each node has its problem, in words: ${name}`, async () => {
            const { nodes, ...rest } = await truth(change);
            expect(nodes.map(({ version, problem }) => [version, problem])).to.deep.equal([
                ["", problem],
                ["", problem],
            ]);
            expect(rest).to.deep.equal({ problem: "" });
        });
    }

    it("a Secret that does not exist, in the API server's own words", async () => {
        expect(await truth({ restSecret: "none" }))
            .to.include({ problem: 'secrets "none" not found' })
            .and.to.deep.include({ nodes: [] });
    });

    it("a kubeconfig whose token is not known", async () => {
        const config = await kubectl("config", "view", "--raw", "--minify", "--flatten", "-o", "json");
        const kubeconfig = JSON.stringify({
            ...(JSON.parse(config) as object),
            users: (JSON.parse(config) as { users: { name: string }[] }).users.map(({ name }) => ({ name, user: { token: "unknown" } })),
        });
        const { nodes, problem } = await (await Cluster.connect({ kubeconfig })).liveTruth(at);
        expect(nodes).to.deep.equal([]);
        expect(problem).to.equal("the API server answers with HTTP status 401");
    });

    it("the gate asks at preview, and holds what it cannot be told", async () => {
        await stack.set("nodes.restSecret", "unknown");
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        expect(output).to.contain("truthUnknown").and.to.contain("does not accept the credentials in Secret unknown");
        await stack.set("nodes.restSecret", "rest");
    });

    it("a patch release rolls, and the new nodes say so themselves", async () => {
        await stack.set("engine.version", "7.22.13");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        const { nodes, schema } = await truth({ restSecret: "rest" });
        expect(nodes.map(({ version }) => version)).to.deep.equal(["7.22.13", "7.22.13"]);
        expect(schema).to.equal("7.22.0");
    });
});
