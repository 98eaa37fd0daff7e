import { expect } from "chai";
import { waitUntilFree } from "../../components/engine/wait";
import { Hold } from "../../components/rules/holds";

const hold: Hold = { id: "nodeNotReady", message: "orders-1: not ready", why: "…", next: "kubectl …", overridable: false };
const waiting = (look: () => Promise<Hold[]>, change = {}) => {
    const reports: string[] = [];
    const done = waitUntilFree({
        look,
        budgetSeconds: 60,
        report: (text) => reports.push(text),
        signal: new AbortController().signal,
        pollMilliseconds: 1,
        ...change,
    });
    return { reports, done };
};
const failure = (done: Promise<void>) =>
    done.then(
        () => "it went on",
        (error: Error) => error.message,
    );

describe("waitUntilFree", () => {
    it("goes on at once when nothing holds, and has nothing to report", async () => {
        const { reports, done } = waiting(() => Promise.resolve([]));
        await done;
        expect(reports).to.deep.equal([]);
    });

    it("reports a hold once, not at every look, and goes on when it is gone", async () => {
        let looks = 0;
        const { reports, done } = waiting(() => Promise.resolve(++looks < 10 ? [hold, hold] : []));
        await done;
        expect(looks).to.equal(10);
        expect(reports).to.deep.equal(["held: nodeNotReady (orders-1: not ready) and 1 more, 60 s left"]);
    });

    it("counts an error of the cluster as a hold, not as an end", async () => {
        let looks = 0;
        const { reports, done } = waiting(() => (++looks === 1 ? Promise.reject(new Error("connect ECONNREFUSED")) : Promise.resolve([])));
        await done;
        expect(reports[0]).to.contain("clusterUnreachable (connect ECONNREFUSED)");
    });

    it("ends when the budget does, and says what held", async () => {
        const message = await failure(waiting(() => Promise.resolve([hold]), { budgetSeconds: 0 }).done);
        expect(message)
            .to.contain("not free within 0 s")
            .and.to.contain("nodeNotReady: orders-1: not ready")
            .and.to.contain("next: kubectl");
    });

    it("takes what is added to the budget meanwhile, and no more", async () => {
        let looks = 0;
        const { done } = waiting(() => Promise.resolve(++looks < 3 ? [hold] : []), { budgetSeconds: 0, moreSeconds: () => 60 });
        await done;
        expect(looks).to.equal(3);
        expect(await failure(waiting(() => Promise.resolve([hold]), { budgetSeconds: 0, moreSeconds: () => 0 }).done)).to.contain(
            "within 0 s",
        );
    });

    it("ends at once when something holds that no waiting helps against, with all that holds", async () => {
        let looks = 0;
        const { reports, done } = waiting(() => Promise.resolve((looks++, [hold, { ...hold, id: "imageNotRehearsed", final: true }])));
        expect(await failure(done))
            .to.contain("no use to wait")
            .and.to.contain("imageNotRehearsed: ")
            .and.to.contain("nodeNotReady: ");
        expect([looks, reports]).to.deep.equal([1, []]);
    });

    it("ends early when it is interrupted, and says how to go on", async () => {
        const controller = new AbortController();
        const { done } = waiting(() => Promise.resolve([hold]), { signal: controller.signal, pollMilliseconds: 60_000 });
        setTimeout(() => controller.abort(), 5);
        expect(await failure(done))
            .to.contain("interrupted")
            .and.to.contain("pulumi up goes on here");
    });
});
