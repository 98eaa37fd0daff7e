import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const root = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

/** All texts in a document that are commands for a shell, line by line. */
function commands(node: unknown, key = ""): string[] {
    if (typeof node === "string") {
        return ["run", "script", "before_script", "after_script"].includes(key) ? node.split("\n").map((line) => line.trim()) : [];
    }
    return Array.isArray(node)
        ? node.flatMap((item) => commands(item, key))
        : typeof node === "object" && node !== null
          ? Object.entries(node).flatMap(([name, value]) => commands(value, name))
          : [];
}

/** The pipelines as text: that the services take them is not proved here. */
describe("the pipelines of docs/pipelines", () => {
    const readme = read("README.md");
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const file of ["github-actions.yml", "gitlab-ci.yml"]) {
        const lines = commands(parse(read("docs", "pipelines", file)));

        it(`${file} calls this project's commands as README.md has them`, () => {
            const own = lines.filter((line) => /^(npm run|pulumi) /.test(line));
            expect(own).to.have.length.greaterThan(2);
            for (const line of own) {
                const [, script] = /^npm run -s (\w+)/.exec(line) ?? [];
                expect(script === undefined || script in scripts, line).to.equal(true);
                const words = line.replace(/ 2>&1.*/, "").split(" ");
                const command = script ? `npm run -s ${script}` : words.slice(0, 2).join(" ");
                expect(readme, line).to.contain(command);
                for (const option of words.filter((word) => /^--\w/.test(word))) {
                    // Options of the CLI's own that only a pipeline needs.
                    if (!["--color", "--diff", "--stack"].includes(option)) {
                        expect(readme, line).to.contain(option);
                    }
                }
            }
        });

        it(`${file} shows what holds before it asks for approval, and updates staging before production`, () => {
            const text = read("docs", "pipelines", file);
            expect(text.indexOf("pulumi preview")).to.be.lessThan(text.indexOf("pulumi up"));
            expect(
                lines.filter((line) => line.startsWith("pulumi preview")).every((line) => line.includes("--policy-pack policies")),
            ).to.equal(true);
            expect(lines.filter((line) => line.startsWith("pulumi up")).every((line) => line.includes("--policy-pack policies"))).to.equal(
                true,
            );
        });
    }
});
