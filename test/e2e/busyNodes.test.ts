import { expect } from "chai";
import { throughClusterIp } from "../../local/demo/endpoint";
import { deployProcesses, finishInstances, startInstances } from "../../local/demo/instances";
import { startLoad } from "../../local/demo/load";
import { Observer } from "../../local/demo/observer";
import { fewestInService } from "../../local/demo/records";
import { throughHaproxy } from "./support/haproxy";
import { TestStack } from "./support/testStack";

const service = { namespace: "camunda", name: "camunda-engine", port: 8080 };

/**
 * All at once that makes it hard for a node to leave: kept connections from inside and, by HAProxy, from outside, requests that take five seconds,
 * workers that wait at a node for external tasks, and a thousand jobs. One machine, so no network between nodes; and no other load balancer.
 */
describe("a roll of busy nodes", () => {
    let stack: TestStack;

    before(async () => {
        stack = await TestStack.create({
            "nodes.count": "4",
            "nodes.batchSize": "2",
            // Who keeps a connection to a node could send the next request just when it stops.
            "nodes.closeConnections": "true",
        });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
    });
    after(() => stack.remove());

    it("fails no request, loses no job, does none twice, and lets none wait longer than for a lock to end", async () => {
        const observer = await Observer.connect();
        const inside = await throughClusterIp(service);
        const outside = await throughHaproxy(inside);
        try {
            await deployProcesses(inside.rest);
            const counts = { "async-service-task": 1000, timer: 100, "external-task": 100, "user-task": 20 };
            const instances = await startInstances(inside.rest, { counts, spreadSeconds: 150 });
            const loads = [
                await startLoad({ rest: inside.rest, rate: 40, keepAlive: true, slowRate: 1, workers: 6 }),
                await startLoad({ rest: outside.rest, rate: 15, keepAlive: true, slowRate: 1, workers: 4 }),
            ];
            await observer.start();
            const roll = { begin: Date.now(), end: 0 };
            await stack.set("engine.version", "7.23.0");
            const { code, output } = await stack.up();
            roll.end = Date.now();
            const records = await observer.stop();
            const carried = await finishInstances(inside.rest, instances, roll, { budgetSeconds: 420 });
            const results = [];
            for (const load of loads) results.push(await load.stop());

            expect(code, output).to.equal(0);
            for (const { failures, failed, slow, polls, sent, notSent } of results) {
                expect(failures).to.deep.equal([]);
                expect(failed).to.equal(0);
                expect(slow, "requests of five seconds").to.be.at.least(30);
                expect(polls, "requests that wait").to.be.at.least(30);
                expect(notSent).to.be.at.most(sent / 100);
            }
            expect(fewestInService(records)?.nodes).to.be.at.least(2);
            expect(carried.lost).to.deep.equal([]);
            expect(carried.finished).to.equal(1220);
            expect(carried.dueDuringRoll, "timers due during the roll").to.be.at.least(100);
            // A lock that a node leaves behind ends after 300 s, and the others look for jobs every 60 s at least.
            expect(carried.longestWait).to.be.lessThan(360);
            console.log(
                `      ${results.map(({ sent, slow, polls, tasks }) => `${sent} requests, ${slow} slow, ${polls} waiting, ${tasks} tasks`).join("; ")}`,
            );
            console.log(
                `      longest wait of ${carried.timersFired + carried.asyncTasksDone} jobs: ${carried.longestWait} s; ${carried.dueDuringRoll} due in the roll`,
            );
        } finally {
            await outside.close();
        }
    });
});
