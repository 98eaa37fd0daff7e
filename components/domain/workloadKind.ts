/** The kind of object that a batch of nodes is: a StatefulSet keeps the names of its nodes. */
export const workloadKind = (stableNames = false) => (stableNames ? "StatefulSet" : "Deployment");
