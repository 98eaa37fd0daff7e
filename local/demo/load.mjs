/* global __ENV, console */
import exec from "k6/execution";
import http from "k6/http";
import { Counter, Trend } from "k6/metrics";

const target = __ENV.TARGET;
const rate = Number(__ENV.RATE);
const slowRate = Number(__ENV.SLOW_RATE);
const workers = Number(__ENV.WORKERS);

// A request that takes longer counts as failed. Usually they take milliseconds, but a node that starts leaves the others of a small machine little.
const TIMEOUT_SECONDS = 10;

// An open model: a slow answer does not delay the next request, as it would not with real users.
const steadily = (rate, exec) => ({
    executor: "constant-arrival-rate",
    exec,
    rate,
    timeUnit: "1s",
    // The parent stops it; it stops by itself if the parent is gone.
    duration: "30m",
    preAllocatedVUs: rate,
    // As many as can be open at once, so that requests that hang hold up no others.
    maxVUs: rate * TIMEOUT_SECONDS,
});

export const options = {
    scenarios: {
        steady: steadily(rate, "default"),
        ...(slowRate > 0 ? { slow: steadily(slowRate, "slow") } : {}),
        ...(workers > 0 ? { workers: { executor: "constant-vus", exec: "work", vus: workers, duration: "30m" } } : {}),
    },
    noConnectionReuse: __ENV.KEEP_ALIVE !== "true",
    // What failed is said below, once and with its time.
    throw: false,
    summaryTrendStats: ["med", "p(99)", "max"],
};

const sent = new Counter("sent");
const failed = new Counter("failed");
const took = new Trend("took", true);
const slowSent = new Counter("slow");
const polls = new Counter("polls");
const tasksDone = new Counter("tasks");

const params = { timeout: `${TIMEOUT_SECONDS}s`, headers: { "Content-Type": "application/json" } };
// What takes five seconds anyway has as much time besides.
const long = { ...params, timeout: `${TIMEOUT_SECONDS + 5}s` };

// Rows as well as counts: a row's prepared statement is what a migrated schema breaks on the nodes that go on running.
const reads = ["process-instance/count", "task/count", "process-instance?maxResults=5", "task?maxResults=5"];

/** Tells the parent that requests are sent from now on. */
export function setup() {
    console.log("started");
}

function request() {
    const turn = exec.scenario.iterationInTest;
    // One start in ten: each writes a few rows of history.
    if (turn % 10 === 9) return http.post(`${target}/process-definition/key/straight-through/start`, "{}", params);
    return http.get(`${target}/${reads[turn % reads.length]}`, params);
}

/** Counts a request, and says so if it has failed. Whether it was answered at all, and well. */
function judge(answer, started) {
    // k6 itself has cancelled it, being stopped: it had no time to be answered.
    if (answer.error === "context canceled") return false;
    sent.add(1);
    if (answer.status >= 200 && answer.status < 300) return true;
    failed.add(1);
    const cause = answer.error || `HTTP ${answer.status} ${answer.body ?? ""}`.trim().slice(0, 500);
    console.log(JSON.stringify({ at: new Date(started).toISOString(), request: `${answer.request.method} ${answer.request.url}`, cause }));
    return false;
}

/** One request; measured by the clock, because k6's own duration leaves out connecting, which is where a dead pod shows. */
export default function () {
    const started = Date.now();
    const answer = request();
    if (answer.error !== "context canceled") took.add(Date.now() - started);
    judge(answer, started);
}

/** A request that keeps a thread and a transaction of a node for five seconds. */
export function slow() {
    const started = Date.now();
    if (judge(http.post(`${target}/process-definition/key/five-seconds/start`, "{}", long), started)) slowSent.add(1);
}

/** A worker that waits five seconds at a node for external tasks, does what it gets, and asks again. */
export function work() {
    const workerId = `worker-${exec.vu.idInTest}`;
    const topics = [{ topicName: "work", lockDuration: 60000 }];
    const started = Date.now();
    const asked = JSON.stringify({ workerId, maxTasks: 2, asyncResponseTimeout: 5000, topics });
    const answer = http.post(`${target}/external-task/fetchAndLock`, asked, long);
    if (!judge(answer, started)) return;
    polls.add(1);
    for (const { id } of answer.json()) {
        const begun = Date.now();
        const body = JSON.stringify({ workerId });
        if (judge(http.post(`${target}/external-task/${id}/complete`, body, params), begun)) tasksDone.add(1);
    }
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
        slow: value("slow", "count"),
        polls: value("polls", "count"),
        tasks: value("tasks", "count"),
    };
    return { stdout: JSON.stringify(summary) };
}
