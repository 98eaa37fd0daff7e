import { setTimeout as sleep } from "node:timers/promises";

/** A client that hands back the cookie that it was given, as a browser does, and what became of it. */
export class Session {
    /** Nodes that have answered, in order, each once as long as it stays the same. */
    readonly nodes: string[] = [];
    /** What was no answer, the first ones. */
    readonly failures: string[] = [];
    answered = 0;
    private cookie = "";
    private readonly stopped = new AbortController();
    private readonly ended: Promise<void>;

    /** Asks again and again, until it is stopped. */
    constructor(
        private readonly url: string,
        private readonly pauseMilliseconds = 100,
    ) {
        this.ended = this.run();
    }

    /** Ends it, and waits for the last answer. */
    async stop(): Promise<this> {
        this.stopped.abort();
        await this.ended;
        return this;
    }

    private async run(): Promise<void> {
        while (!this.stopped.signal.aborted) {
            await this.ask().catch((error: Error) => this.failures.push(`${new Date().toISOString()} ${error.message}`));
            await sleep(this.pauseMilliseconds);
        }
    }

    private async ask(): Promise<void> {
        const answer = await fetch(this.url, {
            headers: this.cookie ? { cookie: this.cookie } : {},
            signal: AbortSignal.timeout(10_000),
        });
        const body = await answer.text();
        if (!answer.ok) throw new Error(`HTTP ${answer.status} ${body.slice(0, 200)}`);
        this.answered++;
        this.cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
        const node = answer.headers.get("x-node") ?? "";
        if (this.nodes.at(-1) !== node) this.nodes.push(node);
    }
}
