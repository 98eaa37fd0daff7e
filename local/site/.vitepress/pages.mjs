import { posix } from "node:path";

/** Markdown that is no part of the site: everything but README, what it links to, and docs/. */
const aside = ["components", "cli", "policies", "test", "node_modules", ".ci"].map((folder) => `${folder}/**`);
export const excluded = [...aside, "local/!(README.md)", "local/!(README.md)/**"];

/** A folder's README is its start page. */
export const renamed = { "README.md": "index.md", "local/README.md": "local/index.md" };

/** The anchor of a heading, as GitHub makes it. */
export const anchor = (heading) =>
    heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replace(/ /g, "-");

/**
 * Where a link of a page leads on the site, given as on GitHub: undefined for what the site does not have, the sources of this repository.
 * A README is the start page of its folder.
 */
export function onSite(href, page) {
    if (/^([a-z]+:|#)/.test(href)) {
        return href;
    }
    const [path, hash = ""] = href.split(/(?=#)/);
    const target = posix.normalize(posix.join(posix.dirname(page), decodeURI(path)));
    if (!/^docs\/.*\.\w+$|^[^/]+\.md$|^local\/README\.md$/.test(target)) {
        return undefined;
    }
    return path.replace(/README\.md$/, "index.md") + hash;
}

/** For markdown-it: rewrites the links of a page; of a link to what the site does not have the text is left. */
export function linksOnSite(markdown) {
    markdown.core.ruler.push("links-on-site", ({ tokens, env }) => {
        for (const { children } of tokens.filter(({ type }) => type === "inline")) {
            let left = false;
            for (const token of children) {
                if (token.type === "link_open") {
                    const href = onSite(token.attrGet("href"), sourceOf(env.relativePath));
                    left = href === undefined;
                    if (!left) {
                        token.attrSet("href", href);
                    }
                }
                if (left && /^link_/.test(token.type)) {
                    left = token.type !== "link_close";
                    Object.assign(token, { type: "text", tag: "", nesting: 0, content: "", attrs: null });
                }
            }
        }
    });
}

const sourceOf = (page) => Object.keys(renamed).find((source) => renamed[source] === page) ?? page;
