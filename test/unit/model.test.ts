import * as fc from "fast-check";
import { action, beginning, World } from "./support/model/actions";
import { goOn } from "./support/model/goOn";

/** How many sequences are tried; more: MODEL_RUNS=20000 npx mocha … test/unit/model.test.ts */
const numRuns = Number(process.env.MODEL_RUNS ?? 500);

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
            { numRuns },
        );
    });
});
