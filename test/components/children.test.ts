import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { NodesArgs, PostgresDatabase, RdsDatabase, RollingUpdate, RollingUpdateArgs } from "../../components";
import { DatabaseConnection } from "../../components/database/connection";
import { basicRds } from "./support/rds";
import { label, register, Registered } from "./support/recorder";

const camunda22 = { version: "7.22.0", history: [{ from: "", to: "camunda 7.22.0", overrides: [], rollback: "" }] };
const existing = (): DatabaseConnection => ({ jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" });
const inCluster = () => new PostgresDatabase("orders-database", { namespace: "camunda", password: "password" });
const rds = () => new RdsDatabase("orders-database", basicRds);

interface Case {
    readonly args?: Partial<RollingUpdateArgs>;
    readonly nodes?: NodesArgs;
    readonly database?: () => DatabaseConnection;
}

const cases: Record<string, Case> = {
    plain: {},
    onTheWay: { args: { record: camunda22 } },
    outputsOfOtherNames: { args: { completedOutput: "ordersVersion", historyOutput: "ordersHistory", evidenceOutput: "ordersEvidence" } },
    databaseInCluster: { database: inCluster },
    rdsWithSnapshots: { database: rds, args: { record: camunda22, guard: true } },
    guard: { args: { record: camunda22, guard: true } },
    rollback: { args: { record: { ...camunda22, version: "7.24.0" }, rollback: { from: "7.24.0", reason: "slow" }, guard: true } },
    promotion: { args: { record: camunda22, promotion: { stack: "staging" } } },
    verification: {
        args: {
            record: camunda22,
            verification: { canary: { enabled: true }, pauseAfter: ["schema", "batch-1"], soakSeconds: 60, returnFirstBatch: true },
        },
    },
    stableNames: { nodes: { stableNames: true, restSecret: "rest" } },
    oneNodeWithSurge: { nodes: { count: 1, surge: true } },
    autoscaled: { nodes: { autoscaled: true, ingressHost: "orders.example.com" } },
    adopt: { args: { adopt: { selector: "app=camunda" }, protect: true } },
    dba: { args: { migration: { appliedBy: "dba", scriptsPath: "/sql", budgetSeconds: 60 }, namespace: Promise.resolve("camunda") } },
    lifted: { args: { record: camunda22, overrides: [{ hold: "deployedWhileMixed", reason: "ticket 4711" }] } },
};

/**
 * All children of a RollingUpdate, as the engine gets them, in test/data/children: what running stacks know them by. A change of a name, type, parent or
 * dependency there is a change of their interface. What the pods of the migration run are scripts with tests of their own: of a ConfigMap no text is kept.
 * Whether the engine keeps to the order is for test/e2e.
 */
describe("The children of a RollingUpdate", () => {
    for (const [name, { args, nodes, database = existing }] of Object.entries(cases)) {
        it(`${name}: each with the name, type, parent and dependencies that it has had (UPDATE_GOLDEN=1 writes them anew)`, async () => {
            const resources = await register(() => {
                new RollingUpdate("orders", {
                    namespace: "camunda",
                    engine: { version: "7.23.0" },
                    database: database(),
                    nodes: { batchSize: "1", ...nodes },
                    ...args,
                });
            });
            const file = new URL(`../data/children/${name}.txt`, `file://${__filename}`);
            const text = resources.map(describeChild).sort().join("");
            if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
            expect(text).to.equal(readFileSync(file, "utf8"));
        });
    }
});

/** Times differ from run to run. */
const withoutTimes = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "TIME");

function describeChild(child: Registered): string {
    const { type, parent, dependsOn, inputs, replacementTrigger: trigger, ...rest } = child;
    const options = Object.entries(rest).filter(([key, value]) => key !== "name" && (Array.isArray(value) ? value.length > 0 : value));
    const kept = type.endsWith(":ConfigMap") ? { ...inputs, data: undefined } : inputs;
    const text = withoutTimes(JSON.stringify(kept));
    // Of a long one, such as a pod's, a change has to be seen; what it is, the tests of its own component tell.
    const shown = text.length > 1500 ? `sha256:${createHash("sha256").update(text).digest("hex")}` : text;
    return [
        `${label(child)} (${type}) in ${parent || "nothing"}`,
        ...dependsOn.map((each) => `    after ${each}`),
        ...options.map(([key, value]) => `    ${key} ${withoutTimes(JSON.stringify(value))}`),
        ...(trigger ? [`    replaced by ${withoutTimes(JSON.stringify(trigger))}`] : []),
        `    ${shown}`,
        "",
    ].join("\n");
}
