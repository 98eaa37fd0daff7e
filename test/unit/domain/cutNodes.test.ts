import { expect } from "chai";
import fc from "fast-check";
import { cutNodes, cutWarning, LeavingNode } from "../../../components/domain/cutNodes";

const begin = Date.parse("2026-11-30T12:00:00.000Z");
const seconds = (n: number) => begin + n * 1000;
/** Asked to leave at the beginning, and killed 100 s later. */
const node = (change: Partial<LeavingNode> = {}): LeavingNode => ({
    name: "orders-batch-1-a",
    killedAt: new Date(seconds(100)).toISOString(),
    graceSeconds: 100,
    ownSeconds: 100,
    ...change,
});
const at = (second: number, ...nodes: LeavingNode[]) => ({ at: seconds(second), nodes });

describe("cutNodes", () => {
    const cases: [name: string, before: ReturnType<typeof at>, now: ReturnType<typeof at>, expected: [string, number][]][] = [
        ["there until its end, and gone then", at(99.8, node()), at(100.4), [["orders-batch-1-a", 100]]],
        ["there after its end, and gone then", at(101, node()), at(103), [["orders-batch-1-a", 103]]],
        ["gone in time", at(50, node()), at(50.2), []],
        ["gone just in time", at(99.4, node()), at(99.6), []],
        ["still there", at(99.8, node()), at(100.4, node()), []],
        ["not seen near its end: nobody knows", at(40, node()), at(130), []],
        ["never seen leaving", at(99.8), at(100.4), []],
        ["given less time by hand", at(0.9, node({ killedAt: new Date(seconds(1)).toISOString(), graceSeconds: 1 })), at(1.5), []],
        [
            "its name is another pod's, which leaves later",
            at(99.8, node()),
            at(100.4, node({ killedAt: new Date(seconds(300)).toISOString() })),
            [["orders-batch-1-a", 100]],
        ],
        ["one of two", at(99.8, node(), node({ name: "b" })), at(100.2, node({ name: "b" })), [["orders-batch-1-a", 100]]],
    ];
    for (const [name, before, now, expected] of cases) {
        it(name, () => expect(cutNodes(before, now).map((cut) => [cut.name, cut.seconds])).to.deep.equal(expected));
    }

    it("names no node that left before its end, whenever it is looked for", () =>
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 99_000 }), fc.integer({ min: 1, max: 60_000 }), (gone, pause) => {
                const before = { at: begin + Math.max(0, gone - 1), nodes: [node()] };
                expect(cutNodes(before, { at: begin + gone + pause, nodes: [] })).to.deep.equal([]);
            }),
        ));

    it("is a warning that says what to set, within what may be set", () => {
        const cut = { name: "orders-batch-1-a", seconds: 145 };
        expect(cutWarning(cut, 60)).to.contain("orders-batch-1-a took its whole grace period to leave, 145 s");
        expect(cutWarning(cut, 60)).to.contain("pulumi config set --path nodes.stopSeconds 120 ");
        expect(cutWarning(cut, 3000)).to.contain("pulumi config set --path nodes.stopSeconds 3600 ");
    });
});
