import { applyOverrides, describeHolds, Hold, LiftedHold, Override } from "./holds";
import { followsVersion, imageOf, isFloating } from "./image";
import { compareReleases, isSupported, parseRelease, Release, skippedMinors } from "./release";
import { supportedRange } from "./releases";

const rollingUpdatePage = "https://docs.camunda.org/manual/latest/update/rolling-update/";

/** What a rollout brings the cluster to: the part of the configuration that the procedure has rules about. */
export interface Target {
    /** Camunda version, e.g. `7.23.0`. */
    readonly version: string;
    /** Image, `{version}` where the version goes. */
    readonly image: string;
    /** Revision of the application in the image; empty if it is not told. */
    readonly application: string;
    /** Engine nodes. */
    readonly nodes: number;
    /** Nodes per batch as configured, e.g. `33%`. */
    readonly batchSize: string;
    /** Whether a new node starts before an old one is isolated. */
    readonly surge: boolean;
}

/** Everything that a rule may look at. Plain values: a rule never reaches out. */
export interface Facts {
    /** What the last rollout was for, completed or not; undefined: nothing is installed yet. */
    readonly previous: Target | undefined;
    readonly wanted: Target;
    /** The version that gate, schema and every node have reached; undefined: no rollout has been completed yet. */
    readonly completed: string | undefined;
}

/** One rule of the procedure: `applies` decides, the rest is what the user reads. */
export interface Rule {
    readonly id: string;
    readonly applies: (facts: Facts) => boolean;
    readonly message: (facts: Facts) => string;
    readonly why: string;
    readonly next: (facts: Facts) => string;
    readonly overridable: boolean;
}

/** What a transition is, or why it is refused. */
export interface Verdict {
    /** `fresh`, `unchanged`, `patch`, `minor` or `refused`. */
    readonly kind: string;
    /** All that hold it, none if it goes ahead. */
    readonly holds: Hold[];
    /** Holds that overrides lifted. */
    readonly lifted: LiftedHold[];
}

const set = (version: string) => `pulumi config set --path engine.version ${version} && pulumi up`;
const versionChanges = ({ previous, wanted }: Facts) => previous !== undefined && previous.version !== wanted.version;
const arrow = ({ previous, wanted }: Facts) => `${previous?.version ?? "nothing"} → ${wanted.version}`;

/** Both ends of a step, if both can be read. */
function releases({ previous, wanted }: Facts): { from: Release; to: Release } | undefined {
    const from = previous && parseRelease(previous.version);
    const to = parseRelease(wanted.version);
    return from && to ? { from, to } : undefined;
}

const skipped = (facts: Facts): string[] => {
    const step = releases(facts);
    return step ? skippedMinors(step.from, step.to) : [];
};

/** The rule book: a new rule is a new entry here, and a row in the table of its tests. */
export const rules: readonly Rule[] = [
    {
        id: "versionUnsupported",
        applies: ({ wanted }) => {
            const release = parseRelease(wanted.version);
            return release === undefined || !isSupported(release);
        },
        message: ({ wanted }) => `Camunda ${wanted.version} is not among the versions ${supportedRange}, written as three numbers`,
        why: `The schema is migrated by Camunda's own Liquibase change log, which begins with 7.16; 7.24 is the last minor (components/rules/releases.ts).`,
        next: () => "pulumi config set --path engine.version 7.24.0   # three numbers, quoted where YAML would read one as a number",
        overridable: false,
    },
    {
        id: "floatingTag",
        applies: ({ wanted }) => isFloating(imageOf(wanted.image, wanted.version)),
        message: ({ wanted }) => `the image ${imageOf(wanted.image, wanted.version)} has no tag that stays the same`,
        why: `A node that restarts by itself would come up with whatever the tag means that day, outside of the order that the procedure asks for (${rollingUpdatePage}).`,
        next: () => "pulumi config set --path engine.image camunda/camunda-bpm-platform:run-{version}   # a full version or a digest",
        overridable: false,
    },
    {
        id: "minorSkipped",
        applies: (facts) => skipped(facts).length > 0,
        message: (facts) => `${arrow(facts)} leaves out ${skipped(facts).join(", ")}`,
        why: `An engine is guaranteed to work with its own schema and that of the next minor only: one minor at a time (${rollingUpdatePage}).`,
        next: (facts) => `${set(`${skipped(facts)[0]}.0`)}   # then go on from there`,
        overridable: false,
    },
    {
        id: "downgrade",
        applies: (facts) => {
            const step = releases(facts);
            return step !== undefined && compareReleases(step.to, step.from) < 0;
        },
        message: (facts) => `${arrow(facts)} goes back`,
        why: `A schema is never taken back, and an engine is not guaranteed to work with an older one (${rollingUpdatePage}).`,
        next: ({ previous }) => set(previous!.version),
        overridable: false,
    },
    {
        id: "rolloutInFlight",
        applies: ({ previous, wanted, completed }) =>
            previous !== undefined && previous.version !== completed && previous.version !== wanted.version,
        message: (facts) =>
            `${arrow(facts)}, while the rollout to ${facts.previous!.version} is not completed (last completed: ${facts.completed ?? "none"})`,
        why: `At most two versions may run side by side: the next update begins when the last one is completed (${rollingUpdatePage}).`,
        next: ({ previous }) =>
            `${set(previous!.version)}   # completes it; if it is complete, export the component's completedVersion as a stack output`,
        overridable: false,
    },
    {
        id: "applicationChanged",
        applies: (facts) =>
            versionChanges(facts) && (imageTemplateChanged(facts) || facts.previous!.application !== facts.wanted.application),
        message: (facts) =>
            `${arrow(facts)} comes with another application: ` +
            (imageTemplateChanged(facts)
                ? `${facts.previous!.image} → ${facts.wanted.image}`
                : `${facts.previous!.application || "(none)"} → ${facts.wanted.application || "(none)"}`),
        why: `While versions are mixed, no application that uses new features may run: first the engine, then the application (${rollingUpdatePage}).`,
        next: ({ previous }) =>
            `pulumi config set --path engine.image '${previous!.image}' && pulumi config set --path engine.application '${previous!.application}' && pulumi up   # the new application in an update of its own`,
        overridable: true,
    },
    {
        id: "imageUnchanged",
        applies: (facts) => versionChanges(facts) && !followsVersion(facts.wanted.image) && facts.previous!.image === facts.wanted.image,
        message: (facts) => `${arrow(facts)}, but the image stays ${facts.wanted.image}`,
        why: "The nodes would go on with the engine that is in that image, and the rollout would wait in vain for the wanted version.",
        next: () => "pulumi config set --path engine.image REPOSITORY:TAG-{version}   # or the tag of the image with the wanted engine",
        overridable: false,
    },
    {
        id: "layoutChanged",
        applies: (facts) =>
            versionChanges(facts) && (facts.previous!.nodes !== facts.wanted.nodes || facts.previous!.batchSize !== facts.wanted.batchSize),
        message: (facts) => `${arrow(facts)} comes with another layout: ${layout(facts.previous!)} → ${layout(facts.wanted)}`,
        why: "Batches that appear or go away during a rollout would run the new version out of order, or take nodes from service that the plan counts on.",
        next: ({ previous }) =>
            `pulumi config set --path nodes.count ${previous!.nodes} && pulumi config set --path nodes.batchSize ${previous!.batchSize} && pulumi up   # the layout in an update of its own`,
        overridable: false,
    },
    {
        id: "noSpareNode",
        applies: (facts) => versionChanges(facts) && facts.wanted.nodes < 2 && !facts.wanted.surge,
        message: (facts) => `${arrow(facts)} with ${facts.wanted.nodes} node: none would serve while it is upgraded`,
        why: `At least one node stays available at any time (${rollingUpdatePage}).`,
        next: () =>
            "pulumi config set --path nodes.count 2 && pulumi up   # before the update; or: pulumi config set --path nodes.surge true",
        overridable: true,
    },
];

/** Judges a transition: all that is wrong with it at once, or what kind of step it is. */
export function judge(facts: Facts, overrides: readonly Override[] = []): Verdict {
    const found = rules
        .filter((rule) => rule.applies(facts))
        .map((rule) => ({
            id: rule.id,
            message: rule.message(facts),
            why: rule.why,
            next: rule.next(facts),
            overridable: rule.overridable,
        }));
    const { open, lifted } = applyOverrides(found, overrides);
    return { kind: open.length > 0 ? "refused" : kindOf(facts), holds: open, lifted };
}

/** The refusal as the user reads it at preview. */
export function describeRefusal(facts: Facts, verdict: Verdict): string {
    const count = verdict.holds.length === 1 ? "1 hold" : `${verdict.holds.length} holds`;
    return `${arrow(facts)} is refused by ${count}; nothing has been changed.\n${describeHolds(verdict.holds)}`;
}

function kindOf(facts: Facts): string {
    const step = releases(facts);
    if (!facts.previous || !step) {
        return "fresh";
    }
    if (facts.previous.version === facts.wanted.version) {
        return "unchanged";
    }
    return step.from.minor === step.to.minor ? "patch" : "minor";
}

/** Where the tag is written out in full, an engine repackaged with the application must change it: only templates can be compared. */
function imageTemplateChanged({ previous, wanted }: Facts): boolean {
    return previous !== undefined && followsVersion(previous.image) && followsVersion(wanted.image) && previous.image !== wanted.image;
}

const layout = (target: Target) => `${target.nodes} nodes in batches of ${target.batchSize}`;
