import { PassedBatch } from "../../../../components/checkpoint/rules/completion";
import { Target } from "../../../../components/domain/facts/facts";
import { Hold } from "../../../../components/domain/hold";
import { cluster as name } from "./cluster";
import type { ModelStack } from "./stack";
import { same } from "../../../../components/domain/transition";

/** A run that ends for a hold. */
export class Held extends Error {
    constructor(
        readonly where: string,
        readonly holds: readonly Hold[],
    ) {
        super(`${where}: ${holds.map(({ id, message }) => `${id} (${message})`).join("; ")}`);
    }
}

/** A run that is killed: nothing after it happens. */
export class Killed extends Error {}

/** A resource in Pulumi's state. */
export interface Kept {
    readonly input: object;
    /** Generation of a Deployment, identity of a Job's run. */
    readonly output?: number | string;
}

/** How a run is made. */
export interface RunArgs {
    readonly preview?: boolean;
    readonly refresh?: boolean;
    /** By the module as it was before it knew of runs. */
    readonly earlier?: boolean;
    /** Called at each moment at which a run can be killed, or somebody can change something; throws to kill it. */
    readonly at?: (moment: number) => void;
}

/** What a run has done. */
export interface Ran {
    /** Resources whose input differed from the state. */
    readonly changed: readonly string[];
    /** Hooks that were called. */
    readonly called: readonly string[];
}

/** Is told of what the module does to the cluster: before and after each act. */
export interface Observer {
    act(what: string, act: () => void): void;
    completed(target: Target, image: string, batches: readonly PassedBatch[]): void;
}

/** A batch's Deployment as the program asks for it. */
export interface AskedNodes {
    readonly batch: string;
    readonly count: number;
    readonly label: string;
    readonly image: string;
    readonly surge: boolean;
    readonly returned?: string;
}

/** What Pulumi makes of what a program registers. */
export class Registry {
    protected readonly changed: string[] = [];
    protected readonly called: string[] = [];
    protected readonly registered = new Set<string>();
    private moment = 0;

    constructor(
        protected readonly stack: ModelStack,
        protected readonly args: RunArgs,
    ) {}

    protected tick(): void {
        this.args.at?.(this.moment++);
    }

    /** Registers a resource: where its input differs from the state, hooks and then the provider are called, and then it is in the state. */
    protected register(
        key: string,
        input: object,
        apply: { hook?: (old: object | undefined) => void; act?: () => number | string } = {},
    ): void {
        this.registered.add(key);
        const old = this.stack.state.get(key);
        if (old && same(old.input, input)) {
            return;
        }
        this.changed.push(key);
        this.tick();
        if (apply.hook) {
            this.called.push(key);
            apply.hook(old?.input);
            this.tick();
        }
        if (this.args.preview) {
            return;
        }
        const output = apply.act?.();
        this.tick();
        this.stack.state.set(key, { input: structuredClone(input), output });
    }

    protected stateOf = (key: string): object | undefined => this.stack.state.get(key)?.input;

    protected hold(where: string, holds: readonly Hold[]): void {
        if (holds.length > 0) {
            throw new Held(where, holds);
        }
    }

    /** What the program has no longer is deleted last. */
    protected removeOthers(): void {
        const { stack } = this;
        for (const key of [...stack.state.keys()].filter((one) => !this.registered.has(one))) {
            this.changed.push(key);
            this.tick();
            if (!this.args.preview) {
                const [kind, batch] = key.split(" ");
                if (kind === "nodes") {
                    stack.observer.act(`removal of ${batch}`, () => stack.cluster.deleteWorkload(`${name}-${batch}`));
                }
                stack.state.delete(key);
            }
        }
    }
}

/** What the shell makes of an object that is not there (components/checkpoint/wait.ts). */
export const notFound = (what: string): Hold => ({
    id: "clusterUnreachable",
    message: `${what} not found`,
    why: "",
    next: "",
    overridable: false,
});
