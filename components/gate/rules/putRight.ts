import * as semver from "semver";
import { isSameTag } from "../../checkpoint/rules/completion";
import { Facts, LiveNode } from "../../domain/facts/facts";
import { imageOf } from "../../domain/image";
import { workloadKind } from "../../domain/workloadKind";
import { inFlight, versionChanges } from "../../domain/transition";

/** The versions that nodes may run: the last recorded one, and while an update is in progress both of its ends. */
export function expectedVersions(facts: Facts): string[] {
    const { previous, wanted, completed } = facts;
    const versions = [
        previous?.version,
        inFlight(facts) ? completed.version : undefined,
        wanted.rollback ? wanted.version : undefined,
        // A way back that is not completed leaves nodes of the version that it left.
        inFlight(facts) ? previous?.rollback?.from : undefined,
    ];
    return [...new Set(versions.filter((version) => version !== undefined))];
}

/**
 * The command that brings a node back that somebody has changed. A Deployment does not notice that the image of one of its pods was changed. While an
 * update is in progress every run asks the gate, so that no run could put right what holds it there; the lower of both versions works on either schema.
 */
export function putRight(facts: Facts, nodes: readonly LiveNode[]): string | undefined {
    const { previous } = facts;
    if (!previous) {
        return undefined;
    }
    const expected = expectedVersions(facts);
    const odd = nodes.find(({ version }) => !expected.includes(version)) ?? nodes.find(({ version }) => version !== previous.version);
    const right = odd ? `; or, if ${odd.version} is right, set engine.version ${odd.version} first` : "";
    return (odd && backByHand(facts, odd)) ?? refreshed(facts, `brings them to ${previous.version}${right}`);
}

/** The lower of the versions that nodes may run while an update is in progress. */
export const lowestExpected = (facts: Facts): string => [...expectedVersions(facts)].sort(semver.compare)[0];

/** The command for one node, where no run of Pulumi's would put it right; undefined: one would. */
export function backByHand(facts: Facts, node: LiveNode): string | undefined {
    const { previous, wanted, live } = facts;
    const workload = live?.workloads?.find(({ batch }) => batch === node.batch);
    if (!workload) {
        return undefined;
    }
    if (!isSameTag(node.image ?? workload.image, workload.image)) {
        return `kubectl delete pod ${node.name}   # in the stack's namespace: ${workload.name} starts it again, from ${workload.image}`;
    }
    const kind = workloadKind(previous?.stableNames).toLowerCase();
    // Where another setting changes, a refresh would have to wait for that, and that for the refresh.
    return inFlight(facts) || !versionChanges(facts)
        ? `kubectl set image ${kind}/${workload.name} engine=${imageOf(wanted.image, lowestExpected(facts))}   # in the stack's namespace; then pulumi up goes on`
        : undefined;
}

/** The command that brings the cluster to what is recorded. Any other change would have the gate asked, which holds. */
export function refreshed(facts: Facts, what: string): string {
    const { previous } = facts;
    const version = previous && versionChanges(facts) ? `pulumi config set --path engine.version ${previous.version} && ` : "";
    return `${version}pulumi up --refresh   # with no other setting changed: ${what}`;
}
