import { newestOf } from "../evidence";
import { Evidence, Facts, PromotionFacts } from "../facts";
import { inCommand } from "../foreign";
import { imageOf, readImage } from "../image";
import { Finding, inFlight, named, rollingUpdatePage, Rule, set, versionBefore, versionChanges } from "./rule";

/** Rules about what has to be rehearsed elsewhere. */
export const promotionRules: readonly Rule[] = [
    {
        id: "promotionMissing",
        why: `The schema scripts may take long or block: Camunda asks to try them in staging first, under a load like production's (${rollingUpdatePage}).`,
        overridable: true,
        live: true,
        finds: (facts) => {
            const { promotion, wanted } = facts;
            const from = leaves(facts);
            return promotion && from ? missing(promotion, from, facts, imageOf(wanted.image, wanted.version)) : undefined;
        },
    },
];

/** What the rollout leaves, as it was at its beginning; undefined: there is nothing to rehearse. */
function leaves(facts: Facts): string | undefined {
    const { previous, wanted } = facts;
    if (!previous || wanted.rollback) {
        return undefined;
    }
    const from = inFlight(facts) ? versionBefore(facts) : versionChanges(facts) ? named(previous) : undefined;
    return from === named(wanted) ? undefined : from;
}

function missing(promotion: PromotionFacts, from: string, { wanted }: Facts, image: string): Finding | undefined {
    const { stack, problem, evidence } = promotion;
    const to = named(wanted);
    const step = `${from} → ${to}`;
    const rehearse = `${set(wanted.version, stack)}   # then again here`;
    if (problem) {
        return { message: `${step} has to be completed in ${stack} first, and that cannot be told: ${problem}`, next: rehearse };
    }
    const found = newestOf(evidence, from, to);
    if (!found) {
        const newest = evidence.at(-1);
        const other = newest ? `its newest is ${newest.from || "nothing"} → ${newest.to}` : "it has completed nothing yet";
        return { message: `${step} has not been completed in ${stack}: ${other}`, next: rehearse };
    }
    if (found.to !== to) {
        return { message: `${stack} has completed ${step}, and gone back to ${from} since (${found.at})`, next: rehearse };
    }
    return tooOld(promotion, found, step) ?? differs(stack, found, image);
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
                  `pulumi config rm --path rollback ${option} && ${set(version(to), stack)}   # its nodes back and forward again, then again here`,
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
              message: `the image is ${image}, and the nodes of ${stack} ran ${rehearsed} (${digests.join(", ") || "no digest is known"})`,
              next: `pulumi config set --path engine.image ${inCommand(readImage(rehearsed).digest || digests.length !== 1 ? rehearsed : `${rehearsed}@${digests[0]}`)} && pulumi up   # what was rehearsed; or rehearse this one: README.md, Promote from staging`,
          };
}
