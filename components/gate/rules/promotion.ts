import { newestOf } from "../../domain/evidence";
import { Evidence, Facts, PromotionFacts, Rehearsal } from "../../domain/facts/facts";
import { inCommand } from "../../domain/foreign";
import { imageOf, readImage } from "../../domain/image";
import { Finding, Rule } from "./rule";
import { inFlight, named, versionBefore, versionChanges } from "../../domain/transition";
import { set } from "../../domain/commands";

/** Rules about what has to be rehearsed elsewhere. */
export const promotionRules: readonly Rule[] = [
    {
        id: "promotionMissing",
        live: true,
        entry: true,
        finds: (facts) => {
            const { promotion, wanted } = facts;
            const from = leaves(facts);
            // What has admitted the update stays its rehearsal until it is completed; what has become of it since is a warning (promotionWarnings).
            return promotion && from && !admittedWith(facts)
                ? missing(promotion, from, facts, imageOf(wanted.image, wanted.version))
                : undefined;
        },
    },
];

/** The rehearsal that admitted the update that is in progress; undefined: none is, or it needed none. */
const admittedWith = (facts: Facts): Rehearsal | undefined =>
    versionChanges(facts) || !inFlight(facts) ? undefined : facts.previous?.admitted;

/** What has become of the rehearsal of an update that is in progress: the update goes on, but whoever goes on with it has to know. */
export function promotionWarnings(facts: Facts): string[] {
    const { promotion, wanted } = facts;
    const admitted = admittedWith(facts);
    const from = leaves(facts);
    if (!admitted || !promotion || !from) {
        return [];
    }
    const begun = `the update was admitted by the rehearsal in ${admitted.stack}${admitted.at ? ` of ${admitted.at}` : ""}, and goes on with it`;
    if (promotion.problem) {
        return [`${promotion.stack} could not be queried: ${promotion.problem}; ${begun}`];
    }
    const found = missing(promotion, from, facts, imageOf(wanted.image, wanted.version), true);
    return found ? [`${found.message}; ${begun}`] : [];
}

/** Where and when the update was rehearsed, and what was overridden there. */
export function promotionNotes(facts: Facts): string[] {
    const from = leaves(facts);
    const found = facts.promotion && from ? newestOf(facts.promotion.evidence, from, named(facts.wanted)) : undefined;
    if (!facts.promotion || found?.to !== named(facts.wanted)) {
        return [];
    }
    const overridden = (found.overrides ?? []).map(({ hold, reason }) => `${hold} (${reason})`).join(", ");
    return [`rehearsed in ${facts.promotion.stack} on ${found.at}${overridden ? `, overridden there: ${overridden}` : ""}`];
}

/** What the rollout leaves, as it was at its beginning; undefined: there is nothing to rehearse. */
function leaves(facts: Facts): string | undefined {
    const { previous, wanted } = facts;
    if (!previous || wanted.rollback) {
        return undefined;
    }
    const from = inFlight(facts) ? versionBefore(facts) : versionChanges(facts) ? named(previous) : undefined;
    return from === named(wanted) ? undefined : from;
}

function missing(promotion: PromotionFacts, from: string, { wanted }: Facts, image: string, begun = false): Finding | undefined {
    const { stack, problem, evidence } = promotion;
    const to = named(wanted);
    const step = `${from} → ${to}`;
    const rehearse = `${set(wanted.version, stack)}   # then again here`;
    if (problem) {
        return { message: `${step} has to be completed in ${stack} first, but ${stack} cannot be queried: ${problem}`, next: rehearse };
    }
    const found = newestOf(evidence, from, to);
    if (!found) {
        const newest = evidence.at(-1);
        const other = newest ? `its last update is ${newest.from || "nothing"} → ${newest.to}` : "it has completed nothing yet";
        return { message: `${step} has not been completed in ${stack}: ${other}`, next: rehearse };
    }
    if (found.to !== to) {
        return { message: `${stack} has completed ${step}, and rolled back to ${from} since (${found.at})`, next: rehearse };
    }
    // How old it is matters when an update begins.
    return (begun ? undefined : tooOld(promotion, found, step)) ?? differs(stack, found, image);
}

function tooOld({ stack, maxAgeDays, now }: PromotionFacts, { from, to, at }: Evidence, step: string): Finding | undefined {
    const days = (Date.parse(now) - Date.parse(at)) / 86_400_000;
    const version = (name: string) => name.split(" ")[1];
    const option = `--stack ${stack}`;
    return days <= maxAgeDays
        ? undefined
        : {
              message: `${stack} has completed ${step} on ${at}, ${Math.floor(days)} days ago; at most ${maxAgeDays} days are allowed`,
              next:
                  `pulumi config set --path rollback.from ${version(to)} ${option} && pulumi config set --path rollback.reason "rehearsed again" ${option} && ${set(version(from), stack)} && ` +
                  `pulumi config rm --path rollback ${option} && ${set(version(to), stack)}   # rolls back its nodes and updates them again; then again here`,
          };
}

/** A digest says which image it is, wherever it comes from; without one, the same name has to do until the nodes run. */
function differs(stack: string, { image: rehearsed, digests }: Evidence, image: string): Finding | undefined {
    const { digest, repository, tag } = readImage(image);
    const { repository: itsRepository, tag: itsTag } = readImage(rehearsed);
    const same = digest ? digests.includes(digest) : digests.length > 0 && repository === itsRepository && tag === itsTag;
    return same
        ? undefined
        : {
              message: `the image is ${image}, but the nodes of ${stack} ran ${rehearsed} (${digests.join(", ") || "no digest is known"})`,
              next: `pulumi config set --path engine.image ${inCommand(readImage(rehearsed).digest || digests.length !== 1 ? rehearsed : `${rehearsed}@${digests[0]}`)} && pulumi up   # the rehearsed image; or rehearse this one: docs/guides/promotion.md`,
          };
}
