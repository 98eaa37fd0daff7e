import { expect } from "chai";
import { ask, Change, changed, find, push, Recorded, recordRollout, set } from "./support/stack";

const nodes = "Deployment orders-batch-1";
const job = "Job orders-schema-7-23-0";
const script = "ConfigMap orders-schema-7-23-0";
const container = "spec.template.spec.containers.0";
const secret = "s3cr3t";

const variable = (name: string, value: string): Change => push(nodes, `${container}.env`, { name, value });
const arguments_ = (...values: string[]): Change => set(job, `${container}.args`, values);
const url = (value: string): Change => set(nodes, `${container}.env.1.value`, value);

/** What is in clear, and where it is found. */
const clear: [what: string, change: Change, found: string][] = [
    [
        "a password as a variable",
        variable("DB_PASSWORD", secret),
        "the variable DB_PASSWORD of the container engine has its value in clear",
    ],
    [
        "a token as a variable",
        variable("LICENSE_TOKEN", secret),
        "the variable LICENSE_TOKEN of the container engine has its value in clear",
    ],
    [
        "a secret as a variable",
        variable("clientSecret", secret),
        "the variable clientSecret of the container engine has its value in clear",
    ],
    [
        "a system property",
        variable("JAVA_OPTS", `-Xmx1g -Dspring.datasource.password=${secret}`),
        "spec.template.spec.containers[0].env[12].value holds a secret, in clear",
    ],
    [
        "JSON",
        variable("SPRING_APPLICATION_JSON", JSON.stringify({ spring: { datasource: { password: secret } } })),
        "spec.template.spec.containers[0].env[12].value holds a secret, in clear",
    ],
    [
        "credentials in a JDBC URL",
        url(`jdbc:postgresql://db:5432/camunda?user=camunda&password=${secret}`),
        "spec.template.spec.containers[0].env[1].value holds a password in a JDBC URL, in clear",
    ],
    [
        "credentials before the host",
        url(`jdbc:mysql://camunda:${secret}@db/camunda`),
        "spec.template.spec.containers[0].env[1].value holds a password in a URL, in clear",
    ],
    [
        "an argument of the migration",
        arguments_("update", `--password=${secret}`),
        "spec.template.spec.containers[0].args[1] holds a secret, in clear",
    ],
    [
        "two arguments of the migration",
        arguments_("update", "--password", secret),
        "--password in the args of the container migrate is followed by its value in clear",
    ],
    [
        "a command",
        set(job, `${container}.command`, ["sh", "-c", `PGPASSWORD=${secret} psql`]),
        "spec.template.spec.containers[0].command[2] holds a secret, in clear",
    ],
    ["a ConfigMap's entry", set(script, "data.DB_PASSWORD", secret), "data.DB_PASSWORD of a ConfigMap is in clear"],
    [
        "a ConfigMap's file",
        set(script, ["data", "application.yaml"], `spring:\n  datasource:\n    password: ${secret}\n`),
        "data.application.yaml holds a secret, in clear",
    ],
    [
        "an annotation",
        set("Service orders-engine", "metadata.annotations.hook", `https://ci:${secret}@ci.example.com`),
        "metadata.annotations.hook holds a password in a URL, in clear",
    ],
    [
        "what a checkpoint keeps",
        set("Stash orders-batch-2", "input.url", `https://x:${secret}@h/`),
        "input.url holds a password in a URL, in clear",
    ],
];

/** What looks like a secret, and is none. */
const harmless: [what: string, change: Change][] = [
    ["a reference to another variable", variable("PGPASSWORD", "$(DB_PASSWORD)")],
    ["the name of a file", variable("DB_PASSWORD_FILE", "/run/secrets/password")],
    ["the name of a Secret", variable("TLS_SECRET_NAME", "tls")],
    ["a switch", variable("USE_TOKEN", "false")],
    ["no value at all", variable("DB_PASSWORD", "")],
    ["arguments that refer", arguments_("--password=$(DB_PASSWORD)", "--password", "$(DB_PASSWORD)", "--token", "--next")],
    ["an image with registry, tag and digest", set(nodes, `${container}.env.0.value`, "registry:5000/camunda:run-7.23.0@sha256:0123")],
    ["a URL of several hosts", url("jdbc:postgresql://a:5432,b:5432/camunda?sslmode=verify-full&options=-c%20x@y")],
    [
        "what is in a Secret, which Pulumi and the cluster keep apart",
        (stack) => {
            const stringData = { password: secret, url: `https://x:${secret}@h` };
            stack.push({ ...find(stack, "Service orders-engine"), type: "kubernetes:core/v1:Secret", properties: { stringData } });
        },
    ],
    [
        "what is in a secret of AWS",
        (stack) => {
            const properties = { secretString: JSON.stringify({ username: "orders", password: secret }) };
            const type = "aws:secretsmanager/secretVersion:SecretVersion";
            stack.push({ ...find(stack, "Service orders-engine"), type, properties });
        },
    ],
];

describe("the policy no-clear-secrets", () => {
    let rollout: readonly Recorded[];
    before(async () => (rollout = await recordRollout()));

    const reports = async (change: Change) =>
        (await ask(changed(rollout, change))).filter((report) => report.startsWith("no-clear-secrets "));

    for (const [what, change, found] of clear) {
        it(`finds ${what}, and does not repeat it`, async () => {
            const [report, ...more] = await reports(change);
            expect(more).to.deep.equal([]);
            expect(report)
                .to.match(/^no-clear-secrets orders-[\w-]+: /)
                .and.not.contain(secret);
            expect(report.replace(/^.*?: /, "").split("\n")[0]).to.equal(found);
        });
    }
    for (const [what, change] of harmless) {
        it(`accepts ${what}`, async () => expect(await reports(change)).to.deep.equal([]));
    }
});
