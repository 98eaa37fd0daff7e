import { expect } from "chai";
import * as fc from "fast-check";
import { planBatches } from "../../../components/domain/batches";

describe("planBatches", () => {
    const plans: [count: number, size: string, nodes: number[]][] = [
        [3, "33%", [1, 1, 1]],
        [3, "1", [1, 1, 1]],
        [6, "33%", [1, 1, 1, 1, 1, 1]], // 1.98: rounded down, so that at least 67 % stay in service
        [6, "34%", [2, 2, 2]],
        [6, "50%", [3, 3]],
        [7, "3", [3, 3, 1]],
        [2, "100%", [1, 1]], // one always serves
        [3, "5", [2, 1]],
        [1, "33%", [1]],
    ];
    for (const [count, size, nodes] of plans) {
        it(`${count} nodes by ${size}: ${nodes.join(", ")}`, () => {
            expect(planBatches(count, size)).to.deep.equal(nodes.map((n, i) => ({ id: `batch-${i + 1}`, nodes: n })));
        });
    }

    it("counts every node once, and leaves one in service, whatever the numbers", () => {
        const size = fc.oneof(
            fc.integer({ min: 1, max: 9999 }).map(String),
            fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
        );
        fc.assert(
            fc.property(fc.integer({ min: 2, max: 1000 }), size, (count, batchSize) => {
                const batches = planBatches(count, batchSize);
                expect(batches.reduce((sum, batch) => sum + batch.nodes, 0)).to.equal(count);
                expect(Math.max(...batches.map((batch) => batch.nodes))).to.be.lessThan(count);
                expect(Math.min(...batches.map((batch) => batch.nodes))).to.be.greaterThan(0);
            }),
        );
    });
});
