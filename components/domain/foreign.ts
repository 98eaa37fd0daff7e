/**
 * Text that a node, a database, a jar or a cluster wrote. Nothing of it may move the cursor of a terminal, hide a part of a line, or end the line
 * that it stands in: what looks like a command of ours has to be one.
 */

/** What nobody sees: controls, formats (the bidirectional ones, too), halves of a pair, separators of lines, and what is ignored by default. */
const hidden = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]`;
/** An emoji may be a sequence whose joints are of these: it stays as it is. */
const emoji = String.raw`\p{ExtPict}\ufe0f?\p{EMod}?(?:\u200d\p{ExtPict}\ufe0f?\p{EMod}?){0,6}|[0-9#*]\ufe0f\u20e3`;
const toShow = new RegExp(`${emoji}|(${hidden})`, "gu");
/** No script stacks more marks on a letter; more of them run over the lines above. */
const stacked = /(\p{M}{4})\p{M}+/gu;

const spoken: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function visible(char: string): string {
    const code = char.codePointAt(0) ?? 0;
    return spoken[char] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`);
}

const show = (text: string): string =>
    text.replace(toShow, (found: string, char?: string) => (char === undefined ? found : visible(char))).replace(stacked, "$1…");

/** The first characters of a text, without half of a pair at its end. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");

/** A foreign text in one line: what is hidden is shown, and what is too long ends with its length. */
export function foreign(text: string, most = 200): string {
    const whole = text.length <= most;
    const shown = show(whole ? text : cut(text, most));
    // What is shown takes more room than what is hidden.
    const fits = shown.length <= 2 * most ? shown : cut(shown, 2 * most);
    return whole && fits === shown ? shown : `${fits}… (${text.length} characters)`;
}

/** A foreign text of several lines, e.g. a log: the last of them. */
export function foreignLines(text: string, lines = 20, most = 200): string[] {
    // The end of it is what counts, and nobody has to look at more.
    const all = text
        .slice(-2 * lines * most)
        .trimEnd()
        .split(/\r?\n/);
    return all.slice(-lines).map((line) => foreign(line, most));
}

/** A text that stands in a command which is offered to be copied: one word of the shell, whatever it is. */
export function inCommand(text: string): string {
    return /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("-") ? text : `'${foreign(text, 500).replaceAll("'", `'\\''`)}'`;
}

/** A text of our own with foreign ones in it, before it is printed: a second look, with room for all that we say. */
export const inOneLine = (text: string): string => foreign(text, 4000);

/** The same of several lines; what has no place in them is said. */
export function inLines(text: string, most = 12_000): string {
    const shown = cut(text, most).split("\n").map(show).join("\n");
    return text.length <= most ? shown : `${shown}…\n(${text.length - most} characters more)`;
}

/** JSON for others, with what is hidden escaped: it is the same value. */
export const asJson = (value: unknown): string =>
    ((JSON.stringify(value, undefined, 2) as string | undefined) ?? "null").replace(new RegExp(hidden, "gu"), (char) =>
        char === "\n" ? char : [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
    );

/** Ids of an engine: UUIDs, numbers, and what a generator of one's own may make. */
const id = /^[A-Za-z0-9][\w.:-]{0,63}$/;

/** Whether a text can be the id of something in an engine: it goes into a path, and into commands. */
export const isId = (text: unknown): text is string => typeof text === "string" && id.test(text) && !text.includes("..");

/** A version of an engine, with what the enterprise edition and pre-releases add: `7.23.4-ee`, `1.0.0-beta-4`. */
const version = /^\d{1,4}(?:\.\d{1,4}){1,3}(?:[-+._][0-9A-Za-z]+){0,4}$/;

/** Whether a text is a version. */
export const isVersion = (text: unknown): text is string => typeof text === "string" && text.length <= 40 && version.test(text);

/** The checksum of an image, or of scripts. */
export const isDigest = (text: unknown): text is string => typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text);
