import { expect } from "chai";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(__dirname, "..", "..");

function filesIn(folder: string, named: RegExp): string[] {
    const all = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    return all.filter((name) => named.test(name)).map((name) => join(folder, name));
}

const pages = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "local/README.md", ...filesIn("docs", /\.md$/)];
const sources = ["components", "cli", "policies", "test/unit", "test/e2e"].flatMap((folder) => filesIn(folder, /\.(ts|sh|awk|yaml)$/));

const read = (file: string) => readFileSync(join(root, file), "utf8");

/** A page without blocks of code, in which nothing is a link or a heading. */
const prose = (text: string) => text.replace(/^( *)```[^]*?^\1```$/gm, "");

/** Anchors of a page's headings, as GitHub makes them: a second heading with the same text gets `-1`. */
function anchorsOf(text: string): Set<string> {
    const anchors = new Set<string>();
    for (const [, heading] of prose(text).matchAll(/^#{1,6} (.*)$/gm)) {
        const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
        const anchor = words.replace(/[^\p{L}\p{N} _-]/gu, "").replace(/ /g, "-");
        let unique = anchor;
        for (let count = 1; anchors.has(unique); count++) {
            unique = `${anchor}-${count}`;
        }
        anchors.add(unique);
    }
    return anchors;
}

/** What is wrong with a link from a page to a place in this repository; undefined where it leads there. */
function faultOf(link: string, page: string): string | undefined {
    const [path, anchor] = link.split("#");
    const file = path ? relative(root, join(root, dirname(page), path)) : page;
    if (!existsSync(join(root, file))) {
        return `${link}: there is no ${file}`;
    }
    if (anchor === undefined) {
        return undefined;
    }
    const anchors = statSync(join(root, file)).isFile() && file.endsWith(".md") ? anchorsOf(read(file)) : new Set<string>();
    return anchors.has(anchor) ? undefined : `${link}: there is no heading for it in ${file}`;
}

const linksOf = (text: string) =>
    [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));

/** Links to other places than this repository are not followed: that they lead somewhere is not proved here. */
describe("links between pages", () => {
    it("are read as GitHub reads them", () => {
        expect([...anchorsOf("# A node's pod: `up --plan`\n\n```\n# none\n```\n\n## [Limits](x.md)\n\n## Limits\n")]).to.deep.equal([
            "a-nodes-pod-up---plan",
            "limits",
            "limits-1",
        ]);
        expect(linksOf("[a](b.md#c), [d](https://example.com), ![e](f.svg)\n\n```\n[g](h.md)\n```\n")).to.deep.equal(["b.md#c", "f.svg"]);
        expect(faultOf("nowhere.md", "docs/reference/holds.md")).to.match(/^nowhere.md: there is no .*nowhere.md$/);
        expect(faultOf("holds.md#nowhere", "docs/reference/limits.md")).to.contain("there is no heading for it in docs/reference/holds.md");
        expect(faultOf("#holds", "docs/reference/holds.md")).to.equal(undefined);
    });

    for (const page of pages) {
        it(`of ${page} lead to a file and a heading`, () => {
            const links = linksOf(read(page));
            expect(links.map((link) => faultOf(link, page)).filter((fault) => fault !== undefined)).to.deep.equal([]);
        });
    }

    it("reach every page of docs from README", () => {
        const reached = new Set(linksOf(read("README.md")).map((link) => join(link.split("#")[0])));
        expect(pages.filter((page) => page.startsWith("docs/") && !reached.has(page))).to.deep.equal([]);
    });

    it("that messages and comments name lead to a file and a heading", () => {
        const faults = sources.flatMap((file) =>
            [...read(file).matchAll(/(?<![\w/.-])docs\/[\w/-]+\.md(#[\w-]+)?/g)]
                .map(([link]) => faultOf(link, "README.md"))
                .filter((fault) => fault !== undefined)
                .map((fault) => `${file}: ${fault}`),
        );
        expect(faults).to.deep.equal([]);
    });
});
