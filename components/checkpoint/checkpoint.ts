import * as pulumi from "@pulumi/pulumi";
import { Cluster, ClusterAccess } from "../cluster/cluster";
import { namedHook } from "./namedHook";
import { StillHeld } from "../cluster/errors";
import { interruption, Waiting, waitUntilFree } from "./wait";
import { Deviations } from "./rules/completion";
import { describeHolds, Hold, outputsKept, Override } from "../domain/hold";
import { AskedIn, onlyRunDiffers } from "../domain/run";

/** Looks what still holds; what is worth a warning is said once, however often it looks. */
export type Look<Vouched> = (cluster: Cluster, vouched: Vouched, warn: (text: string) => void) => Promise<Hold[]>;

/** Looks what has changed since a checkpoint has let the update pass: what never passes by itself, and what may pass in a moment. */
export type Again<Vouched> = (vouched: Vouched) => Promise<Deviations>;

/** A checkpoint that fails. */
export interface Failure<Vouched> {
    readonly cluster: Cluster;
    readonly vouched: Vouched;
    /** What holds. */
    readonly holds: readonly Hold[];
    /** Waits for something else, as long as for the first, and as visibly. */
    readonly wait: (look: Waiting["look"]) => Promise<void>;
}

/** What a checkpoint vouches for, and how it finds out. */
export interface CheckpointArgs<Vouched extends object> {
    /** Kept in the state: when any of it changes, the checkpoint looks again. */
    vouchesFor: pulumi.Input<Vouched>;
    /** What still holds, none when the rollout may go on. */
    look: Look<Vouched>;
    /**
     * What has changed since it let the update pass, where the update goes on and nothing of what it vouches for differs but the run; a preview asks it
     * once, an update until nothing is left. @default nothing is asked again
     */
    again?: Again<Vouched>;
    /** Holds that are lifted; `look` sees to it, this is for the command that adds one. @default none */
    overrides?: readonly Override[];
    /** How long it waits before the update fails, in seconds. */
    budgetSeconds: number;
    /** What is added to that by now, in seconds. @default nothing */
    moreSeconds?: () => number;
    /** What is done before the update fails for what holds; says what it was. @default nothing */
    onFailure?: (failure: Failure<Vouched>) => Promise<string>;
    /** How the cluster is reached. */
    access: pulumi.Input<ClusterAccess>;
}

/**
 * Holds the rollout until the cluster and the nodes themselves say that a step has taken effect.
 * `dependsOn` alone is not enough: the provider may report a Deployment complete before its new pods are ready (pulumi-kubernetes,
 * await/deployment.go), and never waits for old pods. A checkpoint that fails keeps its old input, so the next `pulumi up` looks again.
 */
export class Checkpoint<Vouched extends object> extends pulumi.ComponentResource {
    /** What it vouches for, from when it does. */
    public readonly vouched: pulumi.Output<Vouched>;

    constructor(name: string, args: CheckpointArgs<Vouched>, opts?: pulumi.ComponentResourceOptions) {
        super("camunda:index:Checkpoint", name, {}, opts);

        const look = async (vouched: Vouched, before: AskedIn | undefined) => {
            const { signal, stop } = interruption();
            const said = new Set<string>();
            const warn = (text: string) => void (said.has(text) || (said.add(text), pulumi.log.warn(text, this)));
            const waiting = {
                budgetSeconds: args.budgetSeconds,
                // Against the component: the Stash's own URN is what this hook holds up, and logging against it would wait for ever.
                report: (text: string) => void pulumi.log.info(text, this, undefined, true),
                tell: (text: string) => void pulumi.log.info(text, this),
                signal,
                overrides: args.overrides,
            };
            try {
                if (onlyRunDiffers(before, vouched)) {
                    await waitUntilFree({ ...waiting, look: async () => stillDeviating(await args.again?.(vouched)) });
                    return;
                }
                const cluster = await Cluster.connect(await resolve(args.access));
                const wait = (look: Waiting["look"], moreSeconds?: () => number) => waitUntilFree({ ...waiting, look, moreSeconds });
                await wait(() => args.look(cluster, vouched, warn), args.moreSeconds).catch(async (error: unknown) => {
                    if (!args.onFailure || !(error instanceof StillHeld)) throw error;
                    const done = await args.onFailure({ cluster, vouched, holds: error.holds, wait });
                    throw new Error([error.message, done].filter(Boolean).join("\n"));
                });
            } catch (error) {
                throw before ? new Error(`${(error as Error).message}\n${outputsKept}`) : error;
            } finally {
                stop();
            }
        };
        const hold = namedHook(
            `checkpoint ${name}`,
            async ({ oldInputs, newInputs }) => {
                const vouched = newInputs?.input as Vouched;
                const before = oldInputs?.input as AskedIn | undefined;
                if (!pulumi.runtime.isDryRun()) {
                    await look(vouched, before);
                } else if (onlyRunDiffers(before, vouched)) {
                    // Nothing else has taken effect yet at a preview.
                    await this.preview((await args.again?.(vouched)) ?? { changed: [], missing: [] });
                }
            },
            { onDryRun: true },
        );
        const kept = new pulumi.Stash(
            name,
            { input: args.vouchesFor },
            { parent: this, dependsOn: opts?.dependsOn, hooks: { beforeCreate: [hold], beforeUpdate: [hold] } },
        );
        this.vouched = kept.input.apply((input) => input as Vouched);
        this.registerOutputs({});
    }

    /** What is missing may be back in a moment: the update waits for it, and a preview says so. */
    private preview({ changed, missing }: Deviations): Promise<void> {
        if (changed.length > 0) {
            return Promise.reject(new Error(`changed since its checkpoint; nothing has been changed now.\n${describeHolds(changed)}`));
        }
        missing.forEach(({ id, message }) => void pulumi.log.warn(`${id}: ${message}; the update will wait for it`, this));
        return Promise.resolve();
    }
}

const stillDeviating = ({ changed, missing }: Deviations = { changed: [], missing: [] }): Hold[] => [
    ...changed.map((one) => ({ ...one, final: true })),
    ...missing,
];

const resolve = <T>(value: pulumi.Input<T>): Promise<T> =>
    new Promise((done) => pulumi.output(value).apply((resolved) => done(resolved as T)));
