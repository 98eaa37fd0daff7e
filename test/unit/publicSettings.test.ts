import { expect } from "chai";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const index = join(__dirname, "..", "..", "components", "index.ts");
const parsed = (file: string) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** The interfaces that components/index.ts exports. */
const interfaces = parsed(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || !statement.exportClause) return [];
    const module = (statement.moduleSpecifier as ts.StringLiteral).text;
    const names = ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements.map(({ name }) => name.text) : [];
    return parsed(join(dirname(index), `${module}.ts`)).statements.filter(
        (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && names.includes(one.name.text),
    );
});
const commentOf = (node: ts.Node) =>
    ts
        .getJSDocCommentsAndTags(node)
        .map((comment) => comment.getText())
        .join("\n");
/** Interfaces of what a user writes, and not of what is told. */
const isWritten = (name: string) => /Args$|^RdsSettings$|^DatabaseSettings$|^Toleration$/.test(name);

/** What an editor shows to whoever uses the components. */
describe("the public settings", () => {
    it("are found", () =>
        expect(interfaces.map(({ name }) => name.text)).to.include.members([
            "RollingUpdateArgs",
            "NodesArgs",
            "RdsSettings",
            "Toleration",
        ]));

    for (const { name, members } of interfaces.filter((one) => isWritten(one.name.text))) {
        it(`${name.text} says what each is, and what it is where nothing is said`, () => {
            const lacking = members.flatMap((member) => {
                const comment = commentOf(member);
                const setting = member.name?.getText();
                if (comment === "") return [`${setting}: no comment`];
                return member.questionToken && !comment.includes("@default") ? [`${setting}: no @default`] : [];
            });
            expect(lacking).to.deep.equal([]);
        });
    }
});
