import { expect } from "chai";
import { rules } from "../../components/rules/transition";
import { Observer } from "../../local/demo/observer";
import { refusedOptions, refusedSettings, refusedTransitions } from "../data/refusals";
import { command } from "./support/command";
import { resourceVersions } from "./support/kubectl";
import { Ended, TestStack } from "./support/testStack";

const holds = ["configurationInvalid", "overrideUnused", "overrideWithdrawn", ...rules.map(({ id }) => id)];
const isHold = (text: string) => holds.includes(text);

/** Ids of the holds that a text tells, each as often as it does. */
const told = (text: string) => [...text.matchAll(/(?<=^|\s)(\w+): /gm)].map(([, id]) => id).filter(isHold);
const count = (text: string, what: RegExp) => [...text.matchAll(what)].length;

/** A command line as a shell splits it, in so far as the list needs it. */
const words = (line: string) => (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ""));

/** Runs all, two at a time, since more would only wait for the processors; each can be waited for by itself. */
function twoAtATime<Row, Result>(rows: readonly Row[], run: (row: Row) => Promise<Result>): Promise<Result>[] {
    const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
    return rows.map((row, i) => {
        const result = lanes[i % 2].then(() => run(row));
        lanes[i % 2] = result.catch(() => undefined);
        return result;
    });
}

/** What every refusal has to be, wherever it is read: no stack trace, and nothing that was typed as a password. */
function expectPlainWords(output: string): void {
    expect(output).not.to.match(/^\s+at /m);
    expect(output).not.to.contain("hunter2");
}

/** Each row in a process of its own. What a row does not prove: that the gate says the same, for which the preview is below. */
describe("check refuses", () => {
    const rows = Object.values({ ...refusedTransitions, ...refusedOptions }).flat();
    let results: Promise<Ended>[];
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
                        expect(output).to.contain(` is refused by ${expected.length} hold`);
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

/** On a real cluster. A row does not prove that `pulumi up` refuses, too: it begins with the same preview. */
describe("the preview refuses", () => {
    const rows = Object.values(refusedSettings).flat();
    let stack: TestStack;
    let installed: string[];
    let results: Promise<Ended>[];
    let next = 0;

    const everything = async () => [
        await resourceVersions(),
        JSON.stringify(await (await Observer.connect()).schemaLog()),
        await stack.exported(),
    ];

    before(async () => {
        stack = await TestStack.create({});
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        installed = await everything();
        results = twoAtATime(rows, ([settings]) => stack.previewWith(settings));
    });
    after(() => stack?.remove());

    for (const [group, rowsOfGroup] of Object.entries(refusedSettings)) {
        describe(group, () => {
            for (const [settings, ...expected] of rowsOfGroup) {
                const index = next++;
                const shown = Object.entries(settings).map(
                    ([path, value]) => `${path}: ${value === undefined ? "gone" : JSON.stringify(value)}`,
                );
                it(`${shown.join(", ")}: ${expected.filter(isHold).join(", ") || "not by a hold"}`, async () => {
                    const { code, output } = await results[index];
                    expect(code, output).not.to.equal(0);
                    expectPlainWords(output);
                    const ids = expected.filter(isHold);
                    const diagnostics = output.slice(Math.max(0, output.indexOf("Diagnostics:")));
                    expect(told(diagnostics), diagnostics).to.have.members(ids);
                    expect(count(diagnostics, /\berror: (?!preview failed)/g), diagnostics).to.equal(1);
                    for (const text of expected.filter((text) => !isHold(text))) {
                        expect(diagnostics).to.contain(text);
                    }
                    expect(count(diagnostics, /nothing has been changed/g)).to.equal(ids.length > 0 ? 1 : 0);
                    expect(count(diagnostics, /^\s+next: /gm)).to.equal(ids.length);
                    expect(count(diagnostics, /^\s+why: /gm)).to.equal(ids.filter((id) => id !== "configurationInvalid").length);
                });
            }
        });
    }

    // In a group of its own, since mocha runs the tests of an outer one first.
    describe("and after all of them", () => {
        it("nothing has changed: no object of the cluster, not the schema, not the stack", async () => {
            await Promise.all(results);
            expect(await everything()).to.deep.equal(installed);
        });
    });
});
