import { expect } from "chai";
import { anchor, onSite } from "../../local/site/.vitepress/pages.mjs";

/** Links of a page as they are on GitHub, and where they lead on the docs site. That each page is there is for its build (`npm run docs`). */
describe("links on the docs site", () => {
    const cases: [page: string, link: string, leads: string | undefined][] = [
        ["README.md", "docs/guides/eks.md", "docs/guides/eks.md"],
        ["README.md", "docs/reference/limits.md#what-a-nodes-pod-cannot-have", "docs/reference/limits.md#what-a-nodes-pod-cannot-have"],
        ["README.md", "local/README.md", "local/index.md"],
        ["docs/guides/first-update.md", "../../README.md#your-first-update", "../../index.md#your-first-update"],
        ["docs/guides/pipelines.md", "../pipelines/gitlab-ci.yml", "../pipelines/gitlab-ci.yml"],
        ["docs/concepts/procedure.md", "#what-camunda-demands", "#what-camunda-demands"],
        ["docs/concepts/procedure.md", "https://docs.camunda.org/", "https://docs.camunda.org/"],
        ["docs/concepts/migration.md", "../../components/schema/job/ask.sh", undefined],
        ["docs/concepts/migration.md", "../../components/schema/job", undefined],
        ["docs/operations/crash-tests.md", "../../test/crash/disks.yaml", undefined],
        ["CHANGELOG.md", "docs/guides", undefined],
    ];
    for (const [page, link, leads] of cases) {
        it(`${link} of ${page}: ${leads ?? "its text alone"}`, () => expect(onSite(link, page)).to.equal(leads));
    }

    it("have GitHub's anchors", () => expect(anchor("A node's pod: `up --plan`")).to.equal("a-nodes-pod-up---plan"));
});
