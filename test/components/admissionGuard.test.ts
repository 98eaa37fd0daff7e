import { expect } from "chai";
import { RollingUpdate, RollingUpdateArgs } from "../../components";
import { admissionRule } from "../../components/guard/rules/admissionPolicy";
import { label, only as onlyOf, register, Registered } from "./support/recorder";

const rollingUpdate = (args: Partial<RollingUpdateArgs> = {}) =>
    register(() => {
        new RollingUpdate("orders", {
            namespace: "camunda",
            engine: { version: "7.23.0" },
            database: { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" },
            nodes: { count: 2, batchSize: "1" },
            guard: true,
            record: { version: "7.22.0", history: [{ from: "", to: "camunda 7.22.0", overrides: [], rollback: "" }] },
            ...args,
        });
    });
const guards = (resources: Registered[]) => resources.filter(({ type }) => type.includes("admissionregistration"));

/** The shape of the graph; that the API server keeps to it is for test/e2e/admission.test.ts. */
describe("AdmissionGuard", () => {
    let resources: Registered[];
    const only = (wanted: string, from = resources) => onlyOf(from, wanted);
    before(async () => (resources = await rollingUpdate()));

    it("comes after the schema and before the first node; that the step is completed comes after the last one", () => {
        const policy = "ValidatingAdmissionPolicy orders-guard";
        const bindings = ["window", "completed"].map((binding) => `ValidatingAdmissionPolicyBinding orders-guard-${binding}`);
        expect(only(policy).dependsOn).to.deep.equal(["Stash orders-schema"]);
        for (const binding of bindings) {
            expect(only(binding).dependsOn).to.deep.equal([policy]);
        }
        for (const batch of ["Deployment orders-batch-1", "Deployment orders-batch-2"]) {
            expect(only(batch).dependsOn).to.include.members([policy, ...bindings]);
        }
        expect(only("Role orders-guard-completed").dependsOn).to.deep.equal(["Stash orders-batch-2"]);
    });

    it("goes round no batch when nodes go back", async () => {
        const back = await rollingUpdate({
            engine: { version: "7.22.0" },
            rollback: { from: "7.23.0", reason: "slow" },
        });
        expect(only("Deployment orders-batch-2", back).dependsOn).to.include("ValidatingAdmissionPolicy orders-guard");
        expect(only("Role orders-guard-completed", back).dependsOn).to.deep.equal(["Stash orders-batch-1"]);
    });

    const labels = {
        "app.kubernetes.io/name": "camunda",
        "app.kubernetes.io/instance": "orders",
        "app.kubernetes.io/component": "engine",
    };

    it("is about the nodes of this cluster in this namespace alone, and fails closed", () => {
        const { metadata, spec } = only("ValidatingAdmissionPolicy orders-guard").inputs as { metadata: object; spec: Spec };
        expect(metadata).to.deep.include({ name: "orders-guard.camunda", annotations: { "pulumi.com/patchForce": "true" } });
        expect(spec.failurePolicy).to.equal("Fail");
        expect(spec.matchConstraints).to.deep.equal({
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "camunda" } },
            objectSelector: {
                matchLabels: labels,
            },
            resourceRules: [
                { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["pods"] },
                {
                    apiGroups: ["apps"],
                    apiVersions: ["v1"],
                    operations: ["CREATE", "UPDATE"],
                    resources: ["deployments", "statefulsets"],
                },
            ],
        });
        const image = (version: string) => `camunda/camunda-bpm-platform:run-${version}`;
        const step = `camunda 7.22.0 > camunda 7.23.0 ${image("7.23.0")} #1`;
        const { matchConditions, variables, validations } = spec;
        expect({ matchConditions, variables, validations }).to.deep.equal(
            admissionRule("camunda", labels, { step, wanted: image("7.23.0"), previous: [image("7.22.0")] }),
        );
    });

    it("holds without the Role, and is narrowed with it", () => {
        const of = (binding: string) => only(`ValidatingAdmissionPolicyBinding orders-guard-${binding}`).inputs.spec;
        const both = { policyName: "orders-guard.camunda", validationActions: ["Deny"] };
        expect(of("window")).to.deep.equal(both);
        const paramRef = { name: "orders-guard-completed", namespace: "camunda", parameterNotFoundAction: "Allow" };
        expect(of("completed")).to.deep.equal({ ...both, paramRef });
    });

    it("names the same step in the policy and on a Role that allows nothing", () => {
        const step = "camunda 7.22.0 > camunda 7.23.0 camunda/camunda-bpm-platform:run-7.23.0 #1";
        expect(only("Role orders-guard-completed").inputs).to.deep.equal({
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata: {
                name: "orders-guard-completed",
                namespace: "camunda",
                annotations: { "pulumi.com/patchForce": "true", "camunda.org/completed-step": step },
            },
        });
        const { spec } = only("ValidatingAdmissionPolicy orders-guard").inputs as { spec: Spec };
        expect(spec.variables[1].expression).to.contain(JSON.stringify(step));
    });

    it("leaves nodes alone that are taken over, whatever their labels", async () => {
        const adopting = await rollingUpdate({ adopt: { selector: "app=orders" } });
        const { spec } = only("ValidatingAdmissionPolicy orders-guard", adopting).inputs as { spec: Spec };
        expect(spec.matchConstraints.objectSelector).to.deep.include({
            matchExpressions: [{ key: "camunda.org/batch", operator: "Exists" }],
        });
    });

    it("is not there where nobody has asked for it", async () => {
        const without = await rollingUpdate({ guard: undefined });
        expect(guards(without)).to.deep.equal([]);
        expect(without.map(label)).not.to.include("Role orders-guard-completed");
    });
});

interface Spec {
    failurePolicy: string;
    matchConstraints: { objectSelector: object };
    matchConditions: object[];
    variables: { expression: string }[];
    validations: object[];
}
