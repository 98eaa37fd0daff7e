import { relative } from "node:path";
import { performance } from "node:perf_hooks";
import Mocha from "mocha";

/** What a worker is asked: which test files to run until one fails. */
export interface Asked {
    readonly files: readonly string[];
}

/** What it answers. */
export interface Answered {
    /** Title of the first test that failed; undefined: none did. */
    readonly noticedBy?: string;
    /** The file that it is in. */
    readonly file?: string;
    /** How long each of the files took, in milliseconds. */
    readonly took?: Readonly<Record<string, number>>;
    /** Whether it has not answered in time. */
    readonly endless?: boolean;
}

async function firstFailure(file: string): Promise<string | undefined> {
    const mocha = new Mocha({ bail: true, timeout: 60_000, reporter: "min" });
    let title: string | undefined;
    mocha.addFile(file);
    try {
        await new Promise<void>((done) => {
            mocha.run(() => done()).on("fail", (test) => (title ??= test.fullTitle()));
        });
    } catch (error) {
        return `loading: ${(error as Error).message.split("\n")[0]}`;
    }
    return title;
}

async function answer({ files }: Asked): Promise<Answered> {
    const took: Record<string, number> = {};
    for (const path of files) {
        const file = relative(process.cwd(), path);
        const began = performance.now();
        const noticedBy = await firstFailure(path);
        if (noticedBy) {
            return { noticedBy, file };
        }
        took[file] = performance.now() - began;
    }
    return { took };
}

// What a test leaves behind must not count against the next one.
process.on("unhandledRejection", () => undefined);
process.on("disconnect", () => process.exit());
process.on("message", (asked: Asked) => void answer(asked).then((answered) => process.send!(answered)));
