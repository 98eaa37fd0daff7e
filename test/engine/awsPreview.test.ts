import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { linkPlugins } from "../../local/stack";
import { cliFolder, scratchStack } from "./support/cli";

const seen: Record<string, unknown> = {};

/** What a preview of it gets to know, of resources and of functions. */
async function program(): Promise<Record<string, unknown>> {
    const isKnown = (output: pulumi.Output<unknown>) => (output as unknown as { isKnown: Promise<boolean> }).isKnown;
    const instance = new aws.rds.Instance("orders", { identifier: "orders", instanceClass: "db.m7g.large", engine: "postgres" });
    const { names } = await aws.getAvailabilityZones();
    const { region } = await aws.getRegion();
    const { accountId } = await aws.getCallerIdentity();
    const { randomPassword } = await aws.secretsmanager.getRandomPassword({ passwordLength: 40 });
    const { secretString } = await aws.secretsmanager.getSecretVersion({ secretId: "orders" });
    const { port, masterUserSecrets } = await aws.rds.getInstance({ dbInstanceIdentifier: "orders" });
    const snapshot = aws.rds.getSnapshotOutput({ dbInstanceIdentifier: instance.address });
    const unknown = {
        identifier: !(await isKnown(instance.identifier)),
        address: !(await isKnown(instance.address)),
        snapshot: !(await isKnown(snapshot)),
    };
    Object.assign(seen, { names, region, accountId, randomPassword, secretString, port, masterUserSecrets, unknown });
    return {};
}

/** Of the stand-in for the aws provider (local/aws/echo), on the real engine. What the real provider answers is not asked here, but in test/aws. */
describe("a preview of a program on @pulumi/aws, without AWS", function () {
    this.timeout(60_000);
    let home: string;
    let stack: Stack;
    before(async function () {
        home = mkdtempSync(join(tmpdir(), "echo-"));
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npx tsx local/stack.ts up --only tools` builds the CLI
        }
        await linkPlugins(home);
        ({ stack } = await scratchStack(cli, program, { home }));
        await stack.setConfig("aws:region", { value: "eu-west-1" });
    });
    after(() => rmSync(home, { recursive: true }));

    it("shows the inputs, and takes what AWS would make for unknown", async () => {
        const inputs: unknown[] = [];
        const onEvent = ({ resourcePreEvent }: EngineEvent) => {
            if (resourcePreEvent?.metadata.type === "aws:rds/instance:Instance") inputs.push(resourcePreEvent.metadata.new?.inputs);
        };
        const { changeSummary } = await stack.preview({ onEvent });
        expect(changeSummary).to.deep.equal({ create: 2 });
        expect(inputs).to.deep.equal([{ identifier: "orders", instanceClass: "db.m7g.large", engine: "postgres" }]);
        expect(seen).to.deep.equal({
            names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
            region: "eu-west-1",
            accountId: "123456789012",
            randomPassword: "preview",
            secretString: '{"username":"preview","password":"preview"}',
            port: 0,
            masterUserSecrets: [],
            unknown: { identifier: false, address: true, snapshot: true },
        });
    });

    it("makes nothing", async () => {
        const error = await stack.up().then(
            () => undefined,
            (error: Error) => error.message,
        );
        expect(error).to.contain("this stand-in for the aws provider is for previews: it makes, changes and deletes nothing");
    });
});
