import { expect } from "chai";
import { ESLint } from "eslint";
import { join, relative } from "node:path";
import ts from "typescript";
import tseslint from "typescript-eslint";
import { importsOf } from "../mutation/source";

const project = join(__dirname, "..", "..");
// Without types, which take a second for each file and say nothing of imports.
const untyped = { ...tseslint.configs.disableTypeChecked, languageOptions: { parserOptions: { project: false } } };
const eslint = new ESLint({ cwd: project, overrideConfig: untyped as never });

/** Whether a file, in its place, may not import something. */
async function isForbidden(filePath: string, module: string): Promise<boolean> {
    const [{ messages }] = await eslint.lintText(`import { a } from "${module}";\nconsole.log(a);\n`, {
        filePath: join(project, filePath),
    });
    return messages.some(({ ruleId }) => ruleId === "no-restricted-imports");
}

/** Files on the way of a circle of imports, the first one again at its end; undefined: there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
    const done = new Set<string>();
    const walk = (file: string, way: readonly string[]): string[] | undefined => {
        if (way.includes(file)) {
            return [...way.slice(way.indexOf(file)), file];
        }
        if (done.has(file)) {
            return undefined;
        }
        for (const next of imports.get(file) ?? []) {
            const found = walk(next, [...way, file]);
            if (found) return found;
        }
        done.add(file);
        return undefined;
    };
    for (const file of imports.keys()) {
        const found = walk(file, []);
        if (found) return found;
    }
    return undefined;
}

/** That files have the right names, or what they say belongs where they are, is not proven. */
describe("the layers of the components", () => {
    const cases: [file: string, module: string, isForbidden: boolean][] = [
        ["components/domain/hold.ts", "@pulumi/pulumi", true],
        ["components/domain/hold.ts", "@kubernetes/client-node", true],
        ["components/domain/hold.ts", "node:fs", true],
        ["components/domain/hold.ts", "./foreign", false],
        ["components/domain/hold.ts", "semver", false],
        ["components/domain/hold.ts", "../settings/settle", true],
        ["components/domain/facts/facts.ts", "../hold", false],
        ["components/domain/facts/facts.ts", "../../settings/placement", true],
        ["components/settings/validate.ts", "../domain/hold", false],
        ["components/settings/validate.ts", "../gate/rules/judge", true],
        ["components/settings/validate.ts", "node:child_process", true],
        ["components/settings/rds/rule.ts", "../faults", false],
        ["components/settings/rds/rule.ts", "../../gate/rules/rule", true],
        ["components/gate/rules/judge.ts", "../notes/notes", false],
        ["components/gate/rules/judge.ts", "../versionGate", true],
        ["components/gate/rules/judge.ts", "../../settings/settle", false],
        ["components/gate/rules/judge.ts", "../../verification/rules/comparison", false],
        ["components/gate/rules/judge.ts", "../../verification/canary", true],
        ["components/gate/notes/notes.ts", "node:https", true],
        ["components/checkpoint/rules/integrated.ts", "@pulumi/kubernetes", true],
        ["components/checkpoint/checkpoint.ts", "@pulumi/pulumi", false],
        ["components/checkpoint/checkpoint.ts", "../../local/stack", true],
        ["components/rollingUpdate.ts", "../test/unit/support/facts", true],
        ["cli/schema/repair.ts", "pg", true],
        ["cli/schema/repair.ts", "../postgres", true],
        ["cli/postgres.ts", "pg", false],
    ];
    for (const [file, module, forbidden] of cases) {
        it(`${file} ${forbidden ? "may not" : "may"} import ${module}`, async () =>
            expect(await isForbidden(file, module)).to.equal(forbidden));
    }

    it("have no imports in circles, nor have the commands and the policies", () => {
        const folders = ["components", "cli", "policies"].map((folder) => `${folder}/**/*`);
        const imports = importsOf(ts.sys.readDirectory(project, [".ts"], ["node_modules"], folders));
        expect(imports.size).to.be.greaterThan(200);
        expect(circleIn(imports)?.map((file) => relative(project, file))).to.equal(undefined);
    });

    it("would have a circle found", () => {
        const imports = new Map([
            ["a", ["b", "c"]],
            ["b", ["d"]],
            ["c", ["d", "b"]],
            ["d", ["c"]],
        ]);
        expect(circleIn(imports)).to.deep.equal(["d", "c", "d"]);
        expect(circleIn(new Map([...imports, ["d", []]]))).to.equal(undefined);
    });
});
