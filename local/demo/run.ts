import { Endpoint, throughClusterIp, throughKubectlProxy, untilServed } from "./endpoint";
import { CarriedInstances, deployProcesses, finishInstances, Instance, startInstances } from "./instances";
import { Load, LoadResult, startLoad } from "./load";
import { NodeVersion, Observer, SchemaLogRow } from "./observer";
import { DemoStack, DemoStackOptions, Update } from "./pulumi";
import { Records } from "./records";
import { summarize, Summary } from "./summary";
import { live, showUpdate, Task } from "./tasks";

/** What is demonstrated. */
export interface RunOptions {
    from: string;
    to: string;
    /** Requests per second. */
    rate: number;
    keepAlive: boolean;
    /** Whether the nodes are reached through the API server only. */
    proxied: boolean;
    stack: DemoStackOptions;
    signal: AbortSignal;
}

const service = { namespace: "camunda", name: "camunda-engine", port: 8080 };

/** The main job: a cluster at `from`, work and load on it, an update to `to`, and what became of it all. */
export class Run {
    private stack!: DemoStack;
    private observer!: Observer;
    private endpoint?: Endpoint;
    private load?: Load;
    private instances: Instance[] = [];
    private update!: Update;
    private roll = { begin: 0, end: 0 };
    private schemaBefore: SchemaLogRow[] = [];
    private loadResult!: LoadResult;
    private records!: Records;
    private carried!: CarriedInstances;
    private nodes: NodeVersion[] = [];
    private schemaAfter: SchemaLogRow[] = [];

    constructor(private readonly options: RunOptions) {}

    /** What is to be done, in order. */
    tasks(): Task[] {
        const { from, to, rate, signal } = this.options;
        return [
            { title: "a fresh stack", task: async (_, task) => this.freshStack(task) },
            {
                title: `pulumi up: ${from}, from nothing`,
                task: async (_, task) => {
                    const update = await this.up(from);
                    return showUpdate(task, update, update.ended);
                },
            },
            {
                title: `process instances, and ${rate} requests per second`,
                task: async (_, task) => live(task, () => "starting", this.startWork()),
            },
            {
                title: `pulumi up: ${from} → ${to}`,
                task: async (_, task) => {
                    await this.rollOut();
                    return showUpdate(task, this.update, this.rolledOut());
                },
            },
            {
                title: "finish the instances that were started before",
                task: async (_, task) => {
                    let left = "completing user tasks";
                    const report = (text: string) => (left = text);
                    const { rest } = this.endpoint!;
                    this.carried = await live(task, () => left, finishInstances(rest, this.instances, this.roll, { report, signal }));
                },
            },
            {
                title: "ask every node",
                task: async () => {
                    this.nodes = await this.observer.nodeVersions();
                    this.schemaAfter = await this.observer.schemaLog();
                },
            },
        ];
    }

    /** What it came to. */
    summary(): Summary {
        const { from, to } = this.options;
        return summarize({
            from,
            to,
            progress: this.update.progress,
            rollSeconds: (this.roll.end - this.roll.begin) / 1000,
            load: this.loadResult,
            records: this.records,
            schemaBefore: this.schemaBefore,
            schemaAfter: this.schemaAfter,
            nodes: this.nodes,
            instances: this.carried,
        });
    }

    /** Ends what still sends or watches; requests first, so that none meets a cluster that is going away. */
    async end(): Promise<void> {
        await this.load?.stop().catch(() => undefined);
        this.endpoint?.close();
    }

    /** Keeps a stack that is on its way to `from`; another one is removed, since the roll starts from nothing. */
    private async freshStack(task: Parameters<typeof live>[0]): Promise<void> {
        this.observer = await Observer.connect(service);
        const found = await DemoStack.find(this.options.stack);
        const there = await this.observer.namespaceExists();
        if (found) {
            const wanted = await found.wantedVersion();
            if (wanted === this.options.from && there) {
                task.skip(`it is there, at ${wanted} or on the way to it`);
            } else {
                task.title = `a fresh stack, instead of one at ${wanted}`;
                await live(task, () => "pulumi destroy", found.remove(this.options.signal));
            }
        } else if (there) {
            // Server-side apply would take over what is there without a word, and --down would remove it.
            const { namespace } = service;
            throw new Error(
                `the cluster has a namespace ${namespace} that this demo has not made; kubectl delete namespace ${namespace}, or use another cluster`,
            );
        }
        this.options.signal.throwIfAborted();
        this.stack = await DemoStack.findOrCreate(this.options.stack);
    }

    private async up(version: string): Promise<Update> {
        await this.stack.set("engine.version", version);
        return this.stack.up(this.options.signal);
    }

    private async startWork(): Promise<void> {
        const { rate, keepAlive, proxied, signal } = this.options;
        this.endpoint = await (proxied ? throughKubectlProxy(service) : throughClusterIp(service));
        const { rest } = this.endpoint;
        await untilServed(this.endpoint, signal);
        this.schemaBefore = await this.observer.schemaLog();
        await deployProcesses(rest);
        // First, since it warms up every node: a JVM's first requests can take seconds.
        this.instances = await startInstances(rest);
        this.load = await startLoad({ rest, rate, keepAlive });
    }

    private async rollOut(): Promise<void> {
        await this.observer.start();
        this.roll.begin = Date.now();
        this.update = await this.up(this.options.to);
    }

    /** Ends with the update; the load and the observer end with it, however it ends. */
    private async rolledOut(): Promise<void> {
        try {
            await this.update.ended;
        } finally {
            this.roll.end = Date.now();
            this.loadResult = await this.load!.stop();
            this.load = undefined;
            this.records = await this.observer.stop();
        }
    }
}
