import { expect } from "chai";
import { Facts, LiveNode } from "../../../components/domain/facts/facts";
import { facts, history, ids, live, nodes } from "../support/facts";

const adopt = "app=orders";
const adopted = nodes("7.22.0", "7.22.0").map((node) => ({ ...node, adopted: true }));
/** A first installation of 7.23.0 that was not completed, with other settings. */
const again = (wanted: string, change: object, running: readonly LiveNode[], more: Partial<Facts> = {}): Facts => ({
    ...facts("7.23.0", wanted, change),
    completed: { history: [] },
    live: live({ nodes: running, schema: "7.22.0" }),
    ...more,
});

// The migration refuses a first installation on a database that engines have used (databaseUnexpected), and says to take the cluster over.
describe("a first installation that was refused before its first node", () => {
    const cases: [name: string, facts: Facts, holds: string[]][] = [
        ["may be a takeover at the version that runs", again("7.22.0", { adopt }, adopted), []],
        ["not at another version", again("7.23.0", { adopt }, adopted), ["adoptionMovesVersion"]],
        [
            "not once a node of its own runs",
            again("7.22.0", { adopt }, [...adopted, ...nodes("7.22.0")]),
            ["rolloutInFlight", "downgrade", "nodesNotAsRecorded", "adoptedNodesRemain"],
        ],
        [
            "not where the cluster was not asked",
            again("7.22.0", { adopt }, [], { live: live({ nodes: adopted, problem: "connect ECONNREFUSED" }) }),
            ["rolloutInFlight", "downgrade", "truthUnknown", "adoptedNodesRemain"],
        ],
        [
            "where no node runs, the nodes that are taken over have to be found all the same",
            again("7.22.0", { adopt }, []),
            ["truthUnknown"],
        ],
        ["not without a takeover", again("7.22.0", {}, adopted), ["rolloutInFlight", "downgrade", "adoptedNodesRemain"]],
        [
            "not once something is completed",
            again("7.22.0", { adopt }, adopted, { completed: { version: "7.22.0", history: history("7.22.0") } }),
            ["rolloutInFlight", "downgrade", "adoptedNodesRemain"],
        ],
    ];
    for (const [name, given, holds] of cases) {
        it(`${name}: ${holds.join(", ") || "goes ahead"}`, () => expect(ids(given)).to.deep.equal(holds));
    }
});
