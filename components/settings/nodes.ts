import { memory, spelling } from "./checks";
import { Fault } from "./faults";
import { closingVariable } from "../domain/drain";
import { quantity } from "../domain/quantity";
import { NodeSettings } from "./settle";

/** What is wrong with settings of the nodes that are right each by itself. */
export const nodeFaults = ({ memoryRequest, memoryLimit, stableNames, surge, closeConnections, env }: NodeSettings): Fault[] => [
    // A pod whose request is above its limit is refused by the API server, in the middle of the rollout.
    ...(memory.passes(memoryRequest) && memory.passes(memoryLimit) && bytes(memoryRequest) > bytes(memoryLimit)
        ? [{ path: "nodes.memoryRequest", message: `is ${memoryRequest}, which is more than nodes.memoryLimit, ${memoryLimit}` }]
        : []),
    ...(stableNames === true && surge === true
        ? [
              {
                  path: "nodes.surge",
                  message: "is true, and so is nodes.stableNames: of two nodes with one name, the new one starts when the old one is gone",
                  remove: "nodes.surge",
              },
          ]
        : []),
    ...(closeConnections === true
        ? Object.keys(env)
              .filter((variable) => spelling(variable) === spelling(closingVariable))
              .map((variable) => ({
                  path: `nodes.env.${variable}`,
                  message: "is what nodes.closeConnections sets",
                  remove: `nodes.env["${variable}"]`,
              }))
        : []),
];

const bytes = (amount: string): number => quantity(amount) ?? 0;
