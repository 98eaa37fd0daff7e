import { Finding } from "../components/gate/rules/rule";
import { differs, Resource, show } from "./support/resource";
import { askAgain, ResourceRule } from "./support/rule";
import { isGate, isRds } from "./support/types";

/**
 * What must not go by accident. Whether a stack is in production is told by its name, as `Pulumi.production.yaml` is: the name is in every URN,
 * so that each resource can be asked about before it is changed, and no change of the program or of its settings makes a stack pass for
 * another one. `protect` of the gate could not tell, since it is what has to be proved.
 */
export const productionProtected: ResourceRule = {
    id: "production-protected",
    description: "In production the gate is protected, and no database is deleted by accident.",
    why: "Without the gate nobody knows what is installed, and every transition is a first installation to it (https://www.pulumi.com/docs/iac/concepts/resources/options/protect/).",
    settings: { stacks: ["production"] },
    finds: (resource, { stacks = [] }) =>
        stacks.some((pattern) => matches(pattern, resource.stack)) ? [...gateFaults(resource), ...databaseFaults(resource)] : [],
};

/** Names of stacks are letters, digits, hyphens, underscores and periods. */
const matches = (pattern: string, stack: string): boolean =>
    new RegExp(`^${pattern.replaceAll(/[^\w*-]/g, "\\$&").replaceAll("*", ".*")}$`).test(stack);

const gateFaults = (resource: Resource): Finding[] =>
    isGate(resource) && !resource.protect
        ? [{ message: `the gate ${resource.name} of the stack ${resource.stack} is not protected`, next: "pulumi config set protect true" }]
        : [];

function databaseFaults(resource: Resource): Finding[] {
    if (!isRds(resource)) {
        return [];
    }
    const { name, stack, properties } = resource;
    const { deletionProtection, skipFinalSnapshot } = properties;
    const why = "The data of every process are in it (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html).";
    return [
        ...(differs(deletionProtection, true)
            ? [
                  {
                      message: `the database ${name} of the stack ${stack} can be deleted: deletionProtection is ${show(deletionProtection)}`,
                      why,
                      next: `${askAgain}   # after deletionProtection: true`,
                  },
              ]
            : []),
        ...(skipFinalSnapshot === true
            ? [
                  {
                      message: `the database ${name} of the stack ${stack} leaves nothing behind: skipFinalSnapshot is true`,
                      why,
                      next: `${askAgain}   # after skipFinalSnapshot: false and a finalSnapshotIdentifier`,
                  },
              ]
            : []),
    ];
}
