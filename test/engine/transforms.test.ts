import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeCli, ProjectStack } from "./support/project";

const project = join(__dirname, "..", "..");

interface Batch {
    spec: { template: { spec: { containers: Container[]; volumes: { name: string }[] } } };
}

interface Container {
    name: string;
    image: string;
    env: { name: string }[];
    volumeMounts: { name: string }[];
}

/**
 * The program with a transform in docs/guides/own-program.md, as it stands there, previewed by the real CLI and provider (mocks apply no transforms).
 * No cluster: that a node starts with what is added is not proved here.
 */
describe("the guide's program with a transform", function () {
    this.timeout(180_000);
    let folder: string;
    let stack: ProjectStack | undefined;
    let result: Awaited<ReturnType<ProjectStack["preview"]>>;

    before(async function () {
        const cli = completeCli();
        if (cli === undefined) {
            return this.skip(); // shows as pending: `npx tsx local/stack.ts up --only tools` builds CLI and provider
        }
        const page = readFileSync(join(project, "docs", "guides", "own-program.md"), "utf8");
        const [, program] = /```ts transform\n([^`]*)```/.exec(page) ?? [];
        folder = mkdtempSync(join(tmpdir(), "transform-"));
        for (const name of ["components", "node_modules"]) {
            symlinkSync(join(project, name), join(folder, name));
        }
        writeFileSync(join(folder, "package.json"), "{}");
        writeFileSync(join(folder, "index.ts"), program);
        stack = await ProjectStack.create(cli, { stack: "test", main: folder });
        result = await stack.preview();
    });
    after(() => {
        stack?.remove();
        if (folder) rmSync(folder, { recursive: true });
    });

    const batches = () => result.inputs.filter(({ type }) => type === "kubernetes:apps/v1:Deployment");

    it("is previewed, and the policies have nothing to say about it", () => {
        expect(result.passed, result.output).to.equal(true);
        expect(result.reports).to.deep.equal([]);
    });

    it("adds variable, volume and mount to each batch, and keeps what the module has there", () => {
        expect(batches().map(({ name }) => name)).to.have.members(["orders-batch-1", "orders-batch-2", "orders-batch-3"]);
        for (const { inputs } of batches()) {
            const pod = (inputs as Batch).spec.template.spec;
            const [engine] = pod.containers;
            expect(engine.image).to.equal("registry.example.com/orders:1-7.23.0");
            expect(engine.env.map(({ name }) => name)).to.include.members(["MAIL_PASSWORD", "DB_PASSWORD", "SPRING_DATASOURCE_URL"]);
            expect(engine.env.find(({ name }) => name === "MAIL_PASSWORD")).to.deep.equal({
                name: "MAIL_PASSWORD",
                valueFrom: { secretKeyRef: { name: "orders-mail", key: "password" } },
            });
            expect(pod.volumes.map(({ name }) => name)).to.deep.equal(["tmp", "certificates"]);
            expect(engine.volumeMounts.map(({ name }) => name)).to.deep.equal(["tmp", "certificates"]);
        }
    });

    it("changes nothing else", () => {
        const others = result.inputs.filter(({ type }) => type !== "kubernetes:apps/v1:Deployment");
        expect(others.map(({ type }) => type)).to.include("kubernetes:batch/v1:Job");
        expect(JSON.stringify(others)).not.to.match(/MAIL_PASSWORD|certificates/);
    });
});
