import { expect } from "chai";
import { products } from "../../../components/domain/catalogue/products";
import { hasDdl, hopContent } from "../../../components/schema/rules/hop";
import { parseRelease } from "../../../components/domain/release";
import { tablesToCount } from "../../../components/gate/notes/rows";
import { facts } from "../support/facts";

const tables = (from: string | undefined, to: string, changes = {}) => {
    const { previous, wanted } = facts(from, to, changes);
    return Object.keys(tablesToCount(previous, wanted));
};

/** Pure. That a real engine counts at these paths is seen in test/e2e/transitions.test.ts, for the tables of its step. */
describe("tablesToCount", () => {
    const rows: [from: string | undefined, to: string, expected: string[]][] = [
        ["7.21.0", "7.22.0", ["ACT_HI_JOB_LOG", "ACT_HI_PROCINST", "ACT_HI_TASKINST", "ACT_RU_JOB", "ACT_RU_TASK"]],
        ["7.18.0", "7.19.0", []],
        ["7.22.0", "7.22.0", []],
        [undefined, "7.22.0", []],
        ["7.22.0", "latest", []],
    ];
    for (const [from, to, expected] of rows) {
        it(`${from ?? "nothing"} → ${to}: ${expected.join(", ") || "none"}`, () => expect(tables(from, to)).to.deep.equal(expected));
    }

    it("the way back changes no table", () =>
        expect(tables("7.22.0", "7.21.0", { rollback: { from: "7.22.0", reason: "slow" } })).to.deep.equal([]));

    it("counts nothing where a step has no DDL and writes no rows", () => {
        const minors = products[0].minors.map(({ minor }) => `${minor}.0`);
        for (const [i, to] of minors.slice(1).entries()) {
            const [from, wanted] = [minors[i], to].map((version) => parseRelease(version, "camunda"));
            const { scripts } = from && wanted ? hopContent(from, wanted, "community", new Set()) : { scripts: [] };
            if (!scripts.some((script) => hasDdl(script) || script.updates)) {
                expect(tables(minors[i], to), to).to.deep.equal([]);
            }
        }
    });
});
