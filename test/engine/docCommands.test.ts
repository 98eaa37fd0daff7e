import { expect } from "chai";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { fileFacts } from "../../cli/fileFacts";
import { soundRds } from "../data/refusedEnvironments";
import { docCommands, needsCliAlone } from "../unit/support/docCommands";
import { cliFolder } from "./support/cli";

const repository = join(__dirname, "..", "..");
const own = (settings: object) =>
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [`camunda-rolling-update:${key}`, value]));

/** What a reader has set before: a block on a page shows the rest. */
const settingsBefore = (block: string) => ({
    engine: { version: "7.22.0" },
    nodes: { count: 4 },
    database: block.includes("database.rds.") ? { rds: soundRds } : { jdbcUrl: "jdbc:postgresql://db:5432/camunda", secret: "db" },
    ...(block.includes("nodes.ingressAnnotations") ? { nodes: { count: 4, ingressHost: "orders.example.com" } } : {}),
    ...(block.includes("config rm --path adopt") ? { adopt: { selector: "app=orders" } } : {}),
    ...(block.includes("config rm --path rollback") ? { rollback: { from: "7.23.0", reason: "slow" } } : {}),
});

/** Ids of AWS, which a page leaves to its reader. */
const filled = (command: string) => command.replace(/(vpc|subnet|sg)-…/g, "$1-0123456789abcdef0").replace(/…/g, "1");

/** The commands of the pages that need a CLI and nothing else, as they stand there: with the real one, in a backend of its own, without a cluster. */
describe("commands of the pages, with the real CLI", function () {
    this.timeout(120_000);
    let home: string;
    let env: NodeJS.ProcessEnv;

    const bash = (command: string, cwd = home) =>
        new Promise<{ code: number; output: string }>((resolve) => {
            const child = execFile("bash", ["-euo", "pipefail", "-c", command], { cwd, env }, (_error, stdout, stderr) =>
                resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
            );
        });
    const succeeds = async (command: string, cwd = home) => {
        const { code, output } = await bash(command, cwd);
        expect(code, `${command}: ${output}`).to.equal(0);
        return output;
    };

    before(function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npx tsx local/stack.ts up --only tools` builds a CLI
        }
        home = mkdtempSync(join(tmpdir(), "commands-"));
        cpSync(join(repository, "Pulumi.yaml"), join(home, "Pulumi.yaml"));
        const path = `${cli}${delimiter}${process.env.PATH}`;
        env = {
            ...process.env,
            PATH: path,
            PULUMI_HOME: home,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_SKIP_CONFIRMATIONS: "true",
        };
        delete env.PULUMI_BACKEND_URL;
    });
    after(() => home && rmSync(home, { recursive: true }));

    it("say where the state is, and make it usable: a stack's state is in that folder then", async () => {
        const first = docCommands().filter(({ command }) => /^(pulumi login --local|export)/.test(command));
        expect(new Set(first.map(({ page }) => page))).to.deep.equal(new Set(["README.md", "docs/guides/first-update.md"]));
        // `--local` is `file://~` (pkg/cmd/pulumi/auth/login.go), which is no place for a test.
        const commands = first.map(({ command }) => command.replace("--local", `'file://${home}'`));
        await succeeds([...commands, "pulumi stack init trial"].join("\n"));
        expect(readFileSync(join(home, ".pulumi", "stacks", "camunda-rolling-update", "trial.json"), "utf8")).to.contain("trial");
    });

    it("remove a stack", async () => {
        const removals = docCommands().filter(({ command }) => command.startsWith("pulumi stack rm"));
        expect(removals.map(({ command }) => command)).to.deep.equal(["pulumi stack rm trial"]);
        await succeeds(removals[0].command);
    });

    const blocks = new Map<string, string[]>();
    for (const { page, block, command } of docCommands().filter((one) => /^pulumi (config|stack init)\b/.test(one.command))) {
        const place = `${page}, block ${block + 1}`;
        blocks.set(place, [...(blocks.get(place) ?? []), filled(command)]);
    }
    for (const [place, commands] of blocks) {
        it(`set what there is to be set, and nothing is wrong with it then: ${place}`, async () => {
            const text = commands.join("\n");
            const made = /stack init (\S+)/.exec(text)?.[1];
            const stack = made ?? /--stack (\S+)/.exec(text)?.[1] ?? "orders";
            const file = join(home, `Pulumi.${stack}.yaml`);
            if (!made) {
                writeFileSync(file, stringify({ config: own(settingsBefore(text)) }));
                await succeeds(`pulumi stack init ${stack}`);
            }
            await succeeds(text);
            const facts = fileFacts(file);
            await succeeds(`pulumi stack rm ${stack} --force`);
            expect("wanted" in facts, JSON.stringify(facts)).to.equal(true);
            expect(facts).to.have.property("warnings").that.deep.equals([]);
        });
    }

    for (const command of new Set(
        docCommands()
            .map((one) => one.command)
            .filter((one) => one.startsWith("npm") && needsCliAlone(one)),
    )) {
        it(`judge what they are given: ${command}`, () => succeeds(command, repository));
    }

    it("have options that the command knows", async () => {
        const known = new Map<string, string>();
        for (const { command } of docCommands()) {
            const [, script] = /^npm run -s (\w+) -- /.exec(command) ?? [];
            if (!script) continue;
            if (!known.has(script)) known.set(script, await succeeds(`npm run -s ${script} -- --help`, repository));
            for (const [option] of command.split(" -- ")[1].matchAll(/--[\w-]+/g)) {
                expect(known.get(script), command).to.match(new RegExp(`${option}\\b`));
            }
        }
        expect([...known.keys()]).to.have.members(["check", "plan", "inspect", "doctor", "bundle", "migrate"]);
    });

    it("release the old database, and nothing else: pulumi state unprotect", async () => {
        const [release, ...others] = docCommands().filter(({ command }) => command.startsWith("pulumi state unprotect"));
        expect(others).to.deep.equal([]);
        await succeeds("pulumi stack init restored");
        const urn = (type: string, name: string) =>
            `urn:pulumi:restored::camunda-rolling-update::camunda:index:RdsDatabase$${type}::${name}`;
        const root = { urn: "urn:pulumi:restored::camunda-rolling-update::pulumi:pulumi:Stack::root", type: "pulumi:pulumi:Stack" };
        const kept = (type: string, name: string) => ({ urn: urn(type, name), type, custom: false, protect: true, parent: root.urn });
        const resources = [root, kept("aws:rds/instance:Instance", "orders-database"), kept("aws:kms/key:Key", "orders-database")];
        const manifest = { time: "2026-01-01T00:00:00Z", magic: "", version: "" };
        writeFileSync(join(home, "state.json"), JSON.stringify({ version: 3, deployment: { manifest, resources } }));
        await succeeds("pulumi stack import --file state.json");
        await succeeds(release.command);
        const { deployment } = JSON.parse(await succeeds("pulumi stack export")) as {
            deployment: { resources: { type: string; protect?: boolean }[] };
        };
        expect(deployment.resources.filter(({ protect }) => protect).map(({ type }) => type)).to.deep.equal(["aws:kms/key:Key"]);
    });
});
