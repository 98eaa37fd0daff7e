import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as prettier from "prettier";

const root = join(__dirname, "..", "..");

/** The command that writes what is generated, for who finds a file that is not as it would be written. */
export const command = "npm run docs:reference";

/** What a file of this folder may export. */
interface Source {
    /** The page `docs/reference/NAME.md` of `local/reference/NAME.ts`. */
    readonly page?: () => string;
    /** Other files, by their paths. */
    readonly files?: Readonly<Record<string, () => string>>;
}

async function sources(): Promise<(readonly [file: string, source: Source])[]> {
    const names = readdirSync(__dirname).filter((name) => name.endsWith(".ts") && name !== basename(__filename));
    return Promise.all(names.map(async (name) => [name, (await import(join(__dirname, name))) as Source] as const));
}

/** The generated pages by their path: `local/reference/NAME.ts` exports `page()` for `docs/reference/NAME.md`. */
export async function pages(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const [file, { page }] of await sources()) {
        if (page) {
            const path = join("docs", "reference", file.replace(/\.ts$/, ".md"));
            const style = await prettier.resolveConfig(join(root, path));
            found[path] = await prettier.format(page(), { ...style, parser: "markdown" });
        }
    }
    return found;
}

/** The pages, and the other files that are generated. */
export async function generated(): Promise<Record<string, string>> {
    const files = (await sources()).flatMap(([, source]) => Object.entries(source.files ?? {}));
    return { ...(await pages()), ...Object.fromEntries(files.map(([path, text]) => [path, text()])) };
}

async function write(): Promise<void> {
    for (const [path, text] of Object.entries(await generated())) {
        writeFileSync(join(root, path), text);
    }
}

if (require.main === module) {
    void write();
}
