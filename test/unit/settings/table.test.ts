import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { fieldFaults } from "../../../components/settings/faults";
import { settle } from "../../../components/settings/settle";
import { checksOf, Section, Setting } from "../../../components/settings/table/setting";
import { describe as comment, typeOf } from "../../../local/reference/interfaces";
import { documented } from "../../../local/reference/sections";

const root = join(__dirname, "..", "..", "..");
const all: [path: string, setting: Setting][] = documented.flatMap(({ path, settings }) =>
    Object.entries(settings).map(([name, setting]): [string, Setting] => [path ? `${path}.${name}` : name, setting]),
);
const words = (text: string) => text.split(" ").length;

describe("the description of a setting", () => {
    it("is there for every setting", () => expect(all.length).to.be.greaterThan(100));

    for (const [path, setting] of all) {
        it(`${path} has a sentence, what a change does, and a default that passes, or words for it, unless it is required`, () => {
            const told = [setting.required, setting.otherwise, "default" in setting || undefined].filter((one) => one !== undefined);
            expect(told).to.have.lengthOf(1);
            expect(!("default" in setting) || setting.check.passes(setting.default)).to.equal(true);
            for (const sentence of [setting.text, setting.change]) {
                expect(sentence).to.match(/^[A-Z`].*\.$/s);
                expect(words(sentence), sentence).to.be.at.most(25);
            }
        });
    }

    it("is what the nodes are settled by", () => {
        const nodes = documented.find(({ path }) => path === "nodes")!.settings;
        const settled = settle({ engine: { version: "7.23.0" } }).nodes as unknown as Record<string, unknown>;
        const differing = Object.entries(nodes).filter(
            ([name, setting]) => "default" in setting && JSON.stringify(settled[name]) !== JSON.stringify(setting.default),
        );
        expect(differing.map(([name]) => name)).to.deep.equal([]);
    });

    it("has a pattern that editors can read, which take Unicode's", () => {
        const patterns = [...JSON.stringify(all).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text) as string);
        expect(patterns.length).to.be.greaterThan(30);
        for (const pattern of patterns) {
            expect(() => new RegExp(pattern, "u"), pattern).not.to.throw();
        }
    });
});

/** Interfaces of the domain, which imports no table. */
describe("an interface beside the table", () => {
    const cases: [file: string, name: string, path: string][] = [
        ["components/domain/facts/placement.ts", "Toleration", "nodes.tolerations[N]"],
        ["components/domain/hold.ts", "Override", "overrides[N]"],
        ["components/domain/facts/facts.ts", "NodeRollback", "rollback"],
    ];
    for (const [file, name, path] of cases) {
        it(`${name} has the names, types, and sentences of ${path}`, () => {
            const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
            const declared = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name) as
                ts.InterfaceDeclaration | undefined;
            const members = (declared?.members ?? []).map((member) => {
                const property = member as ts.PropertySignature;
                const [doc] = ts.getJSDocCommentsAndTags(property);
                const text = doc.getText().replace(/^\/\*\*\s*|\s*\*\/$/g, "");
                return [property.name.getText(), property.questionToken !== undefined, property.type?.getText(), text];
            });
            const section: Section = documented.find((one) => one.path === path)!.settings;
            const described = Object.entries(section).map(([setting, one]) => [
                setting,
                !one.required,
                typeOf(one),
                comment({ ...one, change: "A change restarts nothing." }),
            ]);
            expect(members).to.deep.equal(described);
        });
    }
});

describe("a name that is not known", () => {
    for (const { path, settings } of documented.filter((section) => Object.keys(section.settings).length > 8)) {
        it(`in ${path} is answered with the nearest one, or with none, and never with the whole list`, () => {
            const known = Object.keys(settings);
            const misspelt = Object.fromEntries(known.map((name) => [`${name}x`, 1]));
            const faults = fieldFaults(path, { ...misspelt, zzzzzzzzzzzzzz: 1 }, checksOf(settings));
            expect(faults).to.have.lengthOf(known.length + 1);
            for (const { message } of faults) {
                expect(known.filter((name) => message.includes(`${path}.${name}`)).length, message).to.be.at.most(2);
                expect(message.length, message).to.be.below(120);
            }
        });
    }
});
