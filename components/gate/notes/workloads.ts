import { Facts } from "../../domain/facts/facts";

/**
 * That the batches could not be listed, so that a change of what their pods are made from goes unseen until its pods are there. Undefined: they could be,
 * or nothing was asked.
 */
export function workloadsWarning({ live }: Facts): string | undefined {
    return live?.workloadsUnread === undefined || live.problem
        ? undefined
        : [
              `the batches could not be listed: ${live.workloadsUnread}`,
              "  why:  without the list, a changed pod template or a deleted batch goes unseen; only what running nodes report is checked",
              "  next: grant `list` on deployments (with nodes.stableNames: statefulsets) in the namespace: docs/reference/permissions.md",
          ].join("\n");
}
