import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { missingFrom, Mutant, mutantsIn } from "../mutation/mutants";
import { importsOf, Source, testsOf } from "../mutation/source";

/** What is found to be removed, and which tests are asked about it. That they notice is what `npm run test:mutation` is for. */
describe("the pieces of the procedure", () => {
    let folder: string;
    let source: Source;
    let found: Mutant[];
    const write = (path: string, text: string) => {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), text);
    };
    before(() => {
        folder = realpathSync(mkdtempSync(join(tmpdir(), "mutants-")));
        write("tsconfig.json", JSON.stringify({ compilerOptions: { strict: true, noUnusedLocals: true, noEmit: true, types: [] } }));
        write(
            "components/step.ts",
            [
                "class Step { urn = ''; constructor(name: string, args: object, options?: object) { Object.assign(this, { name, args, options }); } }",
                "const gate = new Step('gate', {});",
                "const schema = new Step('schema', {}, { dependsOn: [gate] });",
                "new Step('batch', { env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }, { dependsOn: [gate, schema] });",
            ].join("\n"),
        );
        write(
            "components/rules/hold.ts",
            "export const holds = (a: boolean): Hold[] => (a ? [{ id: 'x' }] : []);\ninterface Hold { id: string }\n",
        );
        write("test/unit/hold.test.ts", 'import "../../components/rules/hold";\n');
        write("test/unit/far.test.ts", 'import "./hold.test";\n');
        write("test/unit/other.test.ts", 'import "../../components/step";\n');
        source = new Source(folder);
        found = mutantsIn(source);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("are found in the code: each dependency, one at a time where there are several, variables, resources, holds", () => {
        expect(found.map(({ file, line, kind, removed }) => `${file}:${line} ${kind} ${removed.slice(0, 24)}`)).to.deep.equal([
            "components/rules/hold.ts:1 hold { id: 'x' }",
            "components/step.ts:2 resource new Step('gate', {})",
            "components/step.ts:3 resource new Step('schema', {}, {",
            "components/step.ts:3 order dependsOn: [gate]",
            "components/step.ts:4 resource new Step('batch', { env:",
            "components/step.ts:4 environment { name: 'A', value: '1' ",
            "components/step.ts:4 environment { name: 'B', value: '2' ",
            "components/step.ts:4 order dependsOn: [gate, schema",
            "components/step.ts:4 order gate",
            "components/step.ts:4 order schema",
        ]);
        const without = (removed: string) => found.find((mutant) => mutant.removed === removed)!.text;
        expect(without("gate")).to.contain("{ dependsOn: [ schema] }");
        expect(without("{ name: 'A', value: '1' }")).to.contain("{ env: [ { name: 'B'");
        expect(without("dependsOn: [gate]")).to.contain("new Step('schema', {}, { })");
        expect(without("{ id: 'x' }")).to.contain("(a ? [] : [])");
    });

    it("are missed where the code has them no more", () => {
        const missing = missingFrom(found);
        expect(missing).to.include.members(["SERVER_SHUTDOWN", "preStop", "new Baseline"]);
        expect(missing).not.to.include("dependsOn");
    });

    it("compile without what is not used any more, and not without what is", () => {
        const path = join(folder, "components/step.ts");
        expect(source.fault(path, "const unused = 1;\nexport {};\n")).to.equal(undefined);
        expect(source.fault(path, "const used: number = '1';\nexport { used };\n")).to.contain("TS2322");
        expect(source.fault(path, "export const nothing = 1;\n")).to.equal(undefined);
    });

    it("are tried by the tests that import them, the nearest first", () => {
        const files = [
            "components/step.ts",
            "components/rules/hold.ts",
            ...["hold", "far", "other"].map((name) => `test/unit/${name}.test.ts`),
        ];
        const tests = testsOf(join(folder, "components/rules/hold.ts"), importsOf(files.map((file) => join(folder, file))));
        expect([...tests]).to.deep.equal([
            [join(folder, "test/unit/hold.test.ts"), 1],
            [join(folder, "test/unit/far.test.ts"), 2],
        ]);
    });
});
