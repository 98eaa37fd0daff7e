import { expect } from "chai";
import { all, Change, describeRows, find, get, push, Recorded, recordRollout, replaced, Row, set, summaries, write } from "./support/stack";

const nodes = "Deployment orders-batch-1";
const job = "Job orders-schema-7-23-0";
const pod = "spec.template.spec";
const container = `${pod}.containers.0`;

/** Sets a variable of an engine node, a new one behind the others. */
const variable =
    (name: string, value?: string): Change =>
    (stack) => {
        const env = get(find(stack, nodes), `${container}.env`) as { name: string }[];
        const others = env.filter((entry) => entry.name !== name);
        write(find(stack, nodes), `${container}.env`, value === undefined ? others : [...others, { name, value }]);
    };

/** A further container of an engine node, made from the engine's own. */
const sidecar =
    (first: boolean, differences: object): Change =>
    (stack) => {
        const containers = get(find(stack, nodes), `${pod}.containers`) as object[];
        const agent = JSON.parse(JSON.stringify({ ...containers[0], name: "agent", env: [], ...differences })) as object;
        write(find(stack, nodes), `${pod}.containers`, first ? [agent, ...containers] : [...containers, agent]);
    };

/** Rows of a rule whose reports are all about one resource. */
const about =
    (rule: string, resource: string) =>
    (what: string, change: Change, ...messages: string[]): Row => [
        what,
        change,
        messages.map((message) => `${rule} ${resource}: ${message}`),
    ];

const gate = about("production-protected", "orders-gate");
const images = about("fixed-images", "orders-batch-1");
const probe = about("readiness-probed", "orders-batch-1");
const drain = about("drain-adds-up", "orders-batch-1");
const bounded = about("migration-bounded", "orders-schema-7-23-0");
const schema = about("schema-update-off", "orders-batch-1");
const pods = about("restricted-pods", "orders-batch-1");

const official = "camunda/camunda-bpm-platform";
const stopping = (grace: number, drained: number, phase: number) =>
    `terminationGracePeriodSeconds is ${grace}, and stopping takes up to ${drained + 2 * phase} s: ${drained} of preStop, ${phase} for open requests, ${phase} for running jobs`;

const unprotect: Change = (stack) => void (find(stack, "Stash orders-gate").protect = false);

const rows: Record<string, Row[]> = {
    "production-protected": [
        gate("a gate without protection", unprotect, "the gate orders-gate of the stack production is not protected"),
        gate(
            "the same in another stack",
            all(unprotect, (stack) => void stack.splice(0, stack.length, ...replaced(stack, ":production:", ":dev:"))),
        ),
    ],
    "fixed-images": [
        images("a digest", (stack) => {
            const digest = `${official}@sha256:0123`;
            stack.splice(
                0,
                stack.length,
                ...replaced(replaced(stack, `${official}:run-7.23.0`, digest), `${official}:run-{version}`, digest),
            );
        }),
        images(
            "a sidecar of the latest",
            sidecar(false, { image: "agent:latest" }),
            "the image agent:latest of the container agent has no tag that stays the same",
        ),
        about("fixed-images", "orders-schema-7-23-0")(
            "a migration without a tag",
            set(job, `${container}.image`, "liquibase/liquibase"),
            "the image liquibase/liquibase of the container migrate has no tag that stays the same",
        ),
    ],
    "readiness-probed": [
        probe("a sidecar without one", sidecar(true, { readinessProbe: undefined })),
        probe("no probe", set(nodes, `${container}.readinessProbe`, undefined), "the container engine has no readinessProbe"),
    ],
    "drain-adds-up": [
        drain("a native sleep", set(nodes, `${container}.lifecycle.preStop`, { sleep: { seconds: 15 } })),
        drain("phases as Spring has them by itself", variable("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE")),
        drain(
            "no preStop",
            set(nodes, `${container}.lifecycle`, undefined),
            "the container engine has no preStop: it stops while load balancers still send it requests",
        ),
        drain("less time than the phases", set(nodes, `${pod}.terminationGracePeriodSeconds`, 60), stopping(60, 5, 60)),
        drain(
            "the time that Kubernetes gives by itself",
            set(nodes, `${pod}.terminationGracePeriodSeconds`, undefined),
            stopping(30, 5, 60),
        ),
        drain("longer phases", variable("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "PT2M"), stopping(135, 5, 120)),
        drain("phases in milliseconds", variable("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "90000"), stopping(135, 5, 90)),
        drain(
            "a longer preStop",
            set(nodes, `${container}.lifecycle.preStop`, { exec: { command: ["sh", "-c", "sleep 20; kill -TERM 1"] } }),
            stopping(135, 20, 60),
        ),
        drain(
            "a preStop that waits for open requests, too",
            set(nodes, `${container}.lifecycle.preStop`, {
                exec: { command: ["sh", "-c", "sleep 5; timeout 30 sh -c 'while true; do sleep 1; done'; kill -TERM 1"] },
            }),
            stopping(135, 35, 60),
        ),
        drain("a longer native sleep", set(nodes, `${container}.lifecycle.preStop`, { sleep: { seconds: 16 } }), stopping(135, 16, 60)),
    ],
    "migration-bounded": [
        bounded("one retry", set(job, "spec.backoffLimit", 1)),
        bounded(
            "no deadline",
            set(job, "spec.activeDeadlineSeconds", undefined),
            "orders-schema-7-23-0 has no activeDeadlineSeconds: not set",
        ),
        bounded(
            "a deadline beyond the update's",
            (stack) => void (find(stack, job).createSeconds = 0),
            "orders-schema-7-23-0 may run for 1800 s (activeDeadlineSeconds), and the update waits for 600 s only (customTimeouts)",
        ),
        bounded(
            "retries",
            set(job, "spec.backoffLimit", undefined),
            "orders-schema-7-23-0 is tried again by itself: backoffLimit is not set, which means 6",
        ),
        bounded(
            "no way to run it again",
            set(job, "metadata.annotations", undefined),
            "orders-schema-7-23-0 cannot be run again: the annotation pulumi.com/replaceUnready is not set",
        ),
        bounded(
            "a Job that is deleted by itself",
            set(job, "spec.ttlSecondsAfterFinished", 3600),
            "orders-schema-7-23-0 is deleted by the cluster: ttlSecondsAfterFinished is 3600",
        ),
        bounded("a failure policy", set(job, "spec.podFailurePolicy", { rules: [] }), "orders-schema-7-23-0 has a podFailurePolicy"),
    ],
    "schema-update-off": [
        schema("it said twice", variable("camunda.bpm.database.schema-update", "false")),
        schema(
            "nothing said",
            variable("CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE"),
            "the container engine has no …_DATABASE_SCHEMA_UPDATE=false",
        ),
        schema(
            "it switched on",
            variable("CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE", "true"),
            "the container engine has CAMUNDA_BPM_DATABASE_SCHEMA_UPDATE=true",
        ),
        schema(
            "it switched on by another name",
            variable("CAMUNDA_BPM_DATABASE_SCHEMAUPDATE", "create-drop"),
            "the container engine has CAMUNDA_BPM_DATABASE_SCHEMAUPDATE=create-drop",
        ),
        schema(
            "it switched on by a system property",
            variable("JAVA_OPTS", "-Xmx1g -Dcamunda.bpm.database.schema-update=true"),
            "the container engine switches it on in JAVA_OPTS: …database.schema-update=true",
        ),
        schema(
            "it switched on by an argument",
            set(nodes, `${container}.args`, ["./camunda.sh", "--camunda.bpm.database.schema-update=true"]),
            "the container engine switches it on in args: …database.schema-update=true",
        ),
    ],
    "restricted-pods": [
        pods("settings of the container instead of the pod's", (stack) => {
            const settings = get(find(stack, nodes), `${pod}.securityContext`) as object;
            const own = get(find(stack, nodes), `${container}.securityContext`) as object;
            write(find(stack, nodes), `${container}.securityContext`, { ...own, ...settings });
            write(find(stack, nodes), `${pod}.securityContext`, undefined);
        }),
        pods("a root file system that can be written", set(nodes, `${container}.securityContext.readOnlyRootFilesystem`, false)),
        pods(
            "a container that takes back what the pod says",
            all(
                set(nodes, `${container}.securityContext.runAsNonRoot`, false),
                set(nodes, `${container}.securityContext.runAsUser`, 0),
                set(nodes, `${container}.securityContext.seccompProfile`, { type: "Unconfined" }),
            ),
            "the container engine may make any system call: seccompProfile is Unconfined",
            "the container engine may run as root: runAsNonRoot is not true",
            "the container engine runs as root: runAsUser is 0",
        ),
        pods(
            "rights, privileges and capabilities",
            set(nodes, `${container}.securityContext`, { privileged: true, capabilities: { add: ["SYS_ADMIN"] } }),
            "the container engine adds capabilities: SYS_ADMIN",
            "the container engine is privileged",
            "the container engine keeps capabilities: capabilities.drop is not [ALL]",
            "the container engine may gain rights: allowPrivilegeEscalation is not false",
        ),
        pods(
            "a token, the host's network and its disk",
            all(
                set(nodes, `${pod}.automountServiceAccountToken`, undefined),
                set(nodes, `${pod}.hostNetwork`, true),
                push(nodes, `${pod}.volumes`, { name: "logs", hostPath: { path: "/var/log" } }),
                set(nodes, `${container}.ports.0.hostPort`, 8080),
            ),
            "the container engine takes a port of its machine (hostPort)",
            "the pod has a token of the cluster: automountServiceAccountToken is not false",
            "the pod has hostNetwork: true",
            "the volume logs is of the kind hostPath",
        ),
        about("restricted-pods", "orders-schema-7-23-0")(
            "a container that comes first",
            set(job, `${pod}.initContainers.0.securityContext.allowPrivilegeEscalation`, undefined),
            "the container scripts may gain rights: allowPrivilegeEscalation is not false",
        ),
    ],
};

/** Rules about one resource, on stacks of the real components. */
describe("policies about a resource", () => {
    let rollout: readonly Recorded[];
    before(async () => (rollout = await recordRollout()));

    describeRows(rows, () => rollout);

    for (const [stacks, found] of [
        [["production"], 1],
        [["prod*"], 1],
        [["dev", "*"], 1],
        [["prod", "dev"], 0],
        [["product.on"], 0],
        [[], 0],
    ] as [string[], number][]) {
        it(`take a stack to be in production where the configuration of the pack says so: ${JSON.stringify(stacks)}`, async () =>
            expect(await summaries(rollout, unprotect, { stacks })).to.have.length(found));
    }
});
