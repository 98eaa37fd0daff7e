import { Cluster } from "../cluster/cluster";
import { cross, deleteCanaries, deployCanary, failureOf, isDeployed, runningWith, startCanary } from "./canaryRest";
import { LiveTruthArgs } from "../cluster/liveTruth";
import { canaryHold, canaryProcess, carriedKey, Crossing, crossingsOf, mayDeploy, notPrepared, sides } from "./rules/canary";
import { Target, Transition } from "../domain/facts/facts";
import { applyOverrides, describeLifted, Hold } from "../domain/hold";
import { StandingNode } from "../domain/facts/standing";
import { VerificationSettings } from "../settings/verification";
import { Nodes } from "../cluster/nodeRest";

/** What a canary is for. */
export interface CanaryContext {
    readonly target: Target;
    readonly settings: VerificationSettings;
}

/** Instances that are started on a node of one version and finished on one of the other, at one checkpoint. */
export class Canary {
    private begun?: number;
    /** What was started, by business key. */
    private readonly started = new Map<string, Set<string>>();

    constructor(private readonly args: CanaryContext) {}

    /**
     * Before the first batch, when all nodes are old: removes what an earlier rollout has left, deploys the built-in process, or looks for the user's
     * own, and starts what is carried to the end. Not at a batch: what is deployed there is deployed while versions are mixed.
     */
    async prepare(cluster: Cluster, nodes: LiveTruthArgs, window: Transition, warn: (text: string) => void): Promise<Hold[]> {
        if (!this.settings.enabled) {
            return [];
        }
        const problem = await cluster.withNodes(nodes, (found, send) => this.prepared(found, send, nodes.cluster, window, warn));
        return this.open(problem === "" ? [] : [notPrepared(problem, this.process, nodes.restPath)], warn);
    }

    /** Why it cannot be, empty: it is. */
    private async prepared(
        found: readonly StandingNode[],
        nodes: Nodes,
        cluster: string,
        window: Transition,
        warn: (text: string) => void,
    ): Promise<string> {
        const { version, rollback } = this.args.target;
        const able = sides(found, version);
        const node = able.old.at(0) ?? able.new.at(0);
        const send = node && nodes(node.name);
        if (!send) {
            warn("no canary: no node is in service");
            return "";
        }
        const [on, key] = [`on ${node.name} (${node.version})`, carriedKey(cluster, window)];
        let doing = "what an earlier rollout has left could not be deleted";
        try {
            // Nodes that go back must not wait for what the new ones do wrong.
            await deleteCanaries(send, cluster, rollback ? [] : [key]);
            if (rollback) {
                return "";
            }
            doing = `${this.process} could not be looked for`;
            if (this.own) {
                const there = await isDeployed(send, this.process);
                return there
                    ? ""
                    : `${this.process} is not deployed (verification.canary.processDefinitionKey), says ${node.name} (${node.version})`;
            }
            if (!mayDeploy(found, version)) {
                return "";
            }
            doing = `${this.process} could not be deployed`;
            await deployCanary(send);
            doing = `${this.process} could not be started`;
            if ((await runningWith(send, this.process, key)).length === 0) {
                await startCanary(send, this.process, key, `${node.name} (${node.version})`);
            }
            return "";
        } catch (error) {
            return failureOf(`${doing} ${on}`, error);
        }
    }

    /** What has not crossed yet at the checkpoint of a batch; called until nothing holds, and not again after that (rules/course.ts). */
    async look(cluster: Cluster, nodes: LiveTruthArgs, batch: string, window: Transition, warn: (text: string) => void): Promise<Hold[]> {
        const { version, rollback } = this.args.target;
        if (!this.settings.enabled || rollback) {
            return [];
        }
        this.begun ??= Date.now();
        const begun = this.begun;
        return cluster.withNodes(nodes, async (found, send) => {
            const place = { cluster: nodes.cluster, window, batch, version, nodes: found, settings: this.settings };
            const crossings = crossingsOf(place);
            const able = sides(found, version);
            const asked = able.new[0] && send(able.new[0].name);
            if (!asked || !(this.own || (await isDeployed(asked, this.process)))) {
                warn("no canary at this batch: its process was not deployed before versions were mixed; the next rollout has one");
                return [];
            }
            const progress = await Promise.all(crossings.map((crossing) => this.cross(send, crossing)));
            const hold = canaryHold({
                progress,
                process: this.process,
                own: this.own,
                elapsedSeconds: (Date.now() - begun) / 1000,
                seconds: this.settings.seconds,
                restPath: nodes.restPath,
            });
            const holds = this.open(hold ? [hold] : [], warn);
            if (holds.length === 0) {
                progress.filter(({ said }) => !hold && said).forEach(({ said }) => warn(`no canary after the last batch: ${said}`));
                // What an override has lifted is under way yet; what is carried goes on to the last batch.
                const kept = able.old.length > 0 ? [carriedKey(nodes.cluster, window)] : [];
                await deleteCanaries(asked, nodes.cluster, kept).catch((error: unknown) =>
                    warn(failureOf("what is left of the canary could not be deleted", error)),
                );
            }
            return holds;
        });
    }

    private cross(nodes: Nodes, crossing: Crossing) {
        const started = this.started.get(crossing.businessKey) ?? new Set();
        this.started.set(crossing.businessKey, started);
        return cross(nodes, { crossing, process: this.process, own: this.own, started });
    }

    private open(holds: readonly Hold[], warn: (text: string) => void): Hold[] {
        const { open, lifted } = applyOverrides(holds, this.args.target.overrides);
        lifted.map(describeLifted).forEach(warn);
        return open;
    }

    private get settings() {
        return this.args.settings.canary;
    }
    private get own() {
        return this.settings.processDefinitionKey !== "";
    }
    private get process() {
        return this.settings.processDefinitionKey || canaryProcess;
    }
}
