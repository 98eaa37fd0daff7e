import { expect } from "chai";
import { Observer } from "../../local/demo/observer";
import { refusedSettings } from "../data/refusals";
import { resourceVersions } from "./support/kubectl";
import { count, expectPlainWords, isHold, told, twoAtATime } from "./support/refused";
import { Ended, TestStack } from "./support/testStack";

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
