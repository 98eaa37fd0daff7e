import { expect } from "chai";
import { waitUntilFree } from "../../../components/checkpoint/wait";
import { Hold } from "../../../components/domain/hold";

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
        expect(reports).to.deep.equal(["60 s left: orders-1 (nodeNotReady) and 1 more"]);
    });

    it("begins the report with the time left and a few words", async () => {
        const soaking: Hold = { ...hold, id: "soaking", short: "batch-1 soaking" };
        const one = async (found: Hold) => {
            let looks = 0;
            const { reports, done } = waiting(() => Promise.resolve(++looks === 1 ? [found] : []));
            await done;
            return reports;
        };
        expect(await one(soaking)).to.deep.equal(["60 s left: batch-1 soaking (soaking)"]);
        expect(await one({ ...hold, message: "2 in service, fewer" })).to.deep.equal(["60 s left: 2 in service (nodeNotReady)"]);
    });

    it("reports a hold that lasts in full, once for its id, whatever its message becomes; and not one that is soon over", async () => {
        let looks = 0;
        const told: string[] = [];
        const brief: Hold = { ...hold, id: "nodeNotGone" };
        const look = () =>
            Promise.resolve(++looks < 40 ? [{ ...hold, message: `orders-${looks}: not ready` }, ...(looks % 2 ? [brief] : [])] : []);
        const tell = (text: string) => void told.push(text);
        await waiting(look, { tell, tellAfterSeconds: 0.02, pollMilliseconds: 2, overrides: [] }).done;
        expect(told.map((text) => text.replace(/orders-\d+/, "orders-N"))).to.deep.equal([
            "nodeNotReady: orders-N: not ready\n  why:  …\n  next: kubectl …\n  This hold cannot be overridden.\n  docs: docs/reference/holds.md#nodenotready",
        ]);
    });

    it("counts an error of the cluster as a hold, not as an end", async () => {
        let looks = 0;
        const { reports, done } = waiting(() => (++looks === 1 ? Promise.reject(new Error("connect ECONNREFUSED")) : Promise.resolve([])));
        await done;
        expect(reports).to.deep.equal(["60 s left: no answer from the cluster (clusterUnreachable)"]);
    });

    it("ends when the budget does, and says what held", async () => {
        const message = await failure(waiting(() => Promise.resolve([hold]), { budgetSeconds: 0 }).done);
        expect(message)
            .to.contain("The budget of 0 s has ended")
            .and.to.contain("nodeNotReady: orders-1: not ready")
            .and.to.contain("next: kubectl");
    });

    it("takes what is added to the budget meanwhile, and no more", async () => {
        let looks = 0;
        const { done } = waiting(() => Promise.resolve(++looks < 3 ? [hold] : []), { budgetSeconds: 0, moreSeconds: () => 60 });
        await done;
        expect(looks).to.equal(3);
        expect(await failure(waiting(() => Promise.resolve([hold]), { budgetSeconds: 0, moreSeconds: () => 0 }).done)).to.contain(
            "budget of 0 s",
        );
    });

    it("ends at once when something holds that no waiting helps against, with all that holds", async () => {
        let looks = 0;
        const { reports, done } = waiting(() => Promise.resolve((looks++, [hold, { ...hold, id: "imageNotRehearsed", final: true }])));
        expect(await failure(done))
            .to.contain("Waiting cannot resolve this")
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
