import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { fileBackend } from "../../local/fileBackend";
import { stepsIn } from "../unit/support/settingsCommands";
import { cliFolder } from "./support/cli";

const repository = join(__dirname, "..", "..");

/** With the real CLI, which encrypts and lists the settings; no program, no cluster: nothing listens on port 1. */
describe("check --stack with the real CLI", function () {
    this.timeout(60_000);
    let home: string;
    let env: NodeJS.ProcessEnv;

    const run = (file: string, args: readonly string[]) =>
        new Promise<{ code: number; output: string }>((resolve) => {
            const child = execFile(file, args, { cwd: home, env }, (_error, stdout, stderr) =>
                resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
            );
        });
    const pulumi = async (...args: string[]) => {
        const { code, output } = await run("pulumi", args);
        expect(code, output).to.equal(0);
    };
    const set = (...args: string[]) => pulumi("config", "set", "--stack", "orders", ...args);
    const tsx = pathToFileURL(require.resolve("tsx")).href;
    const check = () => run(process.execPath, [`--import=${tsx}`, join(repository, "cli", "check.ts"), "--stack", "orders"]);

    before(async function () {
        const cli = cliFolder();
        if (cli === undefined) {
            this.skip(); // shows as pending: `npm run demo` and the e2e tests build a CLI
        }
        home = mkdtempSync(join(tmpdir(), "check-"));
        writeFileSync(join(home, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml")));
        const cluster = { name: "none", cluster: { server: "https://127.0.0.1:1" } };
        const contexts = [{ name: "none", context: { cluster: "none", user: "none" } }];
        const users = [{ name: "none", user: { token: "none" } }];
        const kubeconfig = { apiVersion: "v1", kind: "Config", "current-context": "none", clusters: [cluster], contexts, users };
        writeFileSync(join(home, "kubeconfig"), stringify(kubeconfig));
        env = {
            ...process.env,
            PATH: `${cli}${delimiter}${process.env.PATH}`,
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: fileBackend(home),
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            KUBECONFIG: join(home, "kubeconfig"),
        };
        await pulumi("stack", "init", "orders");
        await set("--path", "engine.version", "7.23.0");
        await set("--path", "nodes.count", "4");
        await set("--secret", "--path", "nodes.env.TOKEN", "t0ken");
        await set("--secret", "databasePassword", "passw0rd");
    });
    after(() => home && rmSync(home, { recursive: true }));

    it("judges a stack with secrets among its settings, and shows none", async () => {
        const { code, output } = await check();
        expect(code, output).to.equal(0);
        expect(output)
            .to.include("is allowed: fresh")
            .and.not.match(/t0ken|passw0rd/);
        expect(output).to.include("the cluster could not be asked what runs: ");
        expect(output).to.include('context "none" of the kubeconfig, server https://127.0.0.1:1');
    });

    it("reads what is beside a secret", async () => {
        await set("--path", "nodes.count", "0");
        const { code, output } = await check();
        await set("--path", "nodes.count", "4");
        expect(code, output).to.equal(1);
        expect(output).to.include("nodes.count is 0, but has to be");
    });

    it("says which secret has to be seen", async () => {
        await set("--secret", "--path", "nodes.count", "4");
        const { code, output } = await check();
        await set("--path", "nodes.count", "4");
        expect(code, output).to.equal(4);
        expect(output).to.include("cannot be judged without a value that is a secret: nodes.count");
    });

    it("offers commands about what was set without --path, and about what is misspelt, that the real CLI carries out", async () => {
        await set("nodes.batchSize", "2");
        await set("nodes.env.LEVEL", "debug");
        await set("--path", "nodes.stopSecond", "90");
        const { code, output } = await check();
        expect(code, output).to.equal(1);
        expect(output).to.include("nodes.batchSize has no effect: it was set without --path").and.not.include("debug");
        const steps = stepsIn(output);
        expect(steps, output).to.have.length(3);
        for (const command of steps.flatMap((step) => step.split(" && "))) {
            const before = readFileSync(join(home, "Pulumi.orders.yaml"), "utf8");
            const done = await run("sh", ["-c", `${command.replace("…", "90")} --stack orders`]);
            expect(done.code, `${command}: ${done.output}`).to.equal(0);
            expect(readFileSync(join(home, "Pulumi.orders.yaml"), "utf8"), command).not.to.equal(before);
        }
        const settings = parse(readFileSync(join(home, "Pulumi.orders.yaml"), "utf8")) as { config: Record<string, unknown> };
        expect(settings.config["camunda-rolling-update:nodes"]).to.deep.include({ batchSize: 2, stopSeconds: 90 });
        expect((await check()).code).to.equal(0);
    });
});
