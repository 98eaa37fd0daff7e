import { expect } from "chai";
import { answered, AnswerFault, ApiServerError, NodeRefusal } from "../../../components/cluster/errors";

const notReached = Object.assign(new Error("connect ECONNRESET"), { code: "ECONNRESET" });
const ours = new TypeError("read is not a function");
const thrown = async (error: Error, mode?: "leavesItOpen") =>
    answered<string>(Promise.reject(error), String, mode).catch((found: unknown) => found);

describe("What it means that a node does not answer", () => {
    const cases: [name: string, error: Error, asked: "open" | "thrown", goodToKnow: "open" | "thrown"][] = [
        ["it does not know the question", new NodeRefusal(404), "open", "open"],
        ["not everybody may ask it", new NodeRefusal(403), "open", "open"],
        ["it fails", new NodeRefusal(500), "thrown", "open"],
        ["its answer is none", new AnswerFault("not JSON"), "thrown", "open"],
        ["it is not reached", notReached, "thrown", "open"],
        ["the API server refuses", new ApiServerError("forbidden"), "thrown", "thrown"],
        ["this program is wrong", ours, "thrown", "thrown"],
    ];
    for (const [name, error, asked, goodToKnow] of cases) {
        it(name, async () => {
            expect(await thrown(error)).to.equal(asked === "open" ? undefined : error);
            expect(await thrown(error, "leavesItOpen")).to.equal(goodToKnow === "open" ? undefined : error);
        });
    }

    it("what goes wrong while an answer is read is thrown, if it is this program's fault", async () => {
        const read = () => {
            throw ours;
        };
        expect(await answered(Promise.resolve({}), read, "leavesItOpen").catch((found: unknown) => found)).to.equal(ours);
    });
});
