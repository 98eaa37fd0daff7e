import { expect } from "chai";
import * as fc from "fast-check";
import { Action, action, beginning, Hand, World } from "./support/model/actions";
import { officialImage } from "./support/model/cluster";
import { Configuration } from "./support/model/configuration";
import { goOn } from "./support/model/goOn";
import { runs } from "./support/runs";

/**
 * The rules, played on a model of a cluster, a database and Pulumi's state (support/model): runs that are killed at any step, nodes, batches and Jobs that
 * somebody changes before a run or in the middle of it, settings and the other stack that change meanwhile, and a stack that an earlier module has made.
 * What it does not prove: that cluster, engines, Job and Pulumi behave as the model does (test/e2e and test/crash are for that), what the shell does
 * between its questions (drains, budgets, soaking, the canary), schemas that somebody changes, node groups with stable names, and other products.
 */
describe("an update, whatever happens to it", () => {
    it("never makes worse what runs, is completed only where all is at the target, and can always go on, by what the holds say", () => {
        fc.assert(
            fc.property(beginning, fc.array(action, { maxLength: 14 }), (from, actions) => {
                const world = new World(from);
                actions.forEach((one) => world.perform(one));
                goOn(world);
                world.settled();
            }),
            { numRuns: runs(200) },
        );
    });

    const set = (values: Partial<Configuration>): Action => ({ do: "set", change: { set: "values", values } });
    const up = (kill?: number): Action => ({ do: "up", refresh: false, settled: true, kill });
    const hand = (what: Hand): Action => ({ do: "hand", what });
    const image = (version: string) => officialImage.replace("{version}", version);
    /** With three batches: the moment at which the second one has been written, and its checkpoint has not been asked. */
    const inBatch2 = 22;
    const cases: [name: string, actions: Action[], holds: string[]][] = [
        ["nothing happens", [up(inBatch2)], []],
        [
            "a batch goes back by hand, where the update pauses",
            [set({ pauseAfter: ["batch-2"] }), up(), hand({ hand: "undo", batch: 0 }), set({ goAhead: "7.23.0 batch-2" })],
            ["changedByHand"],
        ],
        [
            "a batch is changed by hand, where the update was killed",
            [up(inBatch2), hand({ hand: "set image", batch: 0, image: image("7.22.0") })],
            ["changedByHand"],
        ],
        [
            "a pod is changed by hand, where the update was killed",
            [up(inBatch2), hand({ hand: "set image of a pod", node: 1, image: image("7.22.0") })],
            ["changedByHand"],
        ],
        [
            "a batch goes forward by hand, on the way back",
            [
                up(),
                { do: "set", change: { set: "roll back", reason: "slow" } },
                up(inBatch2),
                hand({ hand: "set image", batch: 2, image: image("7.23.0") }),
            ],
            ["changedByHand"],
        ],
        [
            "another version is set by hand, before the first batch",
            [up(8), hand({ hand: "set image", batch: 2, image: image("7.21.0") })],
            ["schemaAheadOfNodes", "nodesNotAsRecorded"],
        ],
        ["a batch is scaled to 0, where the update was killed", [up(inBatch2), hand({ hand: "scale to 0", batch: 0 })], ["nodeNotReady"]],
        ["a batch is removed, where the update was killed", [up(inBatch2), hand({ hand: "delete workload", batch: 0 })], ["changedByHand"]],
        ["the layout changes in the middle", [up(inBatch2), set({ batchSize: "2" })], ["layoutChanged"]],
        [
            "all others are scaled to 0, before it begins",
            [hand({ hand: "scale to 0", batch: 1 }), hand({ hand: "scale to 0", batch: 2 })],
            ["noNodeLeft"],
        ],
        ["another version is wanted in the middle", [up(inBatch2), set({ version: "7.24.0" })], ["rolloutInFlight"]],
    ];
    for (const [name, actions, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes on"}`, () => {
            const world = new World({ count: 3, surge: false, adopted: false, earlier: false });
            actions.forEach((one) => world.perform(one));
            expect(world.heldBy()).to.deep.equal(holds);
            goOn(world);
            world.settled();
        });
    }

    it("nodes that are taken over are not forgotten with the new version", () => {
        const world = new World({ count: 3, surge: false, adopted: true, earlier: false });
        world.perform(set({ adopt: undefined, version: "7.23.0" }));
        expect(world.heldBy()).to.deep.equal(["adoptedNodesRemain"]);
    });
});
