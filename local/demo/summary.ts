import { CarriedInstances } from "./instances";
import { FailedRequest, LoadResult } from "./load";
import { NodeVersion, SchemaLogRow } from "./observer";
import { Progress, stepSeconds } from "./progress";
import { BatchTimes, batchTimes, fewestInService, inService, JobRecord, longestGap, OrderFact, orderFacts, Records } from "./records";

/** All that was found out in a demo. */
export interface Findings {
    from: string;
    to: string;
    /** The update, as the engine told it, and how long it took. */
    progress: Progress;
    rollSeconds: number;
    load: LoadResult;
    records: Records;
    schemaBefore: SchemaLogRow[];
    schemaAfter: SchemaLogRow[];
    nodes: NodeVersion[];
    instances: CarriedInstances;
}

/** What a demo comes to; `--json` writes this. */
export interface Summary {
    from: string;
    to: string;
    rollSeconds: number;
    steps: { step: string; state: string; seconds?: number }[];
    batches: BatchTimes[];
    migration?: JobRecord;
    load: LoadResult;
    fewestInService?: { nodes: number; of: number };
    /** What is shorter than this many milliseconds can have been missed by the samples. */
    longestGap: number;
    order: OrderFact[];
    schemaBefore: SchemaLogRow[];
    schemaAfter: SchemaLogRow[];
    nodes: NodeVersion[];
    instances: CarriedInstances;
    /** Why the demo has failed; none if it has not. */
    problems: string[];
}

/** Sums up. */
export function summarize(findings: Findings): Summary {
    const { from, to, progress, rollSeconds, load, records, schemaBefore, schemaAfter, nodes, instances } = findings;
    const job = `camunda-schema-${to.replaceAll(".", "-")}`;
    const fewest = fewestInService(records);
    return {
        from,
        to,
        rollSeconds,
        steps: progress.steps.map((step) => ({ step: step.title, state: step.state, seconds: stepSeconds(step) })),
        batches: batchTimes(records),
        migration: records.jobs.find(({ name }) => name === job),
        load,
        fewestInService: fewest && { nodes: fewest.nodes, of: records.samples[0].pods.filter(inService).length },
        longestGap: longestGap(records),
        order: orderFacts(records, job),
        schemaBefore,
        schemaAfter,
        nodes,
        instances,
        problems: problems(findings),
    };
}

function problems({ to, load, nodes, instances }: Findings): string[] {
    return [
        ...(load.failed > 0 ? [`${load.failed} of ${load.sent} requests failed`] : []),
        ...(load.sent === 0 ? ["no request was sent"] : []),
        ...instances.lost.map((instance) => `lost: ${instance}`),
        ...(nodes.length === 0 ? ["no node is ready"] : []),
        ...nodes.filter(({ version }) => version !== to).map(({ node, version }) => `${node} is ${version}, not ${to}`),
    ];
}

/** The summary as text: one fact per line, in columns. */
export function renderSummary(summary: Summary): string {
    const { from, to, load, instances, migration } = summary;
    const seconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(1)} s`);
    const milliseconds = (value: number) => `${Math.round(value)} ms`;
    const span = (batch: BatchTimes, key: "drain" | "start") => {
        const interval = batch[key];
        return `${key} ${interval ? seconds((interval.to - interval.from) / 1000) : "not seen"}`;
    };
    const sections: [string, string[][]][] = [
        [
            `${from} → ${to} in ${seconds(summary.rollSeconds)}`,
            summary.steps.map(({ step, state, seconds: took }) => [
                step,
                took === undefined ? state : seconds(took),
                ...summary.batches
                    .filter(({ batch }) => batch.replace("-", " ") === step)
                    .flatMap((batch) => [span(batch, "drain"), span(batch, "start")]),
                ...(step === "schema" && migration?.outcome
                    ? [migration.outcome.outcome, `in ${seconds(migration.outcome.seconds)}: ${migration.outcome.applied.join(", ")}`]
                    : []),
            ]),
        ],
        [
            "requests",
            [
                ["sent", String(load.sent), `${load.rate.toFixed(1)}/s`, load.notSent ? `${load.notSent} more could not be sent` : ""],
                ["failed", String(load.failed)],
                ["time", `p50 ${milliseconds(load.p50)}`, `p99 ${milliseconds(load.p99)}`, `max ${milliseconds(load.max)}`],
            ],
        ],
        ...(load.failures.length ? [failures(load.failures.slice(0, 5))] : []),
        [
            "nodes",
            [
                ...summary.nodes.map(({ node, batch, version }) => [batch, version, node]),
                [
                    "in service",
                    summary.fewestInService ? `at least ${summary.fewestInService.nodes} of ${summary.fewestInService.of}` : "not seen",
                ],
                ...summary.order.filter(({ holds }) => !holds).map(({ fact, detail }) => ["out of order", fact, detail]),
            ],
        ],
        [
            "schema log",
            [
                ["before", versions(summary.schemaBefore)],
                ["after", versions(summary.schemaAfter)],
            ],
        ],
        [
            "instances started before",
            [
                ["finished", `${instances.finished} of ${instances.started}`],
                ["user tasks", `${instances.tasksCompleted} completed`],
                ["timers", `${instances.timersFired} fired once`, `${instances.dueDuringRoll} due during the roll`],
                ["async tasks", `${instances.asyncTasksDone} done once`, `none waited longer than ${instances.longestWait.toFixed(1)} s`],
            ],
        ],
    ];
    const width = Math.max(...sections.flatMap(([, rows]) => rows.map(([label]) => label.length)));
    const text = sections.map(([title, rows]) => [title, ...align(rows, width)].join("\n"));
    const verdict = summary.problems.length ? ["failed", ...summary.problems.map((problem) => `  ${problem}`)].join("\n") : "";
    return [...text, ...(verdict ? [verdict] : [])].join("\n\n") + "\n";
}

const failures = (first: FailedRequest[]): [string, string[][]] => [
    "first failures",
    first.map(({ at, request, cause }) => [at.slice(11, 23), cause, request]),
];

const versions = (rows: SchemaLogRow[]): string => rows.map(({ version }) => version).join(", ");

/** Rows with their cells below each other; the first column has the same width in every section. */
function align(rows: string[][], first: number): string[] {
    const widths = rows.reduce<number[]>(
        (all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)).concat(all.slice(row.length)),
        [first],
    );
    return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`.trimEnd());
}
