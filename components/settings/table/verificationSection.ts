import { flag, isSection, listOf, matching, whole } from "../checks";
import { changes, Section } from "./setting";

const step = "(schema|batch-[1-9]\\d{0,3})";
const page = "../guides/verification.md";

/** `verification`: what is checked between batches. */
export const verificationSection = {
    failedJobsAllowed: {
        check: whole(0, 1000000),
        text: "How many more jobs without retries, and how many more open incidents, there may be than in the baseline (hold `failedJobsRising`).",
        default: 0,
        change: changes.nothing,
        more: page,
    },
    soakSeconds: {
        check: whole(0, 86400),
        text: "How long every check has to pass after a batch before the next one begins, in seconds (hold `soaking`).",
        default: 0,
        change: changes.nothing,
    },
    lockSeconds: {
        check: whole(0, 86400),
        text: "How long to wait for jobs that a stopped node may have left locked, in seconds; `0`: no wait (hold `jobsLocked`).",
        default: 300,
        change: changes.nothing,
    },
    mixedWarningMinutes: {
        check: whole(0, 100000),
        text: "How long versions are mixed before a checkpoint warns, in minutes; `0`: it never warns.",
        default: 120,
        change: changes.nothing,
    },
    mixedMinutes: {
        check: whole(0, 100000),
        text: "How long versions may be mixed when another batch is to begin, in minutes; `0`: without limit (hold `mixedTooLong`).",
        default: 0,
        change: changes.nothing,
    },
    pauseAfter: {
        check: listOf("a list of schema and batches, e.g. [schema, batch-1]", matching("", new RegExp(`^${step}$`))),
        type: "string[]",
        text: "Steps after which an update ends until somebody has looked: `schema`, `batch-1`, … (hold `paused`).",
        otherwise: "none",
        change: changes.nothing,
        more: page,
    },
    goAhead: {
        check: matching(
            'the version and the step that was looked at, e.g. "7.23.0 batch-1"; in the second rollout to it "7.23.0 batch-1 #2"',
            new RegExp(`^\\d+\\.\\d+\\.\\d+ ${step}( #[1-9]\\d{0,2})?$`),
        ),
        text: "Version and step that somebody has looked at, as the hold `paused` prints it. The update continues past this step.",
        otherwise: "none",
        change: changes.nothing,
        more: page,
    },
    returnFirstBatch: {
        check: flag,
        text: "Whether a first batch that fails is rolled back by itself. The update fails all the same; a later batch stays blocked.",
        default: false,
        change: changes.nothing,
        more: "../guides/roll-back-and-restore.md#roll-back-the-nodes",
    },
    canary: {
        check: { expected: "names with values, e.g. {enabled: true}", passes: isSection, schema: { type: "object" } },
        type: "CanaryArgs",
        text: "Process instances that cross between the versions; the settings are below.",
        otherwise: "none",
        change: changes.nothing,
        more: `${page}#canaries`,
    },
} satisfies Section;

/** `verification.canary`: instances that start on a node of one version and end on a node of the other. */
export const canarySection = {
    enabled: {
        check: flag,
        text: "Whether canaries run. For the built-in process, a small model is deployed before the first batch.",
        otherwise: "`true` where a process is named, else `false`",
        change: changes.nothing,
    },
    processDefinitionKey: {
        check: matching("the key of a process that is deployed, e.g. canary", /^[A-Za-z_][\w.-]{0,254}$/),
        text: "Key of a deployed process of your own. It has to end by itself.",
        otherwise: "the built-in one",
        change: changes.nothing,
    },
    seconds: {
        check: whole(1, 3600),
        text: "How long the instances of a batch may take, in seconds (hold `canaryNotFinished`).",
        default: 60,
        change: changes.nothing,
    },
} satisfies Section;
