import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { kubectl, until } from "./support/kubectl";
import { TestStack } from "./support/testStack";
import { goes, held, nextOf } from "./support/truth";

const manifests = ["database.yaml", "plain.yaml"].flatMap((file) => ["-f", join(__dirname, "data", file)]);
const onManifests = (...command: string[]) => promisify(execFile)("kubectl", [...command, ...manifests]);

/** Nodes that were taken over still run, and `adopt` is removed. How a cluster is taken over: adoption.test.ts. */
describe("completed is true: nodes that were taken over are not forgotten", () => {
    let stack: TestStack;

    before(async () => {
        await onManifests("apply");
        stack = await TestStack.create({
            createNamespace: "false",
            "nodes.count": "1",
            "nodes.surge": "true",
            "database.jdbcUrl": "jdbc:postgresql://orders-db:5432/orders",
            "database.secret": "orders-db",
            "adopt.selector": "app=orders",
        });
        await stack.unset("database.image");
        const ready = () => kubectl("get", "deployment", "orders", "-o", "jsonpath={.status.readyReplicas}");
        await until("the plain nodes serve", async () => (await ready()) === "2", 240);
        await goes(stack.up(), "found running: 2 nodes answer 7.22.0");
    });
    after(async () => {
        await stack?.remove();
        await onManifests("delete", "--wait", "--ignore-not-found");
    });

    it("refuses the next version while they run, with `adopt` or without it", async () => {
        for (const change of [{}, { adopt: undefined }]) {
            await held(
                stack.previewWith({ "engine.version": "7.23.0", ...change }),
                "adoptedNodesRemain: nodes that were taken over still run (app=orders): orders-",
            );
        }
    });

    it("refuses `adopt` to be removed, or to name others, at the same version; the command that the hold names puts it back", async () => {
        const other = await held(
            stack.previewWith({ "adopt.selector": "app=others" }),
            "adoptedNodesForgotten: adopt app=orders → app=others, but nodes of app=orders still run: orders-",
        );
        const removed = await held(
            stack.previewWith({ adopt: undefined }),
            "adoptedNodesForgotten: adopt app=orders → (none), but nodes of app=orders still run: orders-",
        );
        for (const output of [other, removed]) {
            expect(nextOf(output, "adoptedNodesForgotten")).to.equal("pulumi config set --path adopt.selector 'app=orders'");
        }
        await goes(stack.preview());
    });

    it("lets an override with a reason lift it", async () => {
        const overrides = [{ hold: "adoptedNodesForgotten", reason: "they are another team's" }];
        await goes(
            stack.previewWith({ adopt: undefined, overrides }),
            "adoptedNodesForgotten is overridden: adopt app=orders → (none), and 2 nodes of app=orders still run",
            "reason: they are another team's",
        );
    });

    it("refuses nothing of it once they are gone", async () => {
        await kubectl("delete", "deployment", "orders", "--wait");
        await until("the old nodes are gone", async () => (await kubectl("get", "pods", "-l", "app=orders", "-o", "name")) === "");
        await goes(stack.previewWith({ adopt: undefined }));
        await goes(stack.previewWith({ "engine.version": "7.23.0", adopt: undefined }));
    });
});
