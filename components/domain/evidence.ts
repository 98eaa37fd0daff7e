import type { CutNode } from "./cutNodes";
import { Attempt, Completed, Evidence, LiveTruth, PromotionFacts, Rehearsal, Target } from "./facts/facts";
import { transitionTo } from "./history";
import { MigrationRecord } from "./facts/migration";
import { named } from "./transition";
import { foreign, isDigest } from "./foreign";

/** How many rollouts the stack keeps evidence of. */
const remembered = 20;

/** What is seen of a rollout that has reached every node. */
export interface Seen {
    /** When (ISO 8601). */
    readonly at: string;
    /** Image that the nodes were told to run. */
    readonly image: string;
    /** Digests of the images that they run. */
    readonly digests: readonly string[];
    /** Checksum of the migration's scripts; empty: not known. */
    readonly scripts: string;
    /** Nodes that took their whole grace period when they left, so that a request may have been cut; undefined: none was seen. */
    readonly cut?: readonly CutNode[];
    /** Installation of the database; undefined: not known. */
    readonly installation?: string;
}

/** The evidence once a target is reached: one entry more, of what is seen then, unless it was reached before. */
export function evidenceAfter(target: Target, before: Completed, seen: Seen, rehearsal?: Rehearsal): readonly Evidence[] {
    const transition = transitionTo(target, before);
    const kept = before.evidence ?? [];
    if (!transition) {
        return kept;
    }
    const { from, to, overrides } = transition;
    return [...kept, { from, to, ...seen, ...(rehearsal ? { rehearsal } : {}), ...(overrides.length > 0 ? { overrides } : {}) }].slice(
        -remembered,
    );
}

/** What is kept of the nodes as they were when every one of them was queried, and of what the migration has recorded, while that is there. */
export function seenOf({ nodes, installation: told }: LiveTruth, record: MigrationRecord | undefined): Omit<Seen, "at" | "image"> {
    const digests = nodes.filter(({ adopted }) => !adopted).flatMap((node) => node.digests ?? []);
    const installation = told ?? record?.installation;
    return { digests: [...new Set(digests)].sort(), scripts: record?.scripts ?? "", ...(installation ? { installation } : {}) };
}

/** The newest evidence of a step in either direction: nodes that were taken back since are none for the way forward. */
export const newestOf = (evidence: readonly Evidence[], from: string, to: string): Evidence | undefined =>
    evidence.filter((entry) => (entry.from === from && entry.to === to) || (entry.from === to && entry.to === from)).at(-1);

/**
 * What scripts and nodes are held against; undefined: nothing. Once the target is reached it stays what it was, whatever happens in the other
 * stack: it is an input of the migration Job and of checkpoints, and nothing may run again for it.
 */
export function rehearsalFor(
    target: Target,
    before: Completed,
    promotion: PromotionFacts | undefined,
    attempt?: Attempt,
): Rehearsal | undefined {
    const transition = transitionTo(target, before);
    if (!transition) {
        const last = before.evidence?.at(-1);
        return last?.to === named(target) ? last.rehearsal : undefined;
    }
    const lifted = target.overrides.some(({ hold }) => hold === "promotionMissing");
    if (lifted || target.rollback || transition.from === "") {
        return undefined;
    }
    // What admitted the update when it began: the other stack may have gone on, or be out of reach, since.
    if (attempt?.admitted && named(attempt) === named(target)) {
        return attempt.admitted;
    }
    if (!promotion) {
        return undefined;
    }
    const found = newestOf(promotion.evidence, transition.from, transition.to);
    return found?.to === transition.to
        ? { stack: promotion.stack, digests: found.digests, scripts: found.scripts, at: found.at }
        : undefined;
}

/** The evidence in an output of a stack, or why there is none. */
export function evidenceIn(value: unknown, output: string): { evidence: readonly Evidence[]; problem: string } {
    if (value === undefined || value === null) {
        return { evidence: [], problem: `it has no output ${output}, which has to be the component's evidence` };
    }
    // What another stack says goes into messages, into commands and, as a checksum, into the migration's environment.
    const isPlain = (text: unknown) => typeof text === "string" && text.length <= 300 && foreign(text, 300) === text;
    const isEvidence = (entry: unknown) => {
        const { from, to, at, image, digests, scripts } = (entry ?? {}) as Record<string, unknown>;
        return (
            [from, to, at, image].every(isPlain) &&
            Array.isArray(digests) &&
            digests.length <= 100 &&
            digests.every(isDigest) &&
            (scripts === undefined || scripts === "" || isDigest(scripts)) &&
            !isNaN(Date.parse(at as string))
        );
    };
    return Array.isArray(value) && value.length <= 100 && value.every(isEvidence)
        ? { evidence: value as Evidence[], problem: "" }
        : { evidence: [], problem: `its output ${output} is not the component's evidence` };
}
