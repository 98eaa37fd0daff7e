import { Facts, Target } from "../../domain/facts/facts";
import { inCommand } from "../../domain/foreign";
import { followsVersion, imageOf } from "../../domain/image";
import { latestOf, rangeOf, skippedMinors } from "../../domain/release";
import { Rule } from "./rule";
import { count } from "../../domain/text";
import {
    arrow,
    goesForwardAgain,
    hasSpare,
    inFlight,
    kindOf,
    mayBeMixed,
    movesOrMixes,
    named,
    releaseOf,
    stepOf,
    versionChanges,
} from "../../domain/transition";
import { planOf, set } from "../../domain/commands";

/** Rules of Camunda's procedure about the step from what was wanted last to what is wanted now. */
export const procedureRules: readonly Rule[] = [
    {
        id: "previousUnsupported",
        finds: (facts) => {
            const from = facts.previous && releaseOf(facts.previous);
            return facts.previous && versionChanges(facts) && !from?.known
                ? {
                      message: `${arrow(facts)} starts from ${JSON.stringify(facts.previous.version)}, which is not among ${from ? rangeOf(from.product) : "the versions of the catalogue"}`,
                      next: "update to a version of the catalogue while all nodes are stopped, or add the minor in components/domain/catalogue",
                  }
                : undefined;
        },
    },
    {
        id: "minorSkipped",
        finds: (facts) => {
            const step = stepOf(facts);
            const skipped = step ? skippedMinors(step.from, step.to) : [];
            return skipped.length > 0
                ? {
                      message: `${arrow(facts)} skips ${skipped.map(({ minor }) => minor).join(", ")}`,
                      next: `${set(latestOf(skipped[0], facts.wanted.edition))}   # then continue from there; all hops: ${planOf(facts)}`,
                  }
                : undefined;
        },
    },
    {
        id: "latestPatchFirst",
        finds: (facts) => {
            // Forward again out of a way back is the step that was allowed before.
            const step = kindOf(facts) === "minor" && !goesForwardAgain(facts) ? stepOf(facts) : undefined;
            const latest = step?.from.known && latestOf(step.from.known, facts.previous?.edition ?? "");
            return step && latest && step.from.patch < Number(latest.split(".")[2])
                ? {
                      message: `${arrow(facts)} starts from ${step.from.version}, but the latest patch of ${step.from.minor} is ${latest} (as of ${step.from.product.asOf})`,
                      next: `${set(latest)}   # then ${facts.wanted.version}`,
                  }
                : undefined;
        },
    },
    {
        id: "rolloutInFlight",
        finds: (facts) => {
            const { previous, completed } = facts;
            return previous && inFlight(facts) && versionChanges(facts) && kindOf(facts) !== "nodeRollback" && !goesForwardAgain(facts)
                ? {
                      message: `${arrow(facts)} is set while the update to ${previous.version} is in progress (last completed: ${completed.version ?? "none"})`,
                      next: `${set(previous.version)}   # completes it${previous.rollback ? `; or, to give up the rollback: pulumi config rm --path rollback && ${set(previous.rollback.from)}` : ""}; if it is completed already, the program does not export completedVersion and history: export them`,
                  }
                : undefined;
        },
    },
    {
        id: "applicationChanged",
        finds: (facts) => {
            const { previous, wanted } = facts;
            const image = imageTemplateChanged(facts) && !isAsBegun(facts);
            // An image that mends a way back is what lets it end.
            const asked = versionChanges(facts) || (mayBeMixed(facts) && !wanted.rollback);
            if (!previous || !asked || !(image || previous.application !== wanted.application)) {
                return undefined;
            }
            const change = image
                ? `${previous.image} → ${wanted.image}`
                : `${previous.application || "(none)"} → ${wanted.application || "(none)"}`;
            return {
                message: `${what(facts)} also changes the application: ${change}`,
                next: `pulumi config set --path engine.image ${inCommand(previous.image)} && pulumi config set --path engine.application ${inCommand(previous.application)} && pulumi up   # change the application in an update of its own`,
            };
        },
    },
    {
        id: "imageUnchanged",
        finds: (facts) => {
            const { previous, wanted } = facts;
            return versionChanges(facts) && !followsVersion(wanted.image) && previous?.image === wanted.image
                ? {
                      message: `${arrow(facts)}, but the image stays ${wanted.image}`,
                      next: "pulumi config set --path engine.image REPOSITORY:TAG-{version}   # or the tag of the image with the target engine",
                  }
                : undefined;
        },
    },
    {
        id: "layoutChanged",
        finds: (facts) => {
            const { previous, wanted } = facts;
            return previous && movesOrMixes(facts) && layout(previous) !== layout(wanted)
                ? {
                      message: `${what(facts)} also changes the layout: ${layout(previous)} → ${layout(wanted)}`,
                      next: `pulumi config set --path nodes.count ${previous.nodes} && pulumi config set --path nodes.batchSize ${previous.batchSize} && pulumi up   # change the layout in an update of its own`,
                  }
                : undefined;
        },
    },
    {
        id: "noSpareNode",
        finds: (facts) => {
            const { previous, wanted } = facts;
            const asked = versionChanges(facts) || (mayBeMixed(facts) && previous !== undefined && hasSpare(previous));
            return asked && !hasSpare(wanted)
                ? { message: `${what(facts)} with ${wanted.nodes} node: no node would serve while it is updated`, next: spare(facts) }
                : undefined;
        },
    },
    {
        id: "productSwitchUnsupported",
        finds: (facts) => {
            if (kindOf(facts) !== "productSwitch" || switchOf(facts)) {
                return undefined;
            }
            const to = releaseOf(facts.wanted);
            const offers = to?.product.switches.map((s) => `${s.product} ${s.minor} → ${s.to.join(", ")}`) ?? [];
            return {
                message: `${arrow(facts)} is not a switch that ${to?.product.name ?? "a vendor"} describes`,
                next: offers.length > 0 ? `take one of: ${offers.join("; ")}` : "stay with the product that runs",
            };
        },
    },
    {
        id: "productSwitchNotRolling",
        finds: (facts) => {
            const found = kindOf(facts) === "productSwitch" ? switchOf(facts) : undefined;
            return found
                ? {
                      message: `${arrow(facts)} would run both products side by side`,
                      why: `${found.why} ${found.source}`,
                      next: "rehearse it in staging, with the jobs and variables of production, then override this hold",
                  }
                : undefined;
        },
    },
];

function switchOf({ previous, wanted }: Facts) {
    const from = previous && releaseOf(previous);
    const to = releaseOf(wanted);
    return to?.product.switches.find((s) => s.product === from?.product.id && s.minor === from.minor && s.to.includes(to.minor));
}

/** Where the tag is written out in full, an engine repackaged with the application must change it: only templates can be compared. */
function imageTemplateChanged({ previous, wanted }: Facts): boolean {
    return (
        previous !== undefined &&
        previous.product === wanted.product &&
        followsVersion(previous.image) &&
        followsVersion(wanted.image) &&
        previous.image !== wanted.image
    );
}

/**
 * Whether the image is the one that the update has begun with, which an image that did not work is put back to: what the last completed update ran,
 * with the version of then.
 */
function isAsBegun(facts: Facts): boolean {
    const { completed, wanted } = facts;
    const last = completed.evidence?.at(-1);
    return mayBeMixed(facts) && last !== undefined && last.to === named({ product: wanted.product, version: completed.version ?? "" })
        ? imageOf(wanted.image, completed.version ?? "") === last.image
        : false;
}

/** The step, or, where it has begun, the update that is in progress. */
const what = (facts: Facts): string =>
    versionChanges(facts) ? arrow(facts) : `the update to ${facts.wanted.version}, which is in progress,`;

/** Another layout is an update of its own (layoutChanged), so a second node comes before the version; surge may come with it. */
function spare({ previous, wanted }: Facts): string {
    const before = previous ? set(previous.version) : "pulumi up";
    const second = `pulumi config set --path nodes.count ${Math.max(2, previous?.nodes ?? 2)} && ${before}   # then ${wanted.version}`;
    return wanted.stableNames
        ? second
        : `pulumi config set --path nodes.surge true && pulumi up   # or a second node, before the update: ${second.split("   #")[0]}`;
}

const layout = (target: Target) => `${count(target.nodes, "node")} in batches of ${target.batchSize}`;
