import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { completeCli, ProjectStack, Reported, StateResource } from "./support/project";
import { rules } from "../../policies/rules";
import { variants } from "./support/policyVariants";

const project = join(__dirname, "..", "..");
const program = join(__dirname, "support", "policyProgram.ts");

/** Rollout and rest of a resource's name. */
const split = ({ resource }: Reported) => ({ cluster: resource.split("-")[0], rest: resource.split("-").slice(1).join("-") });

/**
 * The pack on the real engine: CLI, language host, provider, `--policy-pack`. No cluster: a preview needs none. That a policy stops an update is
 * the engine's affair. For AWS a stand-in takes part that knows inputs only (local/aws/echo); after an update, what is asked about databases of RDS is a
 * state that is written out here.
 */
describe("the policy pack on the real engine", function () {
    this.timeout(180_000);
    let cli: string;
    const stacks: ProjectStack[] = [];
    const create = async (options: Parameters<typeof ProjectStack.create>[1]) => {
        stacks.push(await ProjectStack.create(cli, options));
        return stacks[stacks.length - 1];
    };

    before(function () {
        const found = completeCli();
        if (found === undefined) {
            this.skip(); // shows as pending: `npx tsx local/stack.ts up --only tools` builds CLI and provider
        }
        cli = found;
    });
    after(() => stacks.forEach((stack) => stack.remove()));

    for (const file of readdirSync(project).filter((name) => /^Pulumi\.\w+\.yaml$/.test(name))) {
        const name = file.split(".")[1];
        it(`has nothing to say about this project's own stack ${name}`, async () => {
            const { config } = parse(readFileSync(join(project, file), "utf8")) as { config: Record<string, unknown> };
            const declared = parse(readFileSync(join(project, "Pulumi.yaml"), "utf8")) as { config: Record<string, { default?: unknown }> };
            const defaults = Object.entries(declared.config).flatMap(([key, entry]) =>
                entry.default === undefined ? [] : [[`camunda-rolling-update:${key}`, entry.default]],
            );
            const settings = { ...(Object.fromEntries(defaults) as Record<string, unknown>), ...config };
            const stack = await create({ stack: name, main: project, settings });
            await stack.set("databasePassword", "right", true);
            const { passed, output, reports } = await stack.preview();
            expect(passed, output).to.equal(true);
            expect(reports).to.deep.equal([]);
        });
    }

    describe("with one thing wrong in each rollout", () => {
        const settings = { "aws:region": "eu-central-1" };
        let result: Awaited<ReturnType<ProjectStack["preview"]>>;
        before(async () => (result = await (await create({ stack: "production", main: program, settings })).preview()));

        it("fails the preview, in the form that holds have", () => {
            expect(result.passed).to.equal(false);
            for (const { level, text } of result.reports) {
                expect(level).to.equal("mandatory");
                expect(text).to.match(/^\S.*\n {2}why: {2}\S.*\n {2}next: \S.*$/);
            }
            expect(result.output).to.contain("next: pulumi config set protect true");
        });

        it("has nothing to say about values that are not known yet, and does not stumble over them", () =>
            expect(result.reports.filter((report) => split(report).cluster === "unknown")).to.deep.equal([]));

        for (const [name, variant] of Object.entries(variants)) {
            it(`reports of the rollout ${name} ${variant.reports.length > 0 ? "that, and nothing else" : "nothing"}`, () => {
                const found = result.reports.filter((report) => split(report).cluster === name);
                expect(found.map((report) => `${report.policy} ${split(report).rest}`).sort()).to.deep.equal(
                    variant.reports.map(([policy, resource]) => `${policy} ${resource}`).sort(),
                );
                for (const [policy, resource, text] of variant.reports) {
                    expect(found.find((report) => report.policy === policy && split(report).rest === resource)?.text).to.contain(text);
                }
            });
        }

        it("breaks every rule", () =>
            expect([...new Set(Object.values(variants).flatMap(({ reports }) => reports.map(([policy]) => policy)))]).to.have.members(
                rules.map(({ id }) => id),
            ));

        it("has nothing to say about anything else", () => {
            const clusters = [...new Set(result.reports.map((report) => split(report).cluster))];
            expect(Object.keys(variants)).to.include.members(clusters);
        });
    });

    describe("with a rollout that is installed", () => {
        let stack: ProjectStack;
        before(async () => {
            stack = await create({ stack: "production", main: program, settings: { "camunda-rolling-update:version": "7.22.0" } });
            await stack.up();
            await stack.set("version", "7.23.0");
        });

        const batch = () => stack.urnOf("apps/v1:Deployment::orders-batch-2");

        it("has nothing to say about the next step as a whole", async () => {
            const { passed, output, reports } = await stack.preview();
            expect(passed, output).to.equal(true);
            expect(reports).to.deep.equal([]);
        });

        it("finds the one batch that --target would move ahead of the gate", async () => {
            const { passed, reports } = await stack.preview({ target: [await batch()] });
            expect(passed).to.equal(false);
            expect(reports.map(({ policy, resource }) => `${policy} ${resource}`)).to.deep.equal(["one-version orders-batch-2"]);
            expect(reports[0].text).to.contain("orders-gate is at 7.22.0, and orders-batch-2 is not");
        });

        it("lets it pass where the configuration of the pack says so, and says what it has found", async () => {
            const { passed, reports } = await stack.preview({ target: [await batch()], policyConfig: { "one-version": "advisory" } });
            expect(passed).to.equal(true);
            expect(reports.map(({ policy, level }) => `${policy} ${level}`)).to.deep.equal(["one-version advisory"]);
        });

        /** Before the Job, which then waits for them: an instance, and a snapshot of the step to 7.22.0 where there is one. */
        const withDatabase = (instance: object, snapshot?: object) => (resources: StateResource[]) => {
            const find = (end: string) => resources.find(({ urn }) => urn.endsWith(end))!;
            const [gate, job] = [find("pulumi:index:Stash::orders-gate"), find("batch/v1:Job::orders-schema-7-22-0")];
            const urn = (type: string, name: string) => `urn:pulumi:production::camunda-rolling-update::${type}::${name}`;
            const provider = { urn: urn("pulumi:providers:aws", "aws"), custom: true, id: "aws", type: "pulumi:providers:aws" };
            const database = (type: string, name: string, inputs: object, dependencies: string[]) => ({
                ...{ urn: urn(type, name), type, custom: true, id: name, inputs, outputs: { ...inputs }, dependencies },
                provider: `${provider.urn}::aws`,
            });
            const added = [
                database("aws:rds/instance:Instance", "orders-db", instance, []),
                ...(snapshot ? [database("aws:rds/snapshot:Snapshot", "orders-snapshot", snapshot, [gate.urn])] : []),
            ];
            resources.splice(resources.indexOf(job), 0, provider, ...added);
            job.dependencies!.push(...added.map((resource) => resource.urn));
            const { input } = find("pulumi:index:Stash::orders-completed").outputs as { input: { history: object[] } };
            input.history = [{ from: "camunda 7.21.0", to: "camunda 7.22.0", overrides: [], rollback: "" }];
        };
        const safe = { storageEncrypted: true, backupRetentionPeriod: 7, deletionProtection: true };

        it("has nothing to say about a database of RDS that is looked after", async () =>
            expect(await stack.analyze(withDatabase(safe, { tags: { to: "7.22.0" } }))).to.deep.equal([]));

        it("finds a database of RDS that is not", async () => {
            const reports = await stack.analyze(withDatabase({ engine: "postgres", publiclyAccessible: true }));
            expect(reports.map(({ policy, resource, text }) => `${policy} ${resource}: ${text.split("\n")[0]}`)).to.have.members([
                "database-safe orders-db: orders-db can be reached from the internet: publiclyAccessible is true",
                "database-safe orders-db: orders-db is not encrypted: storageEncrypted is not set",
                "database-safe orders-db: orders-db is not backed up: backupRetentionPeriod is not set",
                "production-protected orders-db: the database orders-db of the stack production can be deleted: deletionProtection is not set",
                "snapshot-first orders-schema-7-22-0: no snapshot of the step to 7.22.0 precedes orders-schema-7-22-0, which changes the schema of orders-db",
            ]);
        });
    });
});
