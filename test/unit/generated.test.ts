import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { command, generated } from "../../local/reference/write";
import { defaultOf, documented, sectionAt } from "../../local/reference/sections";

const root = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

describe("what is generated", () => {
    let files: Record<string, string>;
    before(async () => (files = await generated()));

    it("is the page of the settings, their JSON schema and their interfaces", () =>
        expect(Object.keys(files)).to.include.members([
            "docs/reference/settings.md",
            "Pulumi.schema.json",
            "components/settingsArgs.ts",
            "components/database/databaseArgs.ts",
            "components/settings/rds/settings.ts",
        ]));

    it("is what is committed", () => {
        for (const [file, text] of Object.entries(files)) {
            expect(read(file) === text, `${file} differs from its source; write it anew: ${command}`).to.equal(true);
        }
    });
});

/** Pulumi itself can declare no more of a section than that it is an object, and nothing that has no default. */
describe("the settings that Pulumi.yaml declares", () => {
    const { config } = parse(read("Pulumi.yaml")) as { config: Record<string, { type: string; description: string; default?: unknown }> };

    for (const [name, declared] of Object.entries(config)) {
        it(`${name} is described as in the reference`, () => {
            const section = documented.find(({ path }) => path === name);
            const setting = sectionAt("").settings[name];
            expect(declared.description).to.equal((section?.text ?? setting.text).replaceAll("`", ""));
            expect(section ? "{}" : defaultOf(setting)).to.equal(
                section ? JSON.stringify(declared.default ?? {}) : `\`${String(declared.default)}\``,
            );
        });
    }
});
