import { Facts, LiveNode, LiveTruth, Target, Transition } from "../../../components/domain/facts/facts";
import { judge } from "../../../components/gate/rules/judge";
import { settle } from "../../../components/settings/settle";
import { named } from "../../../components/domain/transition";

/** A target as a configuration with this version comes to, with changes. */
export const target = (version: string, change: Partial<Target> = {}): Target => {
    const { product, edition } = { product: "camunda", edition: "community", ...change };
    const image = change.image ?? (edition === "enterprise" ? "registry/cambpm-ee/camunda-bpm-platform-ee:run-{version}" : undefined);
    return { ...settle({ engine: { version, product, edition, image } }).target, ...change };
};

/** A transition to `wanted`, whose previous version was completed and came from nowhere. */
export const facts = (previous: string | undefined, wanted: string, change: Partial<Target> = {}, before: Partial<Target> = {}): Facts => {
    // What stays the same in a transition, unless the test says otherwise.
    const kept = { product: change.product, edition: change.edition, ...before };
    const from =
        previous === undefined ? undefined : target(previous, Object.fromEntries(Object.entries(kept).filter(([, v]) => v !== undefined)));
    return {
        previous: from,
        wanted: target(wanted, change),
        completed: { version: previous, history: from ? [{ from: "", to: named(from), overrides: [], rollback: "" }] : [] },
    };
};

/** A history of one transition after the other. */
export const history = (...versions: string[]): Transition[] =>
    versions.map((version, i) => ({
        from: i === 0 ? "" : `camunda ${versions[i - 1]}`,
        to: `camunda ${version}`,
        overrides: [],
        rollback: "",
    }));

/** Nodes that answer these versions; an empty one does not answer. */
export const nodes = (...versions: string[]): LiveNode[] =>
    versions.map((version, i) => ({ name: `orders-${i + 1}`, version, problem: version ? "" : "not ready (ImagePullBackOff)" }));

/** What runs, without anything that holds. */
export const live = (change: Partial<LiveTruth> = {}): LiveTruth => ({
    nodes: nodes("7.22.0", "7.22.0", "7.22.0"),
    problem: "",
    ...change,
});

/** The default image of a version. */
export const official = (version: string) => `camunda/camunda-bpm-platform:run-${version}`;
/** Nodes of one batch each, made from the image of a version; an empty one does not answer. */
export const batches = (...versions: string[]) =>
    versions.map((version, i) => ({
        name: `orders-batch-${i + 1}-x`,
        version,
        problem: version ? "" : "not ready",
        batch: `batch-${i + 1}`,
        image: official(version || "7.22.0"),
    }));
/** Deployments of one node each. */
export const workloads = (...versions: string[]) =>
    versions.map((version, i) => ({
        name: `orders-batch-${i + 1}`,
        batch: `batch-${i + 1}`,
        replicas: 1,
        image: official(version),
        version,
    }));
/** Ids of all holds. */
export const ids = (given: Facts): string[] => judge(given).holds.map(({ id }) => id);
