/* global __ENV, console */
import exec from "k6/execution";
import http from "k6/http";
import { Counter, Trend } from "k6/metrics";

const target = __ENV.TARGET;
const rate = Number(__ENV.RATE);

// A request that takes longer counts as failed. Usually they take milliseconds, but a node that starts leaves the others of a small machine little.
const TIMEOUT_SECONDS = 10;

export const options = {
    scenarios: {
        steady: {
            // An open model: a slow answer does not delay the next request, as it would not with real users.
            executor: "constant-arrival-rate",
            rate,
            timeUnit: "1s",
            // The parent stops it; it stops by itself if the parent is gone.
            duration: "30m",
            preAllocatedVUs: rate,
            // As many as can be open at once, so that requests that hang hold up no others.
            maxVUs: rate * TIMEOUT_SECONDS,
        },
    },
    noConnectionReuse: __ENV.KEEP_ALIVE !== "true",
    discardResponseBodies: true,
    // What failed is said below, once and with its time.
    throw: false,
    summaryTrendStats: ["med", "p(99)", "max"],
};

const sent = new Counter("sent");
const failed = new Counter("failed");
const took = new Trend("took", true);

// Rows as well as counts: a row's prepared statement is what a migrated schema breaks on the nodes that go on running.
const reads = ["process-instance/count", "task/count", "process-instance?maxResults=5", "task?maxResults=5"];

/** Tells the parent that requests are sent from now on. */
export function setup() {
    console.log("started");
}

function request() {
    const turn = exec.scenario.iterationInTest;
    const params = { timeout: `${TIMEOUT_SECONDS}s`, headers: { "Content-Type": "application/json" } };
    // One start in ten: each writes a few rows of history.
    if (turn % 10 === 9) return http.post(`${target}/process-definition/key/straight-through/start`, "{}", params);
    return http.get(`${target}/${reads[turn % reads.length]}`, params);
}

/** One request; measured by the clock, because k6's own duration leaves out connecting, which is where a dead pod shows. */
export default function () {
    const started = Date.now();
    const answer = request();
    // k6 itself has cancelled it, being stopped: it had no time to be answered.
    if (answer.error === "context canceled") return;
    took.add(Date.now() - started);
    sent.add(1);
    if (answer.status >= 200 && answer.status < 300) return;
    failed.add(1);
    const cause = answer.error || `HTTP ${answer.status}`;
    console.log(JSON.stringify({ at: new Date(started).toISOString(), request: `${answer.request.method} ${answer.request.url}`, cause }));
}

export function handleSummary({ metrics, state }) {
    const value = (metric, name) => (metrics[metric] ? metrics[metric].values[name] : 0);
    const summary = {
        sent: value("sent", "count"),
        failed: value("failed", "count"),
        notSent: value("dropped_iterations", "count"),
        seconds: state.testRunDurationMs / 1000,
        p50: value("took", "med"),
        p99: value("took", "p(99)"),
        max: value("took", "max"),
    };
    return { stdout: JSON.stringify(summary) };
}
