import { anything, flag, matching } from "../checks";
import { changes, Section } from "./setting";

const replaced = "A change creates everything anew beside what there is: do not change it once the stack is installed.";

/** Settings of a stack that are in no section. */
export const stackSection = {
    name: {
        // Part of the names of pods, which end with what Kubernetes adds and may have 63 characters.
        check: matching("at most 40 lower case letters, digits and hyphens, a letter first", /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/),
        text: "Name of the cluster, part of every resource's name.",
        default: "camunda",
        change: replaced,
    },
    namespace: {
        check: matching("at most 63 lower case letters, digits and hyphens", /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/),
        text: "Kubernetes namespace of everything in it.",
        default: "camunda",
        change: replaced,
    },
    createNamespace: {
        check: flag,
        text: "Whether the stack creates the namespace.",
        default: false,
        change: "Setting it restarts nothing. Removing it later deletes the namespace and everything in it, unless `protect` is `true`: then Pulumi refuses.",
    },
    protect: {
        check: flag,
        text: "Whether `pulumi destroy` leaves gate, namespace and data alone.",
        default: true,
        change: changes.nothing,
    },
    databasePassword: {
        check: { ...anything, expected: "a secret text" },
        text: "Password of a database in the cluster, set with `--secret`. Another database needs none here.",
        otherwise: "none",
        change: "A change restarts nothing: the server reads it only when its data is created, and keeps that password.",
    },
    guard: {
        check: flag,
        text: "Whether the API server refuses nodes of any image but the previous and the target one. Needs Kubernetes 1.30 and cluster permissions.",
        default: false,
        change: changes.nothing,
        more: "../guides/capacity-and-guard.md#guard-the-nodes",
    },
} satisfies Section;
