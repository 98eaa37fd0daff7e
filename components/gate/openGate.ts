import * as pulumi from "@pulumi/pulumi";
import { notQueried } from "../checkpoint/rules/completion";
import { Update } from "../record/update";
import { demandOf } from "./rules/demand";
import { VersionGate } from "./versionGate";

/** Step 1: the gate of an update, which everything else depends on. */
export function openGate(update: Update, { protect = false }: { protect?: boolean }, parent: pulumi.Resource): VersionGate {
    const { name, target, record, runId, promotion, rehearsal, live, nodes } = update;
    const gate = new VersionGate(
        `${name}-gate`,
        { target, completed: record, run: runId, promotion, admitted: rehearsal, live, demand: demandOf(nodes), protect },
        { parent },
    );
    // A preview of a finished stack queries nobody, and has to say so.
    pulumi.all([record, gate.passed]).apply(([before]) => live.wereQueried || pulumi.log.info(notQueried(before), parent));
    return gate;
}
