import type { Readable } from "node:stream";
import { foreign, isId, isVersion } from "../domain/foreign";
import { AnswerFault } from "./errors";

/** The most that is read of one answer: two hundred jobs, the most that is ever asked for, are a tenth of it. */
export const mostBytes = 1 << 20;
/** An activity tree has two levels for each subprocess in a subprocess. */
const mostDepth = 64;
/** Objects, lists and values in one answer. */
const mostValues = 50_000;
/** Characters of one text: an incident's message may have 4000, of which the first ones are shown. */
const mostText = 500;

/** All of a stream, unless there is more of it than anybody needs: then it is ended there. */
export async function bounded(stream: Readable, most = mostBytes): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > most) {
            stream.destroy();
            throw new AnswerFault(`its answer is longer than ${most >> 10} KiB`);
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}

/**
 * What a node says, in JSON, as whatever comes after may use it: bounded in its size and depth, its texts in one line and printable, and with no name in
 * it that means something to JavaScript. It is looked through before it is read: what it is read into may be fifty times as large.
 */
export function answerIn(body: string): unknown {
    if (body.length > mostBytes) {
        throw new AnswerFault(`its answer is longer than ${mostBytes >> 10} KiB`);
    }
    measure(body);
    let parsed: unknown;
    try {
        parsed = JSON.parse(body);
    } catch {
        throw new AnswerFault(`its answer is not JSON: ${foreign(body.trimStart(), 60) || "nothing"}`);
    }
    return clean(parsed);
}

function measure(body: string): void {
    let [depth, values, quoted] = [0, 1, false];
    for (let i = 0; i < body.length; i++) {
        const char = body.charCodeAt(i);
        if (quoted) {
            if (char === 0x5c) i++;
            else if (char === 0x22) quoted = false;
        } else if (char === 0x22) {
            quoted = true;
        } else if (char === 0x7b || char === 0x5b) {
            values++;
            depth++;
        } else if (char === 0x7d || char === 0x5d) {
            depth--;
        } else if (char === 0x2c) {
            values++;
        }
        if (depth > mostDepth) {
            throw new AnswerFault(`its answer is nested more than ${mostDepth} deep`);
        }
        if (values > mostValues) {
            throw new AnswerFault(`its answer has more than ${mostValues} values`);
        }
    }
}

/** The same value, as others may use it. */
export function clean(value: unknown): unknown {
    if (typeof value === "string") {
        return foreign(value, mostText);
    }
    if (Array.isArray(value)) {
        return value.map(clean);
    }
    if (typeof value === "object" && value !== null) {
        const own = Object.entries(value).filter(([key]) => key !== "__proto__");
        return Object.fromEntries(own.map(([key, one]) => [key, clean(one)]));
    }
    return value;
}

/** A row of a list in an answer. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows of a list; none where the answer is something else. */
export const rowsIn = (content: unknown): Row[] =>
    Array.isArray(content) ? content.map((one: unknown): Row => (typeof one === "object" && one !== null ? (one as Row) : {})) : [];

/** A text in an answer; empty: it is none. */
export const textIn = (value: unknown): string => (typeof value === "string" ? value : "");

/** An id in an answer: what is none stops whoever would use it. */
export function idIn(value: unknown, of: string): string {
    if (!isId(value)) {
        throw new AnswerFault(
            `the id of ${of} is ${typeof value === "string" ? foreign(JSON.stringify(value), 80) : typeof value}, which no engine gives`,
        );
    }
    return value;
}

/** The version in what a node answers to `version`; throws if there is none in it. */
export function versionIn(answered: unknown): string {
    const { version } = (answered ?? {}) as { version?: unknown };
    if (isVersion(version)) {
        return version;
    }
    throw new AnswerFault(
        typeof version === "string" && version !== ""
            ? `its version is ${foreign(JSON.stringify(version), 60)}, which is none`
            : "there is no version in the answer",
    );
}
