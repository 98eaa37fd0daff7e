import { expect } from "chai";
import { engineLabels } from "../../components/domain/labels";
import { parameterKind } from "../../components/guard/rules/admissionPolicy";
import { create, kubectl, sql, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const image = (version: string) => `localhost/camunda-bpm-platform:run-${version}`;
const refusal = "nodeNotAdmitted: the image of the container engine is ";

/** A pod as somebody would write it by hand to have it in the Service; it is not to be scheduled. */
const manifest = (name: string, container: object, cluster = "camunda") => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: engineLabels(cluster) },
    spec: { nodeSelector: { none: "none" }, containers: [{ name: "engine", ...container }] },
});

/** What the API server says to it: empty where it is let in. */
const created = (object: object, ...options: string[]): Promise<string> =>
    create(object, ...options).then(
        () => "",
        (error: { stderr: string }) => error.stderr,
    );
/** The same, without keeping it. */
const applied = (object: object) => created(object, "--dry-run=server");
const asPod = (wanted: string) => applied(manifest("by-hand", { image: wanted }));
const failing = (...args: string[]): Promise<string> =>
    kubectl(...args).then(
        () => "it was done",
        ({ stderr }: { stderr: string }) => stderr,
    );
const nameOf = (batch: string) => kubectl("get", "pods", "-l", `camunda.org/batch=${batch}`, "-o", "jsonpath={.items[*].metadata.name}");
const imagesOf = (batch: string) =>
    kubectl("get", "pods", "-l", `camunda.org/batch=${batch}`, "-o", "jsonpath={.items[*].spec.containers[*].image}");

/** Has the API server see the last guard go: what one leaves behind there, the next one has to live with. */
async function lastGuardGone(): Promise<void> {
    const of = (kind: string, spec: object) => ({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind,
        metadata: { name: "last-guard" },
        spec,
    });
    const policy = of("ValidatingAdmissionPolicy", {
        paramKind: parameterKind,
        matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }] },
        validations: [{ expression: "false" }],
    });
    const paramRef = { name: "any", namespace: "camunda", parameterNotFoundAction: "Deny" };
    const binding = of("ValidatingAdmissionPolicyBinding", { policyName: "last-guard", validationActions: ["Deny"], paramRef });
    expect(await created({ apiVersion: "v1", kind: "List", items: [policy, binding] })).to.equal("");
    // The namespace of the stack is not there yet.
    const refused = async () =>
        (await created(manifest("any", { image: "any" }), "--dry-run=server", "-n", "default")).includes("last-guard");
    await until("the last guard is heeded", refused, 30);
    await kubectl("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "last-guard");
    await until("the last guard is forgotten", async () => !(await refused()), 30);
}

/** Deletes the node of a batch, and waits for the one that takes its place: until it is let in, or until it is ready. */
async function restart(batch: string, ready = true): Promise<void> {
    const before = await nameOf(batch);
    await kubectl("delete", "pod", before, "--wait", "--grace-period=1");
    const condition = ready
        ? '{range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status}{end}'
        : "{..metadata.name}=True";
    await until(`${batch} has another node`, async () => {
        const [name, isReady] = (await kubectl("get", "pods", "-l", `camunda.org/batch=${batch}`, "-o", `jsonpath=${condition}`)).split(
            "=",
        );
        return name !== "" && name !== before && isReady === "True";
    });
}

/** By a real API server. It does not prove what several of them do, each of which heeds a policy when it has seen it. */
describe("the admission guard", () => {
    let stack: TestStack;
    let removed = false;

    before(async () => {
        await lastGuardGone();
        stack = await TestStack.create({ guard: "true", "nodes.count": "2", "nodes.budgetSeconds": "300", "nodes.drainSeconds": "1" });
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
    });
    after(async () => {
        if (!removed) {
            await stack.remove();
        }
    });

    it("refuses a node of another version, with the rule and what to do", async () => {
        await until("the guard is heeded", async () => (await asPod(image("7.24.0"))) !== "", 30);
        expect(await asPod(image("7.24.0")))
            .to.contain(`${refusal}${image("7.24.0")}, admitted is ${image("7.22.0")}; why: `)
            .and.to.contain("; next: pulumi config set --path engine.version VERSION && pulumi up");
        expect(await asPod(image("7.22.0"))).to.equal("");
        expect(await applied(manifest("by-hand", { name: "camunda", image: image("7.22.0") }))).to.contain(`${refusal}missing`);
        expect(await applied(manifest("by-hand", { image: image("7.24.0") }, "other")), "another cluster").to.equal("");
    });

    it("refuses kubectl set image, while every node goes on: the Deployment's, a pod's, and what another Deployment starts", async () => {
        const names = await nameOf("batch-1");
        const third = `engine=${image("7.24.0")}`;
        expect(await failing("set", "image", "deployment/camunda-batch-1", third)).to.contain(refusal);
        expect(await failing("set", "image", `pod/${names}`, third)).to.contain(refusal);
        expect(await nameOf("batch-1")).to.equal(names);

        // Its own labels are others: its pods are what is refused.
        await kubectl("create", "deployment", "foreign", `--image=${image("7.24.0")}`, "--replicas=0");
        const labels = { ...engineLabels("camunda"), app: "foreign" };
        const template = { metadata: { labels }, spec: { containers: [{ name: "engine", image: image("7.24.0") }] } };
        await kubectl("patch", "deployment", "foreign", "-p", JSON.stringify({ spec: { replicas: 1, template } }));
        await until("its ReplicaSet is refused", async () =>
            (await kubectl("get", "events", "-o", "jsonpath={.items[?(@.reason=='FailedCreate')].message}")).includes(refusal),
        );
        expect(await kubectl("get", "pods", "-l", "app=foreign", "-o", "name")).to.equal("");
        await kubectl("delete", "deployment", "foreign");
    });

    it("lets a node start again, be labelled and annotated", async () => {
        await restart("batch-1");
        await kubectl("annotate", "pod", "-l", "camunda.org/batch=batch-2", "example.com/note=yes");
        await kubectl("scale", "deployment", "camunda-batch-2", "--replicas=1");
    });

    it("refuses the wanted version until its schema is there", async () => {
        await stack.set("engine.version", "7.23.0");
        await stack.set("migration.scriptsPath", "/nowhere");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("camunda-schema-7-23-0");
        expect(await sql("select count(*) from act_ge_schema_log where version_ = '7.23.0'")).to.equal("0");
        expect(await asPod(image("7.23.0"))).to.contain(`${refusal}${image("7.23.0")}, admitted is ${image("7.22.0")};`);
        await stack.unset("migration");
        await stack.set("migration.image", "localhost/liquibase:4.28.0");
    });

    it("lets both start again while a rollout is held, and no third one", async () => {
        const good = await imagesOf("batch-1");
        await stack.set("nodes.budgetSeconds", "20");
        await stack.set("engine.image", "localhost/camunda-bpm-platform:run-{version}-neverready");
        await stack.set("overrides[0].hold", "applicationChanged");
        await stack.set("overrides[0].reason", "an image that does not start, in the middle of the update");
        const { code, output } = await stack.up();
        expect(code).not.to.equal(0);
        expect(output).to.contain("nodeNotReady: camunda-batch-1-");
        expect(await asPod(good)).to.equal("");
        await restart("batch-2");
        await restart("batch-1", false);
        expect(await imagesOf("batch-1")).to.contain("run-7.23.0-neverready");
        expect(await asPod(image("7.24.0"))).to.contain(refusal);
        expect(await failing("set", "image", "deployment/camunda-batch-2", `engine=${image("7.24.0")}`)).to.contain(refusal);
    });

    it("is followed by another image of the same version, and lets in nothing but that when it is completed", async () => {
        await stack.set("engine.image", "localhost/camunda-bpm-platform:run-{version}");
        await stack.set("nodes.budgetSeconds", "300");
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        await until("the window is closed", async () => (await asPod(image("7.22.0"))) !== "", 30);
        expect(await asPod(image("7.22.0"))).to.contain(`admitted is ${image("7.23.0")};`);
        expect(await failing("rollout", "undo", "deployment/camunda-batch-2")).to.contain(refusal);
        expect(await asPod(image("7.23.0"))).to.equal("");
        await restart("batch-1");
    });

    it("holds on without its Role: nodes start again, of the versions of the window", async () => {
        await kubectl("delete", "role", "camunda-guard-completed");
        await until("the window is open", async () => (await asPod(image("7.22.0"))) === "", 30);
        expect(await asPod(image("7.23.0"))).to.equal("");
        expect(await asPod(image("7.24.0"))).to.contain(refusal);
    });

    it("goes away with the stack", async () => {
        await stack.remove();
        removed = true;
        expect(await kubectl("get", "validatingadmissionpolicies,validatingadmissionpolicybindings", "-o", "name")).to.equal("");
    });
});
