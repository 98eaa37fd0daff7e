import { planBatches } from "../../domain/batches";
import { Facts } from "../../domain/facts/facts";
import { inFlight, named } from "../../domain/transition";

/** Where a rollout is that has not reached every node yet; undefined: there is none. */
export function rolloutNote(facts: Facts): string | undefined {
    const { previous, completed, rollout } = facts;
    if (!previous || !rollout || !inFlight(facts)) {
        return undefined;
    }
    const batches = planBatches(previous.nodes, previous.batchSize).map(({ id }) => id);
    const steps = ["schema", ...(previous.rollback ? batches.reverse() : batches)];
    const next = steps.findIndex((step) => rollout.vouched[step] !== previous.version);
    const through = next < 0 ? steps : steps.slice(0, next);
    const { transition, at = "" } = rollout.baseline ?? {};
    const begun = transition?.includes(`→ ${named(previous)}`) ? `, versions mixed since ${at}` : "";
    const last = completed.history.at(-1)?.to ?? "nothing";
    return `in progress: ${last} → ${named(previous)}${begun}; checkpoints passed: ${through.join(", ") || "nothing"}; left: ${steps.slice(through.length).join(", ") || "nothing"}`;
}
