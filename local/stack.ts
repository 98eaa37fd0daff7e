import { existsSync, readlinkSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { Command, Option } from "commander";
import { fileBackend } from "./fileBackend";
import { awsEcho, awsMissing, awsSteps } from "./aws/aws";
import { clusterDown, clusterEnvironment, clusterFolders, clusterAnswers, clusterStep, importStep } from "./cluster/cluster";
import { layerSteps } from "./images/images";
import { packagesStep } from "./packages";
import { cache, type Step } from "./step";
import { awsFolder, folder, providerFolder, systemPulumi, tools, toolStep } from "./tools";

export type { Report, Step } from "./step";

/** Part of the stack: `tools` is what Pulumi needs, `cluster` a Kubernetes with the images, `aws` what test/aws needs, which is no part of the whole. */
export type Part = "tools" | "cluster" | "aws";

const state = join(cache, `pulumi-${clusterEnvironment.CLUSTER_NET}`);
const home = join(state, "home");
const backend = join(state, "backend");

// Plugins in these places are taken as if the CLI had installed them: Pulumi.yaml needs no `plugins:` for the local stack.
const plugins = (home: string, aws = awsEcho) => ({
    [join(home, "plugins", providerFolder, "pulumi-resource-kubernetes")]: join(folder(tools.provider), "pulumi-resource-kubernetes"),
    [join(home, "plugins", "language-nodejs-v3.248.0", "pulumi-language-nodejs")]: join(
        __dirname,
        "language-host",
        "pulumi-language-nodejs",
    ),
    [join(home, "plugins", awsFolder, "pulumi-resource-aws")]: aws,
});

const pointsTo = (link: string, target: string) => existsSync(link) && readlinkSync(link) === target;

/** Brings the local stack's plugins, language host and providers, into a Pulumi home; for AWS another one than that for previews, where it is given. */
export async function linkPlugins(home: string, aws?: string): Promise<void> {
    for (const [link, target] of Object.entries(plugins(home, aws))) {
        await rm(link, { force: true });
        await mkdir(dirname(link), { recursive: true });
        await symlink(target, link);
    }
}

const pulumiStep: Step = {
    title: "Pulumi home and local backend",
    usualSeconds: 1,
    done: () =>
        Promise.resolve(
            existsSync(backend) && (!!systemPulumi() || Object.entries(plugins(home)).every(([link, target]) => pointsTo(link, target))),
        ),
    run: async () => {
        await mkdir(backend, { recursive: true });
        if (!systemPulumi()) await linkPlugins(home);
    },
};

/** What the local stack consists of, in order; each step says itself whether it has anything to do. */
export function steps(options: { only?: Part } = {}): Step[] {
    if (options.only === "aws") {
        return [...(systemPulumi() ? [] : [toolStep(tools.pulumi)]), ...awsSteps()];
    }
    const own = systemPulumi() ? [] : [tools.pulumi, tools.provider];
    const forPulumi = [...own.map(toolStep), pulumiStep];
    const forCluster = [
        ...[tools.etcd, tools.coredns, tools.kubernetes, tools.pause].map(toolStep),
        ...layerSteps,
        clusterStep,
        importStep,
    ];
    return [
        ...(options.only === "tools" ? [] : [packagesStep]),
        ...(options.only === "cluster" ? [] : forPulumi),
        ...(options.only === "tools" ? [] : forCluster),
    ];
}

/** The environment in which `pulumi` and `kubectl` use the local stack. */
export function environment(options: { only?: Part } = {}): Record<string, string> {
    const own = systemPulumi() ? [] : [folder(tools.pulumi)];
    return {
        PATH: [...own, ...(options.only === "tools" ? [] : clusterFolders()), process.env.PATH].join(delimiter),
        PULUMI_BACKEND_URL: fileBackend(backend),
        // It protects the secrets of a database that lives as long as this cluster does: no secret to keep.
        PULUMI_CONFIG_PASSPHRASE: "local",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...(own.length ? { PULUMI_HOME: home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
        ...(options.only === "tools" ? {} : clusterEnvironment),
    };
}

/** Removes the cluster and Pulumi's state; with `caches`, all that was built too. */
export async function down(options: { caches?: boolean } = {}): Promise<void> {
    await clusterDown();
    await rm(options.caches ? cache : state, { recursive: true, force: true });
}

const duration = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Takes steps one after the other and shows what each is doing, how far it is, and how long such a step usually takes. */
export async function take(wanted: Step[], signal?: AbortSignal): Promise<void> {
    const { Listr } = await import("listr2"); // an ES module
    // Where lines cannot be rewritten, one now and then has to do.
    const pause = process.stdout.isTTY ? 0.1 : 15;
    const tasks = wanted.map((step) => ({
        title: step.title,
        skip: async () => (await step.done()) && `${step.title}: there`,
        task: async (_: unknown, task: { title: string; output: string }) => {
            const start = Date.now();
            const seconds = () => (Date.now() - start) / 1000;
            let shown = 0;
            await step.run((text, fraction) => {
                if (seconds() - shown < pause) return;
                shown = seconds();
                const part = fraction === undefined ? "" : `${Math.floor(fraction * 100)} %, `;
                task.output = `${part}${duration(shown)} of usually ${duration(step.usualSeconds)}: ${text}`;
            }, signal);
            task.title = `${step.title} (${duration(seconds())})`;
        },
    }));
    await new Listr(tasks, { registerSignalListeners: false, fallbackRendererOptions: { timestamp: undefined } }).run();
}

async function main(): Promise<void> {
    const program = new Command("stack").description(
        "the local stack: Pulumi, a single-node Kubernetes, and images, built from package registries",
    );
    const only = new Option("--only <part>", "only this part").choices(["tools", "cluster"]);
    const onlyUp = new Option("--only <part>", "only this part; aws, for test/aws, is not part of the whole").choices([
        "tools",
        "cluster",
        "aws",
    ]);
    program
        .command("up")
        .description("bring up what is missing")
        .addOption(onlyUp)
        .action(async (options: { only?: Part }) => {
            const interruption = new AbortController();
            // `on`, not `once`: npx passes on a Ctrl-C that this process gets from the terminal as well.
            process.on("SIGINT", () => interruption.abort(new Error("interrupted; the same command goes on from here")));
            await take(steps(options), interruption.signal);
            if (options.only === "aws") console.log(awsMissing() ?? "npm run test:aws");
        });
    program
        .command("down")
        .description("remove the cluster and Pulumi's state")
        .option("--caches", "remove what was built, too")
        .action(down);
    program
        .command("env")
        .description('print the environment for a shell: eval "$(npx tsx local/stack.ts env)"')
        .addOption(only)
        .action((options: { only?: Part }) => {
            const { PATH, ...rest } = environment(options);
            // The shell's own PATH, not the one that npx has made of it.
            const ours = PATH.split(delimiter).filter((path) => path.startsWith(cache));
            if (ours.length) console.log(`export PATH='${ours.join(delimiter)}':"$PATH"`);
            for (const [name, value] of Object.entries(rest)) console.log(`export ${name}='${value}'`);
        });
    program
        .command("status")
        .description("say what is there")
        .action(async () => {
            for (const step of [...steps(), ...awsSteps()]) console.log((await step.done()) ? "there  " : "missing", step.title);
            console.log((await clusterAnswers()) ? `cluster answers: ${clusterEnvironment.KUBECONFIG}` : "no cluster answers");
        });
    await program.parseAsync();
}

if (require.main === module) {
    main().catch((error: Error) => {
        console.error(error.message);
        process.exitCode = 1;
    });
}
