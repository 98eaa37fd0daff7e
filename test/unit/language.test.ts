import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "local/README.md", ...inDocs.map((file) => join("docs", file))];
/** Made from registries, whose texts have tests of their own, and from the names of test files. */
const generated = ["docs/reference/holds.md", "docs/reference/settings.md", "docs/operations/last-full-run.md"];
const written = pages.filter((page) => !generated.includes(page));

/** The lines of a page without blocks of code. */
const prose = (page: string) =>
    readFileSync(join(root, page), "utf8")
        .replace(/^( *)```[^]*?^\1```$/gm, "")
        .split("\n");

const isRow = (line: string) => /^ *\|/.test(line);
/** Words of a text as a reader counts them: a link by its text, code as one word. */
const words = (text: string) =>
    text
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replace(/`[^`]*`/g, "x")
        .split(/\s+/)
        .filter((word) => /[\p{L}\p{N}]/u.test(word));

/** Paragraphs: lines that follow each other and begin none of a list, a table, a heading or a remark. */
function paragraphs(lines: readonly string[]): string[] {
    const all: string[] = [""];
    for (const line of lines) {
        if (line.trim() === "" || isRow(line) || /^ *(#|<!--|>)/.test(line)) all.push("");
        else if (/^ *([-*]|\d+[.]) /.test(line)) all.push(line);
        else all[all.length - 1] += ` ${line.trim()}`;
    }
    return all.filter((text) => text !== "");
}

/** Ends of sentences: not those of numbers, file names and abbreviations. */
const sentences = (text: string) =>
    text
        .replace(/`[^`]*`/g, "x")
        .replace(/\b(e\.g|i\.e|etc)\./g, "$1")
        .split(/[.!?](?=\s|$)/)
        .filter((sentence) => /\w/.test(sentence)).length;

/** Words for which the glossary (docs/concepts/glossary.md) has others. Ids and settings are in code, and not looked at. */
const retired =
    /\b(in flight|under way|transitions?|wanted|the version before|way back|(take|takes|taken|taking) back|floating tags?|is held|are held)\b/i;

describe("language of the pages", () => {
    it("README.md is short enough to be read to its end", () =>
        expect(readFileSync(join(root, "README.md"), "utf8").trimEnd().split("\n").length).to.be.at.most(200));

    for (const page of pages) {
        it(`${page} has lines of at most 160 characters, but for tables and code`, () =>
            expect(prose(page).filter((line) => line.length > 160 && !isRow(line))).to.deep.equal([]));
    }

    for (const page of written) {
        it(`${page} has no cell of a table with more than 25 words`, () => {
            const cells = prose(page)
                .filter(isRow)
                .flatMap((row) => row.split(/(?<!\\)\|/));
            expect(cells.map((cell) => cell.trim()).filter((cell) => words(cell).length > 25)).to.deep.equal([]);
        });

        it(`${page} has no paragraph of more than five sentences`, () =>
            expect(paragraphs(prose(page)).filter((text) => sentences(text) > 5)).to.deep.equal([]));

        it(`${page} has the words of the glossary`, () =>
            expect(prose(page).filter((line) => retired.test(line.replace(/`[^`]*`/g, "")))).to.deep.equal([]));
    }
});
