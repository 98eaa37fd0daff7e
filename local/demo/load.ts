import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A steady load of requests. */
export interface LoadOptions {
    /** Base of the REST API, e.g. `http://10.244.16.20:8080/engine-rest`. */
    rest: string;
    /** Requests per second. */
    rate: number;
    /**
     * Whether connections are used again. By default each request has its own: behind a ClusterIP a connection stays with one pod, so that kept
     * ones would show only what happens to those that were open at the time. Moreover Go's client sends a GET again, silently, when a
     * connection that it had kept turns out to be closed (net/http, Transport), and so hides what this is to find.
     */
    keepAlive: boolean;
    /** Requests per second, besides, that take a node five seconds each. @default 0 */
    slowRate?: number;
    /** Workers for external tasks of the topic `work`, besides, that wait for them at the node (long polling). @default 0 */
    workers?: number;
    /** How many of the requests that fail are kept, the first ones. @default 20 */
    keptFailures?: number;
}

/** A request that was not answered by a 2xx in time. */
export interface FailedRequest {
    /** When it was sent, ISO 8601. */
    at: string;
    request: string;
    cause: string;
}

/** What became of the requests, of all kinds together where it says nothing else. */
export interface LoadResult {
    sent: number;
    failed: number;
    /** Requests that were due but could not be sent, because all connections were waiting for an answer. */
    notSent: number;
    seconds: number;
    /** Requests per second that were really sent. */
    rate: number;
    /** Milliseconds from before connecting to the end of the answer, of those that are neither slow nor a worker's. */
    p50: number;
    p99: number;
    max: number;
    /** Slow requests, and requests for external tasks, that were answered; external tasks that were completed. */
    slow: number;
    polls: number;
    tasks: number;
    /** The first ones that failed. */
    failures: FailedRequest[];
}

/** A load that is being sent. */
export interface Load {
    /** Failed requests so far. */
    failed(): number;
    /** The first ones that failed so far. */
    failures(): readonly FailedRequest[];
    /** Ends it and waits for the figures; requests that are under way at that moment are not counted. */
    stop(): Promise<LoadResult>;
}

/**
 * Starts k6 (from PATH), and resolves when it sends. Not autocannon: that sends the requests of a second in one burst, counts no answer at all when each
 * request has its own connection (lib/httpClient.js: the reset returns before the response is reported), and takes a connection that the
 * server closed without an answer for no failure.
 */
export async function startLoad({ rest, rate, keepAlive, slowRate = 0, workers = 0, keptFailures = 20 }: LoadOptions): Promise<Load> {
    const environment = { TARGET: rest, RATE: rate, KEEP_ALIVE: keepAlive, SLOW_RATE: slowRate, WORKERS: workers };
    const settings = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const options = ["--quiet", "--no-usage-report", "--log-format=raw", "--address="];
    const k6 = spawn("k6", ["run", ...options, ...settings, join(__dirname, "load.mjs")], { stdio: ["ignore", "pipe", "pipe"] });
    let summary = "";
    let failed = 0;
    const failures: FailedRequest[] = [];
    const messages: string[] = [];
    k6.stdout.on("data", (data: Buffer) => (summary += data.toString()));
    const ended = new Promise<void>((resolve, reject) => k6.once("error", reject).once("close", () => resolve()));

    await new Promise<void>((resolve, reject) => {
        createInterface({ input: k6.stderr }).on("line", (line) => {
            if (line === "started") {
                resolve();
            } else if (line.startsWith("{")) {
                failed++;
                if (failures.length < keptFailures) failures.push(JSON.parse(line) as FailedRequest);
            } else {
                messages.push(line);
            }
        });
        ended.then(() => reject(new Error(`k6 ended at once: ${messages.join("; ")}`)), reject);
    });

    return {
        failed: () => failed,
        failures: () => failures,
        stop: async () => {
            k6.kill("SIGINT");
            await ended;
            if (!summary) {
                throw new Error(`k6 ended without figures: ${messages.slice(-5).join("; ")}`);
            }
            const figures = JSON.parse(summary) as Omit<LoadResult, "rate" | "failures">;
            return { ...figures, rate: figures.sent / figures.seconds, failures };
        },
    };
}
