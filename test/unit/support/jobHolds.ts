import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(__dirname, "..", "..", "..", "components", "schema", "job");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".sh"));

/** A hold as a script of the migration Job raises it. */
export interface JobHold {
    readonly script: string;
    readonly id: string;
    readonly message: string;
    /** With what is the same at each run filled in; a `$` is left where a value decides. */
    readonly why: string;
    readonly next: string;
}

/** Where a word of the shell that begins at a place ends: a text in quotes may have commands in it, and these texts again. */
function endOfWord(text: string, begin: number, closing: string): number {
    for (let at = begin; at < text.length; at++) {
        if (text[at] === "\\") {
            at++;
        } else if (closing === '"' ? text[at] === '"' : closing === ")" ? text[at] === ")" : /\s/.test(text[at])) {
            return at;
        } else if (text.startsWith("$(", at)) {
            at = endOfWord(text, at + 2, ")");
        } else if (text[at] === '"') {
            at = endOfWord(text, at + 1, '"');
        }
    }
    return text.length;
}

/** The words of a command from a place on. */
function wordsAt(text: string, begin: number, count: number): string[] {
    const words: string[] = [];
    for (let at = begin; words.length < count;) {
        at += /^(?:\s|\\\n)*/.exec(text.slice(at))?.[0].length ?? 0;
        const end = endOfWord(text, at, " ");
        words.push(text.slice(at, end).replace(/^"|"$/g, "").replaceAll('\\"', '"'));
        at = end;
    }
    return words;
}

/** What scripts set once, before anything is asked. */
const constants = (text: string): [name: string, value: string][] =>
    [...text.matchAll(/^([a-z_]+)=(?:"([^"$]*)"|([\w:/.-]+))$/gm)].map(([, name, quoted, plain]) => [name, quoted ?? plain]);

/** All holds of the scripts, as they stand in them. */
export function jobHolds(): JobHold[] {
    const texts = scripts.map((script) => ({ script, text: readFileSync(join(folder, script), "utf8") }));
    const known = texts.flatMap(({ text }) => constants(text));
    const filled = (why: string) => known.reduce((left, [name, value]) => left.replaceAll(`$${name}`, value), why);
    return texts.flatMap(({ script, text }) =>
        [...text.matchAll(/(?<=^|\|\| |; |\) |\s{4})hold (?=[a-zA-Z]+ ")/gm)].map((found) => {
            const [id, message, why, next] = wordsAt(text, found.index + found[0].length, 4);
            return { script, id, message, why: filled(why), next };
        }),
    );
}

/** What an error means, and what to do, as failed.sh has it: which of them it is, the database decides. */
export const jobReasons = (): string[] =>
    [...readFileSync(join(folder, "failed.sh"), "utf8").matchAll(/(why|next|found)="([^"]+)"/g)].map(
        ([, kind, text]) => `  ${kind}: ${text}`,
    );

/** What the script that brings the scripts prints by itself, where there is no Job. */
export const printedByScripts = (): string => readFileSync(join(folder, "scripts.sh"), "utf8");

/** Where the migration says that its holds are documented. */
export const documentedAt = (): string | undefined =>
    constants(readFileSync(join(folder, "migrate.sh"), "utf8")).find(([name]) => name === "documentation")?.[1];
