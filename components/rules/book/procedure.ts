import { Facts, Target } from "../facts";
import { inCommand } from "../foreign";
import { followsVersion } from "../image";
import { latestOf, rangeOf, skippedMinors } from "../release";
import { arrow, inFlight, kindOf, planOf, releaseOf, rollingUpdatePage, Rule, set, stepOf, versionChanges } from "./rule";
import { count } from "../words";

/** Rules of Camunda's procedure about the step from what was wanted last to what is wanted now. */
export const procedureRules: readonly Rule[] = [
    {
        id: "previousUnsupported",
        why: `Rolling updates begin with 7.5 → 7.6 (${rollingUpdatePage}); of a version that the catalogue does not know, nobody can tell what follows it.`,
        overridable: false,
        finds: (facts) => {
            const from = facts.previous && releaseOf(facts.previous);
            return facts.previous && versionChanges(facts) && !from?.known
                ? {
                      message: `${arrow(facts)} begins at ${JSON.stringify(facts.previous.version)}, which is not among ${from ? rangeOf(from.product) : "the versions of the catalogue"}`,
                      next: "update to a version of the catalogue with the nodes stopped, or add the minor in components/rules/catalogue",
                  }
                : undefined;
        },
    },
    {
        id: "minorSkipped",
        why: `An engine is guaranteed to work with its own schema and that of the next minor only: one minor at a time (${rollingUpdatePage}).`,
        overridable: false,
        finds: (facts) => {
            const step = stepOf(facts);
            const skipped = step ? skippedMinors(step.from, step.to) : [];
            return skipped.length > 0
                ? {
                      message: `${arrow(facts)} leaves out ${skipped.map(({ minor }) => minor).join(", ")}`,
                      next: `${set(latestOf(skipped[0], facts.wanted.edition))}   # then go on from there; all steps: ${planOf(facts)}`,
                  }
                : undefined;
        },
    },
    {
        id: "latestPatchFirst",
        why: `Before a minor step, all nodes and the database are on the latest patch of the current minor, which is a rolling update of its own (${rollingUpdatePage}).`,
        overridable: true,
        finds: (facts) => {
            const step = kindOf(facts) === "minor" ? stepOf(facts) : undefined;
            const latest = step?.from.known && latestOf(step.from.known, facts.previous?.edition ?? "");
            return step && latest && step.from.patch < Number(latest.split(".")[2])
                ? {
                      message: `${arrow(facts)} begins at ${step.from.version}, and the latest patch of ${step.from.minor} is ${latest} (known on ${step.from.product.asOf})`,
                      next: `${set(latest)}   # then ${facts.wanted.version}`,
                  }
                : undefined;
        },
    },
    {
        id: "rolloutInFlight",
        why: `At most two versions may run side by side: the next update begins when the last one is completed (${rollingUpdatePage}).`,
        overridable: false,
        finds: (facts) => {
            const { previous, completed } = facts;
            return previous && inFlight(facts) && versionChanges(facts) && kindOf(facts) !== "nodeRollback"
                ? {
                      message: `${arrow(facts)}, while the rollout to ${previous.version} is not completed (last completed: ${completed.version ?? "none"})`,
                      next: `${set(previous.version)}   # completes it; if it is complete, export the component's completedVersion as a stack output`,
                  }
                : undefined;
        },
    },
    {
        id: "applicationChanged",
        why: `While versions are mixed, no application that uses new features may run: first the engine, then the application (${rollingUpdatePage}).`,
        overridable: true,
        finds: (facts) => {
            const { previous, wanted } = facts;
            if (!previous || !versionChanges(facts) || !(imageTemplateChanged(facts) || previous.application !== wanted.application)) {
                return undefined;
            }
            const change = imageTemplateChanged(facts)
                ? `${previous.image} → ${wanted.image}`
                : `${previous.application || "(none)"} → ${wanted.application || "(none)"}`;
            return {
                message: `${arrow(facts)} comes with another application: ${change}`,
                next: `pulumi config set --path engine.image ${inCommand(previous.image)} && pulumi config set --path engine.application ${inCommand(previous.application)} && pulumi up   # the new application in an update of its own`,
            };
        },
    },
    {
        id: "imageUnchanged",
        why: "The nodes would go on with the engine that is in that image, and the rollout would wait in vain for the wanted version.",
        overridable: false,
        finds: (facts) => {
            const { previous, wanted } = facts;
            return versionChanges(facts) && !followsVersion(wanted.image) && previous?.image === wanted.image
                ? {
                      message: `${arrow(facts)}, but the image stays ${wanted.image}`,
                      next: "pulumi config set --path engine.image REPOSITORY:TAG-{version}   # or the tag of the image with the wanted engine",
                  }
                : undefined;
        },
    },
    {
        id: "layoutChanged",
        why: "Batches that appear or go away during a rollout would run the new version out of order, or take nodes from service that the plan counts on.",
        overridable: false,
        finds: (facts) => {
            const { previous, wanted } = facts;
            return previous && versionChanges(facts) && layout(previous) !== layout(wanted)
                ? {
                      message: `${arrow(facts)} comes with another layout: ${layout(previous)} → ${layout(wanted)}`,
                      next: `pulumi config set --path nodes.count ${previous.nodes} && pulumi config set --path nodes.batchSize ${previous.batchSize} && pulumi up   # the layout in an update of its own`,
                  }
                : undefined;
        },
    },
    {
        id: "noSpareNode",
        why: `At least one node stays available at any time (${rollingUpdatePage}).`,
        overridable: true,
        finds: (facts) =>
            versionChanges(facts) && facts.wanted.nodes < 2 && !facts.wanted.surge
                ? {
                      message: `${arrow(facts)} with ${facts.wanted.nodes} node: none would serve while it is upgraded`,
                      next: `pulumi config set --path nodes.count 2 && pulumi up   # before the update${facts.wanted.stableNames ? "" : "; or: pulumi config set --path nodes.surge true"}`,
                  }
                : undefined,
    },
    {
        id: "productSwitchUnsupported",
        why: "The schema and the order of versions of two products agree only where the vendor has described the switch.",
        overridable: false,
        finds: (facts) => {
            if (kindOf(facts) !== "productSwitch" || switchOf(facts)) {
                return undefined;
            }
            const to = releaseOf(facts.wanted);
            const offers = to?.product.switches.map((s) => `${s.product} ${s.minor} → ${s.to.join(", ")}`) ?? [];
            return {
                message: `${arrow(facts)} is not a switch that ${to?.product.name ?? "a vendor"} describes`,
                next: offers.length > 0 ? `go by one of: ${offers.join("; ")}` : "stay with the product that runs",
            };
        },
    },
    {
        id: "productSwitchNotRolling",
        why: "The vendor describes the switch as stop and start, not as a rolling update.",
        overridable: true,
        finds: (facts) => {
            const found = kindOf(facts) === "productSwitch" ? switchOf(facts) : undefined;
            return found
                ? {
                      message: `${arrow(facts)} would run both products side by side`,
                      why: `${found.why} (${found.source})`,
                      next: "rehearse it in staging, with the jobs and variables of production; then say so in an override",
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

const layout = (target: Target) => `${count(target.nodes, "node")} in batches of ${target.batchSize}`;
