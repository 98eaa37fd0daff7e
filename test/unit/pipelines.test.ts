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
    const page = read("docs", "reference", "command-line.md");
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const file of ["github-actions.yml", "gitlab-ci.yml"]) {
        const lines = commands(parse(read("docs", "pipelines", file)));

        it(`${file} calls this project's commands as docs/reference/command-line.md has them`, () => {
            const own = lines.filter((line) => /^(npm run|pulumi) /.test(line));
            expect(own).to.have.length.greaterThan(2);
            for (const line of own) {
                const [, script] = /^npm run -s (\w+)/.exec(line) ?? [];
                expect(script === undefined || script in scripts, line).to.equal(true);
                const words = line.replace(/ 2>&1.*/, "").split(" ");
                const command = script ? `npm run -s ${script}` : words.slice(0, 2).join(" ");
                expect(page, line).to.contain(command);
                for (const option of words.filter((word) => /^--\w/.test(word))) {
                    // Options of the CLI's own that only a pipeline needs.
                    if (!["--color", "--diff", "--stack"].includes(option)) {
                        expect(page, line).to.contain(option);
                    }
                }
            }
        });

        it(`${file} previews and updates by the policies, each stack`, () => {
            for (const command of ["pulumi preview", "pulumi up"]) {
                const own = lines.filter((line) => line.startsWith(command));
                expect(own, command).not.to.deep.equal([]);
                for (const line of own) {
                    expect(line).to.contain("--policy-pack policies").and.to.contain("--stack ");
                }
            }
        });
    }

    interface Job {
        readonly needs?: string;
        readonly if?: string;
        readonly environment?: unknown;
        readonly stage?: string;
        readonly extends?: string;
        readonly rules?: readonly { readonly if?: string; readonly when?: string }[];
        readonly steps?: readonly { readonly run?: string; readonly if?: string }[];
        readonly after_script?: readonly string[];
        readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
    }
    const parsed = (file: string) => parse(read("docs", "pipelines", file), { merge: true }) as Record<string, unknown>;

    it("github-actions.yml comments on the pull request what the preview of either stack says, whether it held or not", () => {
        const { preview } = parsed("github-actions.yml").jobs as Record<string, Job>;
        expect(preview.if).to.equal("github.event_name == 'pull_request'");
        expect(preview.strategy?.matrix.stack).to.deep.equal(["staging", "production"]);
        const steps = preview.steps ?? [];
        const at = (words: string) => steps.findIndex(({ run = "" }) => run.includes(words));
        expect(at("| tee preview.txt")).to.be.within(0, at("gh pr comment") - 1);
        const comment = steps[at("gh pr comment")];
        expect(comment.run).to.match(/preview\.txt.*>comment\.md\n.*--body-file comment\.md/);
        expect(comment.if).to.match(/^always\(\)/);
    });

    it("github-actions.yml pins each action by its commit, with the version beside it", () => {
        const uses = read("docs", "pipelines", "github-actions.yml").match(/uses: .*/g) ?? [];
        expect(uses).to.have.length(4);
        for (const one of uses) {
            expect(one).to.match(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        }
    });

    it("github-actions.yml has no secret in the check, nor anywhere but in the step that needs it; a preview has an environment of its own", () => {
        const jobs = parsed("github-actions.yml").jobs as Record<string, Job & { env?: unknown }>;
        for (const [name, job] of Object.entries(jobs)) {
            expect(job.env, name).to.equal(undefined);
            const withSecrets = (job.steps ?? []).filter((step) => JSON.stringify(step).includes("secrets."));
            expect(
                withSecrets.map(({ run = "" }) => /pulumi (preview|up) /.test(run)),
                name,
            ).to.deep.equal(name === "check" ? [] : [true]);
        }
        expect(jobs.check.environment).to.equal(undefined);
        expect(jobs.preview.environment).to.equal("${{ matrix.stack }}-preview");
        expect(jobs.preview.needs).to.equal("check");
    });

    it("gitlab-ci.yml decrypts production for a merge request only when somebody starts that, in an environment of its own", () => {
        const jobs = parsed("gitlab-ci.yml") as Record<string, Job>;
        expect(jobs["preview production"].rules?.map(({ when }) => when)).to.deep.equal(["manual"]);
        expect(jobs["preview production"].environment).to.deep.equal({ name: "production-preview", action: "prepare" });
        expect(jobs.check.environment).to.equal(undefined);
    });

    it("github-actions.yml updates production after staging, in an environment that wants an approval", () => {
        const { staging, production } = parsed("github-actions.yml").jobs as Record<string, Job>;
        expect(production.needs).to.equal("staging");
        expect([staging.environment, production.environment]).to.deep.equal(["staging", "production"]);
        expect(staging.if).to.equal("github.event_name == 'push'");
    });

    it("gitlab-ci.yml writes a note on the merge request with what the preview of either stack says, whether it held or not", () => {
        const jobs = parsed("gitlab-ci.yml") as Record<string, Job>;
        for (const stack of ["staging", "production"]) {
            expect(jobs[`preview ${stack}`]).to.deep.include({ extends: ".preview", variables: { STACK: stack } });
        }
        const [written, sent] = jobs[".preview"].after_script ?? [];
        expect(written)
            .to.contain("preview.txt")
            .and.to.match(/>note\.md$/);
        expect(sent).to.contain("body@note.md").and.to.contain("/merge_requests/");
    });

    it("gitlab-ci.yml updates production after staging, when somebody starts it", () => {
        const { stages, ...jobs } = parsed("gitlab-ci.yml") as Record<string, Job> & { stages: string[] };
        expect(stages).to.deep.equal(["preview", "staging", "production"]);
        expect([jobs.staging.stage, jobs.production.stage]).to.deep.equal(["staging", "production"]);
        expect(jobs.production.rules?.map(({ when }) => when)).to.deep.equal(["manual"]);
    });
});
