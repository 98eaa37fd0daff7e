import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, finishInstances, Instance, startInstances } from "../../local/demo/instances";
import { Load, startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const manifests = ["database.yaml", "plain.yaml"].flatMap((file) => ["-f", join(__dirname, "data", file)]);
const onManifests = (...command: string[]) => promisify(execFile)("kubectl", [...command, ...manifests]);

/** The walk of docs/guides/adoption.md: a cluster of plain manifests is taken over, and then rolls, while its own Service is asked all the time. */
describe("a cluster that was installed by other means", () => {
    let stack: TestStack;
    let load: Load;
    let rest: string;
    let instances: Instance[];

    before(async () => {
        await onManifests("apply");
        stack = await TestStack.create({
            createNamespace: "false",
            "nodes.count": "2",
            "database.jdbcUrl": "jdbc:postgresql://orders-db:5432/orders",
            "database.secret": "orders-db",
            "adopt.selector": "app=orders",
        });
        await stack.unset("database.image");
        await until(
            "the plain nodes serve",
            async () => (await kubectl("get", "deployment", "orders", "-o", "jsonpath={.status.readyReplicas}")) === "2",
            180,
        );
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "orders", port: 8080 }));
        await deployProcesses(rest);
        instances = await startInstances(rest, { each: 3, spreadSeconds: 10 });
        load = await startLoad({ rest, rate: 20, keepAlive: false });
    });
    after(async () => {
        await load?.stop();
        await stack?.remove();
        await onManifests("delete", "--wait", "--ignore-not-found");
    });
    afterEach(() => expect(load.failures()).to.deep.equal([]));

    it("is not taken over as something that it is not", async () => {
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain("adoptionMovesVersion: the nodes to be taken over run orders-")
            .and.to.contain("next: pulumi config set --path engine.version 7.22.0 && pulumi up");
    });

    it("is not updated where the takeover was forgotten", async () => {
        await stack.unset("adopt");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain("databaseUnexpected: jdbc:postgresql://orders-db:5432/orders has the schema 7.22.0 of installation ")
            .and.to.contain("which engines have used; this stack has no completed version on record; target is 7.23.0")
            .and.to.contain("pulumi config set --path engine.version 7.22.0 && pulumi config set --path adopt.selector");
        await stack.set("adopt.selector", "app=orders");
    });

    it("is not taken over onto another database, neither an empty one nor one with the same schema", async () => {
        await stack.set("engine.version", "7.22.0");
        const inDatabase = (script: string) =>
            kubectl("exec", "deployment/orders-db", "--", "sh", "-c", `export PGUSER=$POSTGRES_USER; ${script}`);
        await inDatabase("createdb empty && createdb twin && pg_dump orders | psql -q -v ON_ERROR_STOP=1 twin");
        await inDatabase(`psql -q twin -c "update act_ge_property set value_ = 'another' where name_ = 'camunda.installation.id'"`);
        const url = "jdbc:postgresql://orders-db:5432/";
        for (const [database, says] of [
            ["empty", `databaseUnexpected: ${url}empty is empty; expected is 7.22.0`],
            ["twin", `databaseUnexpected: the migration's database (${url}twin) belongs to installation another, and node orders-`],
        ]) {
            await stack.set("database.jdbcUrl", `${url}${database}`);
            const { code, output } = await stack.up();
            expect(code).not.to.equal(0);
            expect(output).to.contain(says);
            expect(await kubectl("get", "deployments", "-o", "name")).to.not.contain("camunda-batch-");
        }
        expect(await inDatabase(`psql -tA empty -c "select count(*) from pg_tables where schemaname = 'public'"`)).to.equal("0");
        await stack.set("database.jdbcUrl", `${url}orders`);
    });

    it("is taken over as it is, by what runs", async () => {
        await stack.set("engine.version", "7.22.0");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect(output).to.contain("found running: 2 nodes answer 7.22.0; schema log 7.22.0; postgresql 15.");
        expect((await (await Observer.connect()).nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.22.0", "7.22.0"]);
        expect(await kubectl("get", "deployment", "orders", "-o", "jsonpath={.status.readyReplicas}")).to.equal("2");
    });

    it("is not updated while nodes remain that nobody would upgrade", async () => {
        await stack.set("engine.version", "7.23.0");
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        expect(output).to.contain("adoptedNodesRemain: nodes that were taken over still run (app=orders)");
    });

    it("hands its Service over, and its old nodes go", async () => {
        const selector = { "app.kubernetes.io/instance": "camunda", "app.kubernetes.io/component": "engine", app: null };
        await kubectl("patch", "service", "orders", "-p", JSON.stringify({ spec: { selector } }));
        await until("the Service has the new nodes", async () =>
            (await kubectl("get", "endpointslices", "-l", "kubernetes.io/service-name=orders", "-o", "jsonpath={..targetRef.name}"))
                .split(" ")
                .every((name) => name.startsWith("camunda-batch-")),
        );
        await kubectl("delete", "deployment", "orders", "--wait");
        await until("the old nodes are gone", async () => (await kubectl("get", "pods", "-l", "app=orders", "-o", "name")) === "");
    });

    it("and rolls to 7.23.0 like any other, with what was begun on the old nodes", async () => {
        await stack.unset("adopt");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        expect((await (await Observer.connect()).nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.23.0", "7.23.0"]);
        const { lost } = await finishInstances(rest, instances, { begin: 0, end: Date.now() });
        expect(lost).to.deep.equal([]);
    });
});
