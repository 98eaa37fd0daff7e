import { expect } from "chai";
import fc from "fast-check";
import { Hold } from "../../../components/domain/hold";
import { HoldId } from "../../../components/domain/holds/registry";
import { advance, Advance, Course, courseOf, Seen } from "../../../components/verification/rules/course";

const hold = (id: HoldId): Hold => ({ id, message: "", why: "", next: "", overridable: false });
const batch = (...ids: HoldId[]): Seen => ({ kind: "batch", holds: ids.map(hold), compares: true });
const comparison = (mixed: boolean, ...ids: HoldId[]): Seen => ({ kind: "comparison", holds: ids.map(hold), mixed });
const canary = (...ids: HoldId[]): Seen => ({ kind: "canary", holds: ids.map(hold) });
const first: Seen = { kind: "batch", holds: [], compares: false };

/** What comes next, in one word and the ids of what holds. */
const words = ({ next }: Advance): string => (next.act === "answer" ? ["answer", ...next.holds.map(({ id }) => id)].join(" ") : next.act);

/** The pure course between two batches; that a checkpoint keeps to it is for test/components/checkpoints.test.ts. */
describe("The course of a batch", () => {
    /** Seconds, what is seen, what comes next. */
    const table: Record<string, [soakSeconds: number, steps: [at: number, seen: Seen, next: string][]]> = {
        "holds until the batch is integrated, and asks the engine nothing before": [
            0,
            [
                [0, batch("nodeNotReady"), "answer nodeNotReady"],
                [1, batch(), "compare"],
            ],
        ],
        "has nothing to compare with at a first installation": [0, [[0, first, "answer"]]],
        "asks for a pause last": [
            0,
            [
                [0, batch(), "compare"],
                [0, comparison(false), "askForPause"],
            ],
        ],
        "begins the canary when nothing else holds, and asks for a pause when it has passed": [
            0,
            [
                [0, batch(), "compare"],
                [0, comparison(true, "jobsLocked"), "answer jobsLocked"],
                [1, batch(), "compare"],
                [1, comparison(true), "cross"],
                [1, canary("canaryNotFinished"), "answer canaryNotFinished"],
                [2, batch(), "compare"],
                [2, comparison(true, "jobsLocked"), "cross"],
                [2, canary(), "answer jobsLocked"],
                [3, batch(), "compare"],
                [3, comparison(true), "askForPause"],
            ],
        ],
        "goes on with a canary whose question failed": [
            0,
            [
                [0, batch(), "compare"],
                [0, comparison(true), "cross"],
                [0.2, batch(), "compare"],
                [0.2, comparison(true, "jobsLocked"), "cross"],
            ],
        ],
        "asks again after half a second, after five seconds every two": [
            0,
            [
                [10, batch(), "compare"],
                [10, comparison(false, "jobsLocked"), "answer jobsLocked"],
                [10.4, batch(), "answer jobsLocked"],
                [10.5, batch(), "compare"],
                [16, comparison(false, "jobsLocked"), "answer jobsLocked"],
                [17.9, batch(), "answer jobsLocked"],
                [18, batch(), "compare"],
            ],
        ],
        "soaks for as long as nothing holds, and starts anew with each hold": [
            3,
            [
                [0, batch(), "compare"],
                [0, comparison(false), "answer soaking"],
                [2, batch(), "compare"],
                [2, comparison(false, "failedJobsRising"), "answer failedJobsRising"],
                [3, batch(), "compare"],
                [3, comparison(false), "answer soaking"],
                [5.9, batch(), "compare"],
                [5.9, comparison(false), "answer soaking"],
                [6, batch(), "askForPause"],
            ],
        ],
        "soaks anew when a node is gone again, and does not cross again": [
            1,
            [
                [0, batch(), "compare"],
                [0, comparison(true), "cross"],
                [0, canary(), "answer soaking"],
                [0.9, batch("nodeNotReady"), "answer nodeNotReady"],
                [1.5, batch(), "compare"],
                [1.5, comparison(true), "answer soaking"],
                [2.5, batch(), "compare"],
                [2.5, comparison(true), "askForPause"],
            ],
        ],
        "takes a clock that is set back for one that stands": [
            2,
            [
                [100, batch(), "compare"],
                [100, comparison(false), "answer soaking"],
                [10, batch(), "answer soaking"],
                [102, batch(), "compare"],
                [102, comparison(false), "askForPause"],
            ],
        ],
    };
    for (const [name, [soakSeconds, steps]] of Object.entries(table)) {
        it(name, () => {
            let course = courseOf("batch-1", soakSeconds);
            const came = steps.map(([at, seen]) => {
                const step = advance(course, seen, 1e9 + at * 1000);
                course = step.course;
                return words(step);
            });
            expect(came).to.deep.equal(steps.map(([, , next]) => next));
        });
    }

    it("has more time from when the batch was integrated for the first time, and keeps it", () => {
        const after = (...seen: Seen[]) => seen.reduce((course, one) => advance(course, one, 1e9).course, courseOf("batch-1", 0));
        expect(after(batch("nodeNotReady")).wasIntegrated).to.equal(false);
        expect(after(first).wasIntegrated).to.equal(false);
        expect(after(batch()).wasIntegrated).to.equal(true);
        expect(after(batch(), batch("nodeNotReady")).wasIntegrated).to.equal(true);
    });

    it("keeps its promises whatever is seen, and however the clock is set", () => {
        const ids = fc.subarray<HoldId>(["nodeNotReady", "jobsLocked"]);
        const answers = fc.record({
            batch: ids,
            comparison: ids,
            canary: ids,
            mixed: fc.boolean(),
            wait: fc.integer({ min: -3000, max: 6000 }),
        });
        fc.assert(
            fc.property(fc.array(answers, { maxLength: 40 }), fc.integer({ min: 0, max: 4 }), (looks, soakSeconds) => {
                let course: Course = courseOf("batch-1", soakSeconds);
                let clock = 1e9;
                let crossed = false;
                let lastHold = 0;
                let asked: string[] | undefined;
                for (const look of looks) {
                    clock += look.wait;
                    const see = (seen: Seen): Advance => {
                        const step = advance(course, seen, clock);
                        expect(step.course.at, "time").to.be.at.least(course.at);
                        expect(step.course.freeSince ?? 0).to.be.at.most(step.course.at);
                        course = step.course;
                        return step;
                    };
                    let step = see(batch(...look.batch));
                    expect(step.next.act === "answer" || look.batch.length === 0, "nothing is asked of a batch that holds").to.equal(true);
                    if (step.next.act === "compare") {
                        asked = look.comparison;
                        step = see(comparison(look.mixed, ...look.comparison));
                    }
                    if (step.next.act === "cross") {
                        expect(crossed, "a canary that has passed").to.equal(false);
                        expect(look.mixed).to.equal(true);
                        crossed = look.canary.length === 0;
                        asked = [...look.comparison, ...look.canary];
                        step = see(canary(...look.canary));
                    }
                    const holds = [...look.batch, ...(asked ?? ["not asked"])];
                    const { next } = step;
                    if (holds.length > 0) lastHold = course.at;
                    if (next.act === "askForPause") {
                        expect(holds, "a pause is asked for last").to.deep.equal([]);
                        expect(course.at - lastHold, "soaked without a hold").to.be.at.least(soakSeconds * 1000);
                    } else {
                        expect(next.act).to.equal("answer");
                        expect(next.act === "answer" && next.holds.length, "passes by a pause that nobody wants only").to.be.above(0);
                    }
                }
            }),
            { numRuns: 500 },
        );
    });
});
