import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** A copy of the module's code, in which a test changes a file, and which it runs as it is: nothing in it is replaced by something else. */
export class CopiedTree {
    readonly folder = mkdtempSync(join(tmpdir(), "copied-"));
    private readonly load = createRequire(join(this.folder, "index.js"));

    constructor() {
        for (const part of ["components", "cli"]) cpSync(join(root, part), join(this.folder, part), { recursive: true });
        symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
    }

    /** Changes a file: one text in it, which is there once. */
    change(file: string, before: string, after: string): void {
        const path = join(this.folder, file);
        const parts = readFileSync(path, "utf8").split(before);
        if (parts.length !== 2) throw new Error(`${file} has that ${parts.length - 1} times`);
        writeFileSync(path, parts.join(after));
    }

    /** What a module of the copy exports. */
    module<T>(file: string): T {
        return this.load(join(this.folder, file)) as T;
    }

    remove(): void {
        rmSync(this.folder, { recursive: true });
    }
}
