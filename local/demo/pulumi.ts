import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { join } from "node:path";
import {
    ConcurrentUpdateError,
    ConfigMap,
    EngineEvent,
    LocalWorkspace,
    OutputMap,
    Stack,
    StackNotFoundError,
} from "@pulumi/pulumi/automation";
import { planBatches } from "../../components/domain/batches";
import { settle } from "../../components/settings/settle";
import { advance, noProgress, Progress } from "./progress";

const project = "camunda-rolling-update";

/** Where the stack is driven from; CLI, backend and passphrase come from the environment. */
export interface DemoStackOptions {
    /** The checkout: the program that is run. */
    project: string;
    /** Keeps the settings of the stack; outlives a run. */
    settingsDirectory: string;
    /** Paths of committed settings that the copy leaves out, e.g. `engine.image`. */
    without?: string[];
    /** @default "dev" */
    stack?: string;
}

/** An update under way. Emits `change` whenever `progress` is another one. */
export class Update extends EventEmitter<{ change: [] }> {
    public progress: Progress;
    /** Ends with the update; rejects with the CLI's own words. */
    public ended: Promise<void> = Promise.resolve();
    /** When its last event came: outputs and history, which the Automation API asks the CLI for afterwards, are no part of the update. */
    public lastEventAt?: number;

    constructor(batches: readonly string[]) {
        super();
        this.progress = noProgress(batches);
    }

    /** Takes in one event of the engine. */
    take(event: EngineEvent): void {
        this.lastEventAt = Date.now();
        const next = advance(this.progress, event, this.lastEventAt);
        if (next !== this.progress) {
            this.progress = next;
            this.emit("change");
        }
    }
}

/**
 * The stack, driven through the real CLI, with settings of its own.
 * `pulumi stack init` writes a salt into the settings file, `pulumi config set` the values, and the stack's settings are committed. So both
 * work on a copy in a directory of its own; the backend knows a stack by project and name, not by directory. What runs the program runs in the
 * checkout, with `--config-file`, which `stack init` does not have.
 */
export class DemoStack {
    private constructor(
        private readonly program: Stack,
        private readonly settings: Stack,
        private readonly configFile: string,
    ) {}

    /** The stack if there is one. */
    static async find(options: DemoStackOptions): Promise<DemoStack | undefined> {
        if (!(await exists(configFile(options)))) return undefined;
        return DemoStack.open(options, "selectStack").catch((error: unknown) => {
            if (error instanceof StackNotFoundError) return undefined;
            throw error;
        });
    }

    /** A new stack with the checkout's settings and a new database password; or the one that is there. */
    static async findOrCreate(options: DemoStackOptions): Promise<DemoStack> {
        const found = await DemoStack.find(options);
        if (found) return found;
        await mkdir(options.settingsDirectory, { recursive: true, mode: 0o700 });
        await copyFile(join(options.project, "Pulumi.yaml"), join(options.settingsDirectory, "Pulumi.yaml"));
        const committed = await readFile(join(options.project, `Pulumi.${options.stack ?? "dev"}.yaml`), "utf8");
        // A salt belongs to the passphrase of whoever made it.
        await writeFile(configFile(options), committed.replace(/^encryptionsalt:.*\n?/m, ""));
        const created = await DemoStack.open(options, "createOrSelectStack");
        await created.settings.setConfig("databasePassword", { value: randomBytes(16).toString("hex"), secret: true });
        for (const path of options.without ?? []) await created.settings.removeConfig(path, true);
        return created;
    }

    private static async open(options: DemoStackOptions, how: "selectStack" | "createOrSelectStack"): Promise<DemoStack> {
        const stackName = options.stack ?? "dev";
        const settings = await LocalWorkspace[how]({ stackName, workDir: options.settingsDirectory });
        const program = await LocalWorkspace.selectStack({ stackName, workDir: options.project });
        return new DemoStack(program, settings, configFile(options));
    }

    /** Sets a value by its path, e.g. `engine.version`. */
    async set(path: string, value: string): Promise<void> {
        await this.settings.setConfig(path, { value }, true);
    }

    /** The version that was last asked for, whether or not the update got there. */
    async wantedVersion(): Promise<string> {
        return (await this.settings.getConfig("engine.version", true)).value;
    }

    /** One output of the last update. */
    async output(name: string): Promise<string | undefined> {
        const outputs: Partial<OutputMap> = await this.program.outputs();
        return outputs[name]?.value as string | undefined;
    }

    /** `pulumi up`. An abort interrupts the CLI once: it ends what it is doing, and the next update goes on there. */
    async up(signal?: AbortSignal): Promise<Update> {
        const update = new Update(await this.batches());
        update.ended = this.unlocked(async () => {
            await this.program.up({ ...this.common, onEvent: (event) => update.take(event), signal });
        }).catch((error: Error) => {
            // The message holds all that the CLI has printed, twice.
            throw update.progress.errors.length ? new Error(update.progress.errors.join("\n"), { cause: error }) : error;
        });
        return update;
    }

    /** `pulumi preview` of a stack that is as it should be; rejects if there is anything to do, unless that is expected. */
    async preview({ expectNoChanges = true } = {}): Promise<void> {
        await this.program.preview({ configFile: this.configFile, color: "never", expectNoChanges });
    }

    /** Its resources, as the state keeps them. */
    async export(): Promise<{ resources: unknown[] }> {
        return (await this.program.exportStack()).deployment as { resources: unknown[] };
    }

    /** Removes all resources, and then the stack and its settings. */
    async remove(signal?: AbortSignal): Promise<void> {
        await this.unlocked(async () => {
            await this.program.destroy({ ...this.common, signal });
        });
        await this.settings.workspace.removeStack(this.settings.name);
        await rm(this.configFile, { force: true });
    }

    /** The history that is read after an operation would be decrypted with the committed settings, whose passphrase may be another one. */
    private get common() {
        return { configFile: this.configFile, color: "never", showSecrets: false } as const;
    }

    /** Ids of the batches that the settings come to. */
    private async batches(): Promise<string[]> {
        const section = async (key: string) => {
            const all: Partial<ConfigMap> = await this.settings.getAllConfig();
            return JSON.parse(all[`${project}:${key}`]?.value ?? "{}") as object;
        };
        const { nodes } = settle({ engine: await section("engine"), nodes: await section("nodes") });
        return planBatches(nodes.count, nodes.batchSize).map(({ id }) => id);
    }

    /** A CLI that was killed leaves its lock in a file backend; it is taken away, unless its owner is still alive. */
    private async unlocked(action: () => Promise<void>): Promise<void> {
        try {
            await action();
        } catch (error) {
            if (!(error instanceof ConcurrentUpdateError)) throw error;
            const owner = /@(\S+) \(pid (\d+)\)/.exec(error.message);
            if (!owner || owner[1] !== hostname() || isAlive(Number(owner[2]))) throw error;
            await this.program.cancel();
            await action();
        }
    }
}

const configFile = ({ settingsDirectory, stack = "dev" }: DemoStackOptions): string => join(settingsDirectory, `Pulumi.${stack}.yaml`);

const exists = (path: string): Promise<boolean> =>
    stat(path).then(
        () => true,
        () => false,
    );

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
