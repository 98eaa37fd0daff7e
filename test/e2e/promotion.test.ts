import { expect } from "chai";
import { Evidence } from "../../components";
import { Observer } from "../../local/demo/observer";
import { command } from "./support/command";
import { ctr, tagImage } from "./support/images";
import { kubectl } from "./support/kubectl";
import { TestStack } from "./support/testStack";

const repository = "localhost/camunda-bpm-platform";
const tag = `${repository}:run-7.23.0`;

/** Digest of the image that a name stands for. */
async function digestOf(name: string): Promise<string> {
    const [digest] = /sha256:[0-9a-f]{64}/.exec(await ctr("images", "ls", `name==${name}`)) ?? [];
    return digest ?? "";
}

/**
 * Two stacks, staging and production, each with its own namespace, nodes and database, on one cluster. The tests build on each other. They do not
 * prove what a registry does: images are moved from one name to another where the node keeps them, and known by a digest as if they had been pulled.
 */
describe("promotion from staging to production", () => {
    let staging: TestStack;
    let production: TestStack;
    let observer: Observer;
    let rehearsed: string;

    const goes = async (stack: TestStack) => {
        const { code, output } = await stack.up();
        expect(code, output).to.equal(0);
        return output;
    };
    const evidence = async (stack: TestStack) => JSON.parse(await stack.output("evidence", "--json")) as Evidence[];
    const check = () => command("check", ["--stack", "production", "--config-file", production.settings], production.env);
    const versions = async () => (await observer.nodeVersions()).map(({ batch, version }) => `${batch} ${version}`).sort();

    before(async () => {
        rehearsed = await digestOf(tag);
        await tagImage(tag, `${repository}@${rehearsed}`);
        await tagImage(tag, `${tag}-first`);
        staging = await TestStack.create({ namespace: "staging", "nodes.count": "2" }, "staging");
        await goes(staging);
        production = await TestStack.create(
            { namespace: "production", "nodes.count": "2", "promotion.stack": "staging" },
            "production",
            staging,
        );
        // A first installation is no transition: there is nothing to rehearse.
        await goes(production);
        observer = await Observer.connect({ namespace: "production" });
    });
    after(async () => {
        await tagImage(`${tag}-first`, tag);
        await ctr("images", "rm", `${tag}-first`);
        await production?.remove();
        await staging?.remove();
    });

    it("refuses production before staging has completed the step", async () => {
        await production.set("engine.version", "7.23.0");
        const { code, output } = await production.preview();
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain("7.22.0 → 7.23.0 is refused by 1 hold; nothing has been changed")
            .and.to.contain("promotionMissing: camunda 7.22.0 → camunda 7.23.0 has not been completed in staging")
            .and.to.contain("next: pulumi config set --path engine.version 7.23.0 --stack staging && pulumi up --stack staging");
        const checked = await check();
        expect(checked.code, checked.output).to.equal(2);
        expect(checked.output).to.contain("promotionMissing: camunda 7.22.0 → camunda 7.23.0 has not been completed in staging");
    });

    it("accepts it after, with evidence of the image that ran and of the scripts", async () => {
        await staging.set("engine.version", "7.23.0");
        await goes(staging);
        const entry = (await evidence(staging)).at(-1)!;
        expect(entry).to.deep.include({ from: "camunda 7.22.0", to: "camunda 7.23.0", image: tag, digests: [rehearsed] });
        expect(entry.scripts).to.match(/^sha256:[0-9a-f]{64}$/);

        const { code, output } = await production.preview();
        expect(code, output).to.equal(0);
        const checked = await check();
        expect(checked.code, checked.output).to.equal(0);
    });

    it("refuses at preview an image with another digest, and no image with the same one", async () => {
        const other = `${tag}@sha256:${"0".repeat(64)}`;
        const refused = await production.previewWith({ "engine.image": other });
        expect(refused.code).not.to.equal(0);
        expect(refused.output).to.contain(`promotionMissing: the image is ${other}, but the nodes of staging ran ${tag} (${rehearsed})`);
        const { code, output } = await production.previewWith({ "engine.image": `${tag}@${rehearsed}` });
        expect(code, output).to.equal(0);
    });

    it("holds at batch 1 where the tag is another image by now, and does not wait for it to become the one that was rehearsed", async () => {
        await tagImage(`${tag}-rebuilt`, tag);
        const { code, output } = await production.up();
        expect(code).not.to.equal(0);
        expect(output)
            .to.contain('before hook "checkpoint camunda-batch-1" failed: Waiting cannot resolve this')
            .and.to.match(/imageNotRehearsed: camunda-batch-1-\S+: runs sha256:[0-9a-f]{64} as /)
            .and.to.contain(`rehearsed was ${rehearsed}`)
            .and.to.contain(`next: pulumi config set --path engine.image ${tag}@${rehearsed} && pulumi up`)
            .and.to.contain("An override of promotionMissing lifts this hold, too.");
        expect(await kubectl("-n", "production", "get", "deployments", "-o", "jsonpath={.items[*].metadata.generation}")).to.equal("2 1");
        expect(await versions()).to.include("batch-2 7.22.0");
        const scripts = (await evidence(staging)).at(-1)!.scripts;
        const expected = 'jsonpath={.spec.template.spec.containers[0].env[?(@.name=="EXPECTED_SCRIPTS")].value}';
        expect(await kubectl("-n", "production", "get", "job", "camunda-schema-7-23-0", "-o", expected)).to.equal(scripts);
        expect(await production.output("completedVersion")).to.equal("7.22.0");
    });

    it("goes on with the image that was rehearsed, as the hold says", async () => {
        await production.set("engine.image", `${tag}@${rehearsed}`);
        await goes(production);
        expect(await versions()).to.deep.equal(["batch-1 7.23.0", "batch-2 7.23.0"]);
        const [before, after] = [(await evidence(staging)).at(-1)!, (await evidence(production)).at(-1)!];
        expect(after).to.deep.include({ from: "camunda 7.22.0", to: "camunda 7.23.0", digests: [rehearsed], scripts: before.scripts });
        expect(after.rehearsal).to.deep.equal({ stack: "staging", digests: [rehearsed], scripts: before.scripts });
    });

    it("has nothing to do after that, in either stack", async () => {
        for (const stack of [staging, production]) {
            const { code, output } = await stack.preview("--expect-no-changes");
            expect(code, output).to.equal(0);
        }
    });
});
