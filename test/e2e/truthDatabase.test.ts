import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";
import { goes, held, Nodes } from "./support/truth";

const manifests = ["database.yaml", "plain.yaml"].flatMap((file) => ["-f", join(__dirname, "data", file)]);
const onManifests = (...command: string[]) => promisify(execFile)("kubectl", [...command, ...manifests]);

/**
 * A database that others use, and one that loses its data, on the real cluster. The tests build on each other. An empty database when a cluster is taken
 * over: adoption.test.ts; a namespace that was deleted in the middle: rightDatabase.test.ts.
 */
describe("completed is true: the database is the expected one", () => {
    let stack: TestStack;

    const sql = (statement: string) =>
        kubectl(...["exec", "deployment/orders-db", "--", "sh", "-c"], 'psql -U "$POSTGRES_USER" -tA -c "$0" "$POSTGRES_DB"', statement);
    const schema = () => sql("select version_ from act_ge_schema_log order by id_::int desc limit 1");
    const tables = () => sql("select count(*) from pg_tables where schemaname = 'public'");
    const create = async (settings: Record<string, string>) => {
        stack = await TestStack.create({
            createNamespace: "false",
            "nodes.count": "2",
            "nodes.budgetSeconds": "150",
            "database.jdbcUrl": "jdbc:postgresql://orders-db:5432/orders",
            "database.secret": "orders-db",
            ...settings,
        });
        await stack.unset("database.image");
    };

    before(async () => {
        await onManifests("apply");
        const ready = () => kubectl("get", "deployment", "orders", "-o", "jsonpath={.status.readyReplicas}");
        await until("the plain nodes serve", async () => (await ready()) === "2", 240);
    });
    after(async () => {
        await stack?.remove();
        await onManifests("delete", "--wait", "--ignore-not-found");
    });

    it("refuses to migrate the database of nodes that nobody said are taken over; nothing has moved", async () => {
        await create({ "engine.version": "7.23.0" });
        await held(stack.up("--skip-preview"), "databaseUnexpected: ", "adopt");
        expect(await schema()).to.equal("7.22.0");
        expect(await kubectl("get", "deployments", "-o", "name")).not.to.contain("camunda-batch-");
    });

    it("takes the cluster over at its own version then, with `adopt`, as the hold says", async () => {
        await stack.set("engine.version", "7.22.0");
        await stack.set("adopt.selector", "app=orders");
        await goes(stack.up(), "found running: 2 nodes answer 7.22.0");
        await kubectl("delete", "deployment", "orders", "--wait");
        await until("the old nodes are gone", async () => (await kubectl("get", "pods", "-l", "app=orders", "-o", "name")) === "");
        await stack.unset("adopt");
        await goes(stack.preview());
    });

    it("does not go on when the database's pod, which has no storage, was restarted in the middle, and makes no schema", async () => {
        await stack.set("engine.version", "7.23.0");
        await stack.set("verification.pauseAfter[0]", "batch-1");
        await held(stack.up(), "paused: ");
        await kubectl("delete", "pod", "-l", "app=orders-db", "--wait");
        await until("the database answers", async () => (await tables()) === "0");
        await stack.set("verification.goAhead", "7.23.0 batch-1");
        await held(stack.up("--skip-preview"), "databaseUnexpected: ", "docs/guides/roll-back-and-restore.md");
        expect(await tables()).to.equal("0");
        expect(await stack.output("completedVersion")).to.equal("7.22.0");
        expect(await (await Nodes.of(stack)).versions()).not.to.include("batch-2 7.23.0");
    });
});
