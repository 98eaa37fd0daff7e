import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { anchor, excluded, linksOnSite, onSite, renamed } from "./pages.mjs";

const require = createRequire(import.meta.url);
const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** The table of pages in README: a row with a word in bold begins a part, the others name a page or several. */
function sidebar() {
    const [, table] = readFileSync(join(repository, "README.md"), "utf8").split(/^## Documentation$/m);
    const parts = [{ text: "Start", items: [{ text: "Overview", link: "/" }] }];
    for (const [, cell] of table.matchAll(/^\| ([^|]+?) +\|/gm)) {
        const [, part] = /^\*\*(.+)\*\*$/.exec(cell) ?? [];
        if (part) {
            parts.push({ text: part, items: [] });
        }
        for (const [, text, href] of cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)) {
            parts.at(-1).items.push({ text, link: `/${onSite(href, "README.md").replace(/\.md$/, "")}` });
        }
    }
    return parts;
}

/** The site has what GitHub shows, from the same files. The build fails for a link to a page that is not there. */
export default defineConfig({
    title: "Camunda 7 rolling update",
    description: "Rolling updates of Camunda 7 clusters with Pulumi, without downtime",
    srcDir: repository,
    srcExclude: excluded,
    rewrites: renamed,
    outDir: "dist",
    cacheDir: "node_modules/.vitepress",
    lastUpdated: false,
    markdown: { anchor: { slugify: anchor }, config: linksOnSite },
    transformPageData: ({ relativePath, frontmatter }) => {
        frontmatter.aside ??= !relativePath.startsWith("docs/reference/");
    },
    themeConfig: {
        sidebar: sidebar(),
        outline: [2, 3],
        // In the browser: nothing is asked of another host.
        search: { provider: "local" },
    },
    // The pages are not below the folder that has Vue.
    vite: {
        resolve: {
            alias: [
                { find: /^vue$/, replacement: join(dirname(require.resolve("vue/package.json")), "dist", "vue.runtime.esm-bundler.js") },
                { find: /^vue\/server-renderer$/, replacement: require.resolve("vue/server-renderer") },
            ],
        },
    },
    // What is no page and is linked to: the pipelines.
    buildEnd: ({ outDir }) => cpSync(join(repository, "docs", "pipelines"), join(outDir, "docs", "pipelines"), { recursive: true }),
});
