import { planBatches } from "../../../../components/domain/batches";
import {
    batchDeviations,
    completionHolds,
    PassedBatch,
    Reached,
    schemaDeviations,
} from "../../../../components/checkpoint/rules/completion";
import { seenOf, evidenceAfter, rehearsalFor } from "../../../../components/domain/evidence";
import { Attempt, Completed, Evidence, LiveTruth, PromotionFacts, Rehearsal, Target } from "../../../../components/domain/facts/facts";
import { historyAfter, mixes, transitionTo, windowName, windowOf } from "../../../../components/domain/history";
import { applyOverrides, Hold } from "../../../../components/domain/hold";
import { imageOf } from "../../../../components/domain/image";
import { schemaHolds } from "../../../../components/schema/rules/migrated";
import { returnedMeanwhile } from "../../../../components/verification/rules/takeBack";
import { AskedIn, onlyRunDiffers, Run, runOf } from "../../../../components/domain/run";
import { attemptOf } from "../../../../components/verification/rules/pause";
import { Opening } from "../../../../components/domain/facts/standing";
import { judge } from "../../../../components/gate/rules/judge";
import { settleVerification } from "../../../../components/settings/verification";
import { betweenBatches, pauseAt, takeBack } from "./between";
import { cluster as name, namespace } from "./cluster";
import { Configuration, settled } from "./configuration";
import { AskedNodes, notFound, Registry, Ran, RunArgs } from "./registry";
import type { ModelStack } from "./stack";
import { IntegratedBatch } from "../../../../components/domain/facts/batch";
import { MigratedSchema } from "../../../../components/domain/facts/migration";

/** One run of the program. */
export class Program extends Registry {
    private readonly config: Configuration;
    private readonly record: Completed;
    private readonly target: Target;
    private readonly image: string;
    private readonly runIs: Run;
    private readonly promotion?: PromotionFacts;
    private readonly rehearsal?: Rehearsal;
    private readonly batches: readonly PassedBatch[];
    private readonly reached: Reached;
    private seen?: LiveTruth;

    constructor(stack: ModelStack, args: RunArgs) {
        super(stack, args);
        const { config, outputs } = stack;
        this.config = config;
        this.record = outputs;
        const { target, image } = settled(config);
        [this.target, this.image] = [target, image];
        if (args.refresh) {
            stack.refresh();
        }
        const attempt = outputs.version === undefined ? undefined : stack.attempt;
        this.runIs = args.earlier ? { inProgress: false } : runOf(target, outputs, attempt, stack.now());
        this.promotion = config.promoted && transitionTo(target, outputs) ? stack.staging.facts(stack.now()) : undefined;
        this.rehearsal =
            config.promoted || this.runIs.id
                ? rehearsalFor(target, outputs, this.promotion, args.earlier ? undefined : attempt)
                : undefined;
        this.batches = planBatches(config.count, config.batchSize).map(({ id, nodes }) => ({ id, nodes, workload: `${name}-${id}` }));
        const { product, version } = target;
        this.reached = { product, version, image, namespace, autoscaled: false };
    }

    run(): Ran {
        const { config, target, stack } = this;
        this.gate();
        this.migrate();
        const first = this.batches[0];
        const returned = config.returnFirstBatch ? stack.cluster.workloads.get(first.workload)?.returned : undefined;
        const opening = this.baseline(returned);
        for (const batch of target.rollback ? [...this.batches].reverse() : this.batches) {
            this.upgrade(batch, batch === first ? returned : undefined);
            this.checkpoint(batch, opening);
        }
        const evidence = this.complete(returned);
        const inputs = this.stateOf("completed") as Completed;
        this.tick();
        if (!this.args.preview) {
            stack.outputs = { version: inputs.version, history: inputs.history, evidence };
        }
        this.removeOthers();
        return { changed: this.changed, called: this.called };
    }

    private gate(): void {
        const { target, runIs, rehearsal, record, stack } = this;
        const { id: run } = runIs;
        const input: Attempt = run === undefined ? target : { ...target, run, ...(rehearsal ? { admitted: rehearsal } : {}) };
        const hook = (old: object | undefined) => {
            const previous = old as Attempt | undefined;
            this.seen = stack.cluster.truth(this.config.adopt, previous?.adopt);
            const { holds } = judge({
                previous,
                wanted: input,
                completed: record,
                promotion: this.promotion,
                live: this.seen,
                now: stack.now(),
            });
            this.hold("gate", holds);
        };
        this.register("gate", input, { hook });
    }

    private migrate(): void {
        const { target, stack, image } = this;
        const { product, version } = target;
        const job = `schema-${version}`;
        const expected = this.rehearsal?.scripts ?? "";
        const input = { job, version, image, ...(expected ? { expected } : {}) };
        this.register("job", input, {
            act: () => {
                const known = stack.cluster.jobs.get(job);
                const before = this.stateOf("job");
                // A run that was killed before the state knew of the Job finds it again.
                if (known && known.state.succeeded && !before) {
                    return known.uid;
                }
                let uid = "";
                stack.observer.act(`migration to ${version}`, () => (uid = stack.cluster.migrate(job, version)));
                return uid;
            },
        });
        if (!this.args.preview && !stack.cluster.jobs.get(job)?.state.succeeded && this.changed.includes("job")) {
            const state = stack.cluster.jobs.get(job)?.state;
            stack.state.delete("job");
            this.hold("job", schemaHolds({ namespace, job, product, version, run: "" }, state ?? { succeeded: false, message: "" }));
        }
        const run = String(stack.state.get("job")?.output ?? "");
        const vouched: MigratedSchema & AskedIn = { namespace, job, run, product, version, ...this.updateRun() };
        this.register("checkpoint schema", vouched, { hook: (old) => this.lookAtSchema(vouched, old) });
    }

    private updateRun = () => (this.runIs.id === undefined ? {} : { updateRun: this.runIs.id });

    private lookAtSchema(vouched: MigratedSchema & AskedIn, old: object | undefined): void {
        const { cluster } = this.stack;
        if (onlyRunDiffers(old, vouched)) {
            this.again("schema", (live) => schemaDeviations(this.reached, live));
        } else if (!this.args.preview) {
            const job = cluster.jobs.get(vouched.job);
            this.hold("schema", job ? schemaHolds(vouched, job.state) : [notFound(`jobs.batch "${vouched.job}"`)]);
            this.hold("schema", this.pause("schema"));
        }
    }

    /** By the gate's answer first; an update waits for what is missing, as long as something may become of it. */
    private again(where: string, deviates: (live: LiveTruth) => { changed: readonly Hold[]; missing: readonly Hold[] }): void {
        const first = deviates((this.seen ??= this.stack.cluster.truth(this.config.adopt)));
        if (this.args.preview) {
            this.hold(where, first.changed);
        } else if (first.changed.length + first.missing.length > 0) {
            this.hold(where, first.changed);
            this.stack.cluster.settle();
            const now = deviates((this.seen = this.stack.cluster.truth(this.config.adopt)));
            this.hold(where, [...now.changed, ...now.missing]);
        }
    }

    private baseline(returned: string | undefined): Opening | undefined {
        const { target, record, stack } = this;
        const transition = `${windowName(target, record)}${returned ? `, again since ${returned}` : ""}`;
        const kept = this.stateOf("baseline") as { transition: string; taken?: Opening } | undefined;
        // All of it is ignored, until another transition replaces it.
        if (kept?.transition === transition) {
            this.registered.add("baseline");
            return kept.taken;
        }
        const taken: Opening | undefined = mixes(windowOf(target, record))
            ? { at: stack.now(), nodes: stack.cluster.standing(), problem: "" }
            : undefined;
        this.register("baseline", { transition, ...(taken ? { taken } : {}) });
        return taken;
    }

    private upgrade({ id, nodes, workload }: PassedBatch, returned: string | undefined): void {
        const { stack, target, image } = this;
        const input: AskedNodes = {
            batch: id,
            count: nodes,
            label: target.version,
            image,
            surge: this.config.surge,
            ...(returned ? { returned } : {}),
        };
        this.register(`nodes ${id}`, input, {
            act: () => {
                stack.observer.act(`${workload} to ${image}`, () => {
                    stack.cluster.write(id, nodes, { image, label: target.version }, this.config.surge, "module", returned);
                });
                return stack.cluster.workloads.get(workload)!.generation;
            },
        });
    }

    private checkpoint(batch: PassedBatch, opening: Opening | undefined): void {
        const { stack, target, image } = this;
        const { id, workload, nodes } = batch;
        const { product, version } = target;
        const vouched: IntegratedBatch & AskedIn = {
            namespace,
            deployment: workload,
            generation: Number(stack.state.get(`nodes ${id}`)?.output ?? 0),
            nodes,
            product,
            version,
            image,
            restPath: "engine-rest",
            port: 8080,
            ...(this.rehearsal ? { digests: this.rehearsal.digests } : {}),
            ...this.updateRun(),
        };
        // A preview does not know which generation an update will write.
        if (this.args.preview && this.changed.includes(`nodes ${id}`)) {
            this.registered.add(`checkpoint ${id}`);
            return;
        }
        this.register(`checkpoint ${id}`, vouched, {
            hook: (old) => {
                if (onlyRunDiffers(old, vouched)) {
                    this.again(id, (live) => batchDeviations(batch, this.reached, live));
                } else if (!this.args.preview) {
                    this.look(batch, vouched, opening);
                }
            },
        });
    }

    private look(batch: PassedBatch, vouched: IntegratedBatch, opening: Opening | undefined): void {
        const { stack, target, config } = this;
        stack.cluster.settle();
        const window = windowOf(target, this.record);
        const holds = betweenBatches({
            batch,
            vouched,
            batches: target.rollback ? [...this.batches].reverse() : this.batches,
            window,
            opening,
            target,
            config,
            cluster: stack.cluster,
            now: stack.now(),
        });
        if (holds.length > 0 && batch === this.batches[0] && !target.rollback && config.returnFirstBatch && mixes(window)) {
            takeBack({ batch, holds, target, window, stack });
        }
        this.hold(batch.id, holds);
        this.hold(batch.id, this.pause(batch.id));
    }

    private pause = (step: string): Hold[] =>
        pauseAt({
            step,
            version: this.target.version,
            window: windowOf(this.target, this.record),
            attempt: attemptOf(this.target, this.record.history),
            batches: this.target.rollback ? [...this.batches].reverse() : this.batches,
            settings: settleVerification({ pauseAfter: this.config.pauseAfter, goAhead: this.config.goAhead }),
        });

    private complete(returned: string | undefined): readonly Evidence[] {
        const { stack, target, record, image } = this;
        const { inProgress, id } = this.runIs;
        const met = { returned: returnedMeanwhile(returned, record), run: inProgress ? id : undefined };
        const input: Completed = { version: target.version, history: historyAfter(target, record, met) };
        let asked: LiveTruth | undefined;
        const hook = () => {
            if (this.args.preview) {
                return;
            }
            stack.cluster.settle();
            asked = stack.cluster.truth(this.config.adopt);
            this.hold("completed", applyOverrides(completionHolds(this.batches, this.reached, asked), target.overrides).open);
            stack.observer.completed(target, image, this.batches);
        };
        this.register("completed", input, this.args.earlier ? {} : { hook });
        if (!transitionTo(target, record)) {
            this.register("evidence", record.evidence ?? []);
            return record.evidence ?? [];
        }
        const { digests } = seenOf(asked ?? stack.cluster.truth(this.config.adopt), undefined);
        const seen = { at: stack.now(), image: imageOf(target.image, target.version), digests, scripts: "sha256:scripts" };
        const evidence = evidenceAfter(target, record, seen, this.rehearsal);
        this.register("evidence", evidence);
        return evidence;
    }
}
