import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** A command in a block of code of a page, without the remark behind it. */
export interface DocCommand {
    readonly page: string;
    /** Number of the block on its page, from 0: a block's commands belong together. */
    readonly block: number;
    /** What is behind the language, such as `by-hand`. */
    readonly tag: string;
    readonly command: string;
}

/** A block of code on a page. */
export interface Block {
    readonly language: string;
    readonly tag: string;
    readonly text: string;
}

/** The blocks of code of a page, those in a list included. */
export const blocksOf = (text: string): Block[] =>
    [...text.matchAll(/^( *)```(\w*) ?(.*)\n([^]*?)^\1```$/gm)].map(([, indent, language, tag, body]) => ({
        language,
        tag,
        text: body.replace(new RegExp(`^${indent}`, "gm"), ""),
    }));

const isOpen = (line: string) => line.endsWith("\\") || line.replace(/"[^"]*"|'[^']*'/g, "").includes("'");

/** The commands of a block: a line each, unless a quote or a backslash goes on; `a && b` are two. */
export function commandsIn(text: string): string[] {
    const lines: string[] = [];
    for (const line of text.split("\n")) {
        const last = lines.at(-1);
        if (last !== undefined && isOpen(last)) {
            lines[lines.length - 1] = `${last.replace(/\\$/, "")}\n${line}`;
        } else {
            lines.push(line.replace(/^((?:"[^"]*"|'[^']*'|[^"'])*?)\s+# .*$/, "$1"));
        }
    }
    return lines.flatMap((line) => line.split(" && ")).filter((line) => line.trim() !== "");
}

/** Pages whose commands a reader types: README, guides, operations, and the policies. */
export const commandPages = [
    "README.md",
    ...["guides", "operations"].flatMap((folder) => readdirSync(join(root, "docs", folder)).map((file) => join("docs", folder, file))),
    "docs/reference/policies.md",
];

/** Text of a page of this repository. */
export const readPage = (page: string): string => readFileSync(join(root, page), "utf8");

/** All commands in the blocks of those pages. */
export const docCommands = (): DocCommand[] =>
    commandPages.flatMap((page) =>
        blocksOf(readPage(page)).flatMap(({ language, tag, text }, block) =>
            ["sh", "bash"].includes(language) ? commandsIn(text).map((command) => ({ page, block, tag, command })) : [],
        ),
    );

/** Commands about a stack's settings, and those that only judge what is typed: a CLI is all they need. */
export const needsCliAlone = (command: string): boolean =>
    /^(export |pulumi (login --local|stack init|stack rm|config)\b)/.test(command) ||
    (/^npm run -s (check|plan) -- /.test(command) && !command.includes("--stack"));
