import { expect } from "chai";
import { quantity, shownAmount } from "../../../components/domain/quantity";

const Mi = 1024 ** 2;

describe("quantity", () => {
    const amounts: [amount: unknown, value: number | undefined][] = [
        ["500m", 0.5],
        ["2", 2],
        [2, 2],
        ["0.1", 0.1],
        ["100n", 1e-7],
        ["768Mi", 768 * Mi],
        ["1.5Gi", 1536 * Mi],
        ["1G", 1e9],
        ["1e3", 1000],
        ["", undefined],
        ["Mi", undefined],
        ["a lot", undefined],
        [undefined, undefined],
    ];
    for (const [amount, value] of amounts) {
        it(`${JSON.stringify(amount)} is ${value}`, () => expect(quantity(amount)).to.equal(value));
    }
    it("is shown in its unit", () => {
        expect(shownAmount("requests.cpu", 1.5)).to.equal("1500m");
        expect(shownAmount("requests.cpu", 2)).to.equal("2");
        expect(shownAmount("limits.memory", 768 * Mi)).to.equal("768Mi");
        expect(shownAmount("pods", 4)).to.equal("4");
    });
});
