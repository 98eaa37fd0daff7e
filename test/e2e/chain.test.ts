import { expect } from "chai";
import type { Transition } from "../../components";
import { importing } from "../../local/cluster/cluster";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, finishInstances, startInstances, type Instance } from "../../local/demo/instances";
import { startLoad, type Load } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { furtherEngine } from "../../local/images/images";
import { take } from "../../local/stack";
import { command } from "./support/command";
import { sql } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const [first, last] = ["7.18.0", "7.24.0"];
/** What `plan` prints of a hop. */
interface Hop {
    to: string;
    commands: string[];
}

/**
 * A cluster goes from 7.18 to 7.24 as `plan` says: real engines of each version serve while the schema goes ahead of them, and instances that
 * began on the first one end on the last. It does not prove that applications do: new minors ask for changes of their own (`plan` names them).
 */
describe(`the whole way ${first} → ${last}`, () => {
    let stack: TestStack;
    let observer: Observer;
    let load: Load;
    let rest: string;
    let instances: Instance[];
    const roll = { begin: Date.now(), end: 0 };

    const versions = async () => (await observer.nodeVersions()).map(({ version }) => version);
    const history = async () => JSON.parse(await stack.output("history", "--json")) as Transition[];

    before(async () => {
        const engines = ["7.18.0", "7.19.0", "7.20.0", "7.21.0", "7.24.0"].map(furtherEngine);
        const images = engines.map(({ image }) => image);
        await take([...engines.flatMap(({ steps }) => steps), importing(images, "further engines", 20)]);
        stack = await TestStack.create({ "engine.version": first, "nodes.count": "2" });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        observer = await Observer.connect();
        ({ rest } = await throughClusterIp({ namespace: "camunda", name: "camunda-engine", port: 8080 }));
        await deployProcesses(rest);
        load = await startLoad({ rest, rate: 20, keepAlive: false });
        // Timers fall due all along the way; the user tasks are completed at its end.
        roll.begin = Date.now();
        instances = await startInstances(rest, { each: 20, spreadSeconds: 420 });
    });
    after(async () => {
        await load?.stop();
        await stack.remove();
    });
    afterEach(() => expect(load.failures()).to.deep.equal([]));

    it("is what plan prints, one rolling update after the other", async () => {
        const { code, output } = await command("plan", ["--from", first, "--to", last, "--json"], process.env);
        expect(code, output).to.equal(0);
        const { hops } = JSON.parse(output) as { hops: Hop[] };
        expect(hops.map(({ to }) => to)).to.deep.equal(["7.19.0", "7.20.0", "7.21.0", "7.22.0", "7.23.0", last]);
        for (const { to, commands } of hops) {
            expect(commands).to.deep.equal([`pulumi config set --path engine.version ${to}`, "pulumi up"]);
            await stack.set("engine.version", to);
            const { code, output } = await stack.up();
            expect(code, output).to.equal(0);
            expect(await versions()).to.deep.equal([to, to]);
            expect((await observer.schemaLog()).at(-1)?.version).to.equal(to);
        }
        roll.end = Date.now();
    });

    it("leaves a record of each", async () => {
        expect((await history()).map(({ to }) => to)).to.deep.equal(
            ["7.18.0", "7.19.0", "7.20.0", "7.21.0", "7.22.0", "7.23.0", "7.24.0"].map((version) => `camunda ${version}`),
        );
        // Each step of the schema once; Camunda's change log creates the schema of 7.16, and goes on from there.
        expect(await sql("select string_agg(version_, ' ' order by id_::int) from act_ge_schema_log")).to.equal(
            "7.16.0 7.17.0 7.18.0 7.19.0 7.20.0 7.21.0 7.22.0 7.23.0 7.24.0",
        );
    });

    it("keeps the instances that began at its start, each done exactly once", async () => {
        const carried = await finishInstances(rest, instances, roll, { budgetSeconds: 120 });
        expect(carried.lost).to.deep.equal([]);
        expect(carried.finished).to.equal(instances.length);
        expect(carried.dueDuringRoll).to.be.greaterThan(0);
    });
});
