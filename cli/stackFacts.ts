import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Cluster } from "../components/cluster/cluster";
import { demandOf } from "../components/gate/rules/demand";
import { Completed, Evidence, Facts, PromotionFacts, RolloutState, Target, Transition } from "../components/domain/facts/facts";
import { foreignLines } from "../components/domain/foreign";
import { PromotionSettings, qualified, settlePromotion, shownStack, StackPlace } from "../components/settings/promotion";
import { tablesToCount } from "../components/gate/notes/rows";
import { AdoptSettings, settle } from "../components/settings/settle";
import { ConfiguredValue, describeUnjudged, settingsOf } from "./hiddenSettings";
import { settingsFileOf, settingsIn } from "./settingsFile";
import { transitionTo } from "../components/domain/history";
import { evidenceIn } from "../components/domain/evidence";
import { readStack } from "../components/gate/rules/refuse";

const execute = promisify(execFile);
const project = "camunda-rolling-update";

/** Why a stack cannot be judged. */
export interface StackProblem {
    readonly problem: string;
    /** Whether its configuration is wrong, rather than out of reach. */
    readonly usage: boolean;
}

interface Deployment {
    readonly deployment: { readonly resources?: readonly StateResource[] };
}
interface StateResource {
    readonly type: string;
    readonly urn: string;
    readonly parent?: string;
    readonly inputs?: { readonly input?: unknown };
    readonly outputs?: { readonly completedVersion?: string; readonly history?: Transition[]; readonly evidence?: Evidence[] };
}

/** What the gate would see in a stack now: its record, its settings, and what its nodes answer. Reads only. */
export async function stackFacts(stack: string, configFile?: string): Promise<Facts | StackProblem> {
    const options = ["--stack", stack];
    const file = configFile ? ["--config-file", configFile] : [];
    let state: Deployment;
    let values: Record<string, ConfiguredValue>;
    let written: Record<string, unknown>;
    let place: StackPlace;
    try {
        const [exported, configured, named] = await Promise.all([
            execute("pulumi", ["stack", "export", ...options], { maxBuffer: 1 << 28 }),
            execute("pulumi", ["config", "--json", ...options, ...file]),
            execute("pulumi", ["stack", "--show-name", "--fully-qualify-stack-names", ...options]),
        ]);
        state = JSON.parse(exported.stdout) as Deployment;
        values = JSON.parse(configured.stdout) as Record<string, ConfiguredValue>;
        const [organization = "", itsProject = "", own = ""] = named.stdout.trim().split("/");
        place = { organization, project: itsProject, stack: own };
        const settings = configFile ?? settingsFileOf(own);
        written = (settings && settingsIn(settings)) || {};
    } catch (error) {
        return { problem: `stack ${stack} cannot be read: ${said(error)}`, usage: false };
    }
    const listed: Partial<Record<string, ConfiguredValue>> = values;
    const { previous, completed, rollout } = record(state, listed[`${project}:name`]?.value ?? "camunda");
    const { texts, paths } = settingsOf(values, written, project, previous);
    const { values: args, refusal, unjudged, warnings } = readStack(texts, project, place, paths);
    if (unjudged.length > 0) {
        return { problem: `stack ${stack} ${describeUnjudged(unjudged, stack)}`, usage: false };
    }
    if (refusal) {
        return { problem: refusal, usage: true };
    }
    const { target, nodes } = settle(args);
    const access = { context: listed["kubernetes:context"]?.value };
    const where = {
        namespace: args.namespace,
        cluster: args.name,
        port: nodes.port,
        restPath: nodes.restPath,
        restSecret: nodes.restSecret,
        stableNames: nodes.stableNames,
        adopt: args.adopt as AdoptSettings | undefined,
        count: tablesToCount(previous, target),
    };
    const live = await Cluster.truthAndRoom(access, where);
    const settings = args.promotion as PromotionSettings | undefined;
    const promotion = settings && transitionTo(target, completed) ? await promotionFacts(settings, place) : undefined;
    const now = new Date().toISOString();
    return {
        previous,
        completed,
        wanted: target,
        live,
        promotion,
        demand: demandOf(nodes),
        now,
        rollout,
        warnings,
    };
}

/** What the stack that is promoted from has completed, or why that cannot be told. */
async function promotionFacts(settings: PromotionSettings, own: StackPlace): Promise<PromotionFacts> {
    const { maxAgeDays, output } = settlePromotion(settings);
    const about = { stack: shownStack(settings.stack, own), maxAgeDays, now: new Date().toISOString() };
    try {
        const { stdout } = await execute("pulumi", ["stack", "output", "--json", "--stack", qualified(settings.stack, own)]);
        return { ...about, ...evidenceIn((JSON.parse(stdout) as Record<string, unknown>)[output], output) };
    } catch (error) {
        return { ...about, evidence: [], problem: said(error) };
    }
}

/** What a command has said, where it has said something. */
function said(error: unknown): string {
    const { stderr, message } = error as { stderr?: string; message: string };
    return foreignLines(stderr?.trim() ? stderr : message)
        .join("\n")
        .trim();
}

/** What the Stashes of gate, checkpoints and baseline, and the stack's outputs, hold. */
function record({ deployment }: Deployment, cluster: string): { previous?: Target; completed: Completed; rollout: RolloutState } {
    const resources = deployment.resources ?? [];
    const stashes = (component: string) =>
        resources.filter(({ type, parent }) => type === "pulumi:index:Stash" && parent?.includes(`camunda:index:${component}::`));
    const gate = stashes("VersionGate").at(0);
    const baseline = stashes("Baseline")[0]?.inputs?.input as { transition: string; taken?: { at: string } } | undefined;
    const vouched = stashes("Checkpoint").map(({ urn, inputs }) => [
        urn
            .split("::")
            .at(-1)
            ?.slice(cluster.length + 1) ?? "",
        (inputs?.input as { version?: string } | undefined)?.version ?? "",
    ]);
    const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
    return {
        previous: gate?.inputs?.input as Target | undefined,
        rollout: {
            vouched: Object.fromEntries(vouched) as Record<string, string>,
            baseline: baseline?.taken && { transition: baseline.transition, at: baseline.taken.at },
        },
        completed: { version: outputs?.completedVersion, history: outputs?.history ?? [], evidence: outputs?.evidence ?? [] },
    };
}
