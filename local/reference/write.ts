import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as prettier from "prettier";

const root = join(__dirname, "..", "..");

/** The command that writes the pages, for who finds one that is not as it would be written. */
export const command = "npm run docs:reference";

/** The generated pages by their path: `local/reference/NAME.ts` exports `page()` for `docs/reference/NAME.md`. */
export async function pages(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const file of readdirSync(__dirname).filter((name) => name.endsWith(".ts") && name !== basename(__filename))) {
        const { page } = (await import(join(__dirname, file))) as { page?: () => string };
        if (page) {
            const path = join("docs", "reference", file.replace(/\.ts$/, ".md"));
            const style = await prettier.resolveConfig(join(root, path));
            found[path] = await prettier.format(page(), { ...style, parser: "markdown" });
        }
    }
    return found;
}

async function write(): Promise<void> {
    for (const [path, text] of Object.entries(await pages())) {
        writeFileSync(join(root, path), text);
    }
}

if (require.main === module) {
    void write();
}
