import { machineShortage } from "../rules/roomArithmetic";
import { Facts } from "../../domain/facts/facts";
import { restarts } from "../rules/room";

/** What is good to know about room; nothing where no node is started. */
export function capacityNotes(facts: Facts): string[] {
    const { live, wanted, demand } = facts;
    const capacity = live?.capacity;
    if (!capacity || !demand || !restarts(facts)) {
        return [];
    }
    const { unread, budgets = [], placed = [], machines = [], batches = [] } = capacity;
    const short = machineShortage(wanted, demand, capacity);
    const zoneOf = (name: string) => machines.find((machine) => machine.name === name)?.zone ?? "";
    const zones = new Set(placed.map(({ machine }) => zoneOf(machine)).filter(Boolean));
    const emptied = [...zones].flatMap((zone) => {
        const there = new Set(placed.filter(({ machine }) => zoneOf(machine) === zone).map(({ batch }) => batch));
        return there.size === 1 && !wanted.surge && !wanted.stableNames
            ? [`all nodes of the zone ${zone} are in ${[...there][0]}, and out of service together`]
            : [];
    });
    const scaled = batches.map(({ id, nodes }) => `${id} ${nodes}`).join(", ");
    return [
        ...(short?.grows
            ? [`room: ${short.batch} needs ${short.needs} places, and there are ${short.places}; Karpenter may add machines`]
            : []),
        ...(zones.size > 1 ? emptied.map((text) => `room: ${text}`) : []),
        ...budgets.map(
            ({ name }) =>
                `room: two PodDisruptionBudgets select the nodes, and then none is evicted when a machine is emptied: ${name} and the stack's own`,
        ),
        ...(demand.autoscaled && batches.length > 0 ? [`room: nodes are scaled by somebody else, now ${scaled}`] : []),
        ...unread.map((text) => `room: not counted: ${text}`),
    ];
}
