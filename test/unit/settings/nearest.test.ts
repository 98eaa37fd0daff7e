import { expect } from "chai";
import { nearest } from "../../../components/settings/nearest";
import { withValue } from "../../../components/settings/misplaced";

describe("nearest", () => {
    const known = ["version", "image", "jdbcUrl", "memoryRequest", "memoryLimit", "storageGiB", "pullSecret", "nodes"];
    const cases: [given: string, found: string | undefined][] = [
        ["versoin", "version"],
        ["Version", "version"],
        ["pull_secret", "pullSecret"],
        ["pullSecrets", "pullSecret"],
        ["memoryLimits", "memoryLimit"],
        ["storageGB", "storageGiB"],
        ["imagess", "image"],
        ["node", "nodes"],
        ["url", "jdbcUrl"],
        ["memory", undefined], // two begin so
        ["tag", undefined],
        ["", undefined],
        ["constructor", undefined],
        ["v".repeat(100_000), undefined],
    ];
    for (const [given, found] of cases) {
        it(`to ${given.slice(0, 20) || "nothing"} is ${found ?? "none"}`, () => expect(nearest(given, known)).to.equal(found));
    }
});

describe("withValue", () => {
    it("writes as --path does, and reaches no prototype", () => {
        expect(withValue(undefined, ["a", 0, "b"], 1)).to.deep.equal({ a: [{ b: 1 }] });
        expect(withValue({ a: { b: 1, c: 2 } }, ["a", "b"], 3)).to.deep.equal({ a: { b: 3, c: 2 } });
        expect(withValue(["x"], [0], "y")).to.deep.equal(["y"]);
        expect(withValue(undefined, [7], "y"), "a place beyond the end").to.equal(undefined);
        expect(withValue("a text", ["a"], 1), "a text has no names").to.equal("a text");
        withValue({}, ["__proto__", "polluted"], true);
        expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
    });
});
