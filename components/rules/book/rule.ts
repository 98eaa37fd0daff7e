import { isDeepStrictEqual } from "node:util";
import { Facts, Target } from "../facts";
import { inCommand } from "../foreign";
import { compareReleases, parseRelease, Release } from "../release";
import { workloadKind } from "../workload";

/** What a rule has found. */
export interface Finding {
    /** What is wrong, with both values in it. */
    readonly message: string;
    /** What to do, with the exact command. */
    readonly next: string;
    /** The reason in this case, where it differs from the rule's. */
    readonly why?: string;
}

/** One rule of the procedure. */
export interface Rule {
    readonly id: string;
    /** The reason, with its source. */
    readonly why: string;
    readonly overridable: boolean;
    /** Whether it looks at what runs: what it finds may be gone the next moment, so an override of it may lift nothing. */
    readonly live?: boolean;
    readonly finds: (facts: Facts) => Finding | undefined;
}

export const rollingUpdatePage = "https://docs.camunda.org/manual/latest/update/rolling-update/";

/** The command that asks for a version, in this stack or in another one. */
export function set(version: string, stack?: string): string {
    const option = stack ? ` --stack ${stack}` : "";
    return `pulumi config set --path engine.version ${inCommand(version)}${option} && pulumi up${option}`;
}

/** The command that stops all nodes of a stack. */
export const stopNodes = (target?: Target): string =>
    `kubectl scale ${workloadKind(target?.stableNames).toLowerCase()} -l app.kubernetes.io/component=engine --replicas=0`;

export const releaseOf = (target: Target): Release | undefined => parseRelease(target.version, target.product);

/** Whether nodes are to run something else than what was wanted last. */
export const versionChanges = ({ previous, wanted }: Facts): boolean =>
    previous !== undefined && (previous.version !== wanted.version || previous.product !== wanted.product);

/** Whether nodes are to ask for something else, or for other machines. */
export const roomChanges = ({ previous, wanted }: Facts): boolean =>
    previous?.room !== undefined && wanted.room !== undefined && !same(previous.room, wanted.room);

/** Whether nothing else changes, but for what lifts a hold of it. */
export const onlyRoomChanges = ({ previous, wanted }: Facts): boolean =>
    previous !== undefined &&
    !same(previous.room ?? {}, wanted.room ?? {}) &&
    same({ ...previous, room: undefined, overrides: [] }, { ...wanted, room: undefined, overrides: [] });

/** As the state keeps them: without what is undefined, in whatever order. */
const same = (...both: [object, object]): boolean => {
    const [a, b] = both.map((value): unknown => JSON.parse(JSON.stringify(value)));
    return isDeepStrictEqual(a, b);
};

/** Both ends of a step within one product, if both can be read. */
export function stepOf({ previous, wanted }: Facts): { from: Release; to: Release } | undefined {
    const from = previous && releaseOf(previous);
    const to = releaseOf(wanted);
    return from && to && from.product === to.product ? { from, to } : undefined;
}

/** Whether the step leads back within one product. */
export function goesBack(facts: Facts): boolean {
    const step = stepOf(facts);
    return step !== undefined && compareReleases(step.to, step.from) < 0;
}

/** A version with its product, as the history keeps it. */
export const named = ({ product, version }: { product: string; version: string }): string => `${product} ${version}`;

/** `7.22.0 → 7.23.0`, with the products where they differ. */
export function arrow({ previous, wanted }: Facts): string {
    if (previous && previous.product !== wanted.product) {
        return `${named(previous)} → ${named(wanted)}`;
    }
    return `${previous?.version ?? "nothing"} → ${wanted.version}`;
}

/** The command that shows all hops of a way. */
export function planOf({ previous, wanted }: Facts): string {
    const options = [
        `--from ${inCommand(String(previous?.version))} --to ${inCommand(wanted.version)}`,
        ...(wanted.product === "camunda" ? [] : [`--product ${inCommand(wanted.product)}`]),
        ...(previous && previous.product !== wanted.product ? [`--from-product ${inCommand(previous.product)}`] : []),
        ...(wanted.edition === "community" ? [] : [`--edition ${inCommand(wanted.edition)}`]),
    ];
    return `npm run -s plan -- ${options.join(" ")}`;
}

/** Whether the last rollout, or the last return to the version before, has not reached every node yet. */
export function inFlight({ previous, completed }: Facts): boolean {
    if (!previous) {
        return false;
    }
    const last = completed.history.at(-1);
    const returned = !previous.rollback || (last?.rollback !== "" && last?.to === named(previous));
    return previous.version !== completed.version || !returned;
}

/** The version that the nodes ran before the last rollout; undefined: it is not recorded. */
export function versionBefore(facts: Facts): string | undefined {
    const { previous, completed } = facts;
    const last = completed.history.at(-1);
    if (!previous || !inFlight(facts)) {
        return previous && last?.to === named(previous) && last.from !== "" ? last.from : undefined;
    }
    return last?.to ?? (completed.version && named({ product: previous.product, version: completed.version }));
}

/** `fresh`, `unchanged`, `patch`, `minor`, `productSwitch` or `nodeRollback`. */
export function kindOf(facts: Facts): string {
    const { previous, wanted } = facts;
    if (!previous) {
        return wanted.adopt ? "unchanged" : "fresh";
    }
    if (!versionChanges(facts)) {
        return "unchanged";
    }
    if (wanted.rollback) {
        return "nodeRollback";
    }
    if (previous.product !== wanted.product) {
        return "productSwitch";
    }
    const step = stepOf(facts);
    return step?.from.minor === step?.to.minor ? "patch" : "minor";
}
