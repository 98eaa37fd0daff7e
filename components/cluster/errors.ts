import { foreign } from "../domain/foreign";
import { FailingNode } from "../domain/failing";
import { Hold } from "../domain/hold";

/** The API server itself does not answer, or refuses: nothing is known about any node then. */
export class ApiServerError extends Error {}

/** A node's answer was not the one that was asked for. */
export class NodeRefusal extends Error {
    constructor(
        /** The HTTP status. */
        readonly status: number,
        /** What it says besides; empty: nothing. */
        readonly said = "",
        /** Which node, and what it was asked for. */
        readonly asked?: Pick<FailingNode, "namespace" | "node" | "path">,
    ) {
        super(`HTTP status ${status}`);
    }

    /** Whether the node has failed: it does not refuse the question, as an older version or for the user that asks. */
    get isFault(): boolean {
        return this.status >= 500;
    }

    /** The node that has failed; undefined: none has. */
    get failing(): FailingNode | undefined {
        return this.isFault && this.asked ? { ...this.asked, status: this.status, said: this.said } : undefined;
    }

    /** Whether the node wants to know who asks, or lets somebody else only. */
    get wantsAuthentication(): boolean {
        return this.status === 401 || this.status === 403;
    }
}

/** What a node answers is none of the answers that an engine gives. */
export class AnswerFault extends Error {}

/** Something holds for good, or beyond the budget. */
export class StillHeld extends Error {
    constructor(
        message: string,
        readonly holds: readonly Hold[],
    ) {
        super(message);
    }
}

/** The node that an error tells to have failed; undefined: none has, or something else is wrong. */
export const failingIn = (error: unknown): FailingNode | undefined => (error instanceof NodeRefusal ? error.failing : undefined);

/** A node in service answers with an error of its own. */
export class NodeFault extends Error {
    constructor(readonly node: FailingNode) {
        super(`${node.node} answers ${node.path} with HTTP status ${node.status}`);
    }
}

/** Errors of this program: none of them is the answer of a node, whose connection fails with others (Node's `Error` with a code). */
const ownFaults = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * What is in an answer of a node; undefined: it refuses the question, as an older version does, or for the user that asks. Where the question is only for
 * what is good to know (`whoeverFails`), a node that fails, or does not answer at all, leaves it open, too; anything else wrong is thrown.
 */
export async function answered<T>(
    answer: Promise<unknown>,
    read: (content: unknown) => T,
    whoeverFails: "isAskedAgain" | "leavesItOpen" = "isAskedAgain",
): Promise<T | undefined> {
    try {
        return read(await answer);
    } catch (error) {
        const refused = error instanceof NodeRefusal && !error.isFault;
        const failed = !(error instanceof ApiServerError) && !ownFaults.some((kind) => error instanceof kind);
        if (refused || (whoeverFails === "leavesItOpen" && failed)) {
            return undefined;
        }
        throw error;
    }
}

/** There is no node in service that could be asked. */
export class NoNodeError extends Error {
    constructor() {
        super("no node is in service that could be asked");
    }
}

/** An answer of the API server; undefined: it says that there is no such object. A 404 of somebody in front of it is an error. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        const { code, body } = error as { code?: unknown; body?: unknown };
        if (code === 404 && statusIn(body) !== undefined) {
            return undefined;
        }
        throw error;
    }
}

/** What went wrong, in one line: in the API server's own words, where it has any. */
export function reason(error: unknown): string {
    const { name, message, body, code } = error as { name?: string; message?: string; body?: unknown; code?: unknown };
    // The first line of what @kubernetes/client-node says has nothing but a number in it.
    const [, number] = /^HTTP-Code: (\d+)/.exec(message ?? "") ?? [];
    if (number) {
        return statusIn(body) ?? `the API server answers with HTTP status ${number}`;
    }
    // node-fetch's words for it are "The user aborted a request".
    if (name === "AbortError" || name === "TimeoutError") {
        return "the API server does not answer in time";
    }
    // Where a host name has several addresses, Node leaves the message empty (AggregateError) and says why in the code only.
    return message && !message.endsWith("reason: ") ? firstLine(message) : foreign(`${message ?? ""}${String(code)}`, 500);
}

/** The first line of the message in an API server's `Status` object; undefined for any other text or object. */
export function statusIn(body: unknown): string | undefined {
    try {
        const { kind, apiVersion, message } = (typeof body === "string" ? JSON.parse(body) : (body ?? {})) as Record<string, unknown>;
        return kind === "Status" && apiVersion === "v1" && typeof message === "string" ? firstLine(message) : undefined;
    } catch {
        return undefined;
    }
}

const firstLine = (text: string) => foreign(text.split("\n", 1)[0], 500);
