import { expect } from "chai";
import { refusedOptions, refusedTransitions } from "../data/refusals";
import { command, CommandEnd } from "./support/command";
import { count, expectPlainWords, isHold, told, twoAtATime } from "./support/refused";

/** A command line as a shell splits it, in so far as the list needs it. */
const words = (line: string) => (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ""));

/** Each row in a process of its own. What a row does not prove: that the gate says the same: refusals.test.ts has the previews. */
describe("check refuses", () => {
    const rows = Object.values({ ...refusedTransitions, ...refusedOptions }).flat();
    let results: Promise<CommandEnd>[];
    let next = 0;

    before(() => (results = twoAtATime(rows, ([args]) => command("check", words(args)))));

    for (const [group, rowsOfGroup] of Object.entries({ ...refusedTransitions, ...refusedOptions })) {
        describe(group, () => {
            for (const [args, exitCode, ...expected] of rowsOfGroup) {
                const index = next++;
                it(`${args || "nothing"}: ${exitCode}, ${expected.join(", ")}`, async () => {
                    const { code, output } = await results[index];
                    expect(code, output).to.equal(exitCode);
                    expectPlainWords(output);
                    if (args.includes("--json") && code === 2) {
                        const { verdict, holds } = JSON.parse(output) as { verdict: string; holds: { id: string }[] };
                        expect([verdict, ...holds.map(({ id }) => id)]).to.deep.equal(["refused", ...expected]);
                        return;
                    }
                    expect(told(output)).to.deep.equal(expected.filter(isHold));
                    for (const text of expected.filter((text) => !isHold(text))) {
                        expect(output).to.contain(text);
                    }
                    if (code === 2) {
                        expect(output).to.match(new RegExp(` is (refused|blocked) by ${expected.length} hold`));
                        expect(count(output, /^ {2}why: /gm)).to.equal(expected.length);
                        expect(count(output, /^ {2}next: /gm)).to.equal(expected.length);
                    } else {
                        expect(output).to.contain("See: npm run -s check -- --help");
                    }
                });
            }
        });
    }
});
