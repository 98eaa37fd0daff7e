import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { Transition } from "../../components";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, finishInstances, Instance, startInstances } from "../../local/demo/instances";
import { Observer } from "../../local/demo/observer";
import { kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const onManifest = (...command: string[]) => promisify(execFile)("kubectl", [...command, "-f", join(__dirname, "data", "database.yaml")]);

/**
 * The walk of docs/guides/roll-back-and-restore.md, with a PostgreSQL of the cluster in the place of RDS, and a dump in that of a snapshot: the gate, the order and the data are
 * real, the restore of AWS is not (test/aws has the provider's side of it). The tests build on each other.
 */
describe("the way back to a snapshot", () => {
    let stack: TestStack;
    let rest: string;
    let kept: Instance[];
    let lost: Instance[];

    const inDatabase = (script: string) =>
        kubectl("exec", "deployment/orders-db", "--", "sh", "-c", `export PGPASSWORD=right PGUSER=orders PGHOST=127.0.0.1; ${script}`);
    const goes = async () => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        return output;
    };

    before(async () => {
        await onManifest("apply");
        stack = await TestStack.create({
            createNamespace: "false",
            "nodes.count": "2",
            "database.jdbcUrl": "jdbc:postgresql://orders-db:5432/orders",
            "database.secret": "orders-db",
        });
        await stack.unset("database.image");
        await until("the database answers", async () => (await inDatabase("psql -tAc 'select 1' orders")) === "1", 180);
        await goes();
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 }));
        await deployProcesses(rest);
        kept = (await startInstances(rest, { each: 2, spreadSeconds: 1 })).filter(({ process }) => process === "user-task");
        await inDatabase("pg_dump -Fc -f /tmp/before.dump orders");
        await stack.set("engine.version", "7.23.0");
        await goes();
        lost = await startInstances(rest, { each: 1, spreadSeconds: 1 });
        await inDatabase("createdb restored && pg_restore -d restored /tmp/before.dump");
        await stack.set("rollback.from", "7.23.0");
        await stack.set("rollback.reason", "the data have to go back");
        await stack.set("engine.version", "7.22.0");
        await stack.set("database.jdbcUrl", "jdbc:postgresql://orders-db:5432/restored");
    });
    after(async () => {
        await stack?.remove();
        await onManifest("delete", "--wait", "--ignore-not-found");
    });

    it("is held while nodes run, which would work on both databases", async () => {
        const { code, output } = await stack.preview();
        expect(code).not.to.equal(0);
        expect(output).to.contain(
            "databaseMoved: the database moves from jdbc:postgresql://orders-db:5432/orders to jdbc:postgresql://orders-db:5432/restored, and 2 nodes still run",
        );
        expect(output).not.to.contain("databaseChangedToo");
    });

    it("leads to the version before on the data of before, once they are stopped", async () => {
        await kubectl("scale", "deployment", "-l", "app.kubernetes.io/component=engine", "--replicas=0");
        await until(
            "no node is left",
            async () => (await kubectl("get", "pods", "-l", "app.kubernetes.io/component=engine", "-o", "name")) === "",
            180,
        );
        await goes();
        const observer = await Observer.connect();
        expect((await observer.nodeVersions()).map(({ version }) => version)).to.deep.equal(["7.22.0", "7.22.0"]);
        expect((await observer.schemaLog()).at(-1)?.version).to.equal("7.22.0");
        const [last] = (JSON.parse(await stack.output("history", "--json")) as Transition[]).slice(-1);
        expect(last).to.deep.include({ from: "camunda 7.23.0", to: "camunda 7.22.0", rollback: "the data have to go back" });
    });

    it("has what was there when it was taken, and nothing of what came after", async () => {
        const carried = await finishInstances(rest, kept, { begin: 0, end: 0 });
        expect(carried.lost).to.deep.equal([]);
        const answer = await fetch(`${rest}/process-instance/${lost[0].id}`);
        expect(answer.status).to.equal(404);
    });

    it("goes forward again from there", async () => {
        await stack.unset("rollback");
        await goes();
        await stack.set("engine.version", "7.23.0");
        await goes();
        expect((await (await Observer.connect()).schemaLog()).at(-1)?.version).to.equal("7.23.0");
    });
});
